// FileDescriptorProto: the descriptor of one linked file in the wire format, byte for byte as protoc writes it. Fields
// follow each other by number; what the numbers are is in google/protobuf/descriptor.proto.
import { Edition, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import type { SchemaSnapshot } from '../schema.js';
import { childKinds, type DescriptorOptions, EncodeContext, type EncoderMemory } from './encode-context.js';
import { encodeEnum } from './encode-enum.js';
import { encodeExtend, encodeMessagesIn } from './encode-message.js';
import { encodeElementOptions } from './encode-options.js';
import { encodeService } from './encode-service.js';
import { fillSourceInfo } from './fill-source-info.js';
import type { SourceInfoDraft } from './source-info-draft.js';

/** Field numbers of FileDescriptorProto. */
const enum FileField {
  name = 1,
  package = 2,
  dependency = 3,
  messageType = 4,
  enumType = 5,
  service = 6,
  extension = 7,
  options = 8,
  sourceCodeInfo = 9,
  publicDependency = 10,
  weakDependency = 11,
  syntax = 12,
  edition = 14,
  optionDependency = 15,
}

/**
 * Writes the fields of a file's FileDescriptorProto to the writer. The file and all it imports must be free of errors.
 * Without a draft it is written without source info.
 */
export function encodeFile(
  snapshot: SchemaSnapshot,
  id: number,
  options: DescriptorOptions,
  memory: EncoderMemory,
  sourceInfo: SourceInfoDraft | undefined,
): void {
  const context = new EncodeContext(snapshot, id, options, memory);
  const { nodes, names, edition, out } = context;
  const kinds = childKinds(nodes, 0);
  out.textField(FileField.name, snapshot.file(id).name);
  forEachChild(nodes, 0, Kind.package, (node) => out.nameField(FileField.package, names, nodes[node + Node.name]));
  encodeImports(context, FileField.dependency);
  encodeMessagesIn(context, FileField.messageType, 0);
  forEachChild(nodes, 0, Kind.enum, (node) => encodeEnum(context, FileField.enumType, node));
  forEachChild(nodes, 0, Kind.service, (node) => encodeService(context, FileField.service, node));
  forEachChild(nodes, 0, Kind.extend, (node) => encodeExtend(context, FileField.extension, node));
  if (kinds & (1 << Kind.option)) encodeElementOptions(context, FileField.options, 0);
  if (sourceInfo) {
    out.begin(FileField.sourceCodeInfo, sourceInfo.bytes.length);
    fillSourceInfo(sourceInfo, context);
    out.end();
  }
  encodeDependencyIndexes(context, FileField.publicDependency, Flag.public);
  encodeDependencyIndexes(context, FileField.weakDependency, Flag.weak);
  if (edition === Edition.proto3) out.textField(FileField.syntax, 'proto3');
  else if (edition >= Edition.e2023) {
    out.textField(FileField.syntax, 'editions');
    out.int32(FileField.edition, edition);
  }
  encodeImports(context, FileField.optionDependency);
}

function encodeImports(context: EncodeContext, field: FileField.dependency | FileField.optionDependency): void {
  const { nodes, table, out, names } = context;
  for (const node of table.importNodes) {
    const isOption = (nodes[node] & Flag.optionImport) !== 0;
    if (isOption === (field === FileField.optionDependency)) out.nameField(field, names, nodes[node + Node.name]);
  }
}

/** The indexes, among the dependencies, of imports with a flag. */
function encodeDependencyIndexes(context: EncodeContext, field: number, flag: number): void {
  const { nodes, table, out } = context;
  let index = 0;
  for (const node of table.importNodes) {
    if (nodes[node] & Flag.optionImport) continue;
    if (nodes[node] & flag) out.int32(field, index);
    index++;
  }
}
