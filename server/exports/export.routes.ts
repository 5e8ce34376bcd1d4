import type { Pool } from 'pg';
import { z } from 'zod';
import { ExportQuery } from '#geodata/schemas/export.ts';
import type { Config } from '#server/config.ts';
import { beginExport, recentExports, type ExportContext } from '#server/exports/export.service.ts';
import { RunningExports } from '#server/exports/running.ts';
import { Problem } from '#server/http/problem.ts';
import { route } from '#server/http/route.ts';

const layer = z.string().meta({ description: 'registry id, for example buildings' });

/** Layers as files: watermarked, counted, and refused above the ceiling of the caller's role. */
export const exportRoutes = (pool: Pool, config: Config) => {
  const running = new RunningExports();
  const context: ExportContext = { pool, timeZone: config.TIME_ZONE, running };
  return [
    route({
      method: 'get',
      path: '/api/layers/{layer}/export',
      summary: 'Features within scope as GeoJSON, CSV or GeoPackage, by box, time and CQL2 filter',
      access: 'layer',
      params: { layer },
      query: ExportQuery,
      replies: {
        200: 'The file; X-Export-Id names it, X-Export-Rows says how many features it holds',
        400: 'Not a filter',
        403: 'Not for this role, or more than it may take',
        404: 'No such layer',
        409: 'The id was used before',
        422: 'Invalid query',
        503: 'Several are under way'
      },
      type: 'application/octet-stream',
      handle: async ({ actor, params, query, req, res }) => {
        // Asking what a file would be is not taking it.
        if (req.method === 'HEAD') return void res.end();
        const { id, fileName, type, rows, writeTo } = await beginExport(context, actor, params.layer, query);
        res.set({
          'Content-Type': type,
          'Content-Disposition': `attachment; filename="${fileName}"`,
          'Cache-Control': 'private, no-store',
          'X-Export-Id': id,
          'X-Export-Rows': String(rows)
        });
        try {
          await writeTo(res);
          res.end();
        } catch (error) {
          // A file that broke off must not look whole.
          if (res.headersSent || res.destroyed) return void res.destroy();
          for (const name of ['Content-Disposition', 'Content-Length', 'X-Export-Rows']) res.removeHeader(name);
          throw error;
        }
      }
    }),
    route({
      method: 'get',
      path: '/api/exports/{id}',
      summary: 'How far an export of the caller’s own has come',
      access: 'public',
      params: { id: z.uuid() },
      replies: { 200: 'State and rows', 404: 'None under way' },
      handle: ({ actor, params }) => {
        const progress = running.progressOf(params.id, actor);
        if (progress) return progress;
        throw new Problem(404, 'no-such-export', {
          zh: '没有正在进行的此项导出。',
          en: 'No such export is under way.'
        });
      }
    }),
    route({
      method: 'get',
      path: '/api/exports',
      summary: 'The latest exports of everyone: who took what, and how it ended',
      access: 'system:read',
      replies: { 200: 'Exports, newest first', 403: 'Not for this role' },
      handle: async ({ actor }) => ({ exports: await recentExports(context, actor) })
    })
  ];
};
