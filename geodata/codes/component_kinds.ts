import json from './component_kinds.json' with { type: 'json' };
import { kindTable, MajorMinorKind } from './kinds.ts';

/** Things the city looks after 管理部件: manhole covers, lamps, bins, trees. Codes may coincide with matter kinds. */
export const componentKinds = kindTable(json, MajorMinorKind);
