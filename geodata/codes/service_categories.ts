import json from './service_categories.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** What a resident looks for near home. */
export const serviceCategories = kindTable(json, Kind);
