// This project's compiler behind the port: server/syntax and server/schema over files in memory.
import { severityOf } from '../../server/diagnostics/codes.js';
import type { Problem } from '../../server/diagnostics/problem.js';
import { Schema } from '../../server/schema/schema.js';
import type { SourceFile } from '../../server/schema/source-file.js';
import { parse } from '../../server/syntax/parse.js';
import { importStatements, type ParsedFile } from '../../server/syntax/parsed-file.js';
import type { Compilation, Compiler, PlacedProblem } from './compiler-port.js';

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
  const problems = roots.flatMap((root) => {
    const id = ids.get(root);
    const bytes = files.get(root);
    if (id === undefined || bytes === undefined) throw new Error(`${root} is not among the files`);
    return place(root, bytes, snapshot.problems(id));
  });
  return compilationOf(problems);
};

function parsedOnce({ schema, parsed }: Session, bytes: Uint8Array): ParsedFile {
  let file = parsed.get(bytes);
  if (file === undefined) {
    file = parse(bytes, schema.names);
    parsed.set(bytes, file);
  }
  return file;
}

function compilationOf(problems: readonly PlacedProblem[]): Compilation {
  const hasError = problems.some((problem) => problem.severity === 'error');
  return hasError ? { problems } : { problems, descriptorSet: new Uint8Array() };
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
