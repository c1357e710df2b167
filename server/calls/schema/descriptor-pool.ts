// The descriptors of one source as far as they were asked for, completed with imports and linked into a registry.

import {
  create,
  createFileRegistry,
  type DescEnum,
  type DescExtension,
  type DescMessage,
  type DescService,
  type FileRegistry,
  fromBinary,
} from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import type { DescriptorSource } from './descriptor-source.js';

export type NamedDesc = DescMessage | DescEnum | DescExtension | DescService;

/** More files than any schema has; a source that sends more does not stop. */
const maxFiles = 20_000;

export class DescriptorPool {
  readonly source: DescriptorSource;
  readonly #bundled: ReadonlyMap<string, FileDescriptorProto>;
  readonly #files = new Map<string, FileDescriptorProto>();
  readonly #unknown = new Set<string>();
  #registry: FileRegistry = createFileRegistry();

  constructor(source: DescriptorSource, bundled: ReadonlyMap<string, FileDescriptorProto>) {
    this.source = source;
    this.#bundled = bundled;
  }

  /** What was found so far. */
  get registry(): FileRegistry {
    return this.#registry;
  }

  /**
   * The declaration of a symbol by its full name; undefined when the source does not know it. Rejects with an RpcError:
   * FAILED_PRECONDITION when what the source says does not hold together, and what the source rejects with.
   */
  async find(symbol: string, signal: AbortSignal): Promise<NamedDesc | undefined> {
    const known = this.#registry.get(symbol);
    if (known || this.#unknown.has(symbol)) return known;
    const serialized = await this.source.filesOfSymbol(symbol, signal);
    if (!serialized) {
      this.#unknown.add(symbol);
      return undefined;
    }
    const added = serialized.map((bytes) => this.#decode(bytes));
    for (const file of added) if (!this.#files.has(file.name)) this.#files.set(file.name, file);
    await this.#completeImports(signal);
    this.#link();
    const found = this.#registry.get(symbol);
    if (!found) {
      const names = added.map(({ name }) => name).join(', ') || 'nothing';
      this.#lied(`asked for ${symbol} it gave ${names}, where it is not declared`);
    }
    return found;
  }

  async #completeImports(signal: AbortSignal): Promise<void> {
    const open = [...this.#files.values()];
    for (let file = open.pop(); file; file = open.pop()) {
      for (const name of [...file.dependency, ...file.optionDependency]) {
        if (this.#files.has(name)) continue;
        if (this.#files.size > maxFiles) this.#lied(`it has more than ${maxFiles} files`);
        const imported = await this.#importedFile(name, signal);
        if (!imported) {
          // What only options need is not needed for calls.
          if (file.optionDependency.includes(name)) continue;
          this.#lied(`${file.name} imports ${name}, which it does not have`);
        } else {
          this.#files.set(name, imported);
          open.push(imported);
        }
      }
    }
  }

  async #importedFile(name: string, signal: AbortSignal): Promise<FileDescriptorProto | undefined> {
    const bundled = this.#bundled.get(name);
    if (bundled) return bundled;
    const bytes = await this.source.fileByName(name, signal);
    if (!bytes) return undefined;
    const file = this.#decode(bytes);
    if (file.name !== name) this.#lied(`asked for the file ${name} it gave ${file.name}`);
    return file;
  }

  #decode(bytes: Uint8Array): FileDescriptorProto {
    try {
      return fromBinary(FileDescriptorProtoSchema, bytes);
    } catch (error) {
      return this.#lied(`a file descriptor cannot be decoded: ${textOf(error)}`);
    }
  }

  #link(): void {
    const file = this.#inOrder();
    try {
      this.#registry = createFileRegistry(create(FileDescriptorSetSchema, { file }));
    } catch (error) {
      this.#lied(textOf(error));
    }
  }

  /** Imports before the files that import them. */
  #inOrder(): FileDescriptorProto[] {
    const done = new Set<string>();
    const found: FileDescriptorProto[] = [];
    for (const start of this.#files.values()) {
      const path: { file: FileDescriptorProto; next: number }[] = [];
      const enter = (file: FileDescriptorProto) => {
        const from = path.findIndex((step) => step.file === file);
        if (from >= 0) {
          const names = [...path.slice(from).map((step) => step.file.name), file.name];
          this.#lied(`files import each other: ${names.join(' → ')}`);
        }
        path.push({ file, next: 0 });
      };
      if (!done.has(start.name)) enter(start);
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const name = top.file.dependency[top.next++];
        const imported = name === undefined ? undefined : this.#files.get(name);
        if (name === undefined) {
          path.pop();
          done.add(top.file.name);
          found.push(top.file);
        } else if (imported && !done.has(name)) enter(imported);
      }
    }
    return found;
  }

  #lied(what: string): never {
    throw new RpcError(status.FAILED_PRECONDITION, `the schema of ${this.source.name} does not hold together: ${what}`);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
