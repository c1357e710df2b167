// Names in the styles that editions ask for, and in others.
import type { Maker } from './maker.js';
import type { Piece } from './special.js';

const bad = {
  message: ['my_message', 'myMessage', 'My_Message', 'MyMessage_', '_My', 'MY9_A'],
  field: ['myField', 'MyField', '_field', 'field_', 'two__lines', 'field_1', 'FIELD'],
  oneof: ['MyChoice', 'my_choice_', '_c'],
  enum: ['my_enum', 'My_Enum'],
  value: ['lower', 'MyValue', '_VALUE', 'VALUE_', 'VALUE_1', 'VALUE__A'],
  service: ['my_service', 'My_Service'],
  method: ['my_method', 'myMethod', 'My_Method'],
} as const;

export function styledNames(maker: Maker): Piece | undefined {
  if (!maker.since2024) return undefined;
  const legacy = maker.chance(0.4);
  const name = (kind: keyof typeof bad, good: string): string => {
    const isBad = legacy ? maker.chance(0.5) : maker.wrong(`name of a ${kind} in another style`);
    return isBad ? maker.random.pick(bad[kind]) : good;
  };
  const enumName = name('enum', maker.title());
  const message = name('message', maker.title());
  const style = (also = true) => (legacy && also ? 'option features.enforce_naming_style = STYLE_LEGACY;' : '');
  const accessors =
    maker.syntax === '2026' && maker.wrong('name of an accessor') ? 'int32 abc = 8; int32 has_abc = 9;' : '';
  const field = `${name('field', maker.snake())} = 1${legacy || maker.chance(0.8) ? '' : ' [features.enforce_naming_style = STYLE2024]'}`;
  const parts = [
    `message ${message} { ${style()} int32 ${field}; oneof ${name('oneof', maker.snake())} { string ${maker.snake()} = 2; } ${accessors} }`,
    `enum ${enumName} { ${style()} ${name('value', `${maker.title().toUpperCase()}_UNKNOWN`)} = 0; }`,
    `service ${name('service', maker.title())} { ${style()} rpc ${name('method', maker.title())}(${message}) returns (${message}); }`,
  ];
  return { parts };
}
