// The one table of diagnostic codes. A code is stable: users search for it and suppress by it.

export type Severity = 'error' | 'warning' | 'information' | 'hint';

interface CodeInfo {
  readonly severity: Severity;
  /** Shown faded or struck through in an editor. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

const error: CodeInfo = { severity: 'error' };
const warning: CodeInfo = { severity: 'warning' };
const information: CodeInfo = { severity: 'information' };
const hint: CodeInfo = { severity: 'hint' };

export const codes = {
  // reading the file
  'file-unreadable': error,
  'file-too-large': error,
  'import-not-found': error,
  'invalid-configuration': warning,

  // lexer
  'invalid-character': error,
  'invalid-number': error,
  'invalid-escape': error,
  'unterminated-string': error,
  'unterminated-comment': error,
  'nested-comment': error,

  // parser
  'aggregate-syntax': error,
  'allow-alias-unneeded': error,
  'default-invalid': error,
  'default-not-allowed': error,
  'duplicate-package': error,
  'expected-declaration': error,
  'expected-identifier': error,
  'expected-import-path': error,
  'expected-message-type': error,
  'expected-name': error,
  'expected-number': error,
  'expected-syntax': error,
  'expected-token': error,
  'expected-type': error,
  'expected-value': error,
  'group-name': error,
  'group-not-allowed': error,
  'import-modifier': error,
  'import-order': error,
  'label-not-allowed': error,
  'map-entry-option': error,
  'map-not-allowed': error,
  'missing-group-body': error,
  'missing-label': error,
  'missing-number': error,
  'nesting-too-deep': error,
  'number-out-of-range': error,
  'option-set-twice': error,
  'reserved-name-form': error,
  'reserved-name-invalid': warning,
  'unknown-syntax': error,
  'unmatched-brace': error,
  'unterminated-block': error,
  'visibility-not-allowed': error,

  // linker
  'duplicate-field-value': error,
  'duplicate-import': error,
  'duplicate-option': error,
  'duplicate-symbol': error,
  'feature-defined-here': error,
  'feature-without-edition': error,
  'feature-support': error,
  'feature-value-unknown': error,
  'import-cycle': error,
  'missing-required-field': error,
  'not-a-type': error,
  'oneof-conflict': error,
  'option-deprecated': { severity: 'warning', tag: 'deprecated' },
  'option-not-introduced': error,
  'option-not-message': error,
  'option-of-other-message': error,
  'option-removed': error,
  'option-repeated-message': error,
  'option-reserved': error,
  'option-target': error,
  'option-value-range': error,
  'option-value-type': error,
  'undefined-type': error,
  'unknown-any-type': error,
  'unknown-enum-value': error,
  'unknown-extension': error,
  'unknown-field': error,
  'unknown-option': error,
  'unused-import': { severity: 'warning', tag: 'unnecessary' },

  // checks of declarations
  'ctype-not-allowed': error,
  'duplicate-enum-number': error,
  'duplicate-extension-number': error,
  'duplicate-extension-number-elsewhere': warning,
  'duplicate-field-number': error,
  'empty-enum': error,
  'empty-oneof': error,
  'enum-json-name': error,
  'enum-name-conflict': error,
  'enum-name-conflict-legacy': warning,
  'extension-declaration': error,
  'extension-not-as-declared': error,
  'extension-number-undeclared': error,
  'extension-range-in-use': error,
  'extension-required': error,
  'feature-not-allowed': error,
  'field-number-invalid': error,
  'field-number-reserved': error,
  'first-value-not-zero': error,
  'implicit-closed-enum': error,
  'json-name-conflict': error,
  'json-name-conflict-legacy': warning,
  'json-name-invalid': error,
  'json-name-not-allowed': error,
  'jstype-not-allowed': error,
  'lazy-not-allowed': error,
  'lite-extension': error,
  'lite-import': error,
  'lite-service': error,
  'map-entry-type': error,
  'map-key': error,
  'map-value-enum': error,
  'message-set-extension': error,
  'message-set-field': error,
  'name-too-long': error,
  'naming-style': error,
  'nested-export': error,
  'not-visible': error,
  'option-not-allowed': error,
  'packed-not-allowed': error,
  'proto-limits': error,
  'proto3-closed-enum': error,
  'proto3-extension': error,
  'proto3-extension-range': error,
  'proto3-group': error,
  'proto3-message-set': error,
  'proto3-required': error,
  'range-invalid': error,
  'range-overlap': error,
  'required-by-default': error,
  'reserved-name-twice': error,
  'reserved-name-used': error,
  'reserved-number-used': error,
  'too-many-fields': error,

  // request files: lines
  'header-ignored': information,
  'header-syntax': error,
  'header-value': error,
  'request-blank-line': warning,
  'request-empty-message': warning,
  'request-line-expected': error,
  'request-message-count': error,
  'request-method-missing': error,
  'request-method-unknown': error,
  'request-script': information,
  'request-service-undeclared': error,
  'request-service-unknown': information,
  'request-target-missing': error,
  'setting-no-effect': information,
  'setting-repeated': warning,
  'setting-unknown': information,
  'setting-value': error,
  'variable-syntax': error,
  'variable-unresolved': hint,

  // request files: messages in JSON
  'json-base64': error,
  'json-duplicate-field': error,
  'json-enum-value': error,
  'json-number-range': error,
  'json-oneof-conflict': error,
  'json-syntax': error,
  'json-trailing-comma': warning,
  'json-type': error,
  'json-type-unknown': information,
  'json-unknown-field': error,
  'json-well-known': error,
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof codes;

export function severityOf(code: Code): Severity {
  return codes[code].severity;
}

export function tagOf(code: Code): CodeInfo['tag'] {
  return (codes[code] as CodeInfo).tag;
}

/** Whether a code says that a name stands for nothing, so that what it was meant to stand for is not known. */
export function isUnresolved(code: Code): boolean {
  return code === 'undefined-type' || /^unknown-(option|extension|any-type)$/.test(code);
}
