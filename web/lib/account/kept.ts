const DRAFT = 'gezhi.draft ';

/** Forgets what this browser keeps of what an account may see: caches and databases of the app. */
export async function wipeKept(): Promise<void> {
  const caches = globalThis.caches as CacheStorage | undefined;
  for (const name of (await caches?.keys().catch(() => [])) ?? []) await caches?.delete(name);
  for (const { name } of await indexedDB.databases?.().catch(() => [])) if (name) indexedDB.deleteDatabase(name);
}

/** Forgets drafts: all but those of the account that is signed in. */
export function wipeDrafts(except: string | null): void {
  const own = except === null ? undefined : draftKey(except, '');
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(DRAFT) && !(own && key.startsWith(own))) sessionStorage.removeItem(key);
  }
}

export function draftKey(account: string, form: string): string {
  return `${DRAFT}${account} ${form}`;
}
