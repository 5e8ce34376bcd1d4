import type { ShownBasemap } from '#geodata/schemas/basemaps.ts';
import type { Role } from '#geodata/access/roles.ts';
import type { Words as Text } from '#geodata/layers/define.ts';

export type Point = [lng: number, lat: number];
export type Box = [west: number, south: number, east: number, north: number];

export interface DemoRole {
  role: Role;
  scope: string[];
  title: Text;
  scopeName: Text;
}

export interface Site {
  demo: boolean;
  demoRoles?: DemoRole[];
  approvalNo: string | null;
  actor: DemoRole & { account: { id: string; name: string } | null };
  view: { center: Point; zoom: number };
  demoCity: { version: string; loadedAt: string } | null;
  /** Sources that anything on the map was imported from. */
  sources: string[];
  divisionsVintage: string;
  timeZone: string;
  now: string;
}

export interface LayerCount {
  id: string;
  total: number;
  located: number;
  newest: string | null;
}

export interface Listed {
  id: number;
  label: string | null;
  center: Point;
  properties: Record<string, unknown>;
  distance_m: number | null;
}

export interface FeaturePage {
  total: number;
  features: Listed[];
}

export interface DivisionName {
  code: string;
  name: string;
  level: number;
}

export interface Feature {
  id: number;
  layer: string;
  label: string | null;
  center: Point | null;
  bbox: Box | null;
  geometry: GeoJSON.Geometry | null;
  properties: Record<string, unknown>;
  /** Features that properties name by their ids. */
  references: Record<string, { layer: string; id: number; label: string | null } | null>;
  place: { path: DivisionName[]; gridCode: string | null; gridName?: string | null };
  source: string;
  synthetic: boolean;
  observedAt: string | null;
  validFrom: string;
}

export interface CompoundBuilding {
  id: number;
  number: string | null;
  name: string | null;
  kind: string;
  floors: number | null;
  units: number | null;
  households: number | null;
  center: Point;
}

export interface CompoundGate {
  id: number;
  name: string | null;
  kind: string;
  center: Point;
}

export interface CompoundParts {
  buildings: CompoundBuilding[];
  gates: CompoundGate[];
  /** Null where nobody told, and for residents. */
  totals: { buildings: number; gates: number; units: number | null; households: number | null };
}

/** One version of a feature; `changed` is null where there is none to compare with. */
export interface Version {
  validFrom: string;
  validTo: string | null;
  divisionCode: string | null;
  gridCode: string | null;
  source: string;
  import: { id: number; fileName: string } | null;
  properties: Record<string, unknown>;
  changed: string[] | null;
}

export interface Versions {
  /** Newest first. */
  versions: Version[];
  /** Whether these are all there are. */
  complete: boolean;
}

export interface DivisionChild extends DivisionName {
  id: number;
  hasGeometry: boolean;
  children: number;
}

export interface Division extends DivisionName {
  id: number;
  authority: string;
  vintage: string;
  bbox: Box | null;
  path: DivisionName[];
  children: DivisionChild[];
  counts: Record<string, number>;
}

export interface Found {
  layer: string;
  id: number;
  label: string;
  center: Point | null;
  place?: string | null;
}

/** What the server refused, in the operator's words; status 0 when it could not be reached. */
export class ApiProblem extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Told on the window when an answer suggests that the viewer may no longer be who they were. */
export const DOUBT = 'gezhi:doubt';

type Fetch = typeof globalThis.fetch;

/** One request; a problem+json answer becomes an ApiProblem. Aborting rejects with the signal's AbortError. */
export async function send(fetch: Fetch, path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiProblem(0, '');
  }
  if (response.ok) return response;
  if (isDoubt(response)) dispatchEvent(new Event(DOUBT));
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new ApiProblem(response.status, problem.detail ?? '');
}

/** A refusal in the browser: the session may have ended. (While a page is rendered on the server nobody listens.) */
function isDoubt({ status }: Response): boolean {
  return (status === 401 || status === 403) && 'dispatchEvent' in globalThis && 'document' in globalThis;
}

/** The API bound to a fetch: the page's own while rendering on the server, the window's afterwards. */
export function apiOf(fetch: Fetch) {
  const read = async <T>(path: string, signal?: AbortSignal) =>
    (await send(fetch, path, { signal })).json() as Promise<T>;
  return {
    site: () => read<Site>('/api/site'),
    layers: async (asOf?: string) => (await read<{ layers: LayerCount[] }>(`/api/layers${asOfQuery(asOf)}`)).layers,
    features: (layer: string, view: ViewQuery, signal?: AbortSignal) =>
      read<FeaturePage>(`/api/layers/${layer}/features?${viewQuery(view)}`, signal),
    feature: (layer: string, id: number, { asOf, signal }: { asOf?: string; signal?: AbortSignal } = {}) =>
      read<Feature>(`/api/layers/${layer}/features/${id}${asOfQuery(asOf)}`, signal),
    compoundParts: (id: number, { asOf, signal }: { asOf?: string; signal?: AbortSignal } = {}) =>
      read<CompoundParts>(`/api/compounds/${id}/parts${asOfQuery(asOf)}`, signal),
    versions: (layer: string, id: number, signal?: AbortSignal) =>
      read<Versions>(`/api/layers/${layer}/features/${id}/versions`, signal),
    basemaps: async () => (await read<{ basemaps: ShownBasemap[] }>('/api/basemaps')).basemaps,
    divisionRoots: () => read<{ children: DivisionChild[] }>('/api/divisions'),
    division: (code: string, signal?: AbortSignal) => read<Division>(`/api/divisions/${code}`, signal),
    search: async (q: string, near: Point, signal?: AbortSignal) =>
      (await read<{ results: Found[] }>(`/api/search?${new URLSearchParams({ q, near: near.join(',') })}`, signal))
        .results,
    switchRole: (role: Role, scope: string[]) =>
      send(fetch, '/api/session', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ role, scope })
      })
  };
}
export type Api = ReturnType<typeof apiOf>;

export interface ViewQuery {
  bbox: Box;
  near?: Point;
  limit?: number;
  offset?: number;
  /** Only features with that value of a choice. */
  only?: { property: string; value: string };
  /** Time of the past, ISO 8601; absent: now. */
  asOf?: string;
}

const asOfQuery = (asOf?: string) => (asOf ? `?${new URLSearchParams({ as_of: asOf })}` : '');

function viewQuery({ bbox, near, limit = 50, offset = 0, only, asOf }: ViewQuery): URLSearchParams {
  const query = new URLSearchParams({
    bbox: bbox.map((degree) => degree.toFixed(6)).join(','),
    limit: String(limit),
    offset: String(offset)
  });
  if (near) query.set('near', near.map((degree) => degree.toFixed(6)).join(','));
  if (only) query.set('only', `${only.property}:${only.value}`);
  if (asOf) query.set('as_of', asOf);
  return query;
}
