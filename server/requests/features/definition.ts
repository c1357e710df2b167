// Go to definition: from a request to what .proto files declare, and from a variable to its line.
import { type DefinitionLink, linksTo, typesOf } from '../../language/definition.js';
import type { Span } from '../../text/span.js';
import { placeAt } from '../places.js';
import type { RequestFile } from '../syntax/request-file.js';
import type { WorkspaceTypes } from '../types/workspace-types.js';
import { placeholdersIn } from '../variables/placeholders.js';

export function requestDefinition(file: RequestFile, types: WorkspaceTypes, offset: number): DefinitionLink[] {
  const place = placeAt(file, types, offset);
  return place ? linksTo(types.snapshot, place, place.target) : [];
}

/** The message or enum of a field, the messages of a method. */
export function requestTypeDefinition(file: RequestFile, types: WorkspaceTypes, offset: number): DefinitionLink[] {
  const place = placeAt(file, types, offset);
  if (!place) return [];
  return typesOf(types.snapshot, place.target).flatMap((target) => linksTo(types.snapshot, place, target));
}

export interface VariableDefinition {
  readonly origin: Span;
  readonly target: Span;
  readonly selection: Span;
}

/** The line of the file that gives the variable at an offset its value; undefined when there is none. */
export function variableDefinition(file: RequestFile, offset: number): VariableDefinition | undefined {
  const found = placeholdersIn(file.source, 0, file.source.raw.length).find(
    ({ start, end }) => start <= offset && offset <= end,
  );
  if (found?.use.kind !== 'variable') return undefined;
  const { name: wanted } = found.use;
  const line = file.variables.findLast(({ name }) => name.text === wanted);
  return line && { origin: found.inner, target: line, selection: line.name };
}
