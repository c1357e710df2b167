// The compiler under test, behind the port: this project's parser and linker.
import { severityOf } from '../../server/diagnostics/codes.js';
import { Schema, type SchemaSnapshot } from '../../server/schema/schema.js';
import { importStatements } from '../../server/syntax/parsed-file.js';
import { Parser } from '../../server/syntax/parse.js';
import { Node } from '../../server/syntax/tree.js';
import { tokensOf } from '../../server/syntax/tokens.js';
import type { Compiler, PlacedProblem } from './compiler-port.js';

/** Undefined while there is no compiler to test: the suites then say so and test themselves only. */
export const compilerUnderTest: Compiler | undefined = async (files, roots) => {
  const { snapshot, ids } = snapshotOf(files, roots);
  const problems: PlacedProblem[] = [];
  const bad = new Map<number, boolean>();
  const visit = (id: number): boolean => {
    const known = bad.get(id);
    if (known !== undefined) return known;
    bad.set(id, false);
    const file = snapshot.file(id);
    const add = (start: number, rest: Omit<PlacedProblem, 'file' | 'line' | 'column'>): void => {
      problems.push({ file: file.name, ...placeOf(file.parsed.bytes, start), ...rest });
    };
    const statements = importStatements(file.parsed, snapshot.schema.names);
    const own = snapshot.problems(id);
    // protoc does not look at the imports of a file that it cannot read.
    const unreadable = file.parsed.problems.some((problem) => severityOf(problem.code) === 'error');
    let isBad = false;
    if (!unreadable) {
      for (const [k, statement] of statements.entries()) {
        const to = file.imports[k] ?? -1;
        if (to >= 0 && !visit(to)) continue;
        isBad = true;
        const code = 'import-not-found';
        const message = `Import "${statement.path}" was not found or had errors.`;
        const token = file.parsed.nodes[statement.node + Node.first];
        add(tokensOf(file.parsed.bytes).starts[token], { code, message, severity: 'error' });
      }
    }
    for (const { code, message, start } of own) {
      const severity = severityOf(code);
      if (severity === 'error') isBad = true;
      add(start, { code, message, severity });
    }
    bad.set(id, isBad);
    return isBad;
  };
  for (const root of roots) visit(ids.get(root) ?? -1);
  return { problems };
};

/** A snapshot of the roots and everything they import. */
function snapshotOf(files: ReadonlyMap<string, Uint8Array>, roots: readonly string[]) {
  const schema = new Schema();
  const parser = new Parser(schema.names);
  const ids = new Map<string, number>();
  const found: { name: string; parsed: ReturnType<Parser['parse']> }[] = [];
  const add = (name: string): void => {
    const bytes = files.get(name);
    if (bytes === undefined || ids.has(name)) return;
    const parsed = parser.parse(bytes);
    ids.set(name, found.length);
    found.push({ name, parsed });
    for (const { path } of importStatements(parsed, schema.names)) add(path);
  };
  for (const root of roots) add(root);
  const sources = found.map(({ name, parsed }, id) => ({
    id,
    name,
    parsed,
    imports: Int32Array.from(importStatements(parsed, schema.names), ({ path }) => ids.get(path) ?? -1),
  }));
  const snapshot: SchemaSnapshot = schema.snapshot(sources);
  return { snapshot, ids };
}

/** As protoc counts: lines end at line feeds, columns are bytes, a tab goes on to the next multiple of 8. */
function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1;
  let column = 0;
  for (let i = 0; i < offset; i++) {
    if (bytes[i] === 0x0a) {
      line++;
      column = 0;
    } else if (bytes[i] === 0x09) column += 8 - (column % 8);
    else column++;
  }
  return { line, column: column + 1 };
}
