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

/**
 * Node's own modules that take up to 8 ms to load, and that most runs never use: TLS, another HTTP/2, processes and threads.
 * Each is loaded when something of it is asked for.
 */
const heavyModules: ReadonlySet<string> = new Set([
  'child_process',
  'crypto',
  'dns',
  'fs/promises',
  'http',
  'http2',
  'https',
  'tls',
  'v8',
  'worker_threads',
  'zlib',
]);

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
    const requireFrom = (id: string) => {
      if (id.startsWith('./')) return load(path.join(folder, id));
      return heavyModules.has(id.replace(/^node:/, '')) ? loadedWhenUsed(() => nodeRequire(id)) : nodeRequire(id);
    };
    script.runInThisContext()(module.exports, requireFrom, module, file, folder);
    return module.exports;
  };
  const timer = setTimeout(() => keep(compiled, cache), settledMs);
  timer.unref();
  process.once('exit', () => keep(compiled, cache));
  load(path.join(folder, name));
}

function loadedWhenUsed(load: () => object): object {
  let loaded: object | undefined;
  return new Proxy(
    {},
    {
      get(_, name) {
        // Bundled code asks for it to see how the module was written.
        if (name === '__esModule') return undefined;
        loaded ??= load();
        return Reflect.get(loaded, name);
      },
    },
  );
}

/** With the functions that were compiled until now. */
function keep(compiled: Compiled[], cache: CodeCache): void {
  for (const { file, script } of compiled.splice(0)) cache.write(file, script.createCachedData());
}
