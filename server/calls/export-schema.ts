// A schema as .proto files.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { DescriptorPool } from './schema/descriptor-pool.js';
import { printFile } from './schema/print/print-proto.js';

export interface ExportedFile {
  /** As an import spells it. */
  readonly name: string;
  readonly source: string;
  /** Full names. */
  readonly services: readonly string[];
}

/**
 * Loads what `symbols` name, without any all that the source serves, and returns why some of it could not be. Rejects
 * with what the source rejects with; with NOT_FOUND when a symbol is not known that was asked for.
 */
export async function loadSchema(
  pool: DescriptorPool,
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RpcError>> {
  if (symbols.length === 0 && (await pool.loadFiles(signal))) return new Map();
  const wanted = symbols.length > 0 ? symbols : await servicesOf(pool, signal);
  const problems = await pool.findAll(wanted, signal);
  for (const problem of problems.values()) {
    if (symbols.length > 0 && problem.code === status.NOT_FOUND) throw problem;
  }
  return problems;
}

async function servicesOf(pool: DescriptorPool, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await pool.source.services(signal);
  } catch (error) {
    const failure = RpcError.from(error);
    throw failure.code === status.UNIMPLEMENTED ? new RpcError(status.FAILED_PRECONDITION, failure.message) : failure;
  }
}

/**
 * The files that were loaded, each after what it imports, without those that every compiler has. Throws an RpcError
 * (FAILED_PRECONDITION) for a name that would leave the folder that the files are written to.
 */
export function* printSchema(pool: DescriptorPool, isWellKnown: (name: string) => boolean): Iterable<ExportedFile> {
  const { registry } = pool;
  for (const { proto, services } of registry.files) {
    const { name } = proto;
    if (isWellKnown(name)) continue;
    if (!isSafeName(name)) {
      throw new RpcError(
        status.FAILED_PRECONDITION,
        `${pool.source.name} has a file with the name ${JSON.stringify(name)}, which is no path below a folder`,
      );
    }
    yield { name, source: printFile(proto, registry), services: services.map(({ typeName }) => typeName) };
  }
}

function isSafeName(name: string): boolean {
  return !/[\u0000-\u001f\\:*?"<>|]/.test(name) && !name.split('/').some((part) => /^\.{0,2}$/.test(part));
}
