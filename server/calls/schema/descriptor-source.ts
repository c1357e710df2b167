// Where descriptors come from: what the workspace, descriptor sets and server reflection have in common.

export type Origin = 'workspace' | 'descriptor-set' | 'reflection-v1' | 'reflection-v1alpha';

export interface DescriptorSource {
  /** What messages call it: "the workspace". */
  readonly name: string;
  readonly origin: Origin;
  /** Full names of the services it knows, in any order. */
  services(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Serialised FileDescriptorProtos: the file that declares a symbol, given by its full name, and as many of its
   * imports as come with it; undefined when the source does not know the symbol.
   */
  filesOfSymbol(symbol: string, signal: AbortSignal): Promise<readonly Uint8Array[] | undefined>;
  /** The serialised FileDescriptorProto of an imported file; undefined when the source does not have it. */
  fileByName(name: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Every file, serialised; only where a source can tell. */
  files?(signal: AbortSignal): Promise<readonly Uint8Array[]>;
}
