// Encodes the files of a descriptor set while others are still being read, as soon as they are linked.
import { severityOf } from '../diagnostics/codes.js';
import { DescriptorSetEncoder } from '../schema/descriptors/descriptor-set.js';
import type { DescriptorOptions } from '../schema/descriptors/encode-context.js';
import type { SourceInfoDraft } from '../schema/descriptors/source-info-draft.js';
import type { LinkedFile } from '../schema/link-file.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import type { ReadFile, ShardTeam } from '../workspace/shard-team.js';

/** So much is encoded into one array. */
const blockBytes = 1 << 20;

interface EncodedFile {
  readonly link: LinkedFile;
  readonly block: number;
  readonly start: number;
  readonly end: number;
}

export class AheadEncoder {
  readonly #encoder: DescriptorSetEncoder;
  readonly #sourceInfo = new Map<number, SourceInfoDraft>();
  readonly #encoded = new Map<number, EncodedFile>();
  readonly #blocks: Uint8Array[] = [];

  constructor(options: DescriptorOptions) {
    this.#encoder = new DescriptorSetEncoder(options);
  }

  /** The team, whose files are encoded when it links them ahead. */
  watch(team: ShardTeam): ShardTeam {
    return {
      ...team,
      read: (files, onFile, signal) => {
        const onRead = (id: number, file: ReadFile) => {
          if ('sourceInfo' in file && file.sourceInfo) this.#sourceInfo.set(id, file.sourceInfo);
          onFile(id, file);
        };
        return team.read(files, onRead, signal);
      },
      linkAhead:
        team.linkAhead &&
        ((files, descriptorFile, isOver, signal) =>
          team.linkAhead?.(files, descriptorFile, isOver, signal, (schema, id) => this.#encode(schema, id)) ??
          Promise.resolve()),
    };
  }

  /** Adds a file of a schema without errors to an encoder with the same options; forgets what it knew of the file. */
  addTo(encoder: DescriptorSetEncoder, schema: SchemaSnapshot, id: number): void {
    const encoded = this.#encoded.get(id);
    if (encoded && encoded.link === schema.link(id)) {
      encoder.addEncoded(this.#block(encoded.block).subarray(encoded.start, encoded.end));
    } else {
      encoder.add(schema, id, this.#sourceInfo.get(id));
    }
    this.#sourceInfo.delete(id);
  }

  #encode(schema: SchemaSnapshot, id: number): void {
    // It can be encoded if all that it imports can.
    if (!schema.file(id).imports.every((imported) => this.#encoded.has(imported))) return;
    if (schema.problems(id).some(({ code }) => severityOf(code) === 'error')) return;
    const encoder = this.#encoder;
    const start = encoder.size;
    encoder.add(schema, id, this.#sourceInfo.get(id));
    // Should the file be encoded again after all, it is drafted again.
    this.#sourceInfo.delete(id);
    this.#encoded.set(id, { link: schema.link(id), block: this.#blocks.length, start, end: encoder.size });
    if (encoder.size >= blockBytes) this.#blocks.push(encoder.take());
  }

  /** The last one is still in the encoder. */
  #block(index: number): Uint8Array {
    if (index === this.#blocks.length) this.#blocks.push(this.#encoder.take());
    return this.#blocks[index];
  }
}
