// Apart from the workspace, so that who tells of it need not load one.

/** What is thrown when a second Open comes while one is running. */
export class OpenIsRunning extends Error {
  override readonly name = 'OpenIsRunning';
}
