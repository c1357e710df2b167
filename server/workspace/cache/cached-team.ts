// A team that knows what became of files before: it has others work only on what changed, and on what imports that.
import type { Problem } from '../../diagnostics/problem.js';
import { bulkFrom } from '../file-loader.js';
import { isOnDisk, type Path } from '../location.js';
import type { FileFindings } from '../shard.js';
import type { CheckJob, CheckResult, PlacedFile, ReadFile, ShardTeam, TeamFile } from '../shard-team.js';
import type { KnownLinks } from './check-record.js';
import { type FileVersion, failedVersion } from './file-versions.js';
import { type FileFacts, knownLinks, type LinkFacts } from './link-facts.js';
import type { ObservedFiles } from './observed-files.js';

export interface CachedTeamOptions {
  readonly files: ObservedFiles;
  /** What was found out at another time. */
  readonly before: LinkFacts;
  /** A team for about so many files, which makes digests. */
  readonly team: (fileCount: number) => ShardTeam;
  /** The text of a file if it still has this version. */
  readonly textOf: (path: Path, version: FileVersion) => Uint8Array | undefined;
}

/** What is thrown when a file changed between two looks at it, and both are needed. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** Files that are not on disk come with the product. */
const bundledVersion = (path: Path): FileVersion => `bundled ${path}`;

export class CachedTeam implements ShardTeam {
  readonly #options: CachedTeamOptions;
  /** By id. */
  readonly #facts: (FileFacts | undefined)[] = [];
  readonly #ids = new Map<Path, number>();
  #few: StartedTeam | undefined;
  #many: StartedTeam | undefined;
  /** Nearly everything has to be read anyway: that is begun at once. */
  #isOutdated: boolean | undefined;
  /** A file had two contents in the course of the check. */
  #isTorn = false;
  #links: KnownLinks | undefined;

  constructor(options: CachedTeamOptions) {
    this.#options = options;
  }

  /** What was found out, once `check` is done; undefined when that is not worth keeping. */
  get links(): KnownLinks | undefined {
    return this.#isTorn ? undefined : this.#links;
  }

  async read(
    files: readonly TeamFile[],
    onFile: (id: number, file: ReadFile) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const open = new Map<number, TeamFile>();
    for (const file of files) {
      const version = this.#knownVersion(file.path);
      const imports = version === undefined ? undefined : this.#options.before.imports(version);
      if (version === undefined || imports === undefined) {
        open.set(file.id, file);
        continue;
      }
      this.#take(file, version, imports);
      onFile(file.id, { imports });
    }
    if (open.size === 0) return;
    const team = this.#teamFor(open.size);
    if (!team.givesStamps) for (const { path } of open.values()) this.#options.files.versions.stamp(path);
    const onRead = (id: number, read: ReadFile) => {
      const file = open.get(id);
      if (file) this.#takeRead(file, read);
      onFile(id, read);
    };
    await team.read([...open.values()], onRead, signal);
  }

  readFirst(ids: ReadonlySet<number>): void {
    this.#many?.readFirst(ids);
  }

  /** Where much is known, little is left to be linked. */
  async linkAhead(
    files: readonly PlacedFile[],
    descriptorFile: number | undefined,
    isOver: () => boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const team = this.#many;
    if (!this.#isOutdated || !team || !files.every(({ id }) => team.has(id))) return;
    await team.linkAhead(files, descriptorFile, isOver, signal);
  }

  async check(job: CheckJob, signal?: AbortSignal): Promise<CheckResult> {
    const { files, wanted, descriptorFile } = job;
    for (const file of files) if (file) this.#factsOf(file.id).placed = file;
    const stale = this.#options.before.stale(this.#facts, descriptorFile);
    const result: Gathered = { findings: [], texts: new Map() };
    for (const id of job.texts) result.texts.set(id, this.#text(id));
    const open: number[] = [];
    for (const id of wanted) {
      const facts = this.#factsOf(id);
      const problems = stale[id] ? undefined : this.#options.before.findings(facts, this.#idOf);
      if (!problems) open.push(id);
      else this.#takeFindings(result, id, problems);
    }
    const done = wanted.length - open.length;
    const onProgress = (count: number) => job.onProgress(done + count);
    const searched = await this.#checkOpen({ ...job, wanted: open, onProgress }, result, signal);
    this.#links = knownLinks(this.#facts, descriptorFile);
    return { ...result, searched };
  }

  close(): void {
    this.#few?.close();
    this.#many?.close();
  }

  /** Has files checked by a team that is given what they import. Returns those that ask for more than that. */
  async #checkOpen(job: CheckJob, result: Gathered, signal: AbortSignal | undefined): Promise<readonly number[]> {
    if (job.wanted.length === 0) return [];
    const { descriptorFile } = job;
    // Of most files, nearly all are needed.
    const partial = 2 * job.wanted.length < job.files.length;
    const starts = descriptorFile === undefined ? job.wanted : [...job.wanted, descriptorFile];
    const files = partial ? reach(job.files, starts) : job.files;
    const needed = files.filter((file) => file !== undefined);
    const team = this.#teamFor(needed.length);
    await this.#readInto(team, needed, signal);
    const checked = await team.check({ ...job, files, hasAll: !partial, texts: [] }, signal);
    const isSearched = new Set(checked.searched);
    for (const id of job.wanted) if (!isSearched.has(id)) this.#factsOf(id).problems = [];
    for (const { id, problems } of checked.findings) {
      result.findings.push({ id, problems });
      if (!isSearched.has(id)) this.#factsOf(id).problems = problems;
    }
    for (const [id, text] of checked.texts) result.texts.set(id, text);
    if (!partial || isSearched.size === 0) return checked.searched;
    const all = this.#teamFor(job.files.length);
    await this.#readInto(
      all,
      job.files.filter((file) => file !== undefined),
      signal,
    );
    const rest = await all.check({ ...job, wanted: checked.searched, texts: [] }, signal);
    result.findings.push(...rest.findings);
    for (const [id, text] of rest.texts) result.texts.set(id, text);
    return checked.searched;
  }

