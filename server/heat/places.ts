import type { Unit } from '#geodata/heat/query.ts';
import type { Actor } from '#server/access/actor.ts';

/** Units of governance, numbered; 0 is "in none of them". */
export interface PlaceUnits {
  /** Number of a place's unit. */
  ofPlace: Uint32Array;
  /** Codes by number; '' for 0. */
  codes: string[];
}

/**
 * Where rows lie, numbered: pairs of division and grid. A city has as many as it has grids, and a few more for what
 * lies in none.
 */
export class Places {
  #numbers = new Map<string, number>();
  #divisions: (string | null)[] = [];
  #grids: (string | null)[] = [];
  #allowed = new Map<string, Uint8Array>();
  #units = new Map<Unit, PlaceUnits>();

  numberOf(division: string | null, grid: string | null): number {
    const key = `${division ?? ''} ${grid ?? ''}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#numbers.set(key, (number = this.#divisions.length));
      this.#divisions.push(division);
      this.#grids.push(grid);
      this.#allowed.clear();
      this.#units.clear();
    }
    return number;
  }

  /** Division and grid of a place, '' for what it lacks. */
  textOf(place: number): string {
    return `${this.#divisions[place] ?? ''} ${this.#grids[place] ?? ''}`;
  }

  /** 1 for the places within an actor's scope: the rule of `withinScope`, over what is held in memory. */
  within({ scope }: Pick<Actor, 'scope'>): Uint8Array {
    const key = scope.join();
    let allowed = this.#allowed.get(key);
    if (!allowed) {
      const all = scope.includes('*');
      allowed = Uint8Array.from(this.#divisions, (division) =>
        all || (division !== null && scope.some((own) => division.startsWith(own))) ? 1 : 0
      );
      this.#allowed.set(key, allowed);
    }
    return allowed;
  }

  /** Which unit each place belongs to. */
  by(unit: Exclude<Unit, 'cell'>): PlaceUnits {
    let units = this.#units.get(unit);
    if (!units) {
      const codes = this.#divisions.map((division, i) => codeOf(unit, division, this.#grids[i]!));
      const known = ['', ...[...new Set(codes)].filter(Boolean).sort()];
      const numbers = new Map(known.map((code, i) => [code, i]));
      units = { ofPlace: Uint32Array.from(codes, (code) => numbers.get(code)!), codes: known };
      this.#units.set(unit, units);
    }
    return units;
  }
}

/** The code of the unit a division and grid belong to, '' where they belong to none: a street is no part of a grid. */
function codeOf(unit: Exclude<Unit, 'cell'>, division: string | null, grid: string | null): string {
  if (unit === 'grid') return grid ?? '';
  if (!division) return '';
  if (unit === 'community') return division.endsWith('000') ? '' : division;
  const street = division.slice(0, 9);
  return street.endsWith('000') ? '' : `${street}000`;
}
