export type HappensAt = 'street' | 'home' | 'old_home' | 'tall_home' | 'shop' | 'any';

/** How a kind of event behaves. */
export interface Habit {
  /** How common it is among all kinds. */
  share: number;
  where: HappensAt;
  /** How many more an event brings about on average, after how many days on average, how far around. */
  again: number;
  days: number;
  metres: number;
  /** Relative to its usual, by month and day. */
  season(month: number, day: number): number;
  weekend: number;
  /** Weight of each hour of the day. */
  hours: readonly number[];
}

type Season = Habit['season'];

const always: Season = () => 1;
/** 25 October to 15 April; the coldest months weigh most. */
const heating: Season = (month, day) => {
  const on = month > 10 || month < 4 || (month === 10 && day >= 25) || (month === 4 && day <= 15);
  return on ? [1.6, 1.2, 0.7, 0.5, 0, 0, 0, 0, 0, 0.9, 1.1, 1.5][month - 1]! : 0;
};
const winter: Season = (month) => [1.6, 1.2, 0.7, 0.05, 0, 0, 0, 0, 0, 0.05, 0.9, 1.5][month - 1]!;
const summer: Season = (month) => [0.2, 0.25, 0.5, 0.9, 1.4, 1.8, 2, 1.9, 1.3, 0.9, 0.4, 0.2][month - 1]!;
const thaw: Season = (month) => [0.8, 0.9, 1.7, 1.9, 1.3, 1, 1.1, 1.1, 0.8, 0.7, 0.7, 0.8][month - 1]!;

const hours = (peaks: Record<number, number>, base = 0.3) =>
  Array.from({ length: 24 }, (_, hour) =>
    Object.entries(peaks).reduce(
      (sum, [at, height]) => sum + height * Math.exp(-((hour - Number(at)) ** 2) / 5),
      hour >= 6 && hour <= 22 ? base : base * 0.2
    )
  );
const working = hours({ 9: 1, 15: 0.9 });
const rush = hours({ 8: 1.4, 18: 1.5 });
const evening = hours({ 20: 1.3, 12: 0.4 });
const night = hours({ 22: 1.5, 20: 0.8 });
const meals = hours({ 7: 1, 17: 1.4, 20: 0.7 });

const usual: Habit = {
  share: 2,
  where: 'any',
  again: 0.25,
  days: 8,
  metres: 60,
  season: always,
  weekend: 0.9,
  hours: working
};

/** Kinds of which it is known how they behave; any other is taken to be usual. */
const habits: Record<string, Partial<Habit>> = {
  exposed_refuse: { share: 9, where: 'street', again: 0.35, days: 12, metres: 45, season: summer, hours: working },
  accumulated_refuse: { share: 5, where: 'home', again: 0.3, days: 20, metres: 50, season: thaw },
  dirty_road: { share: 6, where: 'street', season: thaw, hours: hours({ 7: 1, 14: 0.6 }) },
  overflowing_bin: { share: 7, where: 'home', again: 0.4, days: 6, metres: 30, season: summer, weekend: 1.2 },
  road_trading: {
    share: 7,
    where: 'street',
    again: 0.45,
    days: 14,
    metres: 70,
    season: summer,
    weekend: 1.5,
    hours: meals
  },
  outdoor_trading: {
    share: 6,
    where: 'shop',
    again: 0.4,
    days: 14,
    metres: 40,
    season: summer,
    weekend: 1.2,
    hours: meals
  },
  unlawful_advertisement: { share: 3, where: 'shop', again: 0.3, days: 25, metres: 80, weekend: 0.6 },
  bad_parking: { share: 9, where: 'street', again: 0.35, days: 10, metres: 60, weekend: 1.1, hours: rush },
  street_lamp_fault: { share: 3, where: 'street', again: 0.2, days: 5, metres: 70, hours: night },
  missing_manhole_cover: { share: 1.5, where: 'street', again: 0.12, days: 20, metres: 120, season: thaw },
  road_damage: { share: 3.5, where: 'street', again: 0.25, days: 20, metres: 60, season: thaw },
  heating_shortage: {
    share: 8,
    where: 'old_home',
    again: 0.4,
    days: 4,
    metres: 45,
    season: heating,
    weekend: 1.1,
    hours: hours({ 7: 1, 19: 1.4 })
  },
  pipe_leak: {
    share: 4,
    where: 'old_home',
    again: 0.25,
    days: 6,
    metres: 40,
    season: (month, day) => 0.7 + heating(month, day)
  },
  gas_smell: {
    share: 1.6,
    where: 'home',
    again: 0.15,
    days: 3,
    metres: 35,
    season: (month, day) => 0.7 + 0.5 * heating(month, day),
    hours: meals
  },
  lift_fault: { share: 3, where: 'tall_home', again: 0.35, days: 12, metres: 12, hours: rush },
  blocked_fire_lane: { share: 4, where: 'home', again: 0.35, days: 15, metres: 35, hours: evening },
  unsafe_charging: { share: 3, where: 'old_home', again: 0.3, days: 15, metres: 30, hours: evening },
  cluttered_stairwell: { share: 3.5, where: 'old_home', again: 0.25, days: 25, metres: 25 },
  falling_object: { share: 0.8, where: 'tall_home', again: 0.15, days: 20, metres: 20, hours: evening },
  snow_and_ice: { share: 6, where: 'street', again: 0.35, days: 3, metres: 90, season: winter, hours: rush },
  noise: {
    share: 7,
    where: 'home',
    again: 0.4,
    days: 8,
    metres: 45,
    season: (month) => 0.6 + 0.6 * summer(month, 1),
    weekend: 1.4,
    hours: night
  },
  neighbour_dispute: { share: 0.5, where: 'home', again: 0.2, days: 20, metres: 15, weekend: 1.3, hours: evening },
  call_for_help: { share: 0.5, where: 'home', again: 0.05, days: 20, metres: 15 },
  fire: {
    share: 0.7,
    where: 'any',
    again: 0.06,
    days: 10,
    metres: 60,
    season: (month) => (month < 5 || month > 10 ? 1.3 : 0.8),
    hours: evening
  }
};

export function habitOf(code: string): Habit {
  return { ...usual, ...habits[code] };
}
