import { roleTitles, type Role } from '#geodata/access/roles.ts';
import type { Layer, Words } from '#geodata/layers/define.ts';
import type { ImportJob } from '#geodata/schemas/import_job.ts';
import { Problem } from '#server/http/problem.ts';

// What the wizard refuses, in words.

export const noSuchJob = () =>
  new Problem(404, 'no-such-job', {
    zh: '没有这次导入，或不在您的管辖范围内。',
    en: 'There is no such import, or it lies outside your scope.'
  });

export const noScope = () =>
  new Problem(403, 'no-scope', {
    zh: '您的账号没有管辖范围，不能导入数据。',
    en: 'Your account has no scope and cannot bring in data.'
  });

export const busy = () =>
  new Problem(409, 'job-busy', {
    zh: '这次导入正在处理，请等它结束或先取消。',
    en: 'This import is being worked on; wait until it has ended, or cancel it first.'
  });

export const done = () =>
  new Problem(409, 'job-done', {
    zh: '这次导入已经完成。要再次导入，请重新上传文件。',
    en: 'This import is done. To bring the file in again, upload it again.'
  });

export const fileGone = () =>
  new Problem(410, 'file-gone', {
    zh: '上传的文件已过期（保留 24 小时），请重新上传。',
    en: 'The uploaded file was kept for 24 hours and is gone; upload it again.'
  });

export const noPreview = () =>
  new Problem(409, 'no-preview', {
    zh: '请先预览，再导入。',
    en: 'Look at the preview first, then bring it in.'
  });

export const nothingRefused = () =>
  new Problem(404, 'nothing-refused', { zh: '没有被拒绝的行。', en: 'No rows were refused.' });

export const shifted = (words: Words) =>
  new Problem(409, 'shift-unconfirmed', {
    zh: `数据整体${words.zh}。请核对坐标系；确认无误后再导入。`,
    en: `The delivery lies ${words.en} of what is there. Check its frame; if it is right, confirm that and bring it in.`
  });

/** Who is in the way, as far as that may be told: the role and since when. */
export function layerBusy(layer: Layer | undefined, other: ImportJob | undefined): Problem {
  const role = other && roleTitles[other.by.role as Role];
  const since = other?.startedAt ? new Date(other.startedAt) : null;
  const minutes = since ? Math.max(1, Math.round((Date.now() - since.getTime()) / 60_000)) : null;
  const zh = `“${layer?.title.zh ?? 'OpenStreetMap'}”正在被另一次导入写入`;
  const en = `Another import into ${layer?.title.en.toLowerCase() ?? 'the OpenStreetMap layers'} is running`;
  return new Problem(409, 'layer-busy', {
    zh: `${zh}${role ? `（${other.by.name ?? role.zh}，${minutes} 分钟前开始）` : ''}。请等它结束后再试。`,
    en: `${en}${role ? ` (${other.by.name ?? role.en}, begun ${minutes} min ago)` : ''}; try again when it has ended.`
  });
}

/** Sentences kept with a job. */
export const serverStopped: Words = {
  zh: '服务器在导入过程中停止。数据库保持原样，可以重新开始。',
  en: 'The server stopped while it worked on this. The database is as it was; it can be begun again.'
};
