import { z } from 'zod';
import json from './legacy_matter_kinds.json' with { type: 'json' };
import { Kind, kindTable } from './kinds.ts';

/**
 * Event codes of GB/T 30428.2 as older systems wrote them (`01-10`), each with the matter kind that replaced it.
 * A table rather than arithmetic: local extensions do not follow the rule the others suggest. Other schemes number
 * the majors otherwise, so an import states its scheme before it looks here.
 */
export const legacyMatterKinds = kindTable(
  json,
  Kind.extend({
    /** A code of `matter_kinds.json`. */
    matter: z.string(),
    /** Added by one city, not in the standard. */
    local: z.boolean().default(false)
  })
);
