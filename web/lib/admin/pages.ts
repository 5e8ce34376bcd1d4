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
const pages: readonly AdminPage[] = [
  {
    path: '/admin/import',
    title: { zh: '数据导入', en: 'Import' },
    about: {
      zh: '把测绘院的压缩包、街道的表格、应用导出的坐标带到地图上：先预览，再写入，可撤销。',
      en: 'Bring survey archives, office spreadsheets and exported coordinates onto the map: previewed first, and undone at will.'
    },
    permission: 'import:run'
  },
  {
    path: '/admin/systems',
    title: { zh: '联网系统', en: 'Connected systems' },
    about: {
      zh: '数据从哪里来、到哪里去，谁负责，是否按时',
      en: 'Where data comes from and goes to, who answers, whether on time'
    },
    permission: 'system:read'
  }
];

/** The pages whoever looks may open. */
export function adminPagesFor({ actor }: Pick<Site, 'actor'>): readonly AdminPage[] {
  return pages.filter(({ permission }) => permissionsOf[actor.role].includes(permission));
}
