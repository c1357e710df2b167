// Hover: what the thing under the pointer is, as Markdown; of declarations what .proto files say of them.
import { codeBlock } from '../../language/describe-symbol.js';
import { FileView } from '../../language/file-view.js';
import { describeTarget } from '../../language/hover.js';
import type { Span } from '../../text/span.js';
import { placeAt } from '../places.js';
import { settingNamed } from '../settings/setting.js';
import type { RequestFile } from '../syntax/request-file.js';
import type { WorkspaceTypes } from '../types/workspace-types.js';
import { generatedVariables, placeholdersIn } from '../variables/placeholders.js';

export interface Hover extends Span {
  /** Markdown. */
  readonly contents: string;
}

export interface HoverOptions {
  /** Values of variables by name, from the environment files. */
  readonly variables: ReadonlyMap<string, string>;
  /** Names whose values are not shown. */
  readonly privateNames: ReadonlySet<string>;
}

export function hoverRequest(
  file: RequestFile,
  types: WorkspaceTypes,
  offset: number,
  options: HoverOptions,
): Hover | undefined {
  const variable = variableHover(file, offset, options);
  if (variable) return variable;
  const place = placeAt(file, types, offset);
  if (place) {
    const { start, end, target } = place;
    const { snapshot } = types;
    const id = target.kind === 'package' ? snapshot.descriptorFile : target.file;
    return { start, end, contents: describeTarget(new FileView(snapshot, id), target) };
  }
  for (const { settings } of file.requests) {
    const line = settings.find(({ name }) => name.start - 1 <= offset && offset <= name.end);
    const setting = line && settingNamed(line.name.text);
    if (setting) return { start: line.name.start - 1, end: line.name.end, contents: setting.help };
  }
  return undefined;
}

function variableHover(file: RequestFile, offset: number, options: HoverOptions): Hover | undefined {
  const { raw } = file.source;
  const start = raw.lastIndexOf('{{', offset);
  if (start < 0 || raw.slice(start, offset).includes('\n')) return undefined;
  const close = raw.indexOf('}}', start);
  const [found] = placeholdersIn(file.source, start, close < 0 ? raw.length : close + 2);
  if (!found || found.end < offset) return undefined;
  const { use } = found;
  switch (use.kind) {
    case 'secret':
      return { ...found, contents: `The secret \`${use.name}\`, kept by the editor and never written to a file.` };
    case 'file':
      return { ...found, contents: `The bytes of \`${use.path}\` in base64.` };
    case 'generated':
      return { ...found, contents: generatedVariables[use.name] };
    case 'variable': {
      const own = file.variables.findLast(({ name }) => name.text === use.name);
      if (own) return { ...found, contents: codeBlock(`@${use.name} = ${own.value.text}`).replace('```proto', '```') };
      const value = options.variables.get(use.name);
      if (value === undefined)
        return { ...found, contents: 'No file gives it a value: it is asked for with the call.' };
      if (options.privateNames.has(use.name)) return { ...found, contents: 'A value of a private environment file.' };
      return { ...found, contents: `\`${value.replaceAll('`', "'")}\`, from an environment file.` };
    }
    case 'invalid':
      return undefined;
  }
}
