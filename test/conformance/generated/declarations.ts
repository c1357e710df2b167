// Messages, enums, extensions and services.
import { field, Numbers, type Surroundings } from './fields.js';
import type { Maker } from './maker.js';
import { optionList, optionStatements } from './options.js';
import { type PlannedEnum, type PlannedMessage, reference } from './plan.js';

type Types = Omit<Surroundings, 'scope'>;

/** @param nested visibility differs for what is in a message */
function visibility(maker: Maker, nested: boolean): string {
  if (!maker.since2024) return maker.wrong('visibility before 2024') ? 'export' : '';
  return maker.chance(0.1) ? (nested ? 'local' : maker.random.pick(['export', 'export', 'local'])) : '';
}

export function message(maker: Maker, plan: PlannedMessage, types: Types, nested = false): string {
  const around = { ...types, scope: plan.fullName };
  const reserved: [number, number][] = maker.chance(0.3)
    ? [
        [61, 61 + maker.random.below(5)],
        [70, 79],
      ]
    : [];
  const numbers = new Numbers([...(plan.extensionRange ? [plan.extensionRange] : []), ...reserved]);
  const take = () => numbers.take(maker);
  const parts = [
    maker.maybe(0.3, () => optionStatements(maker, 'Message')),
    ...Array.from({ length: maker.random.below(6) }, () => field(maker, around, 'message', take)),
    ...plan.messages.map((each) => message(maker, each, types, true)),
    ...plan.enums.map((each) => enumeration(maker, each, true)),
    ...(reserved.length > 0 ? [reservedNumbers(maker, reserved)] : []),
    maker.maybe(0.2, () => reservedNames(maker)),
    maker.maybe(0.3, () => oneof(maker, around, take)),
    maker.maybe(0.1, () => extend(maker, around)),
    maker.maybe(0.05, () => ';'),
    plan.extensionRange ? extensions(maker, plan.extensionRange) : '',
  ];
  if (maker.wrong('statement that is none'))
    parts.push(maker.random.pick(['no such statement;', '= 5;', 'message;', '"text";']));
  if (maker.wrong('name in use') && plan.messages[0]) parts.push(`message ${plan.messages[0].name} {}`);
  if (maker.wrong('extensions in proto3') && maker.syntax === 'proto3') parts.push('extensions 5000 to 5010;');
  if (maker.wrong('fields with one JSON name')) parts.push(twins(maker, take));
  const body = shuffled(maker, parts).join(' ');
  return `${visibility(maker, nested)} message ${plan.name} { ${body} }`;
}

function twins(maker: Maker, take: () => string): string {
  const label = maker.syntax === 'proto2' ? 'optional' : '';
  return `${label} int32 twin_a = ${take()}; ${label} int32 twinA = ${take()};`;
}

function oneof(maker: Maker, around: Surroundings, take: () => string): string {
  const fields = maker.wrong('empty oneof')
    ? ''
    : maker.times(1 + maker.random.below(3), () => field(maker, around, 'oneof', take));
  return `oneof ${maker.snake()} { ${maker.maybe(0.3, () => optionStatements(maker, 'Oneof'))} ${fields} }`;
}

function range([from, to]: readonly [number, number], maker: Maker): string {
  if (maker.wrong('range backwards')) return `${to + 1} to ${from}`;
  return from === to ? String(from) : `${from} to ${to}`;
}

function reservedNumbers(maker: Maker, reserved: readonly (readonly [number, number])[]): string {
  const more = maker.wrong('ranges that overlap') ? [...reserved.slice(0, 1), ...reserved] : reserved;
  return `reserved ${more.map((each) => range(each, maker)).join(', ')};`;
}

function reservedNames(maker: Maker): string {
  const names = Array.from({ length: 1 + maker.random.below(3) }, () => maker.snake());
  if (maker.wrong('reserved name twice') && names[0]) names.push(names[0]);
  const quoted = maker.wrong('reserved name in the other form') ? maker.edition : !maker.edition;
  return `reserved ${names.map((name) => (quoted ? `"${name}"` : name)).join(', ')};`;
}

function extensions(maker: Maker, [from, to]: readonly [number, number]): string {
  const last = to === 536870911 && maker.chance(0.5) ? 'max' : String(to);
  const middle = from + 50;
  if (maker.wrong('extension ranges that overlap')) return `extensions ${from} to ${last}, ${middle};`;
  const list = optionList(maker, 'ExtensionRange', maker.chance(0.2) ? ['verification = UNVERIFIED'] : []);
  return maker.chance(0.5)
    ? `extensions ${from} to ${last}${list};`
    : `extensions ${from} to ${middle - 1}, ${middle} to ${last}${list};`;
}

