// Worker thread: reads and parses batches of files until it is told that there are no more.
import { parentPort } from 'node:worker_threads';
import type { Problem } from '../../diagnostics/problem.js';
import { OutlineBuilder } from '../../schema/outline.js';
import { Names } from '../../syntax/names.js';
import { Parser } from '../../syntax/parse.js';
import { FileError } from '../file-system.js';
import { digest } from './digest.js';
import { readFileInto } from './disk.js';
import type { ParseReply, ParseRequest } from './parse-messages.js';

const names = new Names();
const parser = new Parser(names);
const outlineBuilder = new OutlineBuilder(names);
/** Id of the first name that the pool does not have yet. */
let namesSent = 1;
/** Reused for every batch; replies get copies of exact size. */
let buffer: Uint8Array = new Uint8Array(1 << 20);

parentPort?.on('message', (request: ParseRequest | undefined) => {
  if (!request) return parentPort?.close();
  const reply = parseBatch(request);
  parentPort?.postMessage(reply, [
    reply.bytes.buffer,
    reply.byteEnds.buffer,
    reply.stamps.buffer,
    reply.nodes.buffer,
    reply.nodeEnds.buffer,
    reply.outlines.buffer,
    reply.outlineEnds.buffer,
  ]);
});

function parseBatch({ first, paths, withTexts, withOutlines, withDigests }: ParseRequest): ParseReply {
  const byteEnds = new Int32Array(paths.length);
  const nodeEnds = new Int32Array(paths.length);
  const stamps = new Float64Array(4 * paths.length);
  const seenMs = Date.now();
  const digests: string[] = withDigests ? paths.map(() => '') : [];
  const outlineEnds = new Int32Array(paths.length);
  const trees: Int32Array[] = [];
  const outlines: Int32Array[] = [];
  const problems: { file: number; problems: readonly Problem[] }[] = [];
  const failures: { file: number; reason: FileError['reason']; message: string }[] = [];
  let used = 0;
  let nodeCount = 0;
  let outlineLength = 0;
  paths.forEach((path, file) => {
    try {
      const read = readFileInto(buffer, used, path);
      buffer = read.buffer;
      const bytes = buffer.subarray(used, used + read.length);
      const parsed = parser.parse(bytes);
      if (withDigests) digests[file] = digest(bytes);
      used += read.length;
      const { size, modifiedMs, changedMs, inode } = read.stamp;
      stamps[4 * file] = size;
      stamps[4 * file + 1] = modifiedMs;
      stamps[4 * file + 2] = changedMs;
      stamps[4 * file + 3] = inode;
      nodeCount += parsed.nodes.length;
      trees.push(parsed.nodes);
      if (withOutlines) {
        const outline = outlineBuilder.build(parsed.nodes);
        outlineLength += outline.length;
        outlines.push(outline);
      }
      if (parsed.problems.length > 0) problems.push({ file, problems: parsed.problems });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failures.push({ file, reason: error.reason, message: error.message });
    }
    byteEnds[file] = used;
    nodeEnds[file] = nodeCount;
    outlineEnds[file] = outlineLength;
  });
  const added = names.export(namesSent);
  namesSent = names.size;
  return {
    first,
    bytes: new Uint8Array(buffer.subarray(0, withTexts ? used : 0)),
    byteEnds,
    stamps,
    seenMs,
    digests,
    nodes: joined(trees, nodeCount),
    nodeEnds,
    outlines: joined(outlines, outlineLength),
    outlineEnds,
    problems,
    failures,
    names: added,
  };
}

function joined(parts: readonly Int32Array[], length: number): Int32Array<ArrayBuffer> {
  const all = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
