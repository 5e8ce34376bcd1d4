import json from './meter_types.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** Meter types T of CJ/T 188; the category is what flows through the meter. */
export const meterTypes = kindTable(json, Kind);
