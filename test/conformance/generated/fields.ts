// Fields of every kind, with labels, defaults, features and options as the syntax wants them.
import { isInteger, type Scalar, scalarLiteral, scalarTypes } from './literals.js';
import type { Maker } from './maker.js';
import { optionList } from './options.js';
import { type PlannedEnum, type PlannedMessage, reference } from './plan.js';

/** What fields can refer to, and where they are. */
export interface Surroundings {
  /** Full name of the message or package around. */
  readonly scope: string;
  readonly messages: readonly PlannedMessage[];
  readonly enums: readonly PlannedEnum[];
}

/** Numbers of one message. */
export class Numbers {
  readonly used = new Set<number>();
  constructor(private readonly blocked: readonly (readonly [number, number])[]) {}

  take(maker: Maker): string {
    if (maker.wrong('number in use') && this.used.size > 0) return String([...this.used][0]);
    const [first] = this.blocked;
    if (maker.wrong('number not to be used') && first) return String(first[0]);
    if (maker.wrong('number of zero')) return '0';
    if (maker.wrong('number too large'))
      return maker.random.pick(['536870912', '2147483647', '2147483648', '4294967296']);
    if (maker.wrong('number of the implementation')) return maker.random.pick(['19000', '19999', '19500']);
    if (maker.wrong('number that is none')) return maker.random.pick(['-1', '1.0', '"1"', 'max', 'x']);
    for (;;) {
      const near = 1 + maker.random.below(60);
      const number = maker.chance(0.9) ? near : maker.random.pick([18999, 20000, 536870911, 16777216, 65535]);
      if (this.used.has(number) || this.blocked.some(([from, to]) => number >= from && number <= to)) continue;
      this.used.add(number);
      return maker.chance(0.05)
        ? `0x${number.toString(16)}`
        : maker.chance(0.05)
          ? `0${number.toString(8)}`
          : String(number);
    }
  }
}

export type Place = 'message' | 'oneof' | 'extend';

export function field(maker: Maker, around: Surroundings, place: Place, number: () => string): string {
  const drawn = maker.random.next();
  if (drawn < 0.15 && place === 'message') return mapField(maker, around, number());
  if (drawn < 0.25 && maker.syntax === 'proto2' && place !== 'extend')
    return groupField(maker, around, place, number());
  if (maker.wrong('map where none can be') && place !== 'message')
    return `map<int32, int32> ${maker.snake()} = ${number()};`;
  const repeated = place !== 'oneof' && maker.chance(0.25);
  const label = labelOf(maker, place, repeated);
  const type = typeOf(maker, around);
  const name = maker.snake();
  const optional = label === 'required' ? false : !repeated;
  const more = fieldOptions(maker, type, { repeated, optional, place });
  const equals = maker.wrong('number left out') ? '' : ` = ${number()}`;
  const end = maker.wrong('semicolon left out') ? '' : ';';
  return `${label} ${type.text} ${name}${equals}${optionList(maker, 'Field', more)}${end}`;
}

function labelOf(maker: Maker, place: Place, repeated: boolean): string {
  if (place === 'oneof')
    return maker.wrong('label in a oneof') ? maker.random.pick(['optional', 'repeated', 'required']) : '';
  if (maker.wrong('label that the syntax does not have')) {
    return maker.syntax === 'proto2'
      ? ''
      : maker.syntax === 'proto3'
        ? 'required'
        : maker.random.pick(['optional', 'required']);
  }
  if (repeated) return 'repeated';
  if (maker.syntax === 'proto2') return place === 'message' && maker.chance(0.15) ? 'required' : 'optional';
  return maker.syntax === 'proto3' && maker.chance(0.3) ? 'optional' : '';
}

type FieldType =
  | { readonly text: string; readonly scalar: Scalar }
  | { readonly text: string; readonly message: PlannedMessage }
  | { readonly text: string; readonly enum: PlannedEnum };

function typeOf(maker: Maker, around: Surroundings): FieldType {
  const drawn = maker.random.next();
  const enums = around.enums.filter((each) => maker.syntax !== 'proto3' || !each.closed);
  if (drawn < 0.2 && around.messages.length > 0) {
    const message = maker.random.pick(around.messages);
    return { message, text: reference(maker, message.fullName, around.scope) };
  }
  if (drawn < 0.35 && enums.length > 0) {
    const chosen = maker.random.pick(enums);
    return { enum: chosen, text: reference(maker, chosen.fullName, around.scope) };
  }
  const scalar = maker.random.pick(scalarTypes);
  return { scalar, text: scalar };
}

