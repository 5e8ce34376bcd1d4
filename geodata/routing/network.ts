import { componentsOf, type Components } from './components.ts';
import { costsOf, type Graph } from './graph.ts';
import type { Profile } from './profiles.ts';
import { Search } from './search.ts';
import { EdgeIndex } from './snap.ts';

/** The graph as one profile meets it under given conditions: what each arc costs, and what hangs together. */
export interface Network {
  graph: Graph;
  profile: Profile;
  costs: Float64Array;
  components: Components;
  index: EdgeIndex;
  search: Search;
}

export interface Conditions {
  winter: boolean;
  /** Edges that are closed now, in any order. */
  closed: readonly number[];
}

/** Networks kept ready: of 200,000 edges each takes about 4 MB. */
const KEPT = 8;

/** Makes networks of one graph; those used last are kept, and all share one index and one search. */
export class Networks {
  readonly #graph: Graph;
  readonly #index: EdgeIndex;
  readonly #search: Search;
  readonly #kept = new Map<string, Network>();

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#index = new EdgeIndex(graph);
    this.#search = new Search(graph);
  }

  of(profile: Profile, conditions: Conditions): Network {
    const key = `${profile.id} ${conditions.winter} ${conditions.closed.join()}`;
    let network = this.#kept.get(key);
    if (!network) {
      const graph = this.#graph;
      const costs = costsOf(graph, profile, conditions);
      const components = componentsOf(graph, costs);
      network = { graph, profile, costs, components, index: this.#index, search: this.#search };
    }
    this.#kept.delete(key);
    this.#kept.set(key, network);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return network;
  }
}
