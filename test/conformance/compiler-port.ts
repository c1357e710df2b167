// The one thing the conformance suites ask of a compiler. Knows neither protoc nor this project's compiler.

/** One finding, placed as protoc counts. */
export interface PlacedProblem {
  /** Import name of the file it is in. */
  readonly file: string;
  /** 1-based; 0 when the finding has no place in the file. */
  readonly line: number;
  /** 1-based, in bytes of UTF-8, a tab advancing to the next multiple of 8; 0 when there is no place. */
  readonly column: number;
  /** Stable code of the finding; empty when the compiler has none. */
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
}

export interface Compilation {
  /** In the order the compiler reports them. */
  readonly problems: readonly PlacedProblem[];
  /** Serialised google.protobuf.FileDescriptorSet of the roots in their order, with source info; only when there is no error. */
  readonly descriptorSet?: Uint8Array;
}

/**
 * @param files content by import name: the roots and everything they may import; the same array object means the same content
 * @param roots names in `files` to compile
 */
export type Compiler = (files: ReadonlyMap<string, Uint8Array>, roots: readonly string[]) => Promise<Compilation>;

export function errorsOf(compilation: Compilation): PlacedProblem[] {
  return compilation.problems.filter((problem) => problem.severity === 'error');
}
