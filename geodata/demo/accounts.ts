import type { Granted } from '#geodata/access/acting.ts';

export interface DemoAccountSpec {
  username: string;
  name: string;
  granted: Granted[];
}

/**
 * An account for every role, from the whole city down to one community, and one with two roles. They have no passwords:
 * only a demo's sign-in page opens them, by one click.
 */
export const demoAccounts: DemoAccountSpec[] = [
  { username: 'demo-commander', name: '演示·市指挥长', granted: [{ role: 'commander', code: '*' }] },
  { username: 'demo-district', name: '演示·南关区指挥长', granted: [{ role: 'commander', code: '220102000000' }] },
  {
    username: 'demo-two-roles',
    name: '演示·一人两岗',
    granted: [
      { role: 'planner', code: '220102000000' },
      { role: 'commander', code: '220102010000' }
    ]
  },
  { username: 'demo-planner', name: '演示·规划员', granted: [{ role: 'planner', code: '220102000000' }] },
  { username: 'demo-names', name: '演示·地名员', granted: [{ role: 'names_officer', code: '220100000000' }] },
  { username: 'demo-department', name: '演示·部门经办', granted: [{ role: 'department', code: '220100000000' }] },
  { username: 'demo-responder', name: '演示·处置员', granted: [{ role: 'responder', code: '220100000000' }] },
  { username: 'demo-grid-worker', name: '演示·网格员', granted: [{ role: 'grid_worker', code: '220102003001' }] },
  { username: 'demo-system', name: '演示·系统管理员', granted: [{ role: 'system_admin', code: '*' }] },
  { username: 'demo-security', name: '演示·安全管理员', granted: [{ role: 'security_admin', code: '*' }] },
  { username: 'demo-audit', name: '演示·审计管理员', granted: [{ role: 'audit_admin', code: '*' }] }
];
