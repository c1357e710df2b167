// What a comparison of two schemas finds.

export type DifferenceKind = 'only-target' | 'only-local' | 'changed';

export type DifferenceAspect =
  | 'name'
  | 'number'
  | 'type'
  | 'label'
  | 'json-name'
  | 'oneof'
  | 'default'
  | 'encoding'
  | 'input'
  | 'output'
  | 'client-streaming'
  | 'server-streaming'
  | 'openness'
  | 'kind'
  | 'extendee';

export type DifferingKind = 'service' | 'method' | 'message' | 'field' | 'enum' | 'enum value' | 'extension';

export interface SchemaDifference {
  readonly kind: DifferenceKind;
  readonly symbolKind: DifferingKind;
  /** Full name, of members with that of what they belong to; the target's where the two differ. */
  readonly name: string;
  /** Empty unless it is changed. */
  readonly aspects: readonly DifferenceAspect[];
  /** The declaration in one line; empty on the side that does not have it. */
  readonly targetDeclaration: string;
  readonly localDeclaration: string;
  /** Full name, as the workspace knows it, of the local declaration, or of the one that the member is missing in. */
  readonly localSymbol: string | undefined;
  /** The target's file; empty for what is only local. */
  readonly targetFile: string;
}
