import { layOut } from './city.ts';
import { cameras, components } from './layers/sensing.ts';
import { events } from './layers/events.ts';
import { shelters, stations, teams } from './layers/emergency.ts';
import { hydrants } from './layers/hydrants.ts';
import { green, landuse, water, waterways } from './layers/ground.ts';
import { divisionShapes, grids } from './layers/governance.ts';
import { buildingPeople, buildings, compounds, gates } from './layers/housing.ts';
import { keySites, servicePoints } from './layers/services.ts';
import { meters } from './layers/meters.ts';
import { railways } from './layers/railways.ts';
import { roads } from './layers/roads.ts';

/** Changes whenever the rows would come out differently; a database with an older one is loaded anew. */
export const demoVersion = '2';
export const demoSeed = 'changchun';

export type DemoCity = ReturnType<typeof demoCity>;

/**
 * The demo city: real streets and divisions of the middle of Changchun by name and rough position, everything else made
 * up. Pure: the same day gives the same rows.
 * @param asOf day as 2026-11-24; the series of events ends at its midnight in Shanghai
 * @returns rows by layer, columns named as in the database; references between rows are by source_id
 */
export function demoCity({ asOf }: { asOf: string }) {
  const city = layOut(demoSeed, asOf);
  const random = city.chance('observed');
  /** When each row was last looked at, within so many days. */
  const seen = <Row extends object>(rows: Row[], days: number) =>
    rows.map((row) => ({ ...row, observed_at: city.ago(random.between(0.02, days)) }));
  const layers = {
    landuse: seen(landuse(city), 400),
    green: seen(green(city), 400),
    water: seen(water(city), 400),
    waterways: seen(waterways(), 400),
    railways: seen(railways(), 400),
    roads: seen(roads(city), 300),
    compounds: seen(compounds(city), 300),
    buildings: seen(buildings(city), 300),
    grids: seen(grids(city), 200),
    gates: seen(gates(city), 200),
    components: seen(components(city), 120),
    meters: meters(city).map((row) => ({ ...row, observed_at: row.read_at })),
    hydrants: seen(hydrants(city), 200),
    cameras: seen(cameras(city), 1),
    service_points: seen(servicePoints(city), 180),
    shelters: seen(shelters(city), 200),
    stations: seen(stations(city), 90),
    teams: seen(teams(city), 7),
    key_sites: seen(keySites(city), 90),
    events: events(city).map((row) => ({ ...row, observed_at: row.reported_at }))
  };
  return { divisionShapes: divisionShapes(city), buildingPeople: buildingPeople(city), layers };
}
