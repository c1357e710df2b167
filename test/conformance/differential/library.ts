// The files mutants may import, and which of them one file needs.
import { corpusFiles, wellKnownFiles } from '../well-known.js';

export class Library {
  readonly files: ReadonlyMap<string, Uint8Array> = new Map([...corpusFiles(), ...wellKnownFiles()]);
  private readonly importsOfFiles = new Map<Uint8Array, readonly string[]>();

  /** `own` and everything of `files` they import, directly or not; the same content is always the same array. */
  closure(own: ReadonlyMap<string, Uint8Array>, files = this.files): ReadonlyMap<string, Uint8Array> {
    const needed = new Map(own);
    const pending = [...own.values()].flatMap(importsOf);
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      const bytes = files.get(name);
      if (bytes === undefined || needed.has(name)) continue;
      needed.set(name, bytes);
      let imports = this.importsOfFiles.get(bytes);
      if (imports === undefined) {
        imports = importsOf(bytes);
        this.importsOfFiles.set(bytes, imports);
      }
      pending.push(...imports);
    }
    return needed;
  }
}

/** A superset: what looks like an import inside a comment counts too. */
function importsOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [...text.matchAll(/\bimport\b([^;]*)/g)].map(([, statement = '']) =>
    [...statement.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, double, single]) => double ?? single).join(''),
  );
}
