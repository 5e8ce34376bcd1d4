import type { RemoteBasemap } from '#geodata/schemas/basemaps.ts';
import { pictureType, Unanswered, type BasemapTile } from '#server/basemaps/sources/source.ts';

/** A picture of 512 × 512 without any compression is not larger. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * A picture from a service, null where it says that there is none. Redirects are not followed: they would lead where
 * the operator never pointed.
 * @throws Unanswered; its words never hold the address, which may carry a key
 */
export async function download(url: string, { referer, timeout_ms }: RemoteBasemap): Promise<BasemapTile | null> {
  const signal = AbortSignal.timeout(timeout_ms);
  try {
    const reply = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: {
        Accept: 'image/png,image/jpeg,image/webp',
        'User-Agent': 'Gezhi',
        ...(referer && { Referer: referer })
      }
    });
    if (reply.status === 404 || reply.status === 204) {
      await reply.body?.cancel();
      return null;
    }
    if (reply.status !== 200) {
      await reply.body?.cancel();
      throw new Unanswered('broken', `answered ${reply.status}`);
    }
    const bytes = await readWhole(reply);
    const type = pictureType(bytes);
    if (!type) throw new Unanswered('broken', `answered with no picture (${bytes.length} bytes)`);
    return { bytes, type };
  } catch (error) {
    if (error instanceof Unanswered) throw error;
    if (signal.aborted) throw new Unanswered('slow', `did not answer within ${timeout_ms} ms`);
    const { cause } = error as { cause?: { code?: string } };
    throw new Unanswered('broken', `could not be reached (${cause?.code ?? (error as Error).name})`);
  }
}

async function readWhole(reply: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of reply.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Unanswered('broken', `sent more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
