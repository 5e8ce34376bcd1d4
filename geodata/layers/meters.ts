import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { mark } from '#geodata/style/symbols.ts';

export const meters = defineLayer({
  id: 'meters',
  schema: 'asset',
  title: { zh: '计量表', en: 'Meters' },
  group: 'facilities',
  geometry: 'point',
  minzoom: 15,
  read: 'asset:read',
  owner: 'public_utilities',
  about: {
    zh: '水、气、热、电计量点，按楼栋或计量分区；用于漏损分析与异常关怀，不含用户信息。',
    en: 'Metering points for water, gas, heat and electricity by building or metered area, for leakage analysis and welfare checks; without customers.'
  },
  sensitivity: 'sensitive',
  updateCycle: 'daily',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '须经公用事业主管部门同意；不得用于推断个人或家庭生活状况。',
    en: 'With the consent of public utilities; never to infer how a person or household lives.'
  },
  properties: z.object({
    meter_no: field(z.string(), '表号', 'Meter number'),
    medium: choice('介质', 'Medium', {
      water: ['水', 'Water'],
      gas: ['燃气', 'Gas'],
      heat: ['热', 'Heat'],
      electricity: ['电', 'Electricity']
    }),
    placement: choice('位置', 'Placement', { building: ['楼栋', 'Building'], dma: ['分区计量', 'District metering'] }),
    dma_code: field(z.string(), '计量分区', 'Metered area').nullable(),
    status: choice('状态', 'Status', {
      normal: ['正常', 'Normal'],
      silent: ['无数据', 'Silent'],
      faulty: ['故障', 'Faulty'],
      removed: ['已拆除', 'Removed']
    }),
    reading: field(z.number(), '读数', 'Reading').nullable(),
    reading_unit: field(z.string(), '单位', 'Unit').nullable(),
    read_at: field(z.string(), '抄表时间', 'Read at', { format: 'date-time' }).nullable()
  }),
  label: 'meter_no',
  tile: ['medium', 'placement', 'status'],
  public: null,
  paint: [
    mark(
      {
        by: 'medium',
        values: {
          water: { shape: 'circle', color: 'waterAsset' },
          gas: { shape: 'circle', color: 'gasAsset' },
          heat: { shape: 'circle', color: 'heatAsset' },
          electricity: { shape: 'circle', color: 'powerAsset' }
        },
        otherwise: { shape: 'circle', color: 'asset' }
      },
      { by: 'medium', values: { water: 'water', gas: 'flame', heat: 'heat', electricity: 'bolt' }, otherwise: 'dot' },
      { size: 0.5, emblem: { shape: 'circle', color: 'waterAsset', glyph: 'clock' } }
    )
  ]
});
