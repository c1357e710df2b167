// The compiler under test, behind the port.
import type { Compiler } from './compiler-port.js';
import { compilerUnderTest as schemaCompiler } from './schema-compiler.js';

/** Undefined while there is no compiler to test: the suites then say so and test themselves only. */
export const compilerUnderTest: Compiler | undefined = schemaCompiler;
