// The descriptors of the contract, for reflection.
import { descriptors } from '../../protos/gen/descriptors.js';
import { type DescriptorIndex, indexDescriptors } from './descriptor-index.js';

export function contractIndex(): DescriptorIndex {
  return indexDescriptors(Buffer.from(descriptors, 'base64'));
}
