// The schema of one call or description: local sources first, then the target's own.

import {
  createFileRegistry,
  type DescMessage,
  type DescMethod,
  type DescService,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import type { BundledFiles } from './bundled-files.js';
import { DescriptorPool, type NamedDesc } from './descriptor-pool.js';
import type { DescriptorSource, Origin } from './descriptor-source.js';

export interface Found<Desc> {
  readonly desc: Desc;
  readonly origin: Origin;
}

/** A method's two names, from `/package.Service/Method` or `package.Service.Method`. */
export function splitMethodName(text: string): { service: string; method: string } {
  const name = text.trim().replace(/^[/.]/, '');
  const at = name.includes('/') ? name.indexOf('/') : name.lastIndexOf('.');
  const service = name.slice(0, Math.max(0, at));
  const method = name.slice(at + 1);
  if (!/^[\w.]+$/.test(service) || !/^\w+$/.test(method)) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      `${JSON.stringify(text)} is no method name; write package.Service/Method`,
    );
  }
  return { service, method };
}

export class CallSchema {
  readonly #pools: readonly DescriptorPool[];

  /** Sources in the order in which they are asked. */
  constructor(sources: readonly DescriptorSource[], bundled: BundledFiles) {
    this.#pools = sources.map((source) => new DescriptorPool(source, bundled));
  }

  /** What was found so far, by source. */
  get registries() {
    return this.#pools.map(({ registry }) => registry);
  }

  /** The registry that a declaration found here belongs to. */
  registryOf(desc: NamedDesc): FileRegistry {
    const pool = this.#pools.find(({ registry }) => registry.get(desc.typeName) === desc);
    return pool?.registry ?? createFileRegistry();
  }

  /** The services of every source; of those with one name the first. */
  async services(signal: AbortSignal): Promise<string[]> {
    const names = new Set<string>();
    let missing: RpcError | undefined;
    for (const { source } of this.#pools) {
      try {
        for (const name of await source.services(signal)) names.add(name);
      } catch (error) {
        missing = RpcError.from(error);
        if (missing.code !== status.UNIMPLEMENTED) throw missing;
      }
    }
    if (missing && names.size === 0) throw new RpcError(status.FAILED_PRECONDITION, missing.message);
    return [...names].sort();
  }

  /** Rejects with an RpcError: NOT_FOUND with the places that were asked, or what a source rejects with. */
  async find(symbol: string, signal: AbortSignal): Promise<Found<NamedDesc>> {
    const asked: string[] = [];
    for (const pool of this.#pools) {
      try {
        const desc = await pool.find(symbol, signal);
        if (desc) return { desc, origin: pool.source.origin };
        asked.push(`${pool.source.name} does not know it`);
      } catch (error) {
        const failure = RpcError.from(error);
        if (failure.code !== status.UNIMPLEMENTED) throw failure;
        asked.push(failure.message);
      }
    }
    const why =
      asked.length > 0
        ? asked.join(', and ')
        : 'there is no place to look; give .proto files or a descriptor set, or let the server be asked';
    throw new RpcError(status.NOT_FOUND, `${symbol} is not declared: ${why}`);
  }

  async service(name: string, signal: AbortSignal): Promise<Found<DescService>> {
    const { desc, origin } = await this.find(name, signal);
    if (desc.kind !== 'service') throw new RpcError(status.NOT_FOUND, `${name} is no service but ${article(desc)}`);
    return { desc, origin };
  }

  /** `name` is spelled as splitMethodName reads it. */
  async method(name: string, signal: AbortSignal): Promise<Found<DescMethod>> {
    const { service, method } = splitMethodName(name);
    const { desc, origin } = await this.service(service, signal);
    const found = desc.methods.find((each) => each.name === method);
    if (found) return { desc: found, origin };
    const known = desc.methods.map((each) => each.name).join(', ') || 'no methods';
    throw new RpcError(status.NOT_FOUND, `${service} has no method ${method}; it has ${known}`);
  }

  /** A message type, for google.protobuf.Any; undefined when nobody knows it. */
  async message(name: string, signal: AbortSignal): Promise<DescMessage | undefined> {
    for (const pool of this.#pools) {
      try {
        const desc = await pool.find(name, signal);
        if (desc?.kind === 'message') return desc;
      } catch {
        // An Any that cannot be read does not spoil the message that holds it.
      }
    }
    return undefined;
  }
}

function article({ kind }: NamedDesc): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
