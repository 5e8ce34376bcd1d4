import { ApiProblem, send } from '$lib/api.ts';

type State = 'idle' | 'running' | 'done' | 'cancelled' | 'broken' | 'refused';

const ASK_MS = 600;

/** One file on its way: how far the server has come, the way to stop it, and how it ended. */
export class Download {
  state = $state<State>('idle');
  rows = $state<number | null>(null);
  of = $state<number | null>(null);
  isWriting = $state(false);
  fileName = $state('');
  /** What the server said when it refused. */
  problem = $state('');
  #gone: AbortController | undefined;

  /** Takes the file of an address and saves it; an id is added, by which progress is asked for. */
  async take(address: string): Promise<void> {
    const gone = (this.#gone = new AbortController());
    const id = crypto.randomUUID();
    Object.assign(this, { state: 'running', rows: null, of: null, isWriting: false, problem: '' });
    const asking = setInterval(() => void this.#ask(id), ASK_MS);
    try {
      const response = await send(fetch, `${address}&id=${id}`, { signal: gone.signal });
      this.of = Number(response.headers.get('X-Export-Rows'));
      this.fileName = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export';
      save(await response.blob(), this.fileName);
      this.rows = this.of;
      this.state = 'done';
    } catch (error) {
      this.state = gone.signal.aborted ? 'cancelled' : 'broken';
      if (error instanceof ApiProblem && error.message && !gone.signal.aborted)
        Object.assign(this, { state: 'refused', problem: error.message });
    } finally {
      clearInterval(asking);
    }
  }

  cancel = (): void => this.#gone?.abort();

  async #ask(id: string): Promise<void> {
    const response = await fetch(`/api/exports/${id}`).catch(() => undefined);
    if (!response?.ok || this.state !== 'running') return;
    const { state, rows, of } = (await response.json()) as { state: string; rows: number; of: number };
    Object.assign(this, { rows, of, isWriting: state === 'writing' });
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
