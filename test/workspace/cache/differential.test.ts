// A workspace that changes at random: what is said with the cache is what is said without it, byte for byte.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Random, seededRandom } from '../../random.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { type CachedResult, checkCached, checkPlainly, MemoryStore, portsOf } from './checked.js';

const folders = ['', 'a', 'b', 'b/c', 'vendor'];
const names = Array.from({ length: 9 }, (_, i) => `f${i}.proto`);
const configurations: Readonly<Record<string, readonly string[]>> = {
  'buf.yaml': [
    'version: v2\nmodules:\n  - path: a\n  - path: b\n',
    'version: v2\nmodules:\n  - path: b\n    excludes: [b/c]\n',
    'version: v1\n',
    'nonsense: [',
  ],
  'a/buf.yaml': ['version: v1\n'],
  '.gitignore': ['vendor\n', 'f3.proto\n', '*.proto\n!b/*.proto\n', ''],
  'b/.gitignore': ['c/\n', 'f1.proto\n'],
};

class RandomWorkspace {
  readonly #random: Random;
  readonly #folder: string;
  readonly #olderTexts: { readonly file: string; readonly text: string }[] = [];

  constructor(folder: string, seed: number) {
    this.#folder = folder;
    this.#random = seededRandom(seed);
    for (let i = 0; i < 14; i++) this.#write(this.#file(), this.#text());
  }

  /** Changes something and says what. */
  change(): string {
    const changes: readonly (() => string)[] = [
      () => this.#write(this.#file(), this.#text()),
      () => this.#write(this.#existing(), this.#text()),
      () =>
        this.#append(this.#existing(), this.#random.pick(['// a comment\n', 'message Extra {}\n', 'message {\n', ' '])),
      () => this.#sameSize(this.#existing()),
      () => this.#remove(this.#existing()),
      () => this.#rename(this.#existing(), this.#file()),
      () => this.#older(),
      () => this.#configure(),
      () => this.#link(),
      () => this.#touch(this.#existing()),
      () => 'nothing',
    ];
    return this.#random.pick(changes)();
  }

  #file(): string {
    return path.posix.join(this.#random.pick(folders), this.#random.pick(names));
  }

