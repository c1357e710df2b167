// FormatService.FormatFiles: files of the workspace in their formatted form.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { FormatFilesRequest, FormatFilesResponse } from '../../protos/gen/protopipe/v1/format.js';
import { format } from '../format/format.js';
import { EditorConfigReader } from '../workspace/editor-config.js';
import type { FileSystem } from '../workspace/file-system.js';
import { pathOfUri } from '../workspace/location.js';
import { Slices } from '../workspace/slices.js';
import type { Workspace } from '../workspace/workspace.js';
import { filesAt } from './check-workspace.js';
import { encodeProblems } from './encode-diagnostic.js';
import { decodeStyle, mergeStyles, styleOfEditorConfig } from './format-style.js';
import type { Send } from './stream-handlers.js';

export async function formatFiles(
  workspace: Workspace,
  fs: FileSystem,
  request: FormatFilesRequest,
  send: Send<FormatFilesResponse>,
  signal: AbortSignal,
): Promise<void> {
  if (!workspace.isOpen && !workspace.isOpening)
    throw new RpcError(status.FAILED_PRECONDITION, 'No workspace is open.');
  const overrides = decodeStyle(request.overrides);
  const configs = request.ignoreEditorConfig ? undefined : new EditorConfigReader(fs);
  workspace.lookAgain(false);
  const snapshot = await workspace.settled(signal);
  const files = filesAt(snapshot, request.uris.map(pathOfUri));
  const summary = { files: files.length, changed: 0, unformattable: 0 };
  const slices = new Slices(signal);
  for (const file of files) {
    const { parsed } = file.source;
    const config = configs ? styleOfEditorConfig(await configs.of(file.path)) : {};
    const text = format(parsed, snapshot.schema.schema.names, mergeStyles(config, overrides));
    if (!text) {
      summary.unformattable++;
      const diagnostics = encodeProblems(parsed.problems, file, snapshot);
      await send({ event: { $case: 'unformattable', value: { uri: file.uri, diagnostics } } });
    } else {
      const changed = Buffer.compare(text, parsed.bytes) !== 0;
      if (changed) summary.changed++;
      if (changed || request.includeUnchanged) {
        await send({
          event: {
            $case: 'file',
            value: { uri: file.uri, changed, text: Buffer.from(text.buffer, text.byteOffset, text.length) },
          },
        });
      }
    }
    if (slices.dueNow()) await slices.pause();
  }
  await send({ event: { $case: 'summary', value: summary } });
}
