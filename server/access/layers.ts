import { findLayer, layers } from '#geodata/layers/index.ts';
import type { Layer } from '#geodata/layers/define.ts';
import type { Reach } from '#geodata/access/acting.ts';
import { can, forbidden, projectionOf } from '#server/access/actor.ts';
import { Problem } from '#server/http/problem.ts';

/** Whether an actor may see a layer at all: its permission, and for residents that it is public. */
export function maySee(actor: Pick<Reach, 'role'>, layer: Layer): boolean {
  return can(actor, layer.read) && (projectionOf(actor) === 'staff' || layer.public !== null);
}

/** The layers an actor may see, in registry order. */
export function visibleLayers(actor: Pick<Reach, 'role'>): Layer[] {
  return layers.filter((layer) => maySee(actor, layer));
}

/** @throws Problem 404 for a name that is no layer, 403 for one the actor may not see. */
export function layerFor(actor: Pick<Reach, 'role'>, id: string): Layer {
  const layer = findLayer(id);
  if (!layer)
    throw new Problem(404, 'no-such-layer', {
      zh: `没有名为“${id.slice(0, 60)}”的图层。`,
      en: `There is no layer "${id.slice(0, 60)}".`
    });
  if (!maySee(actor, layer)) throw forbidden();
  return layer;
}
