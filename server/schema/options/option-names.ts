// Names and paths of descriptor.proto that the interpretation of options knows.
import { Kind } from '../../syntax/tree.js';
import { type Paths, rootPath } from '../paths.js';

/** Names ids and paths, interned once per snapshot. */
export class OptionNames {
  readonly key: number;
  readonly value: number;
  readonly retention: number;
  readonly retentionSource: number;
  readonly targets: number;
  readonly featureSupport: number;
  readonly features: number;
  readonly enforceUtf8: number;
  readonly messageSetWireFormat: number;
  readonly uninterpretedOption: number;
  /** Path of google.protobuf. */
  readonly package: number;
  readonly any: number;
  readonly featureSet: number;
  /** Numbers of FieldOptions.OptionTargetType by Names id. */
  readonly #targets = new Map<number, Target>();
  /** Paths of the options messages, by the kind of the element that has them. */
  readonly #messages = new Map<Kind, number>();

  constructor(paths: Paths) {
    const { names } = paths;
    const name = (text: string) => names.internText(text);
    this.key = name('key');
    this.value = name('value');
    this.retention = name('retention');
    this.retentionSource = name('RETENTION_SOURCE');
    this.targets = name('targets');
    this.featureSupport = name('feature_support');
    this.features = name('features');
    this.enforceUtf8 = name('enforce_utf8');
    this.messageSetWireFormat = name('message_set_wire_format');
    this.uninterpretedOption = name('uninterpreted_option');
    this.package = paths.addDotted(rootPath, name('google.protobuf'));
    this.any = paths.add(this.package, name('Any'));
    this.featureSet = paths.add(this.package, name('FeatureSet'));
    for (const [number, target] of targets.entries()) this.#targets.set(name(`TARGET_TYPE_${target}`), number);
    for (const [kind, message] of optionsMessages) this.#messages.set(kind, paths.add(this.package, name(message)));
  }

  /** The number of a value of FieldOptions.OptionTargetType. */
  target(name: number): Target {
    return this.#targets.get(name) ?? Target.unknown;
  }

  /** The path of the message that the options of an element are fields of; 0 for what has no options. */
  optionsMessage(element: Kind): number {
    return this.#messages.get(element) ?? 0;
  }
}

/** Kinds of elements by their numbers in FieldOptions.OptionTargetType. */
export const enum Target {
  unknown = 0,
  file = 1,
  extensionRange = 2,
  message = 3,
  field = 4,
  oneof = 5,
  enum = 6,
  enumEntry = 7,
  service = 8,
  method = 9,
}

const targets = [
  'UNKNOWN',
  'FILE',
  'EXTENSION_RANGE',
  'MESSAGE',
  'FIELD',
  'ONEOF',
  'ENUM',
  'ENUM_ENTRY',
  'SERVICE',
  'METHOD',
];

const optionsMessages: readonly (readonly [Kind, string])[] = [
  [Kind.file, 'FileOptions'],
  [Kind.message, 'MessageOptions'],
  [Kind.groupMessage, 'MessageOptions'],
  [Kind.field, 'FieldOptions'],
  [Kind.mapField, 'FieldOptions'],
  [Kind.group, 'FieldOptions'],
  [Kind.oneof, 'OneofOptions'],
  [Kind.extensions, 'ExtensionRangeOptions'],
  [Kind.enum, 'EnumOptions'],
  [Kind.enumValue, 'EnumValueOptions'],
  [Kind.service, 'ServiceOptions'],
  [Kind.method, 'MethodOptions'],
];
