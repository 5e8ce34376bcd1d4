import type pg from 'pg';
import { scopePrefix } from '#geodata/codes/division_code.ts';
import type { Refused } from '#geodata/sources/rule.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { addressKeys, plainAddress, streetNumber } from './address-keys.ts';
import { divisionNames, heldPlaces, type Held } from './place-address.queries.ts';

/** Where an address was found, by what, and how surely. */
export interface AddressMatch {
  at: LngLat;
  title: string;
  /** 0.95 the building, 0.85 a thing of that name, 0.8 the house in its street, 0.7 only the compound. */
  confidence: number;
}

/** Spots that one address can mean lie no further apart than this, metres; else it means none of them. */
const APART = 250;

/**
 * Finds addresses among what the site holds: buildings, compounds, gates, service points, key sites, stations and
 * shelters, by address, by name, and by compound and building number. What it does not hold, and what could be in
 * several places, is refused with its reason.
 * @param division looked for within this one only
 */
export async function addressPlacer(client: pg.ClientBase, division: string | undefined) {
  const held = await index(client, division);
  const divisions = byBeginning(await divisionNames(client));

  return (text: string): AddressMatch | Refused => {
    const { rest, prefix } = withoutDivisions(plainAddress(text), divisions);
    for (const { key, confidence } of addressKeys(rest)) {
      const found = held.get(key);
      if (!found) continue;
      const inside = found.filter(({ division_code }) => division_code?.startsWith(prefix));
      const spots = inside.length > 0 ? inside : found;
      const [first] = spots;
      if (!together(spots)) return { refused: 'address_ambiguous', value: `${text}: ${spots.length}` };
      return { at: [first!.lng, first!.lat], title: first!.title, confidence };
    }
    return { refused: 'address_not_found', value: text };
  };
}

/** Everything held by each of the words it can be found by. */
async function index(client: pg.ClientBase, division: string | undefined): Promise<Map<string, Held[]>> {
  const found = new Map<string, Held[]>();
  const add = (key: string | null, held: Held) => {
    if (key === null || key.length < 2) return;
    const list = found.get(key);
    if (list) list.push(held);
    else found.set(key, [held]);
  };
  for (const held of await heldPlaces(client, division && scopePrefix(division))) {
    const plain = plainAddress(held.words);
    const house = streetNumber(held.words);
    add(plain, held);
    if (house !== plain) add(house, held);
  }
  return found;
}

type Division = { name: string; code: string };

/** Divisions by the first two signs of their names, in the order given. */
function byBeginning(divisions: readonly Division[]): Map<string, Division[]> {
  return Map.groupBy(divisions, ({ name }) => name.slice(0, 2));
}

/** An address without the province, city, district, street and community it begins with, and the code they come to. */
function withoutDivisions(address: string, divisions: ReadonlyMap<string, Division[]>) {
  let rest = address;
  let prefix = '';
  for (let level = 0; level < 5; level++) {
    const known = divisions.get(rest.slice(0, 2)) ?? [];
    const found = known.find(
      ({ name, code }) => rest.startsWith(name) && rest.length > name.length && code.startsWith(prefix)
    );
    if (!found) break;
    rest = rest.slice(found.name.length);
    prefix = scopePrefix(found.code);
  }
  return { rest, prefix };
}

function together(spots: readonly Held[]): boolean {
  const { toPlane } = localFrame([spots[0]!.lng, spots[0]!.lat]);
  return spots.every(({ lng, lat }) => Math.hypot(...toPlane([lng, lat])) <= APART);
}
