// Which stretches of a request file name which declarations: what navigation, references and rename are made of.
import { pathTarget, type SymbolTarget } from '../language/target.js';
import { rootPath } from '../schema/paths.js';
import { type BoundPlace, bindMessage } from './binding/bind-body.js';
import { calledMethod } from './find-method.js';
import type { RequestFile } from './syntax/request-file.js';
import type { WorkspaceTypes } from './types/workspace-types.js';

/** A full name that is written out: the service of a request, the type of an Any, an extension. */
export interface DottedName {
  readonly start: number;
  readonly text: string;
  readonly target: SymbolTarget;
}

export interface FilePlaces {
  /** In the order of their places; parts of full names are places of their own. */
  readonly places: readonly BoundPlace[];
  readonly dottedNames: readonly DottedName[];
}

export function filePlaces(file: RequestFile, types: WorkspaceTypes): FilePlaces {
  const places: BoundPlace[] = [];
  const dottedNames: DottedName[] = [];
  const place = (found: BoundPlace) => {
    places.push(found);
  };
  const fullName = (start: number, text: string, target: SymbolTarget) => {
    dottedNames.push({ start, text, target });
  };
  for (const request of file.requests) {
    const called = calledMethod(types, request);
    const { service, method } = request.line;
    const declared = types.service(service.text)?.target;
    if (declared) fullName(service.start, service.text, declared);
    if (called.kind !== 'known') continue;
    if (called.method.target) {
      place({ start: method.start, end: method.end, target: called.method.target, form: 'name' });
    }
    const { input } = called.method;
    if (!input) continue;
    for (const { values } of request.messages) {
      if (values[0]) bindMessage(types, values[0], input, { place, fullName });
    }
  }
  for (const name of dottedNames) places.push(...partsOf(name, types));
  return { places: places.sort((a, b) => a.start - b.start), dottedNames };
}

/** The parts of a full name: the declaration, what holds it, packages. */
function partsOf({ start, text, target }: DottedName, { snapshot }: WorkspaceTypes): BoundPlace[] {
  const { paths } = snapshot.schema;
  const parts: BoundPlace[] = [];
  let end = start + text.length;
  for (let path = target.path; path !== rootPath && end > start; path = paths.parent(path)) {
    const from = start + text.lastIndexOf('.', end - start - 1) + 1;
    const isLast = parts.length === 0;
    parts.push({ start: from, end, target: isLast ? target : pathTarget(snapshot, target.file, path), form: 'name' });
    end = from - 1;
  }
  return parts;
}

/** What is named at an offset; a place reaches up to the offset behind it. */
export function placeAt(file: RequestFile, types: WorkspaceTypes, offset: number): BoundPlace | undefined {
  return filePlaces(file, types).places.find(({ start, end }) => start <= offset && offset <= end);
}
