// VS Code's cancellation as an AbortSignal, which everything behind the providers and commands takes.
import type * as vscode from 'vscode';

/** Aborted when the token is cancelled. */
export function abortSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  // The token's source ends with the request, and this subscription with it.
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
