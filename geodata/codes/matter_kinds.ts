import json from './matter_kinds.json' with { type: 'json' };
import { kindTable, MajorMinorKind } from './kinds.ts';

/** What can be wrong 管理事项. Codes may coincide with component kinds. */
export const matterKinds = kindTable(json, MajorMinorKind);
