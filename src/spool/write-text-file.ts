// Writes a file piece by piece, beside its final name first, so that no half file is taken for a whole one.
import { once } from 'node:events';
import fs from 'node:fs';
import { rename, rm } from 'node:fs/promises';

/** Rejects when the file cannot be written or the signal aborts; nothing is left then. */
export async function writeTextFile(file: string, pieces: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  const out = fs.createWriteStream(draft, { flags: 'wx', signal });
  try {
    await once(out, 'open');
    for await (const piece of pieces) {
      if (!out.write(piece)) await once(out, 'drain', { signal });
    }
    out.end();
    await once(out, 'finish');
    await rename(draft, file);
  } catch (error) {
    out.destroy();
    await rm(draft, { force: true });
    throw error;
  }
}