  /** Has a team read files that were read before, by another one or at another time. */
  async #readInto(team: StartedTeam, files: readonly PlacedFile[], signal: AbortSignal | undefined): Promise<void> {
    const onRead = (id: number, read: ReadFile) => {
      const { path, version } = this.#factsOf(id);
      if (versionOf(path, read) !== version) this.#isTorn = true;
    };
    await team.read(
      files.filter(({ id }) => !team.has(id)),
      onRead,
      signal,
    );
  }

  /** A team that has threads if so many files make that worth while, or if there are threads anyway. */
  #teamFor(fileCount: number): StartedTeam {
    if (!this.#many && fileCount < bulkFrom) return (this.#few ??= new StartedTeam(this.#options.team(fileCount)));
    return (this.#many ??= new StartedTeam(this.#options.team(fileCount)));
  }

  /** The version of a file about which something may be known. */
  #knownVersion(path: Path): FileVersion | undefined {
    if (!isOnDisk(path)) return bundledVersion(path);
    const { files, before } = this.#options;
    files.noteRead(path);
    this.#isOutdated ??= before.isOutdated((other) => files.versions.current(other));
    return this.#isOutdated ? undefined : files.versions.current(path);
  }

  #takeRead(file: TeamFile, read: ReadFile): void {
    const { versions } = this.#options.files;
    const version = versionOf(file.path, read);
    if ('error' in read) {
      versions.noteFailed(file.path, read.error);
      // Who imports an unreadable file finds an empty one; one that is gone is not there.
      if (read.error.reason !== 'missing') this.#take(file, version, []);
      return;
    }
    if (isOnDisk(file.path)) versions.note(file.path, version, read.stamped);
    this.#take(file, version, read.imports);
  }

  #take({ id, path }: TeamFile, version: FileVersion, imports: FileFacts['imports']): void {
    this.#facts[id] = { path, version, imports, placed: undefined, problems: undefined };
    this.#ids.set(path, id);
  }

  #takeFindings({ findings, texts }: Gathered, id: number, problems: readonly Problem[]): void {
    this.#factsOf(id).problems = problems;
    if (problems.length === 0) return;
    findings.push({ id, problems });
    for (const file of [id, ...problems.flatMap(({ related = [] }) => related.map((place) => place.file))]) {
      if (!texts.has(file)) texts.set(file, this.#text(file));
    }
  }

  #text(id: number): Uint8Array {
    const { path, version } = this.#factsOf(id);
    const text = this.#options.textOf(path, version);
    if (!text) throw new ChangedMeanwhile(`${path} changed while it was checked.`);
    return text;
  }

  readonly #idOf = (path: Path): number => this.#ids.get(path) ?? -1;

  #factsOf(id: number): FileFacts {
    const facts = this.#facts[id];
    if (!facts) throw new RangeError(`file ${id} was not read`);
    return facts;
  }
}

interface Gathered {
  readonly findings: FileFindings[];
  readonly texts: Map<number, Uint8Array>;
}

/** A team, with the files that it has. */
class StartedTeam implements ShardTeam {
  readonly #team: ShardTeam;
  readonly #has = new Set<number>();

  constructor(team: ShardTeam) {
    this.#team = team;
  }

  has(id: number): boolean {
    return this.#has.has(id);
  }

  get givesStamps(): boolean {
    return this.#team.givesStamps ?? false;
  }

  read(
    files: readonly TeamFile[],
    onFile: (id: number, file: ReadFile) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const { id } of files) this.#has.add(id);
    return this.#team.read(files, onFile, signal);
  }

  readFirst(ids: ReadonlySet<number>): void {
    this.#team.readFirst?.(ids);
  }

  async linkAhead(
    files: readonly PlacedFile[],
    descriptorFile: number | undefined,
    isOver: () => boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#team.linkAhead?.(files, descriptorFile, isOver, signal);
  }

  check(job: CheckJob, signal: AbortSignal | undefined): Promise<CheckResult> {
    return this.#team.check(job, signal);
  }

  close(): void {
    this.#team.close();
  }
}

function versionOf(path: Path, read: ReadFile): FileVersion {
  if (!isOnDisk(path)) return bundledVersion(path);
  return 'error' in read ? failedVersion(read.error) : (read.digest ?? '');
}

/** Files by id, without those that none of `starts` imports, directly or not. */
function reach(files: CheckJob['files'], starts: readonly number[]): CheckJob['files'] {
  const reached: (PlacedFile | undefined)[] = new Array(files.length);
  const visit: number[] = [...starts];
  for (let id = visit.pop(); id !== undefined; id = visit.pop()) {
    const file = files[id];
    if (!file || reached[id]) continue;
    reached[id] = file;
    for (const to of file.imports) if (to >= 0) visit.push(to);
  }
  return reached;
}
