// Whose turn it is to send: streams that wait for a window or for the other side to read, and writers that wait.
import type { FrameWriter } from './frame-writer.js';
import type { Http2Stream } from './stream.js';

export class SendQueue {
  readonly #writer: FrameWriter;
  /** What may be sent on the whole connection. */
  readonly #sendWindow: () => number;
  /** In the order in which their turn comes. */
  readonly #streams = new Set<Http2Stream>();
  #callbacks: (() => void)[] = [];

  constructor(writer: FrameWriter, sendWindow: () => number) {
    this.#writer = writer;
    this.#sendWindow = sendWindow;
  }

  add(stream: Http2Stream): void {
    this.#streams.add(stream);
    // With others before it, something is in the way of all of them.
    if (this.#streams.size === 1) this.send();
  }

  delete(stream: Http2Stream): void {
    this.#streams.delete(stream);
  }

  /** Calls back now, or when the other side has taken enough. */
  whenWritable(callback: () => void): void {
    if (this.#writer.isCongested) this.#callbacks.push(callback);
    else callback();
  }

  /** The other side has taken enough. */
  onWritable(): void {
    for (const callback of this.#takeCallbacks()) callback();
    this.send();
  }

  /** A frame of each stream in turn, until the other side has to catch up. */
  send(): void {
    for (const stream of this.#streams) {
      if (this.#writer.isCongested) return;
      this.#streams.delete(stream);
      // Behind the others; the loop comes to it again.
      if (stream.sendWaiting()) this.#streams.add(stream);
      else if (stream.hasWaiting && this.#sendWindow() <= 0) {
        this.#streams.add(stream);
        return;
      }
    }
  }

  /** Nothing is sent any more, which nobody should wait for. */
  end(): void {
    for (const callback of this.#takeCallbacks()) process.nextTick(callback);
  }

  #takeCallbacks(): (() => void)[] {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    return callbacks;
  }
}
