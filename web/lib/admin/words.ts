import { defineWords } from '$lib/words/index.ts';

export const adminWords = defineWords({
  zh: {
    title: '管理',
    nothing: (role: string) => `“${role}”没有可管理的内容。请换用管理员账号登录。`
  },
  en: {
    title: 'Administration',
    nothing: (role: string) => `The role ${role} has nothing to administer. Sign in with an administrator’s account.`
  }
});
