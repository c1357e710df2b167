// Message sets and what extends them.
import type { Maker } from './maker.js';
import { optionalLabel, type Piece } from './special.js';

export function messageSet(maker: Maker): Piece | undefined {
  if (maker.syntax === 'proto3') {
    if (!maker.wrong('message set in proto3')) return undefined;
    return { parts: [`message ${maker.title()} { option message_set_wire_format = true; }`] };
  }
  const [set, item] = [maker.title(), maker.title()];
  const label = optionalLabel(maker);
  const body = [
    'option message_set_wire_format = true;',
    maker.random.pick([
      'extensions 4 to max;',
      'extensions 4 to 2147483646;',
      'extensions 100 to 200, 536870912 to max;',
    ]),
    maker.wrong('field in a message set') ? `${label}int32 ${maker.snake()} = 1;` : '',
    maker.wrong('number too large for a message set') ? 'extensions 2147483647;' : '',
  ];
  const number = maker.random.pick([100, 150, 536870912, 2147483646]);
  const type = maker.wrong('scalar in a message set') ? 'int32' : item;
  const before = maker.wrong('repeated item in a message set') ? 'repeated ' : label;
  const extend = `extend ${set} { ${before}${type} ${maker.snake()} = ${number}; }`;
  return {
    parts: [
      `message ${set} { ${body.join(' ')} }`,
      maker.chance(0.5) ? `message ${item} { ${extend} }` : `message ${item} {} ${extend}`,
    ],
  };
}
