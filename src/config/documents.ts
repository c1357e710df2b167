// Which of the editor's documents are Protocol Buffers, and which are request files.
import type * as vscode from 'vscode';

/** For provider registrations. Other extensions may have given .proto files a language id of their own. */
export const protoSelector: vscode.DocumentSelector = [
  { language: 'proto', scheme: 'file' },
  { language: 'proto', scheme: 'untitled' },
  { pattern: '**/*.proto', scheme: 'file' },
];

/** The language id of request files. */
export const requestLanguage = 'grpc-request';

/** For provider registrations that are about request files. */
export const requestSelector: vscode.DocumentSelector = [
  { language: requestLanguage, scheme: 'file' },
  { language: requestLanguage, scheme: 'untitled' },
];

/** What the backend takes the document for; undefined for one that it is not told about. */
export function languageOf(document: vscode.TextDocument): 'proto' | typeof requestLanguage | undefined {
  if (isRequest(document)) return requestLanguage;
  return isProto(document) ? 'proto' : undefined;
}

/** Whether the backend is told about the document. */
export function isKnown(document: vscode.TextDocument): boolean {
  return languageOf(document) !== undefined;
}

/** Whether it is a request file that the backend is told about. */
export function isRequest({ uri, languageId }: vscode.TextDocument): boolean {
  return languageId === requestLanguage && (uri.scheme === 'file' || uri.scheme === 'untitled');
}

/** Whether it is a .proto file that the backend is told about. Versions out of a repository's history are left out. */
export function isProto(document: vscode.TextDocument): boolean {
  const { scheme, path } = document.uri;
  if (scheme === 'file') return document.languageId === 'proto' || path.endsWith('.proto');
  return scheme === 'untitled' && document.languageId === 'proto';
}
