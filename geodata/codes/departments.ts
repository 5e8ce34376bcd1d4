import json from './departments.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** Departments that answer for data, by the usual names of a city's bureaus; a city renames them in the table. */
export const departments = kindTable(json, Kind);
