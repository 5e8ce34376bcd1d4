import { z } from 'zod';
import { departments } from '#geodata/codes/departments.ts';
import { findLayer } from '#geodata/layers/index.ts';

/** Which way data goes, seen from here. */
export const directions = {
  in: { zh: '接入', en: 'In' },
  out: { zh: '供出', en: 'Out' }
} as const;

/** By what way it goes. */
export const systemKinds = {
  file: { zh: '文件', en: 'Files' },
  ogc: { zh: 'OGC 要素服务', en: 'OGC API' },
  tiles: { zh: '矢量瓦片', en: 'Vector tiles' },
  mqtt: { zh: 'MQTT', en: 'MQTT' },
  open311: { zh: 'Open311', en: 'Open311' },
  webhook: { zh: '回调', en: 'Webhook' },
  database: { zh: '数据库', en: 'Database' }
} as const;

const optional = (text: string) => (text === '' ? null : text);

/** A connected system as its administrator writes it down. */
export const SystemEntry = z
  .object({
    name: z.string().trim().min(1, 'give it a name').max(80),
    owner: z.string().refine((code) => departments.get(code), 'no such department'),
    direction: z.enum(['in', 'out']),
    kind: z.enum(['file', 'ogc', 'tiles', 'mqtt', 'open311', 'webhook', 'database']),
    layers: z
      .array(z.string().refine((id) => findLayer(id), 'no such layer'))
      .max(200)
      .transform((ids) => [...new Set(ids)]),
    source: z
      .string()
      .trim()
      .max(120)
      .nullable()
      .default(null)
      .transform((text) => optional(text ?? '')),
    everyHours: z.number().int().min(1, 'one hour at least').max(8784, 'a year at most').nullable().default(null),
    contact: z.string().trim().max(200).default(''),
    note: z.string().trim().max(1000).default(''),
    paused: z.boolean().default(false)
  })
  .refine(({ source, direction }) => source === null || direction === 'in', {
    path: ['source'],
    error: 'a system that data goes out to is no source of imports'
  });
export type SystemEntry = z.output<typeof SystemEntry>;

/** What a run of a system came to, where it is not an import. */
export const SystemRun = z.object({
  rows: z.number().int().min(0).max(2_147_483_647),
  errors: z.number().int().min(0).max(2_147_483_647).default(0),
  message: z.string().trim().max(500).default('')
});
export type SystemRun = z.output<typeof SystemRun>;

/** How a system is doing. */
export type SystemState = 'ok' | 'errors' | 'late' | 'never' | 'paused';
