// Document highlight: every place of one file that refers to the thing at an offset.
import type { SchemaSnapshot } from '../schema/schema.js';
import { FileView } from './file-view.js';
import { occurrenceAt } from './occurrences.js';
import { type ReferencePlace, referencesInFile } from './references.js';

/** In source order; empty where nothing is referred to. */
export function highlights(snapshot: SchemaSnapshot, file: number, offset: number): ReferencePlace[] {
  const target = occurrenceAt(new FileView(snapshot, file), offset)?.target;
  return target ? referencesInFile(snapshot, target, file) : [];
}
