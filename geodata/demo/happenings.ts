import { eventKinds } from '#geodata/codes/event_kinds.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import { shift } from '#geodata/spatial/plane.ts';
import type { City } from './city.ts';
import { habitOf, type Habit, type HappensAt } from './event_habits.ts';
import type { Rng } from './rng.ts';
import { spotsAlong, streetLines } from './street_lines.ts';

/** Something that happened: what, when (milliseconds) and where. */
export interface Happening {
  code: string;
  at: number;
  spot: XY;
}

const TOTAL = 14_400;
const DAYS = 730;
const DAY = 86_400_000;
/** Started this much earlier, so that the first days have their aftermath too. */
const BEFORE = 60;

/**
 * Two years drawn from a self-exciting process, kind by kind: a background that is stronger in some places than in
 * others and follows season, weekday and hour; and after each event some more of its kind, a few days later on average
 * and some tens of metres away, which have their own aftermath in turn.
 */
export function happenings(city: City): Happening[] {
  const random = city.chance('happenings');
  const places = placesOf(city, random);
  const total = eventKinds.all.reduce((sum, { code }) => sum + habitOf(code).share, 0);
  return eventKinds.all.flatMap(({ code }) => {
    const habit = habitOf(code);
    const wanted = (TOTAL * habit.share) / total;
    return kindHappenings(city, code, habit, wanted, places[habit.where], random).filter(
      ({ at }) => at >= city.now - DAYS * DAY
    );
  });
}

function kindHappenings(
  city: City,
  code: string,
  habit: Habit,
  wanted: number,
  places: Places,
  random: Rng
): Happening[] {
  const seasons = seasonWeights(city.now, habit);
  const mean = seasons.reduce((sum, weight) => sum + weight, 0) / seasons.length;
  const background = (wanted * (1 - habit.again)) / DAYS / mean;
  const found: Happening[] = [];
  seasons.forEach((weight, day) => {
    const count = random.poisson(background * weight);
    for (let i = 0; i < count; i++) found.push({ code, at: timeOn(city.now, day, habit, random), spot: places.draw() });
  });
  // The list grows while it is walked: aftermath of aftermath.
  for (const { at, spot } of found) {
    for (let i = random.poisson(habit.again); i > 0; i--) {
      const later = at + random.exponential(habit.days) * DAY;
      const day = Math.floor((later - city.now) / DAY) + DAYS + BEFORE;
      const near: XY = [spot[0] + random.normal(0, habit.metres), spot[1] + random.normal(0, habit.metres)];
      if (day >= DAYS + BEFORE || seasons[day] === 0 || !city.placeOf(near).grid_code) continue;
      found.push({ code, at: Math.max(at + 60_000, timeOn(city.now, day, habit, random)), spot: near });
    }
  }
  return found.filter(({ at }) => at < city.now);
}

/** How busy each day is, counted from the start of the series. */
function seasonWeights(now: number, habit: Habit): number[] {
  return Array.from({ length: DAYS + BEFORE }, (_, day) => {
    const date = new Date(now + (day - DAYS - BEFORE) * DAY + DAY / 3 + DAY / 2);
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    return habit.season(date.getUTCMonth() + 1, date.getUTCDate()) * (weekend ? habit.weekend : 1);
  });
}

function timeOn(now: number, day: number, { hours }: Habit, random: Rng): number {
  const hour = Number(random.weighted(Object.fromEntries(hours.map((weight, hour) => [hour, weight]))));
  return now + (day - DAYS - BEFORE) * DAY + (hour + random.next()) * 3_600_000;
}

interface Places {
  draw(): XY;
}

/** Spots of each sort, some far more eventful than others; the same ones for every kind that happens there. */
function placesOf(city: City, random: Rng): Record<HappensAt, Places> {
  const lines = streetLines(city.plan);
  const homes = city.built.buildings.filter(({ kind }) => kind === 'residential');
  const shops = city.built.buildings.filter(({ kind }) => kind === 'commercial');
  const front = ({ slab }: (typeof homes)[number]) => shift(slab.middle, slab.way, 0, -(slab.depth / 2 + 4));
  const mood = new Map(city.territory.grids.map(({ code }) => [code, Math.exp(random.normal(0, 0.7))]));
  const places = (spots: { spot: XY; weight: number }[], spread: number): Places => {
    const sums: number[] = [];
    let sum = 0;
    for (const { spot, weight } of spots) {
      sums.push(
        (sum += weight * (mood.get(city.placeOf(spot).grid_code ?? '') ?? 0) * Math.exp(random.normal(0, spread)))
      );
    }
    return {
      draw: () => {
        const { spot } = spots[firstAbove(sums, random.next() * sum)]!;
        return city.astray(spot, [random.normal(0, 3), random.normal(0, 3)]);
      }
    };
  };
  return {
    street: places(
      lines.flatMap((line) =>
        spotsAlong(line, 60).map((spot) => ({
          spot: city.kerb(spot, random.chance(0.5) ? 'left' : 'right'),
          weight: line.line.class === 'minor' ? 0.6 : 1.2
        }))
      ),
      1
    ),
    home: places(
      homes.map((one) => ({ spot: front(one), weight: one.households ?? 1 })),
      0.8
    ),
    old_home: places(
      homes.map((one) => ({ spot: front(one), weight: (one.households ?? 1) * (one.compound!.built < 2000 ? 4 : 1) })),
      0.9
    ),
    tall_home: places(
      homes.filter(({ floors }) => floors > 8).map((one) => ({ spot: front(one), weight: one.households ?? 1 })),
      0.6
    ),
    shop: places(
      shops.map((one) => ({ spot: front(one), weight: 1 })),
      1.1
    ),
    any: places(
      city.built.buildings.map((one) => ({ spot: front(one), weight: 1 })),
      0.6
    )
  };
}

function firstAbove(sums: readonly number[], wanted: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
