import { componentKinds } from '#geodata/codes/component_kinds.ts';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { keySiteCategories } from '#geodata/codes/key_site_categories.ts';
import { serviceCategories } from '#geodata/codes/service_categories.ts';
import type { Words } from '#geodata/layers/define.ts';

/** Code tables that fields of the registry name in `codes`. */
export const codeTables: Record<string, { get(code: string): Words | undefined } | undefined> = {
  component_kinds: componentKinds,
  event_kinds: eventKinds,
  key_site_categories: keySiteCategories,
  service_categories: serviceCategories
};
