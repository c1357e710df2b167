// The types of a workspace's .proto files, read off their syntax trees when they are asked for.
import { commentOf } from '../../language/comments.js';
import { isDeprecated } from '../../language/describe-symbol.js';
import { FileView } from '../../language/file-view.js';
import { jsonNameOf } from '../../language/json-name.js';
import { type SymbolTarget, symbolTarget } from '../../language/target.js';
import { type FieldPlace, fieldType, mapTypes, typeOf } from '../../language/value-type.js';
import { forEachField } from '../../schema/declarations.js';
import { Feature, FieldPresence, featuresOf, featureValue } from '../../schema/features.js';
import { findSymbol } from '../../schema/file-table.js';
import type { SchemaSnapshot } from '../../schema/schema.js';
import { Flag, forEachChild, Kind, kindOf, Node } from '../../syntax/tree.js';
import type {
  Declared,
  EnumModel,
  FieldModel,
  MessageModel,
  MethodModel,
  ScalarType,
  ServiceModel,
  Types,
  ValueType,
} from './model.js';

/** Longer lists help nobody. */
const maxMessages = 2000;

type Place = Pick<SymbolTarget, 'file' | 'path' | 'node'>;

/** Made for one question and dropped after it. */
export class WorkspaceTypes implements Types {
  readonly snapshot: SchemaSnapshot;
  readonly #isListed: (file: number) => boolean;
  readonly #views = new Map<number, FileView>();
  readonly #messages = new Map<string, MessageModel>();
  readonly #enums = new Map<string, EnumModel>();

  /** `isListed` tells files of the workspace from those that are only imported: of two types with one name theirs counts. */
  constructor(snapshot: SchemaSnapshot, isListed: (file: number) => boolean) {
    this.snapshot = snapshot;
    this.#isListed = isListed;
  }

  service(fullName: string): ServiceModel | undefined {
    const place = this.#find(fullName, (head) => (head & Flag.kind) === Kind.service);
    return place && this.#service(place, fullName);
  }

  message(fullName: string): MessageModel | undefined {
    const place = this.#find(fullName, (head) => isMessage(head & Flag.kind));
    return place && this.#message(place);
  }

  extension(fullName: string): FieldModel | undefined {
    const place = this.#find(fullName, (head) => (head & Flag.extension) !== 0);
    if (!place) return undefined;
    return { ...this.#field(place.file, place.node, undefined), jsonName: `[${fullName}]` };
  }

  services(): readonly string[] {
    const found: string[] = [];
    const { names } = this.snapshot.schema;
    for (const file of this.snapshot.files) {
      if (!file || !this.#isListed(file.id)) continue;
      for (const { kind, container, name } of this.snapshot.symbols(file.id)) {
        if (kind !== Kind.service) continue;
        found.push(container === '' ? names.text(name) : `${container}.${names.text(name)}`);
      }
    }
    return found.sort();
  }

  /** The full names of the messages of the workspace, for lists. */
  messages(): readonly string[] {
    const found: string[] = [];
    const { names } = this.snapshot.schema;
    for (const file of this.snapshot.files) {
      if (!file || !this.#isListed(file.id)) continue;
      for (const { kind, container, name } of this.snapshot.symbols(file.id)) {
        if (kind !== Kind.message) continue;
        found.push(container === '' ? names.text(name) : `${container}.${names.text(name)}`);
        if (found.length >= maxMessages) return found;
      }
    }
    return found;
  }

  /** The declaration under a full name whose node's head is wanted. */
  #find(fullName: string, isWanted: (head: number) => boolean): Place | undefined {
    if (!/^[\w.]+$/.test(fullName)) return undefined;
    const { paths } = this.snapshot.schema;
    this.snapshot.declareAll();
    const path = paths.findText(fullName);
    if (path === 0) return undefined;
    let found: Place | undefined;
    for (const file of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
      if (file < 0 || !this.snapshot.files[file]) continue;
      const table = this.snapshot.table(file);
      const index = findSymbol(table, path);
      if (index < 0 || !isWanted(table.parsed.nodes[table.nodes[index]])) continue;
      const place = { file, path, node: table.nodes[index] };
      if (this.#isListed(file)) return place;
      found ??= place;
    }
    return found;
  }

  #view(file: number): FileView {
    let view = this.#views.get(file);
    if (!view) this.#views.set(file, (view = new FileView(this.snapshot, file)));
    return view;
  }

  #declared({ file, path, node }: Place): Required<Declared> {
    const view = this.#view(file);
    return {
      target: symbolTarget(this.snapshot, file, path) ?? { kind: 'symbol', file, path, node },
      deprecated: isDeprecated(view, node),
      comment: () => commentOf(view, node),
    };
  }

