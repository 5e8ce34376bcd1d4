import { untrack } from 'svelte';
import { profiles, type ProfileId } from '#geodata/routing/profiles.ts';
import type { Way } from '#geodata/style/way.ts';
import { ApiProblem, type Box, type Point } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';
import type { NamedSpot } from '$lib/map/map-state.svelte.ts';
import { readReach, readRoute, readTime, type ReachReply, type RouteReply } from '$lib/routing/routing-api.ts';
import { formatDuration } from '$lib/routing/say.ts';
import { routingWords } from '$lib/routing/words.ts';
import { formatDistance } from '$lib/words/format.ts';

/** What is asked of the roads: a way between two places, or what is reached from one; and the answer. */
export class Plan {
  kind = $state<'route' | 'reach'>('route');
  from = $state.raw<NamedSpot | null>(null);
  to = $state.raw<NamedSpot | null>(null);
  profile = $state<ProfileId>('foot');
  /** For what is reached: going out from the place, or coming to it. */
  direction = $state<'from' | 'to'>('from');
  route = $state.raw<RouteReply | null>(null);
  reach = $state.raw<ReachReply | null>(null);
  /** Seconds by every profile the viewer may ask for; null: no way. */
  times = $state.raw<Partial<Record<ProfileId, number | null>>>({});
  status = $state<'idle' | 'asking' | 'ready' | 'failed'>('idle');
  problem = $state('');
  #tries = $state(0);

  #app: App;

  /** Call while a component sets up: asks as the choices change and draws the answer, as long as the component lives. */
  constructor(app: App) {
    this.#app = app;
    $effect(() => {
      const { kind, from, to, profile, direction } = this;
      void this.#tries;
      const asked = new AbortController();
      untrack(() => void this.#ask({ kind, from, to, profile, direction }, asked.signal));
      return () => asked.abort();
    });
    $effect(() => {
      app.map.way = this.#drawn();
    });
    $effect(() => () => {
      app.map.way = null;
      app.map.wanted = null;
    });
  }

  /** The ways of going the viewer may ask for. */
  get profiles() {
    const resident = this.#app.publicOnly || this.#app.site.actor.role === 'resident';
    return Object.values(profiles).filter((profile) => profile.public || !resident);
  }

  again(): void {
    this.#tries++;
  }

  swap(): void {
    [this.from, this.to] = [this.to, this.from];
  }

  /** Moves the map to the whole answer. */
  show(): void {
    const line = this.route?.geometry.coordinates ?? this.reach?.features.at(-1)?.geometry.coordinates.flat(2) ?? [];
    if (line.length === 0) return;
    const [lngs, lats] = [line.map(([lng]) => lng), line.map(([, lat]) => lat)];
    const box: Box = [least(lngs), least(lats), -least(lngs.map((n) => -n)), -least(lats.map((n) => -n))];
    this.#app.map.fit(box, 17);
  }

  async #ask(
    { kind, from, to, profile, direction }: Pick<Plan, 'kind' | 'from' | 'to' | 'profile' | 'direction'>,
    signal: AbortSignal
  ): Promise<void> {
    this.route = this.reach = null;
    this.times = {};
    if (!from || (kind === 'route' && !to)) {
      this.status = 'idle';
      return;
    }
    this.status = 'asking';
    const words = routingWords[this.#app.lang];
    try {
      if (kind === 'route') {
        const route = (this.route = await readRoute(from.at, to!.at, profile, signal));
        const [time, length] = [
          formatDuration(route.duration_s, this.#app.lang),
          formatDistance(route.distance_m, this.#app.lang)
        ];
        this.#app.announcement = words.done(time, length);
        void this.#readTimes(from.at, to!.at, signal);
      } else {
        this.reach = await readReach(from.at, direction, profile, signal);
        this.#app.announcement = words.reached;
      }
      this.status = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      this.status = 'failed';
      this.problem = (error instanceof ApiProblem && error.message) || words.unreachable;
    }
  }

  /** The same way by other means, for comparison; what fails is left out. */
  async #readTimes(from: Point, to: Point, signal: AbortSignal): Promise<void> {
    for (const { id } of this.profiles) {
      const seconds = await readTime(from, to, id, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (seconds !== undefined) this.times = { ...this.times, [id]: seconds };
    }
  }

  #drawn(): Way | null {
    const { from, to, kind, route, reach } = this;
    const feature = (role: string, geometry: GeoJSON.Geometry, more = {}): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { role, ...more },
      geometry
    });
    const features = [
      ...(reach?.features.toReversed().map(({ geometry }, step) => feature('reach', geometry, { step })) ?? []),
      ...(route ? [feature('line', route.geometry)] : []),
      ...(from ? [feature('from', { type: 'Point', coordinates: from.at })] : []),
      ...(to && kind === 'route' ? [feature('to', { type: 'Point', coordinates: to.at })] : [])
    ];
    return features.length > 0 ? { type: 'FeatureCollection', features } : null;
  }
}

const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
