import { Problem, type Detail } from '#server/http/problem.ts';

const problems: Record<string, [status: number, type: string, detail: Detail]> = {
  grants_division: [
    422,
    'no-such-division',
    { zh: '该区划代码不存在或已停用。', en: 'There is no division with this code, or it has ended.' }
  ],
  grants_powers_apart: [
    409,
    'powers-apart',
    {
      zh: '系统、安全、审计三类管理员须分设账号，且不得兼任业务角色。',
      en: 'The three administrators are accounts of their own and hold no other role.'
    }
  ],
  grants_once: [
    409,
    'granted-already',
    { zh: '该账号已有此角色与范围。', en: 'This account has this role at this place already.' }
  ],
  grants_of_administrators: [
    422,
    'administrators-whole-site',
    {
      zh: '管理员角色须授予全域，且不设到期时间。',
      en: 'An administrator is granted for the whole site and without an end.'
    }
  ],
  last_administrator: [
    409,
    'last-administrator',
    {
      zh: '每类管理员至少保留一名可用账号。',
      en: 'At least one enabled account of each kind of administrator has to remain.'
    }
  ],
  grants_account_id_fkey: [404, 'no-such-account', { zh: '没有这个账号。', en: 'There is no such account.' }],
  accounts_username_key: [409, 'name-taken', { zh: '该登录名已被使用。', en: 'This sign-in name is taken.' }],
  accounts_organisation_id_fkey: [
    422,
    'no-such-organisation',
    { zh: '没有这个单位。', en: 'There is no such organisation.' }
  ]
};

/** Does the work; what the database refuses by one of its rules on accounts becomes a Problem in words. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { constraint } = (error ?? {}) as { constraint?: string };
    const known = constraint === undefined ? undefined : problems[constraint];
    throw known ? new Problem(...known) : error;
  }
}
