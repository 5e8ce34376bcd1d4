/**
 * The open nodes of a search by cost: a binary heap in flat arrays that knows where each node stands, so that a cost
 * can be lowered in place. Made once per graph and used again by every search.
 */
export class NodeHeap {
  readonly #nodes: Uint32Array;
  readonly #keys: Float64Array;
  /** Where a node stands, plus one; 0: not in the heap. */
  readonly #place: Uint32Array;
  #size = 0;

  constructor(nodeCount: number) {
    this.#nodes = new Uint32Array(nodeCount);
    this.#keys = new Float64Array(nodeCount);
    this.#place = new Uint32Array(nodeCount);
  }

  get size(): number {
    return this.#size;
  }

  /** Lowest cost in the heap; Infinity when it is empty. */
  get least(): number {
    return this.#size === 0 ? Infinity : this.#keys[0]!;
  }

  /** Puts a node in, or lowers its cost. The caller sees to it that the cost is lower than the one it stands with. */
  put(node: number, cost: number): void {
    const place = this.#place[node]!;
    this.#rise(place === 0 ? this.#size++ : place - 1, node, cost);
  }

  /** Takes out the node with the lowest cost. */
  take(): number {
    const first = this.#nodes[0]!;
    this.#place[first] = 0;
    const last = --this.#size;
    if (last > 0) this.#sink(this.#nodes[last]!, this.#keys[last]!);
    return first;
  }

  clear(): void {
    for (let i = 0; i < this.#size; i++) this.#place[this.#nodes[i]!] = 0;
    this.#size = 0;
  }

  #rise(at: number, node: number, key: number): void {
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#keys[above]! <= key) break;
      this.#set(at, this.#nodes[above]!, this.#keys[above]!);
      at = above;
    }
    this.#set(at, node, key);
  }

  #sink(node: number, key: number): void {
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#keys[below + 1]! < this.#keys[below]!) below++;
      if (this.#keys[below]! >= key) break;
      this.#set(at, this.#nodes[below]!, this.#keys[below]!);
      at = below;
    }
    this.#set(at, node, key);
  }

  #set(at: number, node: number, key: number): void {
    this.#nodes[at] = node;
    this.#keys[at] = key;
    this.#place[node] = at + 1;
  }
}