export function extend(maker: Maker, around: Surroundings): string {
  const possible = around.messages.filter((each) => each.extensionRange);
  const target = possible.length > 0 ? maker.random.pick(possible) : undefined;
  if (maker.wrong('extending what is no message') && around.enums[0]) {
    return `extend .${around.enums[0].fullName} { ${extensionField(maker, around, () => '100')} }`;
  }
  if (!target?.extensionRange || maker.syntax === 'proto3') {
    return maker.wrong('extension in proto3') && around.messages[0]
      ? `extend .${around.messages[0].fullName} { string ${maker.snake()} = 100; }`
      : '';
  }
  const [from, to] = target.extensionRange;
  const number = () => {
    if (maker.wrong('extension out of range')) return String(to + 1);
    if (maker.wrong('extension number twice') && target.taken.size > 0) return String([...target.taken][0]);
    let free = from;
    while (target.taken.has(free)) free++;
    target.taken.add(free);
    return String(free);
  };
  if (maker.wrong('empty extend')) return `extend .${target.fullName} {}`;
  const fields = maker.times(1 + maker.random.below(2), () => extensionField(maker, around, number));
  return `extend ${reference(maker, target.fullName, around.scope)} { ${fields} }`;
}

function extensionField(maker: Maker, around: Surroundings, number: () => string): string {
  return field(maker, around, 'extend', number);
}

export function enumeration(maker: Maker, plan: PlannedEnum, nested = false): string {
  const numbers = new Set<number>();
  const alias = plan.values.length > 1 && maker.chance(0.1);
  const values = plan.values.map((name, index) => {
    let number =
      index === 0 && !plan.closed
        ? 0
        : maker.random.pick([index, index, -index, maker.chance(0.1) ? 2147483647 : 4000, -2147483648, 1000 + index]);
    while (numbers.has(number)) number = 2000 + maker.random.below(1000);
    if (alias && index === 1) number = [...numbers][0] ?? 0;
    if (index > 0 && maker.wrong('enum number twice')) number = [...numbers][0] ?? 0;
    numbers.add(number);
    const text =
      index === 0 && maker.wrong('first value not zero')
        ? '5'
        : maker.wrong('enum number too large')
          ? '2147483648'
          : number >= 0 && maker.chance(0.1)
            ? `0x${number.toString(16)}`
            : String(number);
    return `${name} = ${text}${optionList(maker, 'EnumValue', maker.chance(0.05) ? ['debug_redact = true'] : [])};`;
  });
  if (maker.wrong('enum value twice') && values[0]) values.push(values[0]);
  if (maker.wrong('value reserved in its enum') && plan.values[0]) {
    values.push(maker.edition ? `reserved ${plan.values[0]};` : `reserved "${plan.values[0]}";`);
  }
  if (maker.wrong('enum without values')) values.length = 0;
  const closed = maker.edition && plan.closed ? ['option features.enum_type = CLOSED;'] : [];
  const options = [
    ...(alias || maker.wrong('alias for nothing') ? ['option allow_alias = true;'] : []),
    ...closed,
    maker.maybe(0.2, () => optionStatements(maker, 'Enum')),
    maker.maybe(0.15, () => maker.random.pick(['reserved 5000 to max;', 'reserved -7, -20 to -10;', 'reserved 6000;'])),
    maker.maybe(0.1, () => reservedNames(maker)),
  ];
  return `${visibility(maker, nested)} enum ${plan.name} { ${[...options, ...values].join(' ')} }`;
}

export function service(maker: Maker, around: Surroundings): string {
  const method = () => {
    const type = () => {
      const target = (maker.wrong('enum as a request') && around.enums[0]) || maker.random.pick(around.messages);
      return `(${maker.chance(0.3) ? 'stream ' : ''}${reference(maker, target.fullName, around.scope)})`;
    };
    const idempotency = maker.chance(0.2) ? ['idempotency_level = NO_SIDE_EFFECTS'] : [];
    const body = maker.chance(0.4) ? `{ ${optionStatements(maker, 'Method', 2, idempotency)} }` : ';';
    if (maker.wrong('returns left out')) return `rpc ${maker.title()}${type()};`;
    return `rpc ${maker.title()}${type()} returns ${type()}${body}`;
  };
  const options = maker.maybe(0.3, () => optionStatements(maker, 'Service'));
  const methods = maker.some(3, method);
  const again =
    maker.wrong('method twice') && around.messages[0]
      ? `rpc Same(.${around.messages[0].fullName}) returns (.${around.messages[0].fullName});`
      : '';
  return `service ${maker.title()} { ${options} ${methods} ${again} ${again} }`;
}

export function shuffled<T>(maker: Maker, items: readonly T[]): T[] {
  const left = [...items];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(maker.random.below(left.length), 1));
  return out;
}
