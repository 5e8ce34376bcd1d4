import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { nameLabel } from '#geodata/style/paint.ts';
import { mark } from '#geodata/style/symbols.ts';

export const teams = defineLayer({
  id: 'teams',
  schema: 'emergency',
  title: { zh: '应急队伍', en: 'Response teams' },
  group: 'emergency',
  geometry: 'point',
  minzoom: 12,
  read: 'emergency:read',
  owner: 'emergency_management',
  about: {
    zh: '应急队伍的驻地、类型、状态与值班电话。',
    en: 'Response teams: base, kind, state and duty telephone.'
  },
  sensitivity: 'internal',
  updateCycle: 'continuous',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '供应急指挥与联动处置使用。',
    en: 'For emergency command and joint response.'
  },
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    kind: choice('类型', 'Kind', {
      fire: ['消防', 'Fire'],
      rescue: ['救援', 'Rescue'],
      medical: ['医疗', 'Medical'],
      utility: ['抢修', 'Utility repair'],
      community: ['社区', 'Community'],
      volunteer: ['志愿', 'Volunteer']
    }),
    status: choice('状态', 'Status', {
      ready: ['待命', 'Ready'],
      busy: ['出动', 'Busy'],
      off_duty: ['休整', 'Off duty']
    }),
    members: field(z.number(), '人数', 'Members', { unit: '人' }),
    duty_phone: field(z.string(), '值班电话', 'Duty telephone').nullable()
  }),
  label: 'name',
  tile: ['name', 'kind', 'status', 'members'],
  public: null,
  paint: [
    mark(
      {
        by: 'status',
        values: {
          ready: { shape: 'circle', color: 'ok' },
          busy: { shape: 'triangle', color: 'warning' },
          off_duty: { shape: 'square', color: 'muted' }
        },
        otherwise: { shape: 'square', color: 'muted' }
      },
      {
        by: 'kind',
        values: {
          fire: 'flame',
          rescue: 'star',
          medical: 'cross',
          utility: 'tool',
          community: 'house',
          volunteer: 'person'
        },
        otherwise: 'people'
      },
      { size: 0.85, emblem: { shape: 'circle', color: 'ok', glyph: 'people' } }
    ),
    nameLabel('name', (t) => t.text, 14)
  ]
});
