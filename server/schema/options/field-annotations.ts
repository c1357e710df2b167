// What the declaration of a field says about its use in options: where it may be set, and whether descriptors keep it.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import type { OptionNames } from './option-names.js';

export interface FieldAnnotations {
  /** Bits 1 << Target of the kinds of elements it may be set on; 0 for all. */
  readonly targets: number;
  /** Whether only sources hold it, and descriptors leave it out. */
  readonly isSourceOnly: boolean;
  /** Whether there is a feature_support; see feature-support.ts. */
  readonly hasSupport: boolean;
}

/** Reads the options of a field without interpreting them: what they set is settled by descriptor.proto. */
export function readFieldAnnotations(nodes: Int32Array, field: number, wellKnown: OptionNames): FieldAnnotations {
  let targets = 0;
  let isSourceOnly = false;
  let hasSupport = false;
  const end = nodes[field + Node.end];
  for (let child = field + Node.size; child < end; child = nodes[child + Node.end]) {
    if (kindOf(nodes, child) !== Kind.option) continue;
    const part = child + Node.size;
    if (part >= nodes[child + Node.end] || nodes[part] & Flag.extension) continue;
    const name = nodes[child + Node.name];
    if (name === wellKnown.featureSupport) hasSupport = true;
    const value = nodes[part + Node.end];
    if (value >= nodes[child + Node.end] || kindOf(nodes, value) !== Kind.scalar) continue;
    if (name === wellKnown.targets) targets |= 1 << wellKnown.target(nodes[value + Node.name]);
    else if (name === wellKnown.retention) isSourceOnly = nodes[value + Node.name] === wellKnown.retentionSource;
  }
  return { targets, isSourceOnly, hasSupport };
}
