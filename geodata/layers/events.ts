import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { mark, quiet, type Looks } from '#geodata/style/symbols.ts';

/** What waits stands out; what is closed is there without asking for attention. */
const looks = {
  by: 'status',
  values: {
    received: { shape: 'diamond', color: 'danger' },
    accepted: { shape: 'triangle', color: 'warning' },
    done: { shape: 'dot', color: 'ok' },
    declined: { shape: 'ring', color: 'muted' }
  },
  otherwise: { shape: 'square', color: 'muted' }
} satisfies Looks;

export const events = defineLayer({
  id: 'events',
  schema: 'governance',
  title: { zh: '事件', en: 'Events' },
  group: 'events',
  geometry: 'point',
  minzoom: 15,
  read: 'event:read',
  owner: 'city_operations',
  about: {
    zh: '居民、网格员、热线、传感器等上报的事件及其办理状态；不含上报人信息。',
    en: 'What residents, grid workers, the hotline and sensors reported, and what became of it; without who reported.'
  },
  sensitivity: 'sensitive',
  updateCycle: 'continuous',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '在各自辖区与职责范围内共享；对外只提供汇总数。',
    en: 'Shared within each one’s area and duties; only totals go outside.'
  },
  shown: true,
  properties: z.object({
    kind: field(z.string(), '事项', 'Kind', { codes: 'event_kinds' }),
    status: choice('状态', 'Status', {
      received: ['已受理', 'Received'],
      accepted: ['处理中', 'In hand'],
      done: ['已办结', 'Done'],
      declined: ['不予受理', 'Declined']
    }),
    reported_by: choice('来源', 'Source', {
      citizen: ['居民', 'Resident'],
      grid_worker: ['网格员', 'Grid worker'],
      sensor: ['传感器', 'Sensor'],
      hotline: ['热线', 'Hotline'],
      patrol: ['巡查', 'Patrol'],
      inspection: ['检查', 'Inspection'],
      police: ['公安', 'Police'],
      city_platform: ['城市平台', 'City platform']
    }),
    unit: field(z.string(), '承办单位', 'Unit').nullable(),
    reported_at: field(z.string(), '上报时间', 'Reported', { format: 'date-time' }),
    occurred_at: field(z.string(), '发生时间', 'Occurred', { format: 'date-time' }).nullable(),
    position_quality: choice('位置', 'Position', {
      exact: ['准确', 'Exact'],
      approximate: ['大致', 'Approximate'],
      doubtful: ['存疑', 'Doubtful']
    })
  }),
  label: 'kind',
  tile: ['kind', 'status', 'reported_by', 'reported_at'],
  public: null,
  paint: [
    quiet(looks),
    mark(
      looks,
      {
        by: 'status',
        values: { received: 'warning', accepted: 'clock', done: 'none', declined: 'none' },
        otherwise: 'bar'
      },
      { size: 0.7, emblem: { shape: 'diamond', color: 'danger', glyph: 'warning' } }
    )
  ]
});
