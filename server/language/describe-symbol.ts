// What hover and completion say about a declaration, as Markdown.
import { FieldType, isOptionTrue, scalarType } from '../schema/declarations.js';
import { childOf, Edition, Flag, Kind, Node } from '../syntax/tree.js';
import { commentOf } from './comments.js';
import { featureFacts, isDelimited, isPacked } from './feature-facts.js';
import type { FileView } from './file-view.js';
import { jsonNameOf } from './json-name.js';
import { labelOf, renderDeclaration } from './render-declaration.js';
import type { SymbolTarget } from './target.js';
import { fieldType, mapTypes } from './value-type.js';

/** Source, facts and comment of a declaration, as Markdown. */
export function describeSymbol(view: FileView, { node, path }: SymbolTarget): string {
  const facts = factsOf(view, node, path);
  // The comment on a group stands above its label, which its message begins behind.
  const comment = commentOf(view, view.kind(node) === Kind.groupMessage ? view.parent(node) : node);
  return [codeBlock(renderDeclaration(view, node)), facts.join(' · '), commentMarkdown(comment)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A comment as Markdown: as it is written, since comments in .proto files are Markdown by custom. */
export function commentMarkdown(comment: string): string {
  // A link reference of protobuf documentation, `[Name][full.name]`, reads as the name.
  return comment.replace(/\[([^\]\n]+)\]\[([^\]\n]*)\]/g, '`$1`');
}

export function codeBlock(source: string): string {
  return `\`\`\`proto\n${source}\n\`\`\``;
}

function factsOf(view: FileView, node: number, path: number): string[] {
  const { nodes } = view;
  const kind = view.kind(node);
  const facts = [`\`${view.paths.text(path)}\``];
  if (isDeprecated(view, node)) facts.unshift('**Deprecated**');
  switch (kind) {
    case Kind.field:
    case Kind.mapField:
    case Kind.group:
      facts.push(...fieldFacts(view, node));
      break;
    case Kind.groupMessage:
      // A group is a field and its message in one.
      facts.push(...fieldFacts(view, view.parent(node)));
      break;
    case Kind.enumValue:
      if (nodes[node] & Flag.numbered) facts.push(`number ${nodes[node + Node.value]}`);
      break;
    case Kind.method:
      facts.push(streaming(view, node));
      break;
  }
  facts.push(...featureFacts(view, node), view.snapshot.file(view.id).name);
  return facts;
}

function streaming(view: FileView, node: number): string {
  const request = childOf(view.nodes, node, Kind.typeRef);
  if (request < 0) return 'method';
  const response = view.nodes[request + Node.end];
  const streams = (typeRef: number): boolean =>
    typeRef < view.nodes[node + Node.end] && (view.nodes[typeRef] & Flag.stream) !== 0;
  if (streams(request)) return streams(response) ? 'bidirectional stream' : 'client stream';
  return streams(response) ? 'server stream' : 'unary';
}

function fieldFacts(view: FileView, node: number): string[] {
  const head = view.nodes[node];
  const facts: string[] = [];
  if (head & Flag.numbered) facts.push(`number ${view.nodes[node + Node.value]}`);
  const wire = wireType(view, node);
  if (wire) facts.push(`wire type ${wire}`);
  if (!(head & Flag.extension)) facts.push(`JSON name \`${jsonNameOf(view, node)}\``);
  if (head & Flag.inOneof) facts.push(`in oneof \`${view.nameText(view.parent(node))}\``);
  return facts;
}

/** "VARINT (0)": of one element, unless they are packed. */
function wireType(view: FileView, node: number): string | undefined {
  if (isDelimited(view, node)) return 'SGROUP (3)';
  if (isPacked(view, node)) return 'LEN (2)';
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node });
  switch (type?.kind) {
    case undefined:
      return undefined;
    case 'message':
    case 'entry':
      return 'LEN (2)';
    case 'enum':
      return 'VARINT (0)';
    case 'scalar':
      return scalarWireType(scalarType(type.word));
  }
}

function scalarWireType(type: FieldType | 0): string {
  switch (type) {
    case FieldType.double:
    case FieldType.fixed64:
    case FieldType.sfixed64:
      return 'I64 (1)';
    case FieldType.float:
    case FieldType.fixed32:
    case FieldType.sfixed32:
      return 'I32 (5)';
    case FieldType.string:
    case FieldType.bytes:
      return 'LEN (2)';
    default:
      return 'VARINT (0)';
  }
}

export function isDeprecated(view: FileView, node: number): boolean {
  return isOptionTrue(view.nodes, node, view.names.internText('deprecated'));
}

/** One line for lists: the type of a field, the number of a value, the types of a method. */
export function detailOf(view: FileView, node: number): string {
  const { nodes } = view;
  switch (view.kind(node)) {
    case Kind.field: {
      const typeRef = childOf(nodes, node, Kind.typeRef);
      return `${labelOf(nodes[node])}${typeRef < 0 ? '' : view.nameText(typeRef)}`;
    }
    case Kind.group:
      return `${labelOf(nodes[node])}group`;
    case Kind.mapField: {
      const { key, value } = mapTypes(nodes, node);
      return `map<${key < 0 ? '' : view.nameText(key)}, ${value < 0 ? '' : view.nameText(value)}>`;
    }
    case Kind.enumValue:
      return nodes[node] & Flag.numbered ? String(nodes[node + Node.value]) : '';
    case Kind.method: {
      const { key: input, value: output } = mapTypes(nodes, node);
      const text = (typeRef: number): string =>
        typeRef < 0 ? '' : `${nodes[typeRef] & Flag.stream ? 'stream ' : ''}${view.nameText(typeRef)}`;
      return `(${text(input)}) returns (${text(output)})`;
    }
    default:
      return '';
  }
}

/** "proto3" or "edition 2023". */
export function editionText(edition: Edition): string {
  switch (edition) {
    case Edition.proto2:
      return 'proto2';
    case Edition.proto3:
      return 'proto3';
    case Edition.e2023:
      return 'edition 2023';
    case Edition.e2024:
      return 'edition 2024';
    default:
      return 'edition 2026';
  }
}
