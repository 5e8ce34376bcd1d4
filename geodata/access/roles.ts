/** What may be done, as verbs on domains. Routes and layers name one of these; roles hold sets of them. */
export const permissions = [
  'map:read',
  'governance:read',
  'asset:read',
  'event:read',
  'emergency:read',
  'risk:read',
  'risk:inspect',
  'risk:sign',
  'routing:close',
  'import:run',
  'system:read',
  'system:write',
  'account:read',
  'account:manage',
  'grant:manage'
] as const;
export type Permission = (typeof permissions)[number];

export const roles = [
  'resident',
  'grid_worker',
  'responder',
  'department',
  'planner',
  'names_officer',
  'commander',
  'system_admin',
  'security_admin',
  'audit_admin'
] as const;
export type Role = (typeof roles)[number];

const staff: Permission[] = ['map:read', 'governance:read', 'asset:read'];

/** Permissions of each role. The three administrators run the system and read no operational layer. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  resident: ['map:read'],
  grid_worker: [...staff, 'event:read', 'risk:read', 'risk:inspect'],
  responder: [...staff, 'event:read', 'emergency:read'],
  department: [...staff, 'event:read', 'routing:close'],
  planner: [...staff, 'import:run', 'risk:read'],
  names_officer: ['map:read', 'governance:read'],
  commander: [
    ...staff,
    'event:read',
    'emergency:read',
    'routing:close',
    'import:run',
    'risk:read',
    'risk:inspect',
    'risk:sign'
  ],
  system_admin: ['map:read', 'system:read', 'account:read', 'account:manage', 'import:run', 'system:write'],
  security_admin: ['map:read', 'system:read', 'account:read', 'grant:manage'],
  audit_admin: ['map:read', 'system:read', 'account:read']
};

export const roleTitles: Record<Role, { zh: string; en: string }> = {
  resident: { zh: '居民', en: 'Resident' },
  grid_worker: { zh: '网格员', en: 'Grid worker' },
  responder: { zh: '现场处置', en: 'Responder' },
  department: { zh: '部门', en: 'Department' },
  planner: { zh: '规划', en: 'Planner' },
  names_officer: { zh: '地名', en: 'Names officer' },
  commander: { zh: '指挥', en: 'Commander' },
  system_admin: { zh: '系统管理员', en: 'System administrator' },
  security_admin: { zh: '安全管理员', en: 'Security administrator' },
  audit_admin: { zh: '审计管理员', en: 'Audit administrator' }
};
