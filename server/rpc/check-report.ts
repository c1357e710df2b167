// The diagnostics of a check as they are sent, counted on the way.
import { type Diagnostic, Severity } from '../../protos/gen/protopipe/v1/common.js';
import type { CheckSummary, FileDiagnostics, Progress } from '../../protos/gen/protopipe/v1/workspace.js';
import type { Send } from './stream-handlers.js';

/** What Check and CheckOnce send. */
export interface CheckEvent {
  readonly event:
    | { $case: 'progress'; value: Progress }
    | { $case: 'file'; value: FileDiagnostics }
    | { $case: 'summary'; value: CheckSummary };
}

export class CheckReport {
  readonly #send: Send<CheckEvent>;
  readonly #startMs = performance.now();
  readonly #summary: CheckSummary = { files: 0, errors: 0, warnings: 0, filesWithProblems: 0, elapsedMs: 0 };

  constructor(send: Send<CheckEvent>) {
    this.#send = send;
  }

  progress(value: Progress): Promise<void> {
    return this.#send({ event: { $case: 'progress', value } });
  }

  /** Nothing is sent for a file without diagnostics. */
  async file(uri: string, diagnostics: Diagnostic[]): Promise<void> {
    if (diagnostics.length === 0) return;
    const errors = diagnostics.filter(({ severity }) => severity === Severity.ERROR).length;
    const warnings = diagnostics.filter(({ severity }) => severity === Severity.WARNING).length;
    this.#summary.errors += errors;
    this.#summary.warnings += warnings;
    if (errors + warnings > 0) this.#summary.filesWithProblems++;
    await this.#send({ event: { $case: 'file', value: { uri, diagnostics } } });
  }

  /** Sends the summary of `files` files. */
  async finish(files: number): Promise<void> {
    this.#summary.files = files;
    this.#summary.elapsedMs = Math.round(performance.now() - this.#startMs);
    await this.#send({ event: { $case: 'summary', value: this.#summary } });
  }
}
