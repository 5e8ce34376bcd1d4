import { railwayClasses } from '#geodata/sources/osm/railways.ts';
import type { GeoJsonReading } from '#geodata/sources/rule.ts';

export const railways: GeoJsonReading = {
  aliases: { class: ['fclass', 'railway', 'class'], name: ['name:zh', 'name'] },
  translate(row, { class: group, subclass, brunnel, service }) {
    // OpenMapTiles keeps tracks among its roads: class rail or transit, the kind in subclass.
    const word = String((group === 'rail' || group === 'transit' ? (subclass ?? group) : row.class) ?? '');
    const found = railwayClasses[word] ?? (word === 'transit' ? 'other' : undefined);
    if (word && !found)
      return { refused: group === undefined ? 'unknown_value' : 'not_for_layer', field: 'class', value: word };
    const structure = typeof brunnel === 'string' ? { bridge: brunnel === 'bridge', tunnel: brunnel === 'tunnel' } : {};
    // In open maps `service` names a kind of siding.
    const track =
      typeof service === 'string' && service !== '' ? { service: service !== 'no' && service !== 'false' } : {};
    return { ...row, ...structure, ...track, class: found };
  }
};
