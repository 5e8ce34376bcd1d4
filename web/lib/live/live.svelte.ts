import { DOUBT, type Box } from '$lib/api.ts';

export interface Change {
  layer: string;
  /** Null: anywhere. */
  box: Box | null;
}

type Told = { kind: 'up' | 'down' | 'reload' | 'reconnect' | 'asked' } | { kind: 'change'; change: Change };

const CHANNEL = 'gezhi-live';
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
/** The server gives a sign of life every 15 s; a stream silent for longer than two of them is lost. */
const SILENCE_MS = 35_000;
/** Changes of one layer that come faster than this are told once. */
const SETTLE_MS = 250;

/**
 * Changes in the database, as they are committed. One page of the browser holds the stream and tells the others; when it
 * closes, the next one takes over (a lock decides which).
 */
export class Live {
  status = $state<'connecting' | 'live' | 'stale'>('connecting');
  /** When the stream was last known to be up. */
  lastUp = $state(Date.now());
  /** Counts what was heard per layer, so that lists can follow what they depend on. */
  heard = $state.raw<Readonly<Record<string, number>>>({});

  #listeners = new Set<(changes: Change[] | 'all') => void>();
  #waiting: Change[] = [];
  #due: ReturnType<typeof setTimeout> | undefined;
  #channel: BroadcastChannel | undefined;
  #source: EventSource | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #leads = false;

  /** Begins to listen; returns what ends it. */
  start(): () => void {
    const ended = new AbortController();
    addEventListener('offline', () => this.#hear({ kind: 'down' }), { signal: ended.signal });
    addEventListener('online', () => this.reconnect(), { signal: ended.signal });
    this.#channel = 'BroadcastChannel' in window ? new BroadcastChannel(CHANNEL) : undefined;
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Told>) => this.#hear(data));
    if (this.#channel && 'locks' in navigator) {
      // Held until the page goes: the callback's promise ends only with the signal.
      const held = new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()));
      const lead = () => {
        this.#connect();
        return held;
      };
      navigator.locks.request(CHANNEL, { signal: ended.signal }, lead).catch(() => {});
      this.#channel.postMessage({ kind: 'asked' } satisfies Told);
    } else this.#connect();
    return () => {
      ended.abort();
      this.#source?.close();
      this.#channel?.close();
      clearTimeout(this.#retry);
      clearTimeout(this.#silence);
      clearTimeout(this.#due);
    };
  }

  /** Calls back with each batch of changes, or `all` when some may have been missed. */
  onChange(listener: (changes: Change[] | 'all') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The visitor became someone else: the stream must be theirs. */
  reconnect(): void {
    if (this.#leads) this.#connect();
    else this.#channel?.postMessage({ kind: 'reconnect' } satisfies Told);
  }

  #connect(): void {
    this.#leads = true;
    this.#source?.close();
    clearTimeout(this.#retry);
    const source = (this.#source = new EventSource('/api/live'));
    let resumed = false;
    source.addEventListener('hello', () => {
      // Streams end with the session they were opened in.
      dispatchEvent(new Event(DOUBT));
      this.#listenForSilence();
      this.#retryMs = FIRST_RETRY_MS;
      // The browser resumes by number what it lost by itself; a stream opened anew cannot know what it missed.
      if (!resumed && this.status === 'stale') this.#tell({ kind: 'reload' });
      resumed = true;
      this.#tell({ kind: 'up' });
    });
    source.addEventListener('beat', ({ data }: MessageEvent<string>) => {
      this.#listenForSilence();
      // The server may be well while its database is not.
      const { fresh } = JSON.parse(data) as { fresh: boolean };
      if (fresh !== (this.status === 'live')) this.#tell({ kind: fresh ? 'up' : 'down' });
    });
    source.addEventListener('reload', () => this.#tell({ kind: 'reload' }));
    source.addEventListener('layer', ({ data }: MessageEvent<string>) => {
      const { layer, bbox } = JSON.parse(data) as { layer: string; bbox: Box | null };
      this.#tell({ kind: 'change', change: { layer, box: bbox } });
    });
    source.addEventListener('error', () => {
      this.#tell({ kind: 'down' });
      if (source.readyState !== EventSource.CLOSED) return;
      this.#retry = setTimeout(() => this.#connect(), this.#retryMs * (0.5 + Math.random()));
      this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    });
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#tell({ kind: 'down' });
      this.#connect();
    }, SILENCE_MS);
  }

  #tell(told: Told): void {
    this.#channel?.postMessage(told);
    this.#hear(told);
  }

  #hear(told: Told): void {
    if (told.kind === 'up') {
      this.status = 'live';
      this.lastUp = Date.now();
    } else if (told.kind === 'down') {
      if (this.status === 'live') this.lastUp = Date.now();
      this.status = 'stale';
    } else if (told.kind === 'reload') {
      this.heard = Object.fromEntries(Object.entries(this.heard).map(([layer, n]) => [layer, n + 1]));
      this.#listeners.forEach((listener) => listener('all'));
    } else if (told.kind === 'change') {
      this.#waiting.push(told.change);
      this.#due ??= setTimeout(() => this.#flush(), SETTLE_MS);
    } else if (this.#leads) {
      if (told.kind === 'reconnect') this.#connect();
      // A page that has just opened wants to know how things stand.
      else this.#channel?.postMessage({ kind: this.status === 'live' ? 'up' : 'down' } satisfies Told);
    }
  }

  #flush(): void {
    const changes = this.#waiting;
    this.#waiting = [];
    this.#due = undefined;
    const heard = { ...this.heard };
    for (const { layer } of changes) heard[layer] = (heard[layer] ?? 0) + 1;
    this.heard = heard;
    this.#listeners.forEach((listener) => listener(changes));
  }
}
