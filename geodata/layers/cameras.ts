import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { mark } from '#geodata/style/symbols.ts';

export const cameras = defineLayer({
  id: 'cameras',
  schema: 'asset',
  title: { zh: '视频点位', en: 'Cameras' },
  group: 'facilities',
  geometry: 'point',
  minzoom: 14,
  read: 'asset:read',
  owner: 'public_security',
  about: {
    zh: '公共视频点位的位置、朝向、状态与设置依据；只有元数据，不存储视频，不识别人脸。',
    en: 'Where public cameras stand, how they look, their state and legal basis. Metadata only: no video is kept and no face recognised.'
  },
  sensitivity: 'sensitive',
  updateCycle: 'daily',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '按点位的共享级别，经公安机关同意后提供，并记录查询。',
    en: 'By each camera’s share level, with the consent of public security; requests are recorded.'
  },
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    device_code: field(z.string(), '设备编码', 'Device code').nullable(),
    status: choice('状态', 'Status', {
      online: ['在线', 'Online'],
      offline: ['离线', 'Offline'],
      faulty: ['故障', 'Faulty'],
      unknown: ['未知', 'Unknown']
    }),
    azimuth_deg: field(z.number(), '方位角', 'Azimuth', { unit: '°' }).nullable(),
    fov_deg: field(z.number(), '视场角', 'Field of view', { unit: '°' }).nullable(),
    range_m: field(z.number(), '有效距离', 'Range', { unit: 'm' }).nullable(),
    share_level: choice('共享级别', 'Share level', {
      county: ['县（区）级', 'County'],
      city: ['市级', 'City'],
      province: ['省级', 'Province']
    }),
    face_capable: field(z.boolean(), '具备人脸采集能力', 'Able to capture faces'),
    legal_basis: field(z.string(), '设置依据', 'Legal basis').nullable(),
    signage: field(z.boolean(), '有提示标识', 'Public notice posted').nullable()
  }),
  label: 'name',
  tile: ['name', 'status', 'azimuth_deg', 'fov_deg', 'range_m'],
  public: null,
  paint: [
    {
      // The tile carries each camera twice: its point, and from zoom 15 its view cone under the same id.
      slot: 'area',
      part: 'view',
      key: alike({ fill: 'view', edge: 'view' }),
      draw: (t) => ({
        type: 'fill',
        minzoom: 15,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': t.view, 'fill-opacity': 0.16, 'fill-outline-color': t.view }
      })
    },
    mark(
      {
        by: 'status',
        values: {
          online: { shape: 'circle', color: 'asset' },
          faulty: { shape: 'diamond', color: 'danger' },
          offline: { shape: 'square', color: 'warning' }
        },
        otherwise: { shape: 'square', color: 'muted' }
      },
      { otherwise: 'camera' },
      { emblem: { shape: 'circle', color: 'asset', glyph: 'camera' } }
    )
  ]
});
