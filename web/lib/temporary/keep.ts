import { createStore, delMany, entries, setMany } from 'idb-keyval';
import type { TemporaryStyle } from '$lib/temporary/style.ts';
import type { Built } from '$lib/temporary/types.ts';

/** What can be changed about a layer; kept apart from its features, which can be many megabytes. */
export interface Look {
  name: string;
  visible: boolean;
  style: TemporaryStyle;
}

export interface TemporaryLayer extends Built, Look {
  id: string;
  file: string;
  /** ms since 1970 */
  addedAt: number;
}

type Content = Omit<TemporaryLayer, keyof Look>;

/** A database of this browser; nothing in it is ever sent. */
const store = () => createStore('gezhi-temporary', 'layers');
const contentKey = (id: string) => `content ${id}`;
const lookKey = (id: string) => `look ${id}`;

/** @throws DOMException where the browser keeps nothing: private windows, a full disk */
export async function keep({ name, visible, style, ...content }: TemporaryLayer): Promise<void> {
  await setMany(
    [
      [contentKey(content.id), content],
      [lookKey(content.id), { name, visible, style }]
    ],
    store()
  );
}

export async function keepLook({ id, name, visible, style }: TemporaryLayer): Promise<void> {
  await setMany([[lookKey(id), { name, visible, style }]], store());
}

export async function forget(ids: readonly string[]): Promise<void> {
  await delMany(
    ids.flatMap((id) => [contentKey(id), lookKey(id)]),
    store()
  );
}

/** What was kept, oldest first. */
export async function recall(): Promise<TemporaryLayer[]> {
  const all = new Map(await entries<string, Content | Look>(store()));
  const layers = [...all].flatMap(([key, content]) => {
    const look = key.startsWith('content ') && all.get(lookKey(key.slice('content '.length)));
    return look ? [{ ...(content as Content), ...(look as Look) }] : [];
  });
  return layers.sort((a, b) => a.addedAt - b.addedAt);
}
