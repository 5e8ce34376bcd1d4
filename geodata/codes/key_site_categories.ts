import { z } from 'zod';
import json from './key_site_categories.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

const KeySiteCategory = Kind.extend({
  /** A code of `hazards.json`: what is assumed until an inspector says otherwise. */
  hazard: z.string(),
  /** Whether where such sites are may be shown to anyone. */
  public: z.boolean()
});
export type KeySiteCategory = z.infer<typeof KeySiteCategory>;

/** Sites that need watching, either for what they may do or for whom they hold. */
export const keySiteCategories = kindTable(json, KeySiteCategory);
