import { permissionsOf, type Permission } from '#geodata/access/roles.ts';
import type { Words as Text } from '#geodata/layers/define.ts';
import type { Site } from '$lib/api.ts';

interface AdminPage {
  path: string;
  title: Text;
  /** What can be done there, in a line. */
  about: Text;
  permission: Permission;
}

/** Pages of /admin, in order. */
const pages: readonly AdminPage[] = [];

/** The pages whoever looks may open. */
export function adminPagesFor({ actor }: Pick<Site, 'actor'>): readonly AdminPage[] {
  return pages.filter(({ permission }) => permissionsOf[actor.role].includes(permission));
}
