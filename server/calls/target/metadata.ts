// Headers and trailers, to and from grpc-js.
import { Metadata, status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';

/** A value of bytes belongs to a name that ends in -bin. */
export interface MetadataEntry {
  readonly name: string;
  readonly value: string | Uint8Array;
}

/** Throws an RpcError (INVALID_ARGUMENT) that names the entry, never its value, which may be a secret. */
export function toMetadata(entries: readonly MetadataEntry[]): Metadata {
  const metadata = new Metadata();
  for (const { name, value } of entries) {
    const refuse = (reason: string) => {
      throw new RpcError(status.INVALID_ARGUMENT, `metadata ${JSON.stringify(name)}: ${reason}`);
    };
    const isBinary = name.toLowerCase().endsWith('-bin');
    if (!/^[0-9a-z_.-]+$/i.test(name)) refuse('a name holds only letters, digits, "_", "-" and "."');
    if (/^grpc-/i.test(name)) refuse('names that begin with grpc- are reserved for gRPC itself');
    if (isBinary !== (typeof value !== 'string')) {
      refuse(isBinary ? 'values of names that end in -bin are bytes' : 'bytes need a name that ends in -bin');
    }
    if (typeof value === 'string' && !/^[ -~]*$/.test(value)) {
      refuse('a value holds only printable ASCII; others need a name that ends in -bin');
    }
    metadata.add(name, typeof value === 'string' ? value : Buffer.from(value));
  }
  return metadata;
}

/** In the order of names; several values of one name stay apart. */
export function fromMetadata(metadata: Metadata): MetadataEntry[] {
  const names = Object.keys(metadata.getMap()).sort();
  return names.flatMap((name) => metadata.get(name).map((value) => ({ name, value })));
}
