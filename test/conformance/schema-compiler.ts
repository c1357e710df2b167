// This project's compiler behind the port: server/syntax and server/schema over files in memory.
import { severityOf } from '../../server/diagnostics/codes.js';
import type { Problem } from '../../server/diagnostics/problem.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../../server/schema/descriptors/descriptor-set.js';
import { Schema, type SchemaSnapshot } from '../../server/schema/schema.js';
import type { SourceFile } from '../../server/schema/source-file.js';
import { parse } from '../../server/syntax/parse.js';
import { hasProblemIn, importStatements, type ParsedFile } from '../../server/syntax/parsed-file.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { Node } from '../../server/syntax/tree.js';
import type { Compiler, PlacedProblem } from './compiler-port.js';

/** Parsed files by content, so that the libraries of many compilations are parsed once. */
interface Session {
  readonly schema: Schema;
  readonly parsed: WeakMap<Uint8Array, ParsedFile>;
  compilations: number;
}

/** The tables of a schema only grow; a fresh one after so many compilations keeps the memory bounded. */
const compilationsPerSession = 500;
let session = freshSession();

function freshSession(): Session {
  return { schema: new Schema(), parsed: new WeakMap(), compilations: 0 };
}

export const compilerUnderTest: Compiler = async (files, roots) => {
  if (session.compilations++ >= compilationsPerSession) session = freshSession();
  const { schema } = session;
  const ids = new Map([...files.keys()].map((name, id) => [name, id]));
  const sources = [...files].map(([name, bytes], id): SourceFile => {
    const parsed = parsedOnce(session, bytes);
    const imports = importStatements(parsed, schema.names).map((statement) => ids.get(statement.path) ?? -1);
    return { id, name, parsed, imports: Int32Array.from(imports) };
  });
  const snapshot = schema.snapshot(sources);
  const rootIds = roots.map((root) => {
    const id = ids.get(root);
    if (id === undefined) throw new Error(`${root} is not among the files`);
    return id;
  });
  // An error in an import keeps the importing file from compiling; its warnings are its own matter.
  const imported = [...new Set(rootIds.flatMap((id) => snapshot.closure(id)))].filter((id) => !rootIds.includes(id));
  const problemsOf = (id: number): PlacedProblem[] => {
    const { name, parsed } = snapshot.file(id);
    return place(name, parsed.bytes, [...missingImports(snapshot.file(id), schema), ...snapshot.problems(id)]);
  };
  const isError = (problem: PlacedProblem) => problem.severity === 'error';
  const problems = [...rootIds.flatMap(problemsOf), ...imported.flatMap(problemsOf).filter(isError)];
  return problems.some(isError) ? { problems } : { problems, descriptorSet: descriptorSetOf(snapshot, rootIds) };
};

function descriptorSetOf(snapshot: SchemaSnapshot, roots: readonly number[]): Uint8Array {
  const encoder = new DescriptorSetEncoder({ sourceInfo: true, retainOptions: false });
  for (const id of descriptorSetFiles(snapshot, roots, false)) encoder.add(snapshot, id);
  return encoder.take();
}

/** What the workspace reports, which knows where it looked. */
function missingImports({ parsed, imports }: SourceFile, { names }: Schema): Problem[] {
  const missing = importStatements(parsed, names).filter((_statement, index) => imports[index] === -1);
  if (missing.length === 0) return [];
  const tokens = tokensOf(parsed.bytes);
  return missing
    .filter(({ node }) => !hasProblemIn(parsed, node, tokens))
    .map(({ node, path }) => ({
      ...tokens.span(parsed.nodes[node + Node.first] ?? 0, parsed.nodes[node + Node.last] ?? 0),
      code: 'import-not-found',
      message: `No file ${path}.`,
    }));
}

function parsedOnce({ schema, parsed }: Session, bytes: Uint8Array): ParsedFile {
  let file = parsed.get(bytes);
  if (file === undefined) {
    file = parse(bytes, schema.names);
    parsed.set(bytes, file);
  }
  return file;
}

/** Offsets into protoc's lines and columns: bytes, a tab advancing to the next multiple of 8, lines ended by \n only. */
function place(file: string, bytes: Uint8Array, problems: readonly Problem[]): PlacedProblem[] {
  const inOrder = [...problems].sort((a, b) => a.start - b.start);
  let offset = 0;
  let line = 1;
  let column = 0;
  return inOrder.map(({ start, code, message }) => {
    for (; offset < start; offset++) {
      const byte = bytes[offset];
      if (byte === 10) {
        line++;
        column = 0;
      } else {
        column += byte === 9 ? 8 - (column % 8) : 1;
      }
    }
    return { file, line, column: column + 1, code, message, severity: severityOf(code) };
  });
}
