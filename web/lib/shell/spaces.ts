import { permissionsOf, type Permission } from '#geodata/access/roles.ts';
import type { Words as Text } from '#geodata/layers/define.ts';
import type { Site } from '$lib/api.ts';

interface Space {
  path: string;
  title: Text;
  /** Who has one of these works here; without any, everybody. */
  permissions?: readonly Permission[];
}

/** Workspaces in the order of the header. */
const spaces: readonly Space[] = [
  { path: '/', title: { zh: '身边服务', en: 'Near me' } },
  { path: '/command', title: { zh: '指挥', en: 'Command' } },
  { path: '/data', title: { zh: '数据', en: 'Data' } },
  { path: '/admin', title: { zh: '管理', en: 'Admin' }, permissions: ['system:read', 'import:run'] }
];

/** The workspaces whoever looks may enter. */
export function spacesFor({ actor }: Pick<Site, 'actor'>): readonly Space[] {
  const own = permissionsOf[actor.role];
  return spaces.filter(({ permissions }) => !permissions || permissions.some((one) => own.includes(one)));
}

/** Whether a page belongs to a workspace. */
export function isWithin(pathname: string, space: string): boolean {
  return pathname === space || (space !== '/' && pathname.startsWith(`${space}/`));
}
