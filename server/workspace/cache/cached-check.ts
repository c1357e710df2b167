// One check with what is known from the one before it: the whole answer if nothing changed, else what of it still holds.
import type { WorkspaceSettings } from '../configuration.js';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { ShardTeam } from '../shard-team.js';
import type { CachePorts } from './cache-ports.js';
import { CachedTeam } from './cached-team.js';
import { type Answer, type CheckRecord, decodeRecord, encodeRecord, type KnownLinks, noLinks } from './check-record.js';
import type { FileVersion } from './file-versions.js';
import { LinkFacts } from './link-facts.js';
import { nothingObserved, ObservedFiles } from './observed-files.js';

export interface CachedCheckOptions {
  readonly settings: WorkspaceSettings;
  readonly bufCacheFolder?: Path;
  /** The bundled files by path. */
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
}

/** `recall`; if that gives nothing, a check with `files` and teams of `team`, then `remember`. */
export class CachedCheck<Report> {
  readonly #ports: CachePorts;
  readonly #options: CachedCheckOptions;
  readonly #name: string;
  readonly #record: CheckRecord<Report> | undefined;
  /** What the check has to look at the disk through. */
  readonly files: ObservedFiles;
  #team: CachedTeam | undefined;

  constructor(ports: CachePorts, options: CachedCheckOptions) {
    this.#ports = ports;
    this.#options = options;
    const asked = JSON.stringify([ports.build, options.settings, options.bufCacheFolder ?? '']);
    this.#name = ports.digest(new TextEncoder().encode(asked));
    const bytes = ports.store.read(this.#name);
    this.#record = bytes && decodeRecord(bytes, ports);
    this.files = new ObservedFiles(ports, this.#record?.known.observations ?? nothingObserved);
  }

  /** The answer that another check gave to the same question, if it would give it again. Rejects on abort. */
  async recall(signal?: AbortSignal): Promise<Answer<Report> | undefined> {
    if (!this.#record || !(await this.files.areAsBefore(signal))) return undefined;
    const { answer } = this.#record.known;
    // Stamps that were too young to be trusted have come of age.
    if (this.files.versions.readCount > 0) this.#write(answer, this.#links());
    return answer;
  }

  /** A team that makes use of what is known. `team` gives those that work; they make digests. */
  team(team: (fileCount: number) => ShardTeam): ShardTeam {
    this.#team = new CachedTeam({
      files: this.files,
      before: new LinkFacts(this.#links()),
      team,
      textOf: (path, version) => this.#textOf(path, version),
    });
    return this.#team;
  }

  get digest(): CachePorts['digest'] {
    return this.#ports.digest;
  }

  /** The team broke down: what it found out does not count. */
  forget(): void {
    this.#team = undefined;
  }

  /** Keeps the answer of the check for another time. */
  remember(answer: Answer<Report>): void {
    const links = this.#team?.links;
    if (links) this.#write(answer, links);
  }

  #links(): KnownLinks {
    return this.#record?.links() ?? noLinks;
  }

  #write(answer: Answer<Report>, links: KnownLinks): void {
    const observations = this.#team ? this.files.observations() : this.files.refreshed();
    this.#ports.store.write(this.#name, encodeRecord({ observations, answer }, links, this.#ports));
  }

  #textOf(path: Path, version: FileVersion): Uint8Array | undefined {
    const bundled = this.#options.bundled.get(path);
    if (bundled) return bundled;
    try {
      const bytes = this.#ports.disk.read(path);
      return this.#ports.digest(bytes) === version ? bytes : undefined;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }
}
