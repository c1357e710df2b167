// The descriptors of the contract, for reflection, and for calls, which find google.rpc in them.
import { descriptors } from '../../protos/gen/descriptors.js';
import { type DescriptorIndex, indexDescriptors } from './descriptor-index.js';

/** A FileDescriptorSet. */
export function contract(): Buffer {
  return Buffer.from(descriptors, 'base64');
}

export function contractIndex(): DescriptorIndex {
  return indexDescriptors(contract());
}
