import type { Permission } from '#geodata/access/roles.ts';
import type { Words as Text } from '#geodata/layers/define.ts';

/** What each permission lets somebody do. One that is missing here is shown by its own name. */
export const permissionWords: Partial<Record<Permission, Text>> = {
  'map:read': { zh: '看公开地图', en: 'see the public map' },
  'governance:read': { zh: '看区划与网格', en: 'see divisions and grids' },
  'asset:read': { zh: '看建筑、设施与感知设备', en: 'see buildings, facilities and sensors' },
  'event:read': { zh: '看事件', en: 'see events' },
  'emergency:read': { zh: '看应急资源', en: 'see emergency resources' },
  'routing:close': { zh: '封闭与开放道路', en: 'close and open roads' },
  'import:run': { zh: '导入数据', en: 'bring in data' },
  'system:write': { zh: '更改系统设置', en: 'change how the system is set up' },
  'system:read': { zh: '看系统状态', en: 'see how the system is' },
  'account:read': { zh: '看账号与授权', en: 'see accounts and grants' },
  'account:manage': { zh: '新建、停用账号，重置密码', en: 'make and disable accounts, reset passwords' },
  'grant:manage': { zh: '授予、收回角色，重置两步验证', en: 'grant and revoke roles, reset second factors' }
};
