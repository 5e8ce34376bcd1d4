import { serviceCategories } from '#geodata/codes/service_categories.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { shift, type XY } from '#geodata/spatial/plane.ts';
import type { Building } from '../built.ts';
import type { City } from '../city.ts';
import { pointAt, type Point } from '../geo.ts';
import { branded, distinctNames } from '../names.ts';
import { phoneNumbers } from '../phones.ts';
import { spotsAlong, streetLines } from '../street_lines.ts';
import { perCommunity, services, type Service } from './service_words.ts';
import { keySiteWords, type Host } from './key_site_words.ts';
import type { Placed } from '../rows.ts';

export interface ServicePointRow extends Placed {
  geom: Point;
  name: string;
  name_en: string | null;
  category: string;
  address: string;
  phone: string | null;
  opening_hours: string;
  services: string | null;
  wheelchair: string | null;
}

const SERVICE_POINTS = 1500;

/** In every community what it must have; then shops and the like where there are buildings for them, up to 1,500. */
export function servicePoints(city: City): ServicePointRow[] {
  const random = city.chance('services');
  const phone = phoneNumbers(2000);
  const distinct = distinctNames();
  const rows: ServicePointRow[] = [];
  const add = (service: Service, spot: XY, name: string) => {
    if (!serviceCategories.get(service.category)) return;
    rows.push({
      ...{
        source_id: `service-${rows.length + 1}`,
        ...city.placeOf(spot),
        name,
        name_en: service.en ?? null,
        category: service.category
      },
      ...{
        address: city.addressOf(spot).text,
        phone: service.phone === false ? null : phone(),
        opening_hours: random.pick(service.hours)
      },
      services: service.offers
        ? random.shuffled(service.offers).slice(0, random.int(2, service.offers.length)).join('、')
        : null,
      wheelchair: random.chance(0.12) ? null : random.weighted({ yes: 50, limited: 32, no: 18 }),
      geom: pointAt(spot)
    });
  };
  const inFaces = Map.groupBy(city.built.buildings, ({ plot }) => plot.face);
  for (const { name, faces } of city.territory.communities) {
    const near = faces.flatMap((face) => inFaces.get(face) ?? []).filter(({ kind }) => kind !== 'ancillary');
    for (const service of perCommunity)
      add(service, doorOf(random.pick(near), random.next()), `${name.replace(/社区$/, '')}${service.name}`);
  }
  const shops = random.shuffled(city.built.buildings.filter(({ kind }) => kind === 'commercial'));
  const kerbs = random.shuffled(
    streetLines(city.plan)
      .filter(({ line }) => line.class !== 'minor')
      .flatMap((line) => spotsAlong(line, 260))
  );
  const weights = Object.fromEntries(services.map(({ weight }, i) => [i, weight]));
  for (let i = 0; rows.length < SERVICE_POINTS; i++) {
    const service = services[Number(random.weighted(weights))]!;
    const spot =
      service.where === 'kerb'
        ? city.kerb(kerbs[i % kerbs.length]!, i % 2 ? 'left' : 'right', 2.5)
        : doorOf(shops[i % shops.length]!, random.next());
    const { main } = city.addressOf(spot);
    add(
      service,
      spot,
      service.where === 'shop' && service.brand
        ? `${branded(service.name, random)}（${main}店）`
        : distinct(main, service.name)
    );
  }
  return rows;
}

/** A door on the long side of a building. */
function doorOf({ slab }: Building, share: number): XY {
  return shift(slab.middle, slab.way, (share - 0.5) * slab.length * 0.8, -(slab.depth / 2 - 1.5));
}

export interface KeySiteRow extends Placed {
  geom: Point;
  name: string;
  category: string;
  hazard: string;
  address: string;
  duty_phone: string;
  inspection_cycle_days: number;
  inspected_on: string | null;
}

export function keySites(city: City): KeySiteRow[] {
  const random = city.chance('key sites');
  const phone = phoneNumbers(5000);
  const hosts = hostsOf(city);
  const used = new Set<XY>();
  const distinct = distinctNames();
  const rows: KeySiteRow[] = [];
  for (const { category, count, host, names, hazards, cycle } of keySiteWords) {
    if (!keySiteCategories.get(category)) continue;
    const free = random
      .shuffled(hosts[host])
      .filter(({ spot }) => !used.has(spot))
      .slice(0, count);
    for (const { spot, called } of free) {
      used.add(spot);
      const { main, text } = city.addressOf(spot);
      rows.push({
        ...{
          source_id: `key-site-${rows.length + 1}`,
          ...city.placeOf(spot),
          name: called ?? distinct(main, random.pick(names)),
          category
        },
        ...{ hazard: random.weighted(hazards), address: text, duty_phone: phone(), inspection_cycle_days: cycle },
        // Most are inspected in time, some are overdue, a few never were.
        inspected_on: random.chance(0.04)
          ? null
          : city.dayAgo(random.chance(0.85) ? random.between(1, cycle) : random.between(cycle, cycle * 2.5)),
        geom: pointAt(spot)
      });
    }
  }
  return rows;
}

function hostsOf({ built, plots }: City): Record<Host, { spot: XY; called?: string }[]> {
  const buildings = (fits: (one: Building) => boolean) =>
    built.buildings.filter(fits).map(({ middle }) => ({ spot: middle }));
  const onPlots = (...uses: string[]) =>
    plots
      .filter(({ use }) => uses.includes(use))
      .map(({ middle, landmark }) => ({ spot: middle, ...(landmark && { called: landmark.name }) }));
  return {
    school: onPlots('education'),
    hospital: onPlots('medical', 'hospital'),
    works: onPlots('industrial', 'industry'),
    site: onPlots('construction'),
    market: onPlots('market'),
    shop: buildings(({ kind, floors }) => kind === 'commercial' && floors <= 3),
    mall: buildings(({ kind, floors }) => kind === 'commercial' && floors >= 4),
    tower: buildings(({ floors, kind }) => floors >= 18 && (kind === 'residential' || kind === 'office')),
    estate: buildings(({ kind }) => kind === 'residential'),
    open: onPlots('garden')
  };
}
