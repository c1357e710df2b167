// What encoding one file works with.
import type { Names } from '../../syntax/names.js';
import { type Edition, Flag, Node } from '../../syntax/tree.js';
import { type FileTable, findSymbol, scopeInside } from '../file-table.js';
import { InterpretedOptions } from '../options/interpreted-options.js';
import type { WireWriter } from '../options/wire-writer.js';
import { type Paths, rootPath } from '../paths.js';
import type { SchemaSnapshot } from '../schema.js';
import type { ProtoWriter } from './proto-writer.js';
import type { TypeKinds } from './type-kinds.js';

/** What a descriptor set holds beside the declarations. */
export interface DescriptorOptions {
  /** Places and comments of everything, as `protoc --include_source_info`. */
  readonly sourceInfo: boolean;
  /** Options that are meant for the compiler only, as `protoc --retain_options`. */
  readonly retainOptions: boolean;
}

/** What is used for one file after the other, so that it is allocated once. */
export interface EncoderMemory {
  readonly out: ProtoWriter;
  readonly optionWriter: WireWriter;
  readonly typeKinds: TypeKinds;
}

export class EncodeContext {
  readonly snapshot: SchemaSnapshot;
  readonly id: number;
  readonly nodes: Int32Array;
  readonly table: FileTable;
  readonly refs: Int32Array;
  readonly names: Names;
  readonly paths: Paths;
  readonly edition: Edition;
  readonly out: ProtoWriter;
  readonly options: DescriptorOptions;
  readonly interpreted: InterpretedOptions;
  readonly #typeKinds: TypeKinds;

  /** Links the file if need be. */
  constructor(snapshot: SchemaSnapshot, id: number, options: DescriptorOptions, memory: EncoderMemory) {
    this.snapshot = snapshot;
    this.id = id;
    this.nodes = snapshot.file(id).parsed.nodes;
    this.table = snapshot.table(id);
    this.refs = snapshot.link(id).refs;
    this.names = snapshot.schema.names;
    this.paths = snapshot.schema.paths;
    this.edition = this.nodes[Node.value];
    this.options = options;
    this.out = memory.out;
    this.#typeKinds = memory.typeKinds;
    this.interpreted = new InterpretedOptions(snapshot, id, memory.optionWriter);
  }

  /** A field with the full name of a path after a dot. */
  fullName(field: number, path: number): void {
    const { names, paths, out } = this;
    let size = 0;
    for (let p = path; p !== rootPath; p = paths.parent(p)) size += 1 + names.byteLengthOf(paths.simpleName(p));
    out.varint((field << 3) | 2);
    out.varint(size);
    out.reserve(size);
    const { bytes } = out;
    let end = out.length + size;
    out.length = end;
    for (let p = path; p !== rootPath; p = paths.parent(p)) {
      const name = paths.simpleName(p);
      end -= names.byteLengthOf(name);
      names.copyTo(name, bytes, end);
      bytes[--end] = 0x2e;
    }
  }

  /** The path of what a TypeRef names. */
  refPath(typeRef: number): number {
    return this.refs[2 * this.nodes[typeRef + Node.value] + 1];
  }

  /** Whether a TypeRef names an enum rather than a message. */
  isEnum(typeRef: number): boolean {
    const ref = 2 * this.nodes[typeRef + Node.value];
    return this.#typeKinds.isEnum(this.snapshot, this.refs[ref], this.refs[ref + 1]);
  }

  /** The path of the message of a group. */
  groupPath(group: number): number {
    return this.paths.find(scopeInside(this.table, group), this.nodes[group + Node.name]);
  }

  /** The path of the message that holds the entries of a map field. */
  entryPath(mapField: number): number {
    const { paths, nodes } = this.table;
    const field = findSymbol(
      this.table,
      this.paths.find(scopeInside(this.table, mapField), this.nodes[mapField + Node.name]),
    );
    // The table has it behind the field.
    return nodes[field + 1] === mapField ? paths[field + 1] : 0;
  }
}

/** Of the kinds of a node's children: bit `1 << kind`. */
export function childKinds(nodes: Int32Array, node: number): number {
  let kinds = 0;
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end])
    kinds |= 1 << (nodes[child] & Flag.kind);
  return kinds;
}
