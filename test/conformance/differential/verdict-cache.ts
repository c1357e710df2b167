// Keeps protoc's verdicts between runs, by content, in the user's cache folder.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Expectation } from '../agreement.js';
import { protocVersion } from '../protoc.js';
import type { Mutant } from './mutants.js';

const require = createRequire(import.meta.url);
const corpusVersion = (require('google-proto-files/package.json') as { version: string }).version;
/** Raise it when Expectation or the canonical form changes. */
const formatVersion = 1;

export class VerdictCache {
  private readonly file: string;
  private readonly verdicts = new Map<string, Expectation>();

  constructor() {
    const base = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
    const folder = path.join(base, 'protopipe-conformance');
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, `verdicts-${formatVersion}-protoc-${protocVersion}-corpus-${corpusVersion}.ndjson`);
    if (!existsSync(this.file)) return;
    for (const line of readFileSync(this.file, 'utf8').split('\n')) {
      if (line === '') continue;
      try {
        const { key, ...verdict } = JSON.parse(line) as { key: string } & Expectation;
        this.verdicts.set(key, verdict);
      } catch {
        // A line torn by a run that was ended is made again.
      }
    }
  }

  get(key: string): Expectation | undefined {
    return this.verdicts.get(key);
  }

  set(key: string, verdict: Expectation): void {
    this.verdicts.set(key, verdict);
    appendFileSync(this.file, `\n${JSON.stringify({ key, ...verdict })}`);
  }
}

/** The files beside the mutant's own ones count by the packages' versions in the cache's name. */
export function keyOf(mutant: Mutant): string {
  const hash = createHash('sha256').update(mutant.root);
  for (const [name, bytes] of mutant.own) hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('base64url').slice(0, 24);
}
