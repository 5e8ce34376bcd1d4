// `npm run layer:new -- <name> [point|line|polygon] [asset|emergency|governance]`: the files of a new layer.
import { live } from './lifetime.ts';
import { addLayer } from './layer/add-layer.ts';
import { findGaps } from './layer/gaps.ts';
import type { NewLayer } from './layer/scaffold.ts';
import { OperatorError } from './provision/operator-error.ts';
import { root } from './provision/root.ts';

const USAGE = 'npm run layer:new -- <name> [point | line | polygon] [asset | emergency | governance]';

await live(async () => {
  const [name, geometry = 'point', schema = 'asset', ...more] = process.argv.slice(2);
  if (
    !name ||
    more.length > 0 ||
    !['point', 'line', 'polygon'].includes(geometry) ||
    !['asset', 'emergency', 'governance'].includes(schema)
  ) {
    throw new OperatorError(USAGE);
  }
  const files = addLayer(root, { name, geometry, schema } as NewLayer);
  console.log(`Written:\n${files.map((file) => `  ${file}`).join('\n')}

Next:
  1. ${files[0]}: its own columns, and in GRANT those that tiles carry or the public may see
  2. ${files[2]}: title, department, permission, fields with their words, who sees which, how it is drawn
  3. ${files[1]}: the same columns as \`tile\`, and for_anyone instead of for_staff where the layer is public
  4. geodata/layers/index.ts: its place in the draw order (it stands last, above all others)
  5. geodata/sources/osm/${name}.ts, only if OpenStreetMap can fill it
  6. npm test -- db tests/tiles`);
  for (const gap of findGaps(root)) console.log(gap);
});
