// Loads a bundle and its chunks as `require` does, with the compiled code that an earlier run left.
import fs from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { type CodeCache, openCodeCache } from './code-cache.js';

interface LoadedModule {
  readonly exports: unknown;
}

interface Compiled {
  readonly file: string;
  readonly script: Script;
}

/** How long a process lives that is worth a cache while it still runs; a shorter one leaves it when it ends. */
const settledMs = 5_000;

/**
 * Runs `name`, which lies in `folder` as its chunks do. They are read as Latin-1: the bundler writes nothing but ASCII.
 * `nodeRequire` loads everything else.
 */
export function loadBundle(folder: string, name: string, purpose: string, nodeRequire: NodeJS.Require): void {
  const cache = openCodeCache(purpose);
  const loaded = new Map<string, LoadedModule>();
  const compiled: Compiled[] = [];
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module: LoadedModule = { exports: {} };
    loaded.set(file, module);
    const source = `(function(exports,require,module,__filename,__dirname){${fs.readFileSync(file, 'latin1')}\n})`;
    const cachedData = cache.read(file);
    const script = new Script(source, { filename: file, cachedData });
    if (!cachedData || script.cachedDataRejected) compiled.push({ file, script });
    const requireFrom = (id: string) => (id.startsWith('./') ? load(path.join(folder, id)) : nodeRequire(id));
    script.runInThisContext()(module.exports, requireFrom, module, file, folder);
    return module.exports;
  };
  const timer = setTimeout(() => keep(compiled, cache), settledMs);
  timer.unref();
  process.once('exit', () => keep(compiled, cache));
  load(path.join(folder, name));
}

/** With the functions that were compiled until now. */
function keep(compiled: Compiled[], cache: CodeCache): void {
  for (const { file, script } of compiled.splice(0)) cache.write(file, script.createCachedData());
}
