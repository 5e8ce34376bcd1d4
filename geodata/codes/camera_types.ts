import json from './camera_types.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/** Digits 11–13 of a GB/T 28181 device code. */
export const cameraTypes = kindTable(json, Kind);
