import type { Preview } from '#geodata/schemas/delivery.ts';
import type { Choice, ImportJob, ImportTarget, PastImport } from '#geodata/schemas/import_job.ts';
import { ApiProblem } from '$lib/api.ts';

export interface ImportList {
  maxBytes: number;
  jobs: ImportJob[];
  past: PastImport[];
}

/** One request to /api/imports. @throws ApiProblem in the operator's words */
async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  let reply: Response;
  try {
    reply = await fetch(`/api/imports${path}`, init);
  } catch {
    throw new ApiProblem(0, '');
  }
  if (reply.status === 204) return undefined as T;
  const answer = (await reply.json().catch(() => ({}))) as T & { detail?: string };
  if (!reply.ok) throw new ApiProblem(reply.status, answer.detail ?? '');
  return answer;
}

export const importApi = {
  list: () => ask<ImportList>(''),
  targets: async () => (await ask<{ targets: ImportTarget[] }>('/targets')).targets,
  job: (id: string) => ask<ImportJob>(`/${id}`),
  choose: (id: string, choice: Choice) => ask<ImportJob>(`/${id}/choice`, 'PUT', choice),
  preview: (id: string) => ask<Preview>(`/${id}/preview`),
  run: (id: string, acceptShift: boolean) => ask<ImportJob>(`/${id}/run`, 'POST', { acceptShift }),
  cancel: (id: string) => ask<ImportJob>(`/${id}/cancel`, 'POST'),
  discard: (id: string) => ask<void>(`/${id}`, 'DELETE'),
  undo: (id: number) =>
    ask<{ undone: { layer: string; removed: number; restored: number }[] }>(`/past/${id}/undo`, 'POST')
};

/** Sends a file as it is and tells how much of it has gone, which fetch cannot. */
export function upload(file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<ImportJob> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/imports?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) done(request.response as ImportJob);
      else fail(new ApiProblem(request.status, (request.response as { detail?: string } | null)?.detail ?? ''));
    };
    request.onerror = () => fail(new ApiProblem(0, ''));
    request.onabort = () => fail(new DOMException('', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
