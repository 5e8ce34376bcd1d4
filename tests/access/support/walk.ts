import { latLngToCell } from 'h3-js';
import { permissions, permissionsOf, roles, type Permission, type Role } from '#geodata/access/roles.ts';
import { findLayer, layers } from '#geodata/layers/index.ts';
import { tileAt } from '#geodata/spatial/tile.ts';
import { markersIn, places, type Place, type Planted } from './plant.ts';

/** A route as the API's own description tells it. */
export interface Described {
  method: string;
  path: string;
  access: string | undefined;
  required: string[];
}

export interface Caller {
  role: Role;
  scope: string[];
}

/** Every role, and every way a scope can lie to the two places: holding one, the other, both, part of each, neither. */
export const callers: Caller[] = roles.flatMap((role): Caller[] =>
  role === 'resident'
    ? [{ role, scope: [] }]
    : [['220102'], ['220104'], ['2201'], ['220102002001', '220104001'], ['220106'], [], ['*']].map((scope) => ({
        role,
        scope
      }))
);

export async function describedRoutes(ask: (path: string) => Promise<Response>): Promise<Described[]> {
  const { paths } = (await (await ask('/api/openapi.json')).json()) as {
    paths: Record<
      string,
      Record<string, { 'x-access'?: string; parameters: { in: string; name: string; required: boolean }[] }>
    >;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      access: operation['x-access'],
      required: operation.parameters.filter((one) => one.in === 'query' && one.required).map(({ name }) => name)
    }))
  );
}

const box = '125.31,43.87,125.33,43.89';
const point = '125.321,43.881';

const cell = latLngToCell(places.nanguan.at[1], places.nanguan.at[0], 9);
const communities = Object.values(places).map(({ code }) => code);
const nobody = '00000000-0000-7000-8000-000000000000';

/** What stands for each name in a path, for one route or for all. A new name needs a line here, so that its route is walked. */
const inPath: Record<string, (planted: Planted, layer: string) => readonly (string | number)[]> = {
  layer: (_, layer) => [layer],
  id: (planted, layer) => planted.ids.get(layer)!,
  item: (planted, layer) => planted.ids.get(layer)!,
  code: () => communities,
  kind: () => ['noise'],
  horizon: () => [7],
  cell: () => [cell],
  by: () => ['grid', 'community', 'street'],
  plan: () => [nobody],
  z: () => [14],
  x: () => [13895],
  y: () => [5966],
  '/api/compounds/{id}/parts id': (planted) => planted.ids.get('compounds')!,
  '/api/heat/units/{id} id': () => [cell, ...communities],
  '/api/exports/{id} id': () => [nobody],
  '/api/imports/{id} id': () => [nobody],
  '/basemaps/{id}/{z}/{x}/{y} id': () => ['imagery']
};

/** What stands for each required name in a query, for one route or for all. */
const inQuery: Record<string, string> = {
  bbox: box,
  q: 'planted',
  from: point,
  to: '125.322,43.882',
  format: 'geojson',
  cells: cell,
  res: '9',
  by: 'community',
  ids: communities.join(','),
  '/api/heat from': '2026-02-01T00:00:00+08:00',
  '/api/heat to': '2026-04-01T00:00:00+08:00',
  '/api/heat/units/{id} from': '2026-02-01T00:00:00+08:00',
  '/api/heat/units/{id} to': '2026-04-01T00:00:00+08:00'
};

/** Every address of a reading route that could show a planted row. @throws Error naming a parameter it knows nothing for */
export function addresses({ path, required }: Described, planted: Planted): string[] {
  const asked = (name: string) => inQuery[`${path} ${name}`] ?? inQuery[name];
  const unknown = required.find((name) => asked(name) === undefined);
  if (unknown) throw new Error(`${path}: tell tests/access/support/walk.ts what to ask for ${unknown}`);
  const query = required.length > 0 ? `?${new URLSearchParams(required.map((name) => [name, asked(name)!]))}` : '';
  if (path === '/tiles/{layer}/{z}/{x}/{y}') {
    return layers.flatMap((layer) =>
      [layer.maxzoom, 16, 12].map((zoom) => {
        const { z, x, y } = tileAt(places.nanguan.at, Math.min(zoom, layer.maxzoom));
        return `/tiles/${layer.id}/${z}/${x}/${y}`;
      })
    );
  }
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const filler = (name: string) => inPath[`${path} ${name}`] ?? inPath[name];
  const strange = names.find((name) => !filler(name));
  if (strange) throw new Error(`${path}: tell tests/access/support/walk.ts what stands for {${strange}}`);
  const ofLayers = names.includes('layer') ? layers.map(({ id }) => id) : ['cameras'];
  const filled = ofLayers.flatMap((layer) =>
    names.reduce<string[]>(
      (paths, name) =>
        paths.flatMap((one) => filler(name)!(planted, layer).map((value) => one.replace(`{${name}}`, String(value)))),
      [path]
    )
  );
  return [...new Set(filled)].map((one) => one + query);
}

/** What a reply must not hold for a caller; one sentence for each leak. */
export function leaksIn(text: string, { role, scope }: Caller): string[] {
  const within = (place: Place) => scope.some((own) => own === '*' || places[place].code.startsWith(own));
  return markersIn(text).flatMap(({ layer, place, isPublic }) => {
    const known = findLayer(layer);
    if (!known) return [`a marker of no layer: ${layer}`];
    if (role === 'resident' && (known.public === null || !isPublic)) return [`${layer}: not public`];
    if (!permissionsOf[role].includes(known.read)) return [`${layer}: not for this role`];
    if (known.scoped && !within(place)) return [`${layer}: outside the scope`];
    return [];
  });
}

/** Whether a caller may come through a route's door. */
export function mayEnter({ access }: Described, { role }: Caller): boolean {
  if (access === 'open' || access === 'public' || access === 'layer') return true;
  if (access === 'signed-in') return role !== 'resident';
  // Callers of this walk switched a demo's role; none of them has an account.
  if (access === 'account') return false;
  return (permissions as readonly string[]).includes(access!) && permissionsOf[role].includes(access as Permission);
}
