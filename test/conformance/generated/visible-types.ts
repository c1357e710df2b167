// Types of another file that are exported or local, imported directly, through others, or for options only.
import type { Maker } from './maker.js';
import { optionalLabel, type Piece } from './special.js';

const file = 'town/types.proto';
const via = 'town/via.proto';

export function visibleTypes(maker: Maker): Piece {
  const visibility = maker.random.pick(['EXPORT_ALL', 'EXPORT_TOP_LEVEL', 'LOCAL_ALL', 'STRICT']);
  const exportsTop = visibility === 'EXPORT_ALL' || visibility === 'EXPORT_TOP_LEVEL';
  const types = [
    'edition = "2024"; package town;',
    `option features.default_symbol_visibility = ${visibility};`,
    'message Plain { local message Hidden {} }',
    'export message Shown { message Inner {} }',
    'local message Hidden {}',
    visibility === 'STRICT' ? '' : 'message Nest { export message Shown {} export enum Kind { KIND_UNKNOWN = 0; } }',
  ];
  const visible = [
    'Shown',
    ...(exportsTop ? ['Plain'] : []),
    ...(visibility === 'EXPORT_ALL' ? ['Shown.Inner'] : []),
    ...(visibility === 'STRICT' ? [] : ['Nest.Shown']),
  ];
  const hidden = [
    'Hidden',
    'Plain.Hidden',
    ...(exportsTop ? [] : ['Plain']),
    ...(visibility === 'EXPORT_ALL' ? [] : ['Shown.Inner']),
  ];
  const label = maker.syntax === 'proto3' ? '' : optionalLabel(maker);
  const field = (index: number) => {
    const type = maker.random.pick(maker.wrong('type that is local elsewhere') ? hidden : visible);
    return `${label}${maker.random.pick(['', '.'])}town.${type} ${maker.snake()} = ${index + 1};`;
  };
  const isThrough = maker.chance(0.4);
  const isPrivate = isThrough && maker.wrong('type of an import that is not public');
  const isForOptions = maker.since2024 && maker.wrong('type of an import for options');
  return {
    imports: [`import ${isForOptions ? 'option ' : ''}"${isThrough ? via : file}";`],
    parts: [`message ${maker.title()} { ${maker.times(1 + maker.random.below(3), field)} }`],
    files: new Map([
      [file, types.join('\n')],
      [via, `syntax = "proto3"; import ${isPrivate ? '' : 'public '}"${file}";`],
    ]),
  };
}
