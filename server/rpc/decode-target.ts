// Target, schema source and metadata of requests, as the calling side takes them.

import { type Metadata, status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { googleDescriptors } from '../../protos/gen/google-descriptors.js';
import {
  type MetadataEntry as ContractEntry,
  Origin as ContractOrigin,
  TlsMode as ContractTlsMode,
  Reflection,
  type SchemaSource,
  type Target,
  type Tls,
} from '../../protos/gen/protopipe/v1/call.js';
import { BundledFiles } from '../calls/schema/bundled-files.js';
import { CallSchema } from '../calls/schema/call-schema.js';
import { descriptorSetSource } from '../calls/schema/descriptor-set-source.js';
import type { DescriptorSource, Origin } from '../calls/schema/descriptor-source.js';
import { reflectionSource } from '../calls/schema/reflection-source.js';
import { type Connection, type ConnectionSettings, openConnection } from '../calls/target/connection.js';
import type { MetadataEntry } from '../calls/target/metadata.js';
import type { TlsMode } from '../calls/target/parse-target.js';
import type { CallPorts } from './call-service.js';

const tlsModes: Readonly<Record<ContractTlsMode, TlsMode>> = {
  [ContractTlsMode.UNSPECIFIED]: 'auto',
  [ContractTlsMode.PLAINTEXT]: 'plaintext',
  [ContractTlsMode.TLS]: 'tls',
};

export function connectTo(target: Target): Connection {
  const { tls } = target;
  const settings: ConnectionSettings = {
    address: target.address,
    tlsMode: tlsModeOf(tls),
    maxMessageBytes: target.maxMessageBytes || undefined,
    gzip: target.gzip,
    connectTimeoutMs: target.connectTimeoutMs || undefined,
    tls: tls && {
      ca: given(tls.caPem),
      certificate: given(tls.certificatePem),
      key: given(tls.keyPem),
      pkcs12: given(tls.pkcs12),
      passphrase: tls.passphrase || undefined,
      serverName: tls.serverName || undefined,
      skipVerification: tls.skipVerification,
    },
  };
  return openConnection(settings);
}

/** Who says how to trust or whom to be wants TLS, also on this machine. */
function tlsModeOf(tls: Tls | undefined): TlsMode {
  const mode = tlsModes[tls?.mode ?? ContractTlsMode.UNSPECIFIED];
  if (!tls || mode !== 'auto') return mode;
  const { caPem, certificatePem, keyPem, pkcs12, skipVerification } = tls;
  const isAsked = skipVerification || [caPem, certificatePem, keyPem, pkcs12].some((file) => file.length > 0);
  return isAsked ? 'tls' : mode;
}

function given(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length > 0 ? bytes : undefined;
}

export function decodeMetadata(entries: readonly ContractEntry[]): MetadataEntry[] {
  return entries.map(({ name, value }) => ({ name, value: value?.value ?? '' }));
}

export function encodeMetadata(entries: readonly MetadataEntry[]): ContractEntry[] {
  return entries.map(({ name, value }) =>
    typeof value === 'string'
      ? { name, value: { $case: 'text', value } }
      : { name, value: { $case: 'binary', value: Buffer.from(value) } },
  );
}

const origins: Readonly<Record<Origin, ContractOrigin>> = {
  workspace: ContractOrigin.WORKSPACE,
  'descriptor-set': ContractOrigin.DESCRIPTOR_SET,
  'reflection-v1': ContractOrigin.REFLECTION_V1,
  'reflection-v1alpha': ContractOrigin.REFLECTION_V1ALPHA,
};

export function encodeOrigin(origin: Origin): ContractOrigin {
  return origins[origin];
}

export interface OpenSchema {
  readonly schema: CallSchema;
  /** The well-known types and google.rpc. */
  readonly bundled: BundledFiles;
  close(): void;
}

/**
 * The sources that a request names, in their order; with `comments` the descriptors of the workspace have source info.
 * Without a connection there is no reflection. Rejects with an RpcError (INVALID_ARGUMENT).
 */
export async function openSchema(
  { usedWorkspace }: Pick<CallPorts, 'usedWorkspace'>,
  source: SchemaSource | undefined,
  reflected: { readonly connection: Connection; readonly metadata: Metadata; readonly deadline?: Date } | undefined,
  options: { readonly comments: boolean } = { comments: false },
): Promise<OpenSchema> {
  const mode = source?.reflection ?? Reflection.UNSPECIFIED;
  const sets = source?.descriptorSets ?? [];
  if (mode === Reflection.ON && !reflected) {
    throw new RpcError(status.INVALID_ARGUMENT, 'server reflection needs a target');
  }
  const reflection =
    reflected && mode !== Reflection.OFF ? reflectionSource(reflected.connection, reflected) : undefined;
  const bundled = new BundledFiles(googleDescriptors);
  const local: DescriptorSource[] = [];
  if (mode !== Reflection.ON) {
    const workspace = await usedWorkspace();
    if (workspace?.isOpen || workspace?.isOpening) {
      const { workspaceSource } = await import(/* webpackChunkName: "model" */ './workspace-source.js');
      local.push(workspaceSource(workspace, { ...options, hasBundled: (name) => bundled.has(name) }));
    }
    if (sets.length > 0) local.push(descriptorSetSource(sets));
  }
  return {
    schema: new CallSchema([...local, ...(reflection ? [reflection] : [])], bundled),
    bundled,
    close: () => reflection?.close(),
  };
}
