// Which of the editor's documents are Protocol Buffers.
import type * as vscode from 'vscode';

/** For provider registrations. Other extensions may have given .proto files a language id of their own. */
export const protoSelector: vscode.DocumentSelector = [
  { language: 'proto', scheme: 'file' },
  { language: 'proto', scheme: 'untitled' },
  { pattern: '**/*.proto', scheme: 'file' },
];

/** Whether the backend is told about the document. Versions out of a repository's history are left out. */
export function isProto(document: vscode.TextDocument): boolean {
  const { scheme, path } = document.uri;
  if (scheme === 'file') return document.languageId === 'proto' || path.endsWith('.proto');
  return scheme === 'untitled' && document.languageId === 'proto';
}
