// What a schema holds, for people: services with their methods, declarations as source.

import type { DescMethod, DescService, FileRegistry } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { CallSchema, Found } from './schema/call-schema.js';
import type { NamedDesc } from './schema/descriptor-pool.js';
import type { Origin } from './schema/descriptor-source.js';
import { printDeclaration, printMethod } from './schema/print/print-proto.js';
import { sourcePlaces } from './schema/print/source-places.js';

export interface DescribedService {
  readonly name: string;
  /** Undefined when there is a problem. */
  readonly desc: DescService | undefined;
  readonly origin: Origin | undefined;
  readonly problem: string | undefined;
}

export interface DescribedSymbol {
  readonly name: string;
  readonly kind: NamedDesc['kind'] | 'method' | 'field' | 'enum value';
  readonly source: string;
  readonly file: string;
  readonly origin: Origin;
}

/** All services in the order of their names; one whose declaration does not hold together keeps the others company. */
export async function* describeServices(schema: CallSchema, signal: AbortSignal): AsyncIterable<DescribedService> {
  for (const name of await schema.services(signal)) {
    try {
      const { desc, origin } = await schema.service(name, signal);
      yield { name, desc, origin, problem: undefined };
    } catch (error) {
      const failure = RpcError.from(error);
      if (failure.code !== status.FAILED_PRECONDITION && failure.code !== status.NOT_FOUND) throw failure;
      yield { name, desc: undefined, origin: undefined, problem: failure.message };
    }
  }
}

/**
 * The declaration of a symbol by its full name; of a field or an enum value the declaration that holds it. Rejects with
 * NOT_FOUND or with what a source rejects with.
 */
export async function describeSymbol(schema: CallSchema, name: string, signal: AbortSignal): Promise<DescribedSymbol> {
  const symbol = name.replace(/^[/.]/, '').replace('/', '.');
  let found: Found<NamedDesc>;
  try {
    found = await schema.find(symbol, signal);
  } catch (error) {
    const member =
      RpcError.from(error).code === status.NOT_FOUND ? await describeMember(schema, symbol, signal) : undefined;
    if (member) return member;
    throw error;
  }
  return described(found, schema.registryOf(found.desc));
}

function described({ desc, origin }: Found<NamedDesc>, registry: FileRegistry): DescribedSymbol {
  return {
    name: desc.typeName,
    kind: desc.kind,
    source: printDeclaration(desc, registry),
    file: desc.file.proto.name,
    origin,
  };
}

/** A method, a field or a value of what the name begins with. */
async function describeMember(
  schema: CallSchema,
  symbol: string,
  signal: AbortSignal,
): Promise<DescribedSymbol | undefined> {
  const at = symbol.lastIndexOf('.');
  if (at < 0) return undefined;
  let outer: Found<NamedDesc>;
  try {
    outer = await schema.find(symbol.slice(0, at), signal);
  } catch {
    return undefined;
  }
  const name = symbol.slice(at + 1);
  const { desc, origin } = outer;
  const registry = schema.registryOf(desc);
  const file = desc.file.proto.name;
  const method = desc.kind === 'service' ? desc.methods.find((each) => each.name === name) : undefined;
  if (method) return { name: symbol, kind: 'method', source: printMethod(method, registry), file, origin };
  const isField = desc.kind === 'message' && desc.fields.some((each) => each.name === name);
  const isValue = desc.kind === 'enum' && desc.values.some((each) => each.name === name);
  if (!isField && !isValue) return undefined;
  return { ...described(outer, registry), name: symbol, kind: isField ? 'field' : 'enum value' };
}

/** The comment above a service or a method, without comment signs; empty without source info. */
export function leadingComment(desc: DescService | DescMethod): string {
  const service = desc.kind === 'service' ? desc : desc.parent;
  const own = [6, service.file.proto.service.indexOf(service.proto)];
  const path = desc.kind === 'service' ? own : [...own, 2, service.methods.indexOf(desc)];
  const lines = sourcePlaces(service.file.proto).get(path)?.comment?.leading ?? [];
  return lines.map((line) => line.replace(/^ /, '').trimEnd()).join('\n');
}
