import { decodeCells, type CellColumns } from '#geodata/risk/cell_columns.ts';
import type {
  BacktestReply,
  CellExplanation,
  CellPlace,
  ForecastMeta,
  ForecastOverview,
  GridClasses,
  Horizon,
  Plan,
  PlanBody,
  PlanList,
  SignatureBody,
  VisitBody
} from '#geodata/schemas/forecast.ts';
import { ApiProblem } from '$lib/api.ts';

export type ForecastMap = CellColumns<ForecastMeta>;

const of = (kind: string, horizon: Horizon) => `/api/forecasts/${kind}/${horizon}`;

export const readOverview = (signal?: AbortSignal) => json<ForecastOverview>('/api/forecasts', { signal });

export async function readMap(kind: string, horizon: Horizon, signal?: AbortSignal): Promise<ForecastMap> {
  return cells<ForecastMeta>(`${of(kind, horizon)}/cells`, signal);
}

export const readConsequence = (res: number, signal?: AbortSignal) =>
  cells<unknown>(`/api/forecasts/consequence?res=${res}`, signal);

export const readWhy = (kind: string, horizon: Horizon, cell: string, signal?: AbortSignal) =>
  json<CellExplanation>(`${of(kind, horizon)}/cells/${cell}`, { signal });

export const readPlaces = async (some: readonly string[]) =>
  (await json<{ places: CellPlace[] }>(`/api/forecasts/places?cells=${some.join(',')}`)).places;

export const readBacktest = (kind: string, horizon: Horizon, signal?: AbortSignal) =>
  json<BacktestReply>(`${of(kind, horizon)}/backtest`, { signal });

export const readGrids = (kind: string, horizon: Horizon, signal?: AbortSignal) =>
  json<GridClasses>(`${of(kind, horizon)}/grids`, { signal });

export const sign = (kind: string, horizon: Horizon, body: SignatureBody) =>
  send<{ id: number }>('POST', `${of(kind, horizon)}/signatures`, body);

export const readPlans = (signal?: AbortSignal) => json<PlanList>('/api/inspections', { signal });
export const makePlan = (body: PlanBody) => send<Plan>('POST', '/api/inspections', body);
export const tickVisit = (plan: string, seq: number, body: VisitBody) =>
  send<Plan>('PATCH', `/api/inspections/${plan}/visits/${seq}`, body);

async function cells<Meta>(path: string, signal?: AbortSignal): Promise<CellColumns<Meta>> {
  return decodeCells<Meta>(new Uint8Array(await (await ask(path, { signal })).arrayBuffer()));
}

async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  return (await (await ask(path, init)).json()) as T;
}

function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return json<T>(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const reply = await fetch(path, { cache: 'no-cache', ...init }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ApiProblem(0, '');
  });
  if (reply.ok) return reply;
  const problem = (await reply.json().catch(() => ({}))) as { detail?: string };
  throw new ApiProblem(reply.status, problem.detail ?? '');
}