  #existing(): string {
    const found = (fs.readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }) as string[])
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => file.endsWith('.proto'))
      .sort();
    return found.length > 0 ? this.#random.pick(found) : this.#file();
  }

  #text(): string {
    const number = this.#random.below(9);
    const imports = Array.from({ length: this.#random.below(4) }, () => {
      const prefix = this.#random.pick(['', '', 'a/', 'b/', 'c/']);
      return `import ${this.#random.pick(['', '', 'public '])}"${prefix}${this.#random.pick(names)}";`;
    });
    const standard = this.#random.next() < 0.4 ? 'import "google/protobuf/descriptor.proto";\n' : '';
    const type = () =>
      this.#random.pick(['string', 'int32', `M${this.#random.below(9)}`, 'Lonely', 'E0', `p.M${number}`]);
    const option = this.#random.next() < 0.2 ? ' [(mark) = 1]' : '';
    const lines = [
      `syntax = "${this.#random.pick(['proto3', 'proto2'])}";`,
      this.#random.pick(['package p;', 'package q;', '']),
      ...new Set(imports),
      standard,
      `message M${number} { optional ${type()} x = 1${option}; repeated ${type()} y = ${this.#random.pick(['2', '1'])}; }`,
      this.#random.next() < 0.3 ? 'message Lonely {}' : '',
      this.#random.next() < 0.3 ? 'enum E0 { E0_ZERO = 0; }' : '',
      standard && this.#random.next() < 0.5
        ? 'extend google.protobuf.FieldOptions { optional int32 mark = 50001; }'
        : '',
    ];
    return `${lines.join('\n')}\n`;
  }

  #write(file: string, text: string): string {
    const place = path.join(this.#folder, file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    try {
      this.#olderTexts.push({ file, text: fs.readFileSync(place, 'utf8') });
    } catch {
      // There was none.
    }
    fs.rmSync(place, { force: true });
    fs.writeFileSync(place, text);
    return `write ${file}`;
  }

  #append(file: string, text: string): string {
    if (!this.#isFile(file)) return 'nothing';
    fs.appendFileSync(path.join(this.#folder, file), text);
    return `append to ${file}`;
  }

  /** Another content that has the size and the times of the one before. */
  #sameSize(file: string): string {
    const place = path.join(this.#folder, file);
    if (!this.#isFile(file)) return 'nothing';
    const { atime, mtime } = fs.statSync(place);
    const text = fs.readFileSync(place, 'utf8');
    fs.writeFileSync(place, text.replace(/x = 1/g, 'x = 7').replace(/M1\b/g, 'M2'));
    fs.utimesSync(place, atime, mtime);
    return `same size and time: ${file}`;
  }

  #isFile(file: string): boolean {
    return fs.statSync(path.join(this.#folder, file), { throwIfNoEntry: false })?.isFile() ?? false;
  }

  #remove(file: string): string {
    fs.rmSync(path.join(this.#folder, file), { force: true });
    return `remove ${file}`;
  }

  #rename(from: string, to: string): string {
    const place = path.join(this.#folder, to);
    if (!this.#isFile(from)) return 'nothing';
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.renameSync(path.join(this.#folder, from), place);
    return `rename ${from} to ${to}`;
  }

  #older(): string {
    if (this.#olderTexts.length === 0) return 'nothing';
    const { file, text } = this.#random.pick(this.#olderTexts);
    return `back: ${this.#write(file, text)}`;
  }

  #configure(): string {
    const file = this.#random.pick(Object.keys(configurations));
    if (this.#random.next() < 0.4) return this.#remove(file);
    const text = this.#random.pick(configurations[file]);
    fs.mkdirSync(path.dirname(path.join(this.#folder, file)), { recursive: true });
    fs.writeFileSync(path.join(this.#folder, file), text);
    return `configure ${file}: ${JSON.stringify(text)}`;
  }

  #link(): string {
    const place = path.join(this.#folder, 'vendor/linked');
    if (fs.lstatSync(place, { throwIfNoEntry: false })) return this.#remove('vendor/linked');
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.symlinkSync(this.#random.pick(['../b', '../a', 'nowhere']), place);
    return 'link';
  }

  #touch(file: string): string {
    if (!this.#isFile(file)) return 'nothing';
    fs.utimesSync(path.join(this.#folder, file), 1_000_000, 1_000_000 + this.#random.below(100));
    return `touch ${file}`;
  }
}

const steps = 40;

/** So that a failure shows what differs. */
function lines(reports: string): string[] {
  return reports.split('\\"range\\"');
}

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`findings with the cache are those without it, through ${steps} changes (seed ${seed})`, async (context) => {
    const folder = temporaryFolder(context);
    const workspace = new RandomWorkspace(folder, seed);
    const history: string[] = [];
    // Of a later clock: every stamp can be trusted at once.
    const [young, old] = [new MemoryStore(), new MemoryStore()];
    const results: CachedResult[] = [];
    for (let step = 0; step < steps; step++) {
      const expected = await checkPlainly(folder);
      for (const ports of [portsOf(young), portsOf(old, { nowMs: () => Date.now() + 60_000 })]) {
        const result = await checkCached(folder, ports, { threads: seed === 1 && step % 8 === 0 });
        assert.deepEqual(lines(result.reports), lines(expected), `after ${history.join('; ')}`);
        results.push(result);
      }
      history.push(workspace.change());
    }
    // Otherwise nothing was put to the test.
    const isPartial = ({ checked, recalled }: CachedResult) => !recalled && checked.length > 0 && checked.length < 10;
    assert.ok(results.filter(({ recalled }) => recalled).length > 2, 'whole answers were known');
    assert.ok(results.filter(isPartial).length > 10, 'parts of answers were known');
    assert.ok(new Set(results.map(({ reports }) => reports)).size > 10, 'there were different answers');
  });
}
