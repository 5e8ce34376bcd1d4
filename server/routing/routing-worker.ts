import { parentPort } from 'node:worker_threads';
import { Engine } from '#geodata/routing/engine.ts';
import type { Answer, Order, Snapshot } from './routing-thread.ts';

/**
 * The road graph in a thread of its own: a search over a whole city takes tens of milliseconds, which other requests
 * need not wait for. Orders are carried out one after the other, in the order they came.
 */
const engine = new Engine();
let graph: Snapshot | null = null;
const port = parentPort!;

port.on('message', ({ id, order }: { id: number; order: Order }) => {
  try {
    const result = carryOut(order);
    reply({ id, result, graph });
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

function carryOut(order: Order): unknown {
  switch (order.what) {
    case 'put':
      return order.blocks.forEach((block) => engine.put(block));
    case 'commit':
      graph = order.graph;
      return engine.commit(order.closures, order.options);
    case 'facts':
      return engine.facts(order.asked);
    case 'route':
      return engine.route(order.asked, order.from, order.to);
    case 'times':
      return engine.times(order.asked, order.sources, order.targets);
    case 'nearest':
      return engine.nearest(order.asked, order.point, order.targets, order.options);
    case 'isochrone':
      return engine.isochrone(order.asked, order.point, order.limits, order.options);
  }
}

function reply(answer: Answer): void {
  port.postMessage(answer);
}
