// How often a view is told of a call: at once when nothing was said for a while, otherwise in ticks, and never before
// the view has shown the tick before. A call that runs far ahead of what its view has shown is held back.

/** 20 ticks a second: more is not seen. */
const tickMs = 50;
/** Rows that a call may be ahead of its view. */
const maxAhead = 50_000;

export class ViewPace {
  private shown = 0;
  private told = 0;
  private isWaiting = false;
  private isWanted = false;
  private isOpen = false;
  private lastTickMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private release: (() => void) | undefined;

  /** `tell` tells the view and returns how many rows it then knows of. */
  constructor(
    private readonly tell: () => number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** There is a view that listens: it is told what there is. */
  open(): void {
    this.isOpen = true;
    this.isWaiting = false;
    this.lastTickMs = Number.NEGATIVE_INFINITY;
    this.wanted();
  }

  /** Nobody looks: nothing is told and nothing is held back. */
  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.letGo();
  }

  /** Something changed. */
  wanted(): void {
    this.isWanted = true;
    this.schedule();
  }

  /** The view has shown what it was told last. */
  seen(): void {
    this.isWaiting = false;
    this.shown = this.told;
    this.letGo();
    this.schedule();
  }

  /** Undefined while the view keeps up with a log of so many rows; otherwise resolves when it does again. */
  keepUp(rows: number): Promise<void> | undefined {
    if (!this.isOpen || rows - this.shown <= maxAhead) return undefined;
    return new Promise((resolve) => {
      this.release = resolve;
    });
  }

  /** Forgets how far a call before was. */
  restart(): void {
    this.shown = 0;
    this.told = 0;
    this.letGo();
  }

  private schedule(): void {
    if (!this.isOpen || !this.isWanted || this.isWaiting || this.timer !== undefined) return;
    const delayMs = this.lastTickMs + tickMs - this.nowMs();
    if (delayMs <= 0) this.tick();
    else {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.tick();
      }, delayMs);
    }
  }

  private tick(): void {
    if (!this.isOpen) return;
    this.isWanted = false;
    this.isWaiting = true;
    this.lastTickMs = this.nowMs();
    this.told = this.tell();
  }

  private letGo(): void {
    this.release?.();
    this.release = undefined;
  }
}
