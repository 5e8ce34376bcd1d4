import { apiOf, DOUBT } from '$lib/api.ts';
import { wipeDrafts, wipeKept } from '$lib/account/kept.ts';

const api = apiOf((...request) => fetch(...request));

/**
 * Notices that the session ended while the page stays open: at a refusal, at a new live stream, when the page comes to
 * the front again. The page is then kept as it is, and asks to sign in again over it.
 */
export class SessionWatch {
  /** The sign-in has ended and the page is still there. */
  ended = $state(false);
  #account: () => string | null;
  #asking = false;

  /** @param account the account the page was opened by */
  constructor(account: () => string | null) {
    this.#account = account;
  }

  /** Begins to watch; returns what ends it. */
  start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const inFront = () => document.visibilityState === 'visible' && void this.check();
    addEventListener(DOUBT, () => void this.check(), { signal });
    document.addEventListener('visibilitychange', inFront, { signal });
    wipeDrafts(this.#account());
    return () => stop.abort();
  }

  /** Asks who is signed in now. */
  async check(): Promise<void> {
    const before = this.#account();
    if (before === null || this.#asking) return;
    this.#asking = true;
    const actor = await api.site().then(
      (site) => site.actor,
      () => undefined
    );
    this.#asking = false;
    if (!actor) return;
    const now = actor.account?.id ?? null;
    if (now === before) this.ended = false;
    else if (now === null) {
      // What was kept offline goes at once; what stands half-written on the page stays.
      if (!this.ended) void wipeKept();
      this.ended = true;
    } else location.reload();
  }
}
