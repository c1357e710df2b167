// FormatService: which function answers which RPC.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type {
  FormatStyle as EncodedStyle,
  FormatFilesRequest,
  FormatFilesResponse,
  FormatServiceServer,
} from '../../protos/gen/protopipe/v1/format.js';
import { defaultStyle, type FormatStyle, format } from '../format/format.js';
import { withLineBreaksOf } from '../format/line-breaks.js';
import { lineEdits } from '../format/line-edits.js';
import type { Workspace } from '../workspace/workspace.js';
import { askedDocument } from './asked-document.js';
import { formatFiles } from './format-files.js';
import type { StreamHandlers } from './stream-handlers.js';

export function formatService({ unary, serverStream }: StreamHandlers, workspace: Workspace): FormatServiceServer {
  return {
    formatDocument: unary('FormatDocument', async ({ uri, version, range, style }, signal) => {
      const asked = await askedDocument(workspace, { uri, version }, signal);
      const { parsed } = asked.file.source;
      const text = format(parsed, asked.snapshot.schema.names, decodeStyle(style));
      if (!text) throw new RpcError(status.FAILED_PRECONDITION, 'The file has syntax errors. Mend them to format it.');
      const wanted = asked.span(range);
      const edits = lineEdits(parsed.bytes, withLineBreaksOf(parsed.bytes, text));
      return {
        edits: asked.textEdits(edits.filter(({ start, end }) => start <= wanted.end && end >= wanted.start)),
      };
    }),

    formatFiles: serverStream<FormatFilesRequest, FormatFilesResponse>('FormatFiles', (request, send, signal) =>
      formatFiles(workspace, request, decodeStyle(request.style), send, signal),
    ),
  };
}

function decodeStyle(style: EncodedStyle | undefined): FormatStyle {
  if (!style?.indent) return defaultStyle;
  if (!/^(?: {1,16}|\t)$/.test(style.indent)) {
    throw new RpcError(status.INVALID_ARGUMENT, 'One level of indentation is 1 to 16 spaces or a tab.');
  }
  return { indent: style.indent };
}
