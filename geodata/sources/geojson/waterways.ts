import type { GeoJsonReading } from '#geodata/sources/rule.ts';

export const waterways: GeoJsonReading = {
  aliases: { class: ['class', 'waterway', 'fclass'], name: ['name:zh', 'name'] },
  translate(row, { brunnel }) {
    return typeof brunnel === 'string' ? { ...row, tunnel: brunnel === 'tunnel' } : row;
  }
};
