// Options on every declaration: those of descriptor.proto, features, and custom ones by path or as aggregates.
import { type Scalar, scalarLiteral } from './literals.js';
import type { Maker } from './maker.js';
import {
  extensionsOf,
  levels,
  noteExtensions,
  noteFields,
  type OptionField,
  type OptionType,
  optionPackage,
  type Target,
} from './option-library.js';

/** `option … ;` statements, for a block. */
export function optionStatements(maker: Maker, target: Target, most = 2, more: readonly string[] = []): string {
  return options(maker, target, most, more)
    .map((each) => `option ${each};`)
    .join(' ');
}

/** ` [ … ]` behind a declaration, or nothing. */
export function optionList(maker: Maker, target: Target, more: readonly string[] = []): string {
  const all = options(maker, target, maker.chance(0.3) ? 2 : 0, more);
  if (maker.wrong('empty option list')) return ' []';
  return all.length === 0 ? '' : ` [${all.join(', ')}]`;
}

function options(maker: Maker, target: Target, most: number, more: readonly string[]): string[] {
  const all = [...more];
  const free = extensionsOf(target);
  for (let left = maker.random.below(most + 1); left > 0; left--) {
    const [field] = free.splice(maker.random.below(free.length), 1);
    if (field) all.push(...customOption(maker, field));
  }
  if (maker.chance(0.1) && !all.some((each) => each.startsWith('deprecated'))) all.push(...plainOption(maker, target));
  if (maker.chance(0.15) && !all.some((each) => each.startsWith('features'))) all.push(...featureOption(maker, target));
  if (maker.wrong('unknown option')) all.push('no_such_option = 1');
  if (maker.wrong('unknown extension as option')) all.push(`(${optionPackage}.no_such_option) = 1`);
  if (maker.wrong('option set twice'))
    all.push(...(all[0] === undefined ? ['deprecated = true', 'deprecated = false'] : [all[0]]));
  if (maker.wrong('unknown feature value') && maker.edition) all.push('features.json_format = NO_SUCH');
  if (maker.wrong('features without an edition') && !maker.edition) all.push('features.json_format = ALLOW');
  if (maker.wrong('option of another target')) {
    const [other] = extensionsOf(target === 'File' ? 'Message' : 'File');
    if (other) all.push(`(${optionPackage}.${other.name}) = {}`);
  }
  return all;
}

function plainOption(maker: Maker, target: Target): string[] {
  if (target === 'Oneof' || target === 'ExtensionRange' || target === 'Field') return [];
  return [`deprecated = ${maker.random.pick(['true', 'false'])}`];
}

function featureOption(maker: Maker, target: Target): string[] {
  if (!maker.edition) return [];
  const possible: string[] = [];
  if (target === 'Message' || target === 'Enum')
    possible.push('json_format = ALLOW', 'json_format = LEGACY_BEST_EFFORT');
  if (maker.since2024) possible.push('enforce_naming_style = STYLE2024', 'enforce_naming_style = STYLE_LEGACY');
  if (possible.length === 0) return [];
  const [name = '', value = ''] = maker.random.pick(possible).split(' = ');
  return [maker.chance(0.3) ? `features = { ${name}: ${value} }` : `features.${name} = ${value}`];
}

function nameOf(maker: Maker, field: OptionField): string {
  return `(${maker.chance(0.3) ? '.' : ''}${optionPackage}.${field.name})`;
}

/** One option, or several of a repeated one or of different fields of one message. */
function customOption(maker: Maker, field: OptionField): string[] {
  const name = nameOf(maker, field);
  if (field.repeated)
    return Array.from({ length: 1 + maker.random.below(2) }, () => `${name} = ${optionValue(maker, field.type)}`);
  if (field.type === 'Note' && maker.chance(0.6))
    return [...new Set([path(maker, name, 0), path(maker, name, 0)])].slice(0, 1);
  return [`${name} = ${optionValue(maker, field.type)}`];
}

/** `(name).field.field = value` */
function path(maker: Maker, start: string, depth: number): string {
  const field = maker.random.pick(noteFields.concat(noteExtensions));
  const step = `${start}.${field.name.replace('[', '(').replace(']', ')')}`;
  if (maker.wrong('unknown field in a path')) return `${start}.no_such_field = 1`;
  if (maker.wrong('path through a scalar')) return `${start}.v_int32.more = 1`;
  if (maker.wrong('path through a repeated message')) return `${start}.inners.v_int32 = 1`;
  if (field.key) return `${step} = ${mapEntry(maker, field)}`;
  if (field.type === 'Note' && !field.repeated && depth < 2) return path(maker, step, depth + 1);
  if (field.type === 'Box' && maker.chance(0.5)) return `${step}.size = ${scalarLiteral(maker, 'int32')}`;
  if (field.type === 'Must' && maker.chance(0.5)) return `${step}.value = ${scalarLiteral(maker, 'int32')}`;
  return `${step} = ${optionValue(maker, field.type)}`;
}

