import type { Words } from './define.ts';

/** Who may know: anyone, the administration, or those whose task needs it. */
export const sensitivities = {
  open: { zh: '公开', en: 'Open' },
  internal: { zh: '内部', en: 'Internal' },
  sensitive: { zh: '敏感', en: 'Sensitive' }
} as const satisfies Record<string, Words>;
export type Sensitivity = keyof typeof sensitivities;

/** How often the owner promises to look the data over, with the days after which it is overdue (null: no promise). */
export const updateCycles = {
  continuous: { zh: '实时', en: 'Continuous', days: 1 },
  daily: { zh: '每日', en: 'Daily', days: 2 },
  weekly: { zh: '每周', en: 'Weekly', days: 10 },
  monthly: { zh: '每月', en: 'Monthly', days: 45 },
  quarterly: { zh: '每季度', en: 'Quarterly', days: 120 },
  annual: { zh: '每年', en: 'Annual', days: 420 },
  as_needed: { zh: '按需', en: 'As needed', days: null }
} as const satisfies Record<string, Words & { days: number | null }>;
export type UpdateCycle = keyof typeof updateCycles;

/** On what terms another department gets the data: the three classes of 国发〔2016〕51号. */
export const shareConditions = {
  unconditional: { zh: '无条件共享', en: 'Shared without condition' },
  conditional: { zh: '有条件共享', en: 'Shared on condition' },
  withheld: { zh: '不予共享', en: 'Not shared' }
} as const satisfies Record<string, Words>;
export type ShareCondition = keyof typeof shareConditions;

/** What the catalogue says of a layer beside its fields: what it is, how current it is kept, on what terms it is given. */
export interface Stewardship {
  about: Words;
  sensitivity: Sensitivity;
  updateCycle: UpdateCycle;
  shareCondition: ShareCondition;
  /** The condition, or the ground for withholding; what to mind when using the data. */
  shareTerms?: Words;
}
