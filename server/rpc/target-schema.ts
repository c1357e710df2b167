// The schema of a target, or of descriptor sets in its place, for the RPCs that look at it as a whole.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { googleDescriptors } from '../../protos/gen/google-descriptors.js';
import type { MetadataEntry, Origin, SchemaProblem, Target } from '../../protos/gen/protopipe/v1/call.js';
import { BundledFiles } from '../calls/schema/bundled-files.js';
import { DescriptorPool } from '../calls/schema/descriptor-pool.js';
import { descriptorSetSource } from '../calls/schema/descriptor-set-source.js';
import { reflectionSource } from '../calls/schema/reflection-source.js';
import { toMetadata } from '../calls/target/metadata.js';
import { connectTo, decodeMetadata, encodeOrigin } from './decode-target.js';

export interface TargetSchemaRequest {
  readonly target: Target | undefined;
  readonly descriptorSets: readonly Uint8Array[];
  readonly metadata: readonly MetadataEntry[];
  readonly deadlineMs: number;
}

export const defaultDeadlineMs = 10_000;

/** Runs `use` with a pool that is empty at first; closes the connection after it. */
export async function withTargetSchema(
  request: TargetSchemaRequest,
  use: (pool: DescriptorPool) => Promise<void>,
): Promise<void> {
  const { target, descriptorSets } = request;
  const bundled = new BundledFiles(googleDescriptors);
  if (!target || target.address === '') {
    if (descriptorSets.length === 0) {
      throw new RpcError(status.INVALID_ARGUMENT, 'a target or a descriptor set is needed');
    }
    return use(new DescriptorPool(descriptorSetSource(descriptorSets), bundled));
  }
  const connection = connectTo(target);
  try {
    const metadata = toMetadata(decodeMetadata(request.metadata));
    const deadline = new Date(Date.now() + (request.deadlineMs || defaultDeadlineMs));
    const reflection = reflectionSource(connection, { metadata, deadline });
    try {
      await use(new DescriptorPool(reflection, bundled));
    } finally {
      reflection.close();
    }
  } finally {
    connection.close();
  }
}

export function originOf({ source }: DescriptorPool): Origin {
  return encodeOrigin(source.origin);
}

export function encodeSchemaProblems(problems: ReadonlyMap<string, RpcError>): SchemaProblem[] {
  return [...problems].map(([symbol, { message }]) => ({ symbol, message }));
}
