// The files that come with the product, which are on no disk.
import { encodeText } from './apply-edits.js';
import { below, bundledRoot, type Path } from './location.js';

/** Texts by path, given by import path. */
export function bundledPaths(files: ReadonlyMap<string, string>): ReadonlyMap<Path, Uint8Array> {
  return new Map([...files].map(([name, text]) => [below(bundledRoot, name), encodeText(text)]));
}
