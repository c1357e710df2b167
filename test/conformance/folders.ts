// Where the sources of the conformance suites are, seen from the compiled output.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiled files are at out/test/conformance; cases and goldens stay with the sources. */
export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));
export const conformanceFolder = path.join(projectFolder, 'test', 'conformance');
export const casesFolder = path.join(conformanceFolder, 'cases');
export const goldensFolder = path.join(casesFolder, 'goldens');
/** Root of the google-proto-files package: an import root with google/ and grafeas/ below it. */
export const corpusFolder = path.dirname(createRequire(import.meta.url).resolve('google-proto-files/package.json'));
