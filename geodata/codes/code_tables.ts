import { componentKinds } from './component_kinds.ts';
import { eventKinds } from './event_kinds.ts';
import { keySiteCategories } from './key_site_categories.ts';
import type { Kind, KindTable } from './kinds.ts';
import { serviceCategories } from './service_categories.ts';

/** Code tables that fields of the registry name in `codes`. */
export const codeTables: Record<string, Pick<KindTable<Kind>, 'ref' | 'version' | 'all' | 'get'> | undefined> = {
  component_kinds: componentKinds,
  event_kinds: eventKinds,
  key_site_categories: keySiteCategories,
  service_categories: serviceCategories
};
