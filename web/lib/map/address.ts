import type { Point } from '$lib/api.ts';

/** What a link carries: where, which layers, what is selected. */
export interface Address {
  center?: Point;
  zoom?: number;
  bearing?: number;
  pitch?: number;
  /** Absent: the usual layers. */
  layers?: string[];
  selection?: { layer: string; id: number };
  /** A time of the past, ISO 8601 in UTC; absent: now. */
  asOf?: string;
  /** What workspaces add: `heat=…`; names of small letters, values as they are in the address. */
  fields?: ReadonlyMap<string, string>;
}

/**
 * `#map=15/43.88/125.32&layers=a,b&sel=cameras/123&as_of=2026-11-01T00:00:00Z`, in that order; zoom, latitude,
 * longitude[, bearing, pitch]; then what workspaces add.
 */
export function formatAddress(address: Address): string {
  const { center, zoom, bearing = 0, pitch = 0, layers, selection, asOf, fields } = address;
  const parts: string[] = [];
  if (center && zoom !== undefined) {
    const view = [zoom.toFixed(2), center[1].toFixed(5), center[0].toFixed(5)];
    if (bearing || pitch) view.push(bearing.toFixed(1), pitch.toFixed(0));
    parts.push(`map=${view.map((text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)).join('/')}`);
  }
  if (layers) parts.push(`layers=${layers.join(',')}`);
  if (selection) parts.push(`sel=${selection.layer}/${selection.id}`);
  if (asOf) parts.push(`as_of=${asOf}`);
  for (const [name, value] of fields ?? []) parts.push(`${name}=${encodeURIComponent(value)}`);
  return parts.length ? `#${parts.join('&')}` : '';
}

/** Reads a link's hash; what is malformed or off the earth is left out rather than guessed. */
export function parseAddress(hash: string): Address {
  const fields = new Map(
    hash
      .replace(/^#/, '')
      .split('&')
      .map((part) => part.split('=', 2) as [string, string | undefined])
  );
  const address: Address = {};
  const view = fields.get('map')?.split('/').map(Number);
  if (view && view.length >= 3 && view.every(Number.isFinite)) {
    const [zoom, lat, lng, bearing = 0, pitch = 0] = view as [number, number, number, number?, number?];
    if (zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180) {
      Object.assign(address, { zoom, center: [lng, lat], bearing, pitch: Math.min(70, Math.max(0, pitch)) });
    }
  }
  const layers = fields.get('layers');
  if (layers !== undefined) address.layers = layers.split(',').filter((id) => /^[a-z_]+$/.test(id));
  const selected = /^([a-z_]+)\/(\d{1,15})$/.exec(fields.get('sel') ?? '');
  if (selected) address.selection = { layer: selected[1]!, id: Number(selected[2]) };
  const asOf = fields.get('as_of') ?? '';
  if (isPast(asOf)) address.asOf = asOf;
  const further = [...fields].filter(([name, value]) => /^[a-z]+$/.test(name) && !own.includes(name) && value);
  if (further.length) address.fields = new Map(further.map(([name, value]) => [name, decoded(value!)]));
  return address;
}

const own = ['map', 'layers', 'sel'];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Written as we write it, and a time that has been. */
function isPast(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(text) && Date.parse(text) <= Date.now();
}