function fieldOptions(
  maker: Maker,
  type: FieldType,
  { repeated, optional, place }: { repeated: boolean; optional: boolean; place: Place },
): string[] {
  const out: string[] = [];
  const scalar = 'scalar' in type ? type.scalar : undefined;
  const packable = scalar !== undefined ? scalar !== 'string' && scalar !== 'bytes' : 'enum' in type;
  const add = (probability: number, possible: boolean, mistake: string, write: () => string) => {
    if (possible ? maker.chance(probability) : maker.wrong(mistake)) out.push(write());
  };
  // Presence is implicit where a feature says so; the default comes with an explicit one only.
  const implicit = maker.edition && optional && place === 'message' && scalar !== undefined && maker.chance(0.1);
  if (implicit) out.push('features.field_presence = IMPLICIT');
  else
    add(
      0.05,
      maker.edition && optional && place === 'message',
      'feature not for this field',
      () => 'features.field_presence = EXPLICIT',
    );
  add(
    0.25,
    maker.syntax !== 'proto3' && !repeated && !implicit && !('message' in type),
    'default where none can be',
    () => `default = ${'enum' in type ? enumDefault(maker, type.enum) : scalarLiteral(maker, scalar ?? 'int32')}`,
  );
  add(0.15, place !== 'extend', 'json_name of an extension', () => `json_name = "${jsonName(maker)}"`);
  add(
    0.2,
    repeated && packable && !maker.edition,
    'packed where it cannot be',
    () => `packed = ${maker.random.pick(['true', 'false'])}`,
  );
  add(
    0.2,
    repeated && packable && maker.edition,
    'feature not for this field',
    () => 'features.repeated_field_encoding = EXPANDED',
  );
  add(0.2, scalar === 'string' && maker.edition, 'feature not for this field', () => 'features.utf8_validation = NONE');
  add(
    0.2,
    'message' in type && maker.edition,
    'feature not for this field',
    () => 'features.message_encoding = DELIMITED',
  );
  add(0.1, scalar !== undefined && /64$/.test(scalar), 'jstype where it cannot be', () => 'jstype = JS_STRING');
  add(
    0.05,
    (scalar === 'string' || scalar === 'bytes') && !maker.since2024,
    'ctype where it cannot be',
    () => 'ctype = STRING_PIECE',
  );
  const lazy = 'message' in type && place !== 'extend' && !out.some((each) => each.includes('DELIMITED'));
  add(0.05, lazy, 'lazy where it cannot be', () => maker.random.pick(['lazy = true', 'unverified_lazy = true']));
  if (maker.chance(0.05))
    out.push(maker.random.pick(['deprecated = true', 'debug_redact = true', 'deprecated = false']));
  if (maker.chance(0.03)) out.push('retention = RETENTION_SOURCE');
  if (maker.chance(0.03)) out.push('targets = TARGET_TYPE_FIELD, targets = TARGET_TYPE_FILE');
  return out.sort(() => maker.random.next() - 0.5);
}

function enumDefault(maker: Maker, type: PlannedEnum): string {
  if (maker.wrong('default that is no value')) return maker.random.pick(['NO_SUCH', '0', '"text"', 'true']);
  return maker.random.pick(type.values);
}

function jsonName(maker: Maker): string {
  if (maker.wrong('json_name in brackets')) return '[x]';
  if (maker.wrong('json_name set twice')) return 'sameName" , json_name = "sameName';
  return maker.random.pick([`${maker.snake()}J`, `é ${maker.snake()}`, `\\x41${maker.snake()}`, `[${maker.snake()}`]);
}

function mapField(maker: Maker, around: Surroundings, number: string): string {
  const keys = scalarTypes.filter((each) => isInteger(each) || each === 'bool' || each === 'string');
  const key = maker.wrong('key that is none')
    ? maker.random.pick(['float', 'double', 'bytes', 'NoSuchType'])
    : maker.random.pick(keys);
  // The first value of an enum in a map is 0, as that of an open one is.
  const open = { ...around, enums: around.enums.filter((each) => !each.closed || maker.chance(0.05)) };
  const value = maker.wrong('map of maps') ? 'map<int32, int32>' : typeOf(maker, open).text;
  const label = maker.wrong('label of a map') ? 'repeated' : '';
  return `${label} map<${key}, ${value}> ${maker.snake()} = ${number}${optionList(maker, 'Field')};`;
}

function groupField(maker: Maker, around: Surroundings, place: Place, number: string): string {
  const label = place === 'oneof' ? '' : maker.random.pick(['optional', 'repeated', 'required']);
  const name = maker.wrong('group in lower case') ? maker.snake() : maker.title();
  const scope = `${around.scope}.${name}`;
  const numbers = new Numbers([]);
  const body = maker.some(2, () => field(maker, { ...around, scope }, 'message', () => numbers.take(maker)));
  return `${label} group ${name} = ${number}${optionList(maker, 'Field')} { ${body} }`;
}
