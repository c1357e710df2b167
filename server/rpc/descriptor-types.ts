// Types out of descriptors, as request files see types.
import type { DescEnum, DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { ScalarType as DescScalar, type DescService } from '@bufbuild/protobuf';
import { type DescriptorPath, sourcePlaces } from '../calls/schema/print/source-places.js';
import type {
  EnumModel,
  FieldModel,
  MessageModel,
  MethodModel,
  ScalarType,
  ValueType,
} from '../requests/types/model.js';

export function methodModel(method: DescMethod): MethodModel {
  const { parent: service } = method;
  const own = [6, service.file.proto.service.indexOf(service.proto), 2, service.methods.indexOf(method)];
  return {
    name: method.name,
    deprecated: method.deprecated,
    comment: () => commentAt(service, own),
    clientStreaming: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    serverStreaming: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    input: messageModel(method.input),
    output: messageModel(method.output),
  };
}

function messageModel(message: DescMessage): MessageModel {
  let fields: readonly FieldModel[] | undefined;
  return {
    fullName: message.typeName,
    deprecated: message.deprecated,
    comment: () => commentAt(message, pathOf(message)),
    get fields() {
      return (fields ??= message.fields.map(fieldModel));
    },
  };
}

function fieldModel(field: DescField): FieldModel {
  return {
    name: field.name,
    jsonName: field.jsonName,
    deprecated: field.deprecated,
    comment: () => commentAt(field.parent, [...pathOf(field.parent), 2, field.parent.fields.indexOf(field)]),
    shape: field.fieldKind === 'list' ? 'repeated' : field.fieldKind === 'map' ? 'map' : 'single',
    get type() {
      return valueType(field);
    },
    keyType: field.fieldKind === 'map' ? scalar(field.mapKey) : undefined,
    oneof: field.oneof?.name,
    required: field.presence === 3,
  };
}

function valueType(field: DescField): ValueType {
  if (field.enum) return { kind: 'enum', type: enumModel(field.enum) };
  if (field.message) return { kind: 'message', type: messageModel(field.message) };
  return { kind: 'scalar', scalar: scalar(field.scalar) };
}

function enumModel(type: DescEnum): EnumModel {
  return {
    fullName: type.typeName,
    deprecated: type.deprecated,
    comment: () => '',
    values: type.values.map(({ name, number, deprecated }) => ({ name, number, deprecated, comment: () => '' })),
  };
}

function scalar(type: DescScalar): ScalarType {
  return DescScalar[type].toLowerCase() as ScalarType;
}

/** As SourceCodeInfo spells the place of a message. */
function pathOf(message: DescMessage): DescriptorPath {
  const { parent } = message;
  return parent
    ? [...pathOf(parent), 3, parent.nestedMessages.indexOf(message)]
    : [4, message.file.messages.indexOf(message)];
}

function commentAt({ file }: DescMessage | DescService, path: DescriptorPath): string {
  const lines = sourcePlaces(file.proto).get(path)?.comment?.leading ?? [];
  return lines.map((line) => line.replace(/^ /, '').trimEnd()).join('\n');
}
