// Extension ranges that declare their extensions, and the extensions.
import type { Maker } from './maker.js';
import { optionalLabel, type Piece } from './special.js';

export function declaredExtensions(maker: Maker, packageName: string): Piece | undefined {
  if (maker.syntax === 'proto3') return undefined;
  const name = maker.title();
  const prefix = packageName === '' ? '.' : `.${packageName}.`;
  const first = maker.random.pick([1, 4000, 536870900]);
  const extensions = Array.from({ length: 1 + maker.random.below(3) }, (_, index) => ({
    name: maker.snake(),
    number: first + index,
    type: maker.random.pick(['int32', 'string', 'sfixed64', `${prefix}${name}`, `${prefix}${name}.Kind`]),
    repeated: maker.chance(0.3),
  }));
  const declarations = extensions.map((each) => {
    const number = maker.wrong('declaration out of its range') ? first + 50 : each.number;
    const type = maker.wrong('declared type without a dot') ? 'town.Type' : each.type;
    const fullName = maker.wrong('declared name that is none')
      ? maker.random.pick(['.a..b', '.', '.é'])
      : prefix + each.name;
    const fields = [
      `number: ${number}`,
      maker.wrong('declared name left out') ? '' : `full_name: "${fullName}"`,
      `type: "${type}"`,
      each.repeated || maker.chance(0.1) ? `repeated: ${each.repeated}` : '',
    ];
    return `declaration = { ${fields.join(maker.random.pick([' ', ', ']))} }`;
  });
  if (maker.chance(0.3)) declarations.push(`declaration = { number: ${first + 7}, reserved: true }`);
  if (maker.wrong('declared twice')) declarations.push(declarations[0] ?? '');
  if (maker.chance(0.3)) declarations.unshift('verification = DECLARATION');
  if (maker.wrong('declarations that are not verified')) declarations.push('verification = UNVERIFIED');
  const label = optionalLabel(maker);
  const fields = extensions.map((each) => {
    const repeated = maker.wrong('extension repeated unlike its declaration') ? !each.repeated : each.repeated;
    const type = maker.wrong('extension of another type than declared') ? 'bool' : each.type;
    const field = maker.wrong('extension of another name than declared') ? maker.snake() : each.name;
    return `${repeated ? 'repeated ' : label}${type} ${field} = ${each.number};`;
  });
  if (maker.wrong('extension that is not declared')) fields.push(`${label}int32 ${maker.snake()} = ${first + 8};`);
  if (maker.wrong('extension that is reserved')) fields.push(`${label}int32 ${maker.snake()} = ${first + 7};`);
  const kind = maker.syntax === '2026' ? 'local enum' : 'enum';
  const values = `${kind} Kind { KIND_UNKNOWN = 0; }`;
  return {
    parts: [
      `message ${name} { ${values} extensions ${first} to ${first + 9} [${declarations.join(', ')}]; }`,
      maker.chance(0.8) || fields.length > extensions.length ? `extend ${name} { ${fields.join(' ')} }` : '',
    ],
  };
}
