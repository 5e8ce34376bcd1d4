import type { Response } from 'express';
import type { Pool } from 'pg';
import { CELL_COLUMNS_TYPE } from '#geodata/risk/cell_columns.ts';
import { CellId, CellList, ForecastKind, HorizonText, ResQuery, SignatureBody } from '#geodata/schemas/forecast.ts';
import type { Config } from '#server/config.ts';
import { route } from '#server/http/route.ts';
import { explainCell } from '#server/risk/explanation.service.ts';
import * as service from '#server/risk/forecast.service.ts';
import { gridClasses, sign } from '#server/risk/grid-classes.service.ts';

const params = { kind: ForecastKind, horizon: HorizonText };
const missing = { 403: 'Not for this role', 404: 'None is published', 422: 'No such kind or window' };

/** Forecasts of reports, cut to the caller's scope: places, never people. */
export const forecastRoutes = (pool: Pool, config: Config) => {
  const settings = { timeZone: config.TIME_ZONE, patrolShare: config.FORECAST_PATROL_SHARE };
  return [
    route({
      method: 'get',
      path: '/api/forecasts',
      summary: 'Which kinds and windows are forecast, which are not and why, and how far the job is',
      access: 'risk:read',
      replies: { 200: 'States and the job', 403: 'Not for this role' },
      handle: ({ actor }) => service.overview(pool, actor, settings.patrolShare)
    }),
    route({
      method: 'get',
      path: '/api/forecasts/places',
      summary: 'Names of where cells lie',
      access: 'risk:read',
      query: CellList,
      replies: { 200: 'Places of the cells within scope', 403: 'Not for this role', 422: 'Not a list of cells' },
      handle: ({ actor, query }) => service.cellNames(pool, actor, query.cells)
    }),
    route({
      method: 'get',
      path: '/api/forecasts/consequence',
      summary: 'What could be hurt in each cell: households, people over 80, key sites, distance to a hydrant',
      access: 'risk:read',
      query: ResQuery,
      type: CELL_COLUMNS_TYPE,
      replies: { 200: 'Cells within scope, as bytes', 403: 'Not for this role', 422: 'No such resolution' },
      handle: async ({ actor, query, res }) => sendCells(res, await service.consequence(pool, actor, query.res))
    }),
    route({
      method: 'get',
      path: '/api/forecasts/{kind}/{horizon}/cells',
      summary: 'The published map: reports expected in each cell within scope, and its grade in the city',
      access: 'risk:read',
      params,
      type: CELL_COLUMNS_TYPE,
      replies: { 200: 'Cells within scope, as bytes', ...missing },
      handle: async ({ actor, params: { kind, horizon }, res }) =>
        sendCells(res, await service.forecastMap(pool, actor, kind, horizon))
    }),
    route({
      method: 'get',
      path: '/api/forecasts/{kind}/{horizon}/cells/{cell}',
      summary: 'Why so much is expected in a cell: exact shares, the past events that weigh most, its interval',
      access: 'risk:read',
      params: { ...params, cell: CellId },
      replies: { 200: 'The explanation', ...missing },
      handle: ({ actor, params: asked }) => explainCell(pool, actor, asked, settings)
    }),
    route({
      method: 'get',
      path: '/api/forecasts/{kind}/{horizon}/backtest',
      summary: 'The test on the past and the scores of published maps',
      access: 'risk:read',
      params,
      replies: { 200: 'The report', ...missing },
      handle: ({ actor, params: { kind, horizon } }) => service.backtestOf(pool, actor, kind, horizon)
    }),
    route({
      method: 'get',
      path: '/api/forecasts/{kind}/{horizon}/grids',
      summary: '四色图: the four classes of grids within scope, where somebody signed for their thresholds',
      access: 'risk:read',
      params,
      replies: { 200: 'Signatures and grids', ...missing },
      handle: ({ actor, params: { kind, horizon } }) => gridClasses(pool, actor, kind, horizon, settings.timeZone)
    }),
    route({
      method: 'post',
      path: '/api/forecasts/{kind}/{horizon}/signatures',
      summary: 'Answer for the thresholds of the four classes within one’s scope, or take that back',
      access: 'risk:sign',
      params,
      body: SignatureBody,
      replies: { 200: 'The signature', ...missing },
      handle: ({ actor, params: { kind, horizon }, body }) => sign(pool, actor, kind, horizon, body)
    })
  ];
};

/** The same bytes have the same ETag (Express makes it), so that an unchanged map travels once. */
function sendCells(res: Response, bytes: Uint8Array): void {
  res.type(CELL_COLUMNS_TYPE).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
