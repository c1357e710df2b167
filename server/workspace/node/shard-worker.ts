// Worker thread: one shard of a check.
import { parentPort, workerData } from 'node:worker_threads';
import { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import { Shard } from '../shard.js';
import { FindingsCollector, type TeamFile } from '../shard-team.js';
import { digest } from './digest.js';
import { readFileInto } from './disk.js';
import type {
  CheckRequest,
  PlacedFiles,
  ReadReply,
  ShardReply,
  ShardRequest,
  ShardWorkerData,
} from './shard-messages.js';

const { bundled, withDigests } = workerData as ShardWorkerData;
const shard = new Shard();
/** The files that it was told to read. */
const own: number[] = [];
/** Numbers of the import strings that were sent. */
const stringNumbers = new Map<string, number>();
/** Texts lie one behind the other in few large buffers: thousands of small ones would keep the collector busy. */
const slabBytes = 1 << 22;
/** With less room than this another slab is begun. */
const roomBytes = 1 << 18;
let slab: Uint8Array = new Uint8Array(slabBytes);
let slabUsed = 0;
/** Files between two reports of progress. */
const filesPerReport = 256;

parentPort?.on('message', (request: ShardRequest) => {
  switch (request.kind) {
    case 'read':
      post(readBatch(request.files));
      break;
    case 'declare':
      for (const id of own) shard.declare(id);
      break;
    case 'place':
      for (const { id, path } of request.foreign) {
        try {
          shard.parse(id, read(path));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          shard.parse(id, new Uint8Array(0));
        }
      }
      place(request.placed);
      break;
    case 'check':
      post(check(request));
      break;
  }
});

function post(reply: ShardReply): void {
  parentPort?.postMessage(reply);
}

function read(path: Path): Uint8Array {
  const text = bundled.get(path);
  if (text) return text;
  if (slab.length - slabUsed < roomBytes) {
    slab = new Uint8Array(slabBytes);
    slabUsed = 0;
  }
  const { buffer, length } = readFileInto(slab, slabUsed, path);
  slab = buffer;
  slabUsed += length;
  return slab.subarray(slabUsed - length, slabUsed);
}

function place({ ids, names, importEnds, imports }: PlacedFiles): void {
  ids.forEach((id, i) => {
    shard.place(id, names[i], imports.subarray(i === 0 ? 0 : importEnds[i - 1], importEnds[i]));
  });
}

function readBatch(files: readonly TeamFile[]): ReadReply {
  const ends = new Int32Array(files.length);
  const nodes: number[] = [];
  const paths: number[] = [];
  const strings: string[] = [];
  const digests: string[] = [];
  const failures: ReadReply['failures'][number][] = [];
  files.forEach(({ id, path }, file) => {
    try {
      own.push(id);
      const bytes = read(path);
      if (withDigests) digests[file] = digest(bytes);
      for (const statement of shard.parse(id, bytes)) {
        nodes.push(statement.node);
        let number = stringNumbers.get(statement.path);
        if (number === undefined) {
          number = stringNumbers.size;
          stringNumbers.set(statement.path, number);
          strings.push(statement.path);
        }
        paths.push(number);
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.reason !== 'missing') shard.parse(id, new Uint8Array(0));
      failures.push({ file, reason: error.reason, message: error.message });
      if (withDigests) digests[file] = '';
    }
    ends[file] = nodes.length;
  });
  return {
    kind: 'read',
    strings,
    ends,
    nodes: Int32Array.from(nodes),
    paths: Int32Array.from(paths),
    digests,
    failures,
  };
}

function check({ ids, texts, descriptorFile, hasAll }: CheckRequest): ShardReply {
  const collector = new FindingsCollector(shard);
  for (const id of texts) collector.addText(id);
  ids.forEach((id, done) => {
    collector.check(id, descriptorFile, hasAll);
    if (done % filesPerReport === filesPerReport - 1) post({ kind: 'checked', count: filesPerReport });
  });
  // Copies: of a view, the whole slab would be sent.
  const copies = new Map([...collector.texts].map(([id, text]) => [id, text.slice()]));
  return { kind: 'result', findings: collector.findings, texts: copies, searched: collector.searched };
}
