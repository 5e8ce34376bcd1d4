/** A window of time, milliseconds since 1970; the end does not belong to it. */
export interface Span {
  from: number;
  to: number;
}

/** Frames a second. */
export const speeds = [0.5, 1, 2, 4] as const;
export type Speed = (typeof speeds)[number];

/**
 * The one clock of a map. While it is set, everything on screen that knows time shows the window before `to`; layers
 * that show something by time wait for each other in `ready`, so that a frame is seen whole or not at all.
 */
export class Clock {
  /** What is on screen; null: no clock, all times. */
  window = $state.raw<Span | null>(null);
  /** Where the player may go: from the beginning of the first window to the end of the last. */
  range = $state.raw<Span>({ from: 0, to: 0 });
  stepMs = $state(86_400_000);
  speed = $state<Speed>(1);
  playing = $state(false);

  lengthMs = $derived(this.window ? this.window.to - this.window.from : 0);
  /** How many windows the range holds, one step apart. */
  frames = $derived(Math.max(1, Math.floor((this.range.to - this.range.from - this.lengthMs) / this.stepMs) + 1));
  /** Which of them is on screen; the last one ends where the range ends. */
  frame = $derived(
    this.window ? this.frames - 1 - Math.max(0, Math.round((this.range.to - this.window.to) / this.stepMs)) : 0
  );

  #waits = new Set<(window: Span) => Promise<unknown>>();
  #run = 0;

  /** Registers what must be there before a window is shown; returns what ends it. */
  ready(wait: (window: Span) => Promise<unknown>): () => void {
    this.#waits.add(wait);
    return () => this.#waits.delete(wait);
  }

  windowOf(frame: number): Span {
    const to = this.range.to - (this.frames - 1 - frame) * this.stepMs;
    return { from: to - this.lengthMs, to };
  }

  go(frame: number): void {
    if (!this.window) return;
    this.window = this.windowOf(Math.min(this.frames - 1, Math.max(0, frame)));
  }

  step(by: number): void {
    this.pause();
    this.go(this.frame + by);
  }

  /** From the frame on screen to the last; from the first when the last is on screen. */
  async play(): Promise<void> {
    if (this.playing || !this.window) return;
    this.playing = true;
    const run = ++this.#run;
    if (this.frame >= this.frames - 1) this.go(0);
    while (this.playing && run === this.#run && this.frame < this.frames - 1) {
      const next = this.frame + 1;
      const rest = new Promise((later) => setTimeout(later, 1000 / this.speed));
      // What cannot be read is shown as it is then; the player does not hang on it.
      await Promise.all([rest, ...[...this.#waits].map((wait) => wait(this.windowOf(next)).catch(() => {}))]);
      if (this.playing && run === this.#run) this.go(next);
    }
    if (run === this.#run) this.playing = false;
  }

  pause(): void {
    this.playing = false;
    this.#run++;
  }

  /** No clock any more: everything shows all times again. */
  clear(): void {
    this.pause();
    this.window = null;
  }
}
