// Worker thread: reads and parses batches of files until it is told that there are no more.
import { parentPort } from 'node:worker_threads';
import type { Problem } from '../../diagnostics/problem.js';
import { SourceInfoDrafter } from '../../schema/descriptors/source-info.js';
import type { SourceInfoDraft } from '../../schema/descriptors/source-info-draft.js';
import { OutlineBuilder } from '../../schema/outline.js';
import { Names } from '../../syntax/names.js';
import { Parser } from '../../syntax/parse.js';
import type { ParsedFile } from '../../syntax/parsed-file.js';
import { FileError } from '../file-system.js';
import { digest } from './digest.js';
import { readFileInto } from './disk.js';
import { Packer } from './packed-arrays.js';
import type { ParseReply, ParseRequest } from './parse-messages.js';

const names = new Names();
const parser = new Parser(names);
const outlineBuilder = new OutlineBuilder(names);
const drafter = new SourceInfoDrafter();
/** Id of the first name that the pool does not have yet. */
let namesSent = 1;
/** Reused for every batch; replies get copies of exact size. */
let buffer: Uint8Array = new Uint8Array(1 << 20);

parentPort?.on('message', (request: ParseRequest | undefined) => {
  if (!request) return parentPort?.close();
  const reply = parseBatch(request);
  const { texts, stamps, nodes, outlines, sourceInfo, sourceInfoBlanks } = reply;
  const packed = [texts, nodes, outlines, sourceInfo, sourceInfoBlanks];
  parentPort?.postMessage(reply, [stamps.buffer, ...packed.flatMap(({ all, ends }) => [all.buffer, ends.buffer])]);
});

function parseBatch(request: ParseRequest): ParseReply {
  const { first, paths, withTexts, withOutlines, withDigests, withSourceInfo } = request;
  const textEnds = new Int32Array(paths.length);
  const stamps = new Float64Array(4 * paths.length);
  const seenMs = Date.now();
  const digests: string[] = withDigests ? paths.map(() => '') : [];
  const trees = new Packer<Int32Array<ArrayBuffer>>();
  const outlines = new Packer<Int32Array<ArrayBuffer>>();
  const sourceInfo = new Packer<Uint8Array<ArrayBuffer>>();
  const blanks = new Packer<Int32Array<ArrayBuffer>>();
  const problems: { file: number; problems: readonly Problem[] }[] = [];
  const failures: { file: number; reason: FileError['reason']; message: string }[] = [];
  let used = 0;
  paths.forEach((path, file) => {
    let parsed: ParsedFile | undefined;
    let draft: SourceInfoDraft | undefined;
    try {
      const read = readFileInto(buffer, used, path);
      buffer = read.buffer;
      const bytes = buffer.subarray(used, used + read.length);
      parsed = parser.parse(bytes);
      if (withDigests) digests[file] = digest(bytes);
      used += read.length;
      const { size, modifiedMs, changedMs, inode } = read.stamp;
      stamps[4 * file] = size;
      stamps[4 * file + 1] = modifiedMs;
      stamps[4 * file + 2] = changedMs;
      stamps[4 * file + 3] = inode;
      if (parsed.problems.length > 0) problems.push({ file, problems: parsed.problems });
      else if (withSourceInfo) draft = drafter.draft(bytes, parsed.nodes, parser.tokens);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failures.push({ file, reason: error.reason, message: error.message });
    }
    textEnds[file] = used;
    trees.add(parsed?.nodes);
    outlines.add(withOutlines && parsed ? outlineBuilder.build(parsed.nodes) : undefined);
    sourceInfo.add(draft?.bytes);
    blanks.add(draft?.blanks);
  });
  const added = names.export(namesSent);
  namesSent = names.size;
  return {
    first,
    texts: { all: new Uint8Array(buffer.subarray(0, withTexts ? used : 0)), ends: textEnds },
    stamps,
    seenMs,
    digests,
    nodes: trees.pack(integers),
    outlines: outlines.pack(integers),
    sourceInfo: sourceInfo.pack((length) => new Uint8Array(length)),
    sourceInfoBlanks: blanks.pack(integers),
    problems,
    failures,
    names: added,
  };
}

function integers(length: number): Int32Array<ArrayBuffer> {
  return new Int32Array(length);
}
