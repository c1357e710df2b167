// What completion offers, as plain data.
import type { Replacement } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';

export type ItemKind =
  | 'keyword'
  | 'scalar'
  | 'message'
  | 'enum'
  | 'enumValue'
  | 'field'
  | 'extension'
  | 'package'
  | 'file'
  | 'folder'
  | 'number'
  | 'name'
  | 'snippet'
  | 'value'
  | 'method'
  | 'variable';

export interface CompletionItem {
  readonly label: string;
  readonly kind: ItemKind;
  /** Inserted in place of `Completions.replace`; the label if absent. Snippet syntax of VS Code if `snippet` is set. */
  readonly insert?: string;
  readonly snippet?: boolean;
  /** What is matched against the text typed so far; the label if absent. */
  readonly filter?: string;
  /** Shown behind the label: the type of a field, the number of a value. */
  readonly detail?: string;
  /** Shown at the right: the package or file that a name comes from. */
  readonly description?: string;
  /** Lower ones come first; within one rank the label decides. */
  readonly rank: number;
  readonly deprecated?: boolean;
  /** Applied together with the insertion: an import statement. */
  readonly edits?: readonly Replacement[];
  /** The declaration that the item stands for; its documentation is asked for when it is shown. */
  readonly symbol?: { readonly file: number; readonly path: number };
  /** Markdown, where it is at hand. */
  readonly documentation?: string;
  /** More can be completed right after the insertion. */
  readonly again?: boolean;
}

export interface Completions {
  /** The bytes that every item replaces: what is typed of a word, up to its end. */
  readonly replace: Span;
  readonly items: readonly CompletionItem[];
  /** Whether a longer prefix may bring other items. */
  readonly incomplete: boolean;
}

/** What was found for one place. */
export interface Found {
  readonly items: readonly CompletionItem[];
  /** Whether a longer prefix may bring other items. */
  readonly incomplete: boolean;
}

export function all(...lists: (readonly CompletionItem[])[]): Found {
  return { items: lists.flat(), incomplete: false };
}

export const nothing: Found = { items: [], incomplete: false };
