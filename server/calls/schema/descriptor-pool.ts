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
import type { BundledFiles } from './bundled-files.js';
import type { DescriptorSource } from './descriptor-source.js';

export type NamedDesc = DescMessage | DescEnum | DescExtension | DescService;

/** More files than any schema has; a source that sends more does not stop. */
const maxFiles = 20_000;

export class DescriptorPool {
  readonly source: DescriptorSource;
  readonly #bundled: BundledFiles;
  #files: ReadonlyMap<string, FileDescriptorProto> = new Map();
  readonly #unknown = new Set<string>();
  #registry: FileRegistry = createFileRegistry();

  constructor(source: DescriptorSource, bundled: BundledFiles) {
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
    const added = await this.#add(serialized, signal);
    const found = this.#registry.get(symbol);
    if (!found) {
      const names = added.join(', ') || 'nothing';
      this.#lied(`asked for ${symbol} it gave ${names}, where it is not declared`);
    }
    return found;
  }

  /**
   * Finds many symbols; faster than one after the other. Returns why those that the source does not know, or whose
   * declaration does not hold together, were not found. Rejects with what the source rejects with.
   */
  async findAll(symbols: Iterable<string>, signal: AbortSignal): Promise<ReadonlyMap<string, RpcError>> {
    const wanted = [...symbols].filter((symbol) => !this.#registry.get(symbol) && !this.#unknown.has(symbol));
    const serialized: Uint8Array[] = [];
    const declared = new Set<string>();
    for (const symbol of wanted) {
      if (declared.has(symbol)) continue;
      const files = (await this.source.filesOfSymbol(symbol, signal)) ?? [];
      serialized.push(...files);
      for (const bytes of files) for (const name of topLevelNames(this.#tryDecode(bytes))) declared.add(name);
    }
    await this.#add(serialized, signal).catch((error: unknown) => {
      if (RpcError.from(error).code !== status.FAILED_PRECONDITION) throw error;
      // One of them is wrong: below they are asked for one by one.
    });
    const problems = new Map<string, RpcError>();
    for (const symbol of symbols) {
      try {
        if (await this.find(symbol, signal)) continue;
        problems.set(symbol, new RpcError(status.NOT_FOUND, `${this.source.name} does not know ${symbol}`));
      } catch (error) {
        const failure = RpcError.from(error);
        if (failure.code !== status.FAILED_PRECONDITION) throw failure;
        problems.set(symbol, failure);
      }
    }
    return problems;
  }

  /** Takes everything that a source can list; false when it cannot. */
  async loadFiles(signal: AbortSignal): Promise<boolean> {
    const serialized = await this.source.files?.(signal);
    if (!serialized) return false;
    await this.#add(serialized, signal);
    return true;
  }

  /** Takes files with all they import, or none of them when something is wrong. Returns their names. */
  async #add(serialized: readonly Uint8Array[], signal: AbortSignal): Promise<string[]> {
    const added = serialized.map((bytes) => this.#decode(bytes));
    const files = new Map(this.#files);
    for (const file of added) if (!files.has(file.name)) files.set(file.name, file);
    if (files.size > this.#files.size) {
      await this.#completeImports(files, signal);
      this.#registry = this.#link(files);
      this.#files = files;
    }
    return added.map(({ name }) => name);
  }

  async #completeImports(files: Map<string, FileDescriptorProto>, signal: AbortSignal): Promise<void> {
    const open = [...files.values()].filter(({ name }) => !this.#files.has(name));
    for (let file = open.pop(); file; file = open.pop()) {
      for (const name of [...file.dependency, ...file.optionDependency]) {
        if (files.has(name)) continue;
        if (files.size > maxFiles) this.#lied(`it has more than ${maxFiles} files`);
        const imported = await this.#importedFile(name, signal);
        if (!imported) {
          // What only options need is not needed for calls.
          if (file.optionDependency.includes(name)) continue;
          this.#lied(`${file.name} imports ${name}, which it does not have`);
        } else {
          files.set(name, imported);
          open.push(imported);
        }
      }
    }
  }

  async #importedFile(name: string, signal: AbortSignal): Promise<FileDescriptorProto | undefined> {
    const bundled = this.#bundled.get(name);
    // Well-known types are the same everywhere; what else is bundled stands in for what the source leaves out.
    if (bundled && name.startsWith('google/protobuf/')) return bundled;
    const bytes = await this.source.fileByName(name, signal);
    if (!bytes) return bundled;
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

  #tryDecode(bytes: Uint8Array): FileDescriptorProto | undefined {
    try {
      return fromBinary(FileDescriptorProtoSchema, bytes);
    } catch {
      return undefined;
    }
  }

  #link(files: ReadonlyMap<string, FileDescriptorProto>): FileRegistry {
    const file = this.#inOrder(files);
    try {
      return createFileRegistry(create(FileDescriptorSetSchema, { file }));
    } catch (error) {
      return this.#lied(textOf(error));
    }
  }

  /** Imports before the files that import them. */
  #inOrder(files: ReadonlyMap<string, FileDescriptorProto>): FileDescriptorProto[] {
    const done = new Set<string>();
    const found: FileDescriptorProto[] = [];
    for (const start of files.values()) {
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
        const imported = name === undefined ? undefined : files.get(name);
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

/** Full names of messages, enums, services and extensions at file level. */
function topLevelNames(file: FileDescriptorProto | undefined): string[] {
  if (!file) return [];
  const declared = [...file.messageType, ...file.enumType, ...file.service, ...file.extension];
  return declared.map(({ name }) => (file.package === '' ? name : `${file.package}.${name}`));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