  #service(place: Place, fullName: string): ServiceModel {
    const view = this.#view(place.file);
    const methods: MethodModel[] = [];
    forEachChild(view.nodes, place.node, Kind.method, (node) => {
      const { key: input, value: output } = mapTypes(view.nodes, node);
      const type = (typeRef: number): MessageModel | undefined => {
        const found = typeRef < 0 ? undefined : typeOf(this.snapshot, place.file, typeRef);
        return found?.kind === 'message' ? this.#message(found) : undefined;
      };
      const streams = (typeRef: number) => typeRef >= 0 && (view.nodes[typeRef] & Flag.stream) !== 0;
      methods.push({
        ...this.#declared({ file: place.file, path: view.pathOf(node), node }),
        name: view.nameText(node),
        clientStreaming: streams(input),
        serverStreaming: streams(output),
        get input() {
          return type(input);
        },
        get output() {
          return type(output);
        },
      });
    });
    return { ...this.#declared(place), fullName, methods };
  }

  #message(place: Place): MessageModel {
    const key = `${place.file}:${place.node}`;
    const known = this.#messages.get(key);
    if (known) return known;
    const fieldsOf = () => this.#fields(place);
    let fields: readonly FieldModel[] | undefined;
    const message: MessageModel = {
      ...this.#declared(place),
      fullName: this.snapshot.schema.paths.text(place.path),
      get fields() {
        return (fields ??= fieldsOf());
      },
    };
    this.#messages.set(key, message);
    return message;
  }

  #fields({ file, node }: Place): FieldModel[] {
    const view = this.#view(file);
    const fields: FieldModel[] = [];
    forEachField(view.nodes, node, (field, oneof) => {
      fields.push(this.#field(file, field, oneof < 0 ? undefined : view.nameText(oneof)));
    });
    return fields;
  }

  #field(file: number, node: number, oneof: string | undefined): FieldModel {
    const view = this.#view(file);
    const { nodes } = view;
    const head = nodes[node];
    const isMap = kindOf(nodes, node) === Kind.mapField;
    const isGroup = kindOf(nodes, node) === Kind.group;
    const name = isGroup ? view.nameText(node).toLowerCase() : view.nameText(node);
    const typeOfField = () => this.#fieldType({ file, path: 0, node });
    const keyType = isMap ? this.#mapKey(file, node) : undefined;
    const features = featuresOf(view.table, node);
    return {
      ...this.#declared({ file, path: view.pathOf(node), node }),
      name,
      jsonName: jsonNameOf(view, node),
      shape: isMap ? 'map' : head & Flag.repeated ? 'repeated' : 'single',
      get type() {
        return typeOfField();
      },
      keyType,
      oneof,
      required: featureValue(features, Feature.fieldPresence) === FieldPresence.legacyRequired,
    };
  }

  #mapKey(file: number, node: number): ScalarType | undefined {
    const { key } = mapTypes(this.#view(file).nodes, node);
    const type = key < 0 ? undefined : this.#type(file, key);
    return type?.kind === 'scalar' ? type.scalar : undefined;
  }

  #fieldType(place: FieldPlace): ValueType | undefined {
    const type = fieldType(this.snapshot, place);
    switch (type?.kind) {
      case undefined:
        return undefined;
      case 'entry': {
        const { value } = mapTypes(this.#view(type.file).nodes, type.node);
        return value < 0 ? undefined : this.#type(type.file, value);
      }
      case 'scalar':
        return { kind: 'scalar', scalar: this.snapshot.schema.names.text(type.word) as ScalarType };
      case 'message':
        return { kind: 'message', type: this.#message(type) };
      case 'enum':
        return { kind: 'enum', type: this.#enum(type) };
    }
  }

  #type(file: number, typeRef: number): ValueType | undefined {
    const type = typeOf(this.snapshot, file, typeRef);
    switch (type?.kind) {
      case 'scalar':
        return { kind: 'scalar', scalar: this.snapshot.schema.names.text(type.word) as ScalarType };
      case 'message':
        return { kind: 'message', type: this.#message(type) };
      case 'enum':
        return { kind: 'enum', type: this.#enum(type) };
      default:
        return undefined;
    }
  }

  #enum(place: Place): EnumModel {
    const key = `${place.file}:${place.node}`;
    const known = this.#enums.get(key);
    if (known) return known;
    const view = this.#view(place.file);
    const values: EnumModel['values'][number][] = [];
    forEachChild(view.nodes, place.node, Kind.enumValue, (node) => {
      values.push({
        ...this.#declared({ file: place.file, path: view.pathOf(node), node }),
        name: view.nameText(node),
        number: view.nodes[node + Node.value],
      });
    });
    const model = { ...this.#declared(place), fullName: this.snapshot.schema.paths.text(place.path), values };
    this.#enums.set(key, model);
    return model;
  }
}

function isMessage(kind: number): boolean {
  return kind === Kind.message || kind === Kind.groupMessage;
}
