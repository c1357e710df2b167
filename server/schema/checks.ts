// The table of what is checked about a file, in order. A check reads the context and reports into it; resolveTypes
// comes first, since the others ask for types.
import { checkDuplicateSymbols } from './checks/duplicate-symbols.js';
import { checkImports } from './checks/imports.js';
import type { LinkContext } from './link-context.js';
import { checkOptions } from './options/check-options.js';
import { resolveTypes } from './resolve-types.js';

export const checks: readonly ((context: LinkContext) => void)[] = [
  resolveTypes,
  checkDuplicateSymbols,
  checkOptions,
  checkImports,
];
