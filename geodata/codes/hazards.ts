import json from './hazards.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** What may go wrong at a key site. */
export const hazards = kindTable(json, Kind);
