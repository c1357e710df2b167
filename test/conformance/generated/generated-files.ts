// The series of generated files: number n of a seed is the same in every run. About half have exactly one mistake.

import { seededRandom } from '../../random.js';
import { Library } from '../differential/library.js';
import type { Mutant } from '../differential/mutants.js';
import { enumeration, extend, message, service, shuffled } from './declarations.js';
import { layOut } from './lay-out.js';
import { Maker, type Mistake, type Syntax } from './maker.js';
import { optionFile, optionLibrary } from './option-library.js';
import { optionStatements } from './options.js';
import { allEnums, allMessages, type Plan, planFile } from './plan.js';

export interface GeneratedFile extends Mutant {
  /** Kind of the one mistake that was made. */
  readonly mistake?: string;
}

const syntaxes: readonly Syntax[] = ['proto2', 'proto3', '2023', '2024', '2026'];
const rootFile = 'main.proto';
const mistakenShare = 0.55;

export class GeneratedFiles {
  private readonly library = new Library();

  /** @param mistakes without them, the same file is as it would be without its mistake */
  file(seed: number, number: number, mistakes = true): GeneratedFile {
    const start = seed * 1_000_003 + number;
    const right = write(start);
    const random = seededRandom(start ^ 0x5bd1e995);
    const drawn = mistakes && random.next() < mistakenShare;
    const mistake = drawn ? pickMistake(right.places, random.next(), random.next()) : undefined;
    const { files } = mistake ? write(start, mistake) : right;
    const own = new Map([...files].map(([name, text]) => [name, Buffer.from(text, 'utf8')]));
    return {
      number,
      origin: mistake?.kind ?? 'no mistake',
      root: rootFile,
      own,
      files: this.library.closure(own),
      ...(mistake ? { mistake: mistake.kind } : {}),
    };
  }
}

/** Every kind has the same chance, however often its places come. */
function pickMistake(places: ReadonlyMap<string, number>, kindDrawn: number, placeDrawn: number): Mistake | undefined {
  const kinds = [...places.keys()];
  const kind = kinds[Math.floor(kindDrawn * kinds.length)];
  if (kind === undefined) return undefined;
  return { kind, occurrence: Math.floor(placeDrawn * (places.get(kind) ?? 0)) };
}

interface Written {
  readonly files: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, number>;
}

function write(start: number, mistake?: Mistake): Written {
  const random = seededRandom(start);
  const syntax = random.pick(syntaxes);
  const maker = new Maker(random, syntax, mistake);
  const packageName = random.pick([
    '',
    'one',
    'one.two',
    'lib',
    'lib.opts.more',
    maker.chance(0.05) ? 'one.two.one' : 'three',
  ]);
  const plan = planFile(maker, packageName);
  const other = writeOther(maker);
  const types = {
    messages: [...allMessages(plan.messages), ...(other?.plan.messages ?? [])],
    enums: [...allEnums(plan), ...(other?.plan.enums ?? [])],
  };
  const around = { ...types, scope: packageName };
  const parts = [
    ...plan.messages.map((each) => message(maker, each, types)),
    ...plan.enums.map((each) => enumeration(maker, each)),
    maker.maybe(0.5, () => service(maker, around)),
    maker.maybe(0.4, () => extend(maker, around)),
    maker.maybe(0.3, () => optionStatements(maker, 'File', 2, fileOptions(maker))),
    maker.maybe(0.05, () => ';'),
  ];
  if (maker.wrong('name in use in the file') && plan.messages[0])
    parts.push(`enum ${plan.messages[0].name} { ZERO_VALUE = 0; }`);
  if (maker.wrong('statement of no file'))
    parts.push(random.pick(['field = 1;', 'oneof a {}', '}', 'optional int32 a = 1;']));
  if (maker.wrong('two packages')) parts.push(packageName === '' ? 'package one; package two;' : 'package two;');
  const head = [
    syntaxStatement(maker),
    packageName === '' ? '' : `package ${packageName};`,
    ...imports(maker, other !== undefined),
  ];
  const text = [...head, ...shuffled(maker, parts)].join(' ');
  return {
    files: new Map([
      [rootFile, layOut(text, random)],
      [optionFile, optionLibrary(random.pick(['proto2', '2023', '2024']))],
      ...(other ? [['other.proto', other.text] as const] : []),
    ]),
    places: maker.places,
  };
}

function syntaxStatement(maker: Maker): string {
  if (maker.wrong('unknown syntax'))
    return maker.random.pick(['syntax = "proto4";', 'edition = "2025";', 'syntax = 3;']);
  if (maker.edition) return `edition = "${maker.syntax}";`;
  return maker.syntax === 'proto2' && maker.chance(0.1) ? '' : `syntax = "${maker.syntax}";`;
}

function imports(maker: Maker, other: boolean): string[] {
  const optionImport = maker.since2024 && maker.chance(0.5);
  const out = [`import ${optionImport ? 'option ' : ''}"${optionFile}";`];
  if (other) {
    const modifier = maker.chance(0.2) ? 'public ' : maker.syntax < '2024' && maker.chance(0.1) ? 'weak ' : '';
    out.unshift(`import ${modifier}"other.proto";`);
  }
  if (maker.chance(0.2)) out.unshift('import "google/protobuf/timestamp.proto";');
  if (maker.wrong('import of nothing')) out.unshift('import "no/such.proto";');
  if (maker.wrong('import twice') && out[0]) out.push(out[0]);
  if (maker.wrong('import of itself')) out.unshift(`import "${rootFile}";`);
  if (maker.wrong('import option before 2024') && !maker.since2024)
    out.push('import option "google/protobuf/any.proto";');
  return out;
}

function fileOptions(maker: Maker): string[] {
  const possible = [
    'java_package = "com.example"',
    'optimize_for = CODE_SIZE',
    'go_package = "a" "b"',
    "objc_class_prefix = 'ABC'",
    'java_outer_classname = "Outer\\x41"',
    'deprecated = true',
    ...(maker.since2024 ? [] : ['java_multiple_files = true', 'cc_enable_arenas = true']),
  ];
  return possible.filter(() => maker.chance(0.15));
}

/** A file to refer to, of a syntax that goes with that of the main one. */
function writeOther(maker: Maker): { plan: Plan; text: string } | undefined {
  if (!maker.chance(0.5)) return undefined;
  const syntax = maker.syntax === 'proto3' ? 'proto3' : maker.random.pick(['proto2', '2023'] as const);
  // Its own names and places of mistakes: the mistake is always in the main file.
  const own = new Maker(maker.random, syntax);
  const plan = planFile(own, 'other.pkg');
  const types = { messages: allMessages(plan.messages), enums: allEnums(plan) };
  const text = [
    syntaxStatement(own),
    'package other.pkg;',
    `import "${optionFile}";`,
    ...plan.messages.map((each) => message(own, each, types)),
    ...plan.enums.map((each) => enumeration(own, each)),
  ].join('\n');
  return { plan, text };
}