function optionValue(maker: Maker, type: OptionType): string {
  if (type === 'Level') return levelValue(maker, false);
  if (isMessage(type)) {
    if (maker.wrong('scalar for a message')) return '1';
    return `{ ${fieldsOf(maker, type, 0)} }`;
  }
  return scalarLiteral(maker, type);
}

const isMessage = (type: OptionType): type is 'Note' | 'Box' | 'Must' | 'Any' =>
  type === 'Note' || type === 'Box' || type === 'Must' || type === 'Any';

function levelValue(maker: Maker, inText: boolean): string {
  if (maker.wrong('unknown enum value')) return 'LEVEL_NOWHERE';
  return maker.random.pick(inText ? [...levels, '1', '2'] : levels);
}

function fieldsOf(maker: Maker, type: 'Note' | 'Box' | 'Must' | 'Any', depth: number): string {
  switch (type) {
    case 'Must':
      return maker.wrong('required field left out') ? '' : one(maker, { name: 'value', type: 'int32' }, depth);
    case 'Box':
      return [
        maker.maybe(0.5, () => one(maker, { name: 'size', type: 'int32' }, depth)),
        maker.maybe(0.3, () => one(maker, { name: 'note', type: 'Note' }, depth)),
      ].join(' ');
    case 'Any': {
      if (maker.chance(0.3)) return 'type_url: "type.googleapis.com/x.Y" value: "\\x08\\x01"';
      const inner = maker.random.pick(['Note', 'Must'] as const);
      const name = maker.wrong('unknown type in Any') ? 'NoSuch' : inner;
      const domain = maker.chance(0.02)
        ? 'example.com/a'
        : maker.random.pick(['type.googleapis.com', 'type.googleprod.com']);
      return `[${domain}/${optionPackage}.${name}] ${block(maker, inner, depth + 1)}`;
    }
    case 'Note':
      return noteText(maker, depth);
  }
}

function noteText(maker: Maker, depth: number): string {
  const free = noteFields.concat(noteExtensions).filter((field) => depth < 3 || !isMessage(field.type));
  const out: string[] = [];
  let sideSet = false;
  for (let left = maker.random.below(depth === 0 ? 6 : 3); left > 0; left--) {
    const [field] = free.splice(maker.random.below(free.length), 1);
    if (!field || (field.oneof && sideSet)) continue;
    sideSet ||= field.oneof === true;
    out.push(many(maker, field, depth) + maker.random.pick(['', '', ',', ';']));
  }
  if (maker.wrong('unknown field in an aggregate')) out.push('no_such_field: 1');
  if (maker.wrong('field set twice in an aggregate')) out.push('v_bool: true v_bool: true');
  if (maker.wrong('two of a oneof in an aggregate')) out.push('left: "a" right {}');
  if (maker.wrong('unknown extension in an aggregate')) out.push(`[${optionPackage}.no_such]: 1`);
  if (maker.wrong('aggregate not closed')) out.push('inner {');
  if (maker.wrong('colon left out')) out.push('v_int32 1');
  return out.join(' ');
}

function many(maker: Maker, field: OptionField, depth: number): string {
  if (field.key) return maker.times(1 + maker.random.below(2), () => `${field.name} ${mapEntry(maker, field, depth)}`);
  if (!field.repeated) return one(maker, field, depth);
  if (maker.chance(0.5)) return maker.times(1 + maker.random.below(2), () => one(maker, field, depth));
  const values = Array.from({ length: maker.random.below(3) }, () => valueInText(maker, field.type, depth));
  const colon = isMessage(field.type) && values.length > 0 && maker.chance(0.3) ? '' : ':';
  return `${field.name}${colon} [${values.join(', ')}]`;
}

function one(maker: Maker, field: OptionField, depth: number): string {
  const colon = isMessage(field.type) && maker.chance(0.6) ? '' : ':';
  return `${field.name}${colon} ${valueInText(maker, field.type, depth)}`;
}

function valueInText(maker: Maker, type: OptionType, depth: number): string {
  if (type === 'Level') return levelValue(maker, true);
  return isMessage(type) ? block(maker, type, depth + 1) : scalarLiteral(maker, type, true);
}

function block(maker: Maker, type: 'Note' | 'Box' | 'Must' | 'Any', depth: number): string {
  const content = fieldsOf(maker, type, depth);
  return maker.chance(0.7) ? `{ ${content} }` : `< ${content} >`;
}

function mapEntry(maker: Maker, field: OptionField, depth = 0): string {
  const key = maker.maybe(0.9, () => `key: ${scalarLiteral(maker, field.key as Scalar, true)}`);
  const value = maker.maybe(0.9, () => one(maker, { name: 'value', type: field.type }, depth + 1));
  return `{ ${maker.chance(0.8) ? `${key} ${value}` : `${value} ${key}`} }`;
}
