/**
 * The order statistics of the last `capacity` outcomes that were added: a Fenwick tree over the ranks of all returns. The ranks are
 * worked out beforehand from the whole history, yet only say where a value is stored; a quantile reads added values alone.
 */
export class KnownOutcomes {
  readonly #rank: Int32Array
  readonly #sorted: Float64Array
  readonly #tree: Int32Array
  readonly #recent: Int32Array
  #added = 0

  constructor(returns: Float64Array, capacity: number) {
    const present = new Int32Array(returns.length)
    let count = 0
    for (let i = 0; i < returns.length; i++) if (!Number.isNaN(returns[i]!)) present[count++] = i
    const order = present.subarray(0, count).sort((a, b) => returns[a]! - returns[b]! || a - b)
    this.#rank = new Int32Array(returns.length)
    order.forEach((row, rank) => {
      this.#rank[row] = rank
    })
    this.#sorted = Float64Array.from(order, (row) => returns[row]!)
    this.#tree = new Int32Array(count + 1)
    this.#recent = new Int32Array(Math.min(capacity, Math.max(count, 1)))
  }

  get count(): number {
    return Math.min(this.#added, this.#recent.length)
  }

  add(row: number): void {
    const slot = this.#added % this.#recent.length
    if (this.#added >= this.#recent.length) this.#change(this.#recent[slot]!, -1)
    this.#recent[slot] = this.#rank[row]!
    this.#change(this.#rank[row]!, 1)
    this.#added += 1
  }

  /** Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, NumPy's default). ±Infinity for p = ±Infinity. */
  quantile(p: number): number {
    if (p === Infinity || p === -Infinity) return p
    const position = p * (this.count - 1)
    const below = Math.floor(position)
    const low = this.#at(below)
    if (position === below) return low
    return low + (this.#at(below + 1) - low) * (position - below)
  }

  #change(rank: number, by: number): void {
    for (let node = rank + 1; node < this.#tree.length; node += node & -node) this.#tree[node]! += by
  }

  /** Value of the `k`-th smallest outcome held, from 0. */
  #at(k: number): number {
    let node = 0
    let left = k
    for (let step = 1 << (31 - Math.clz32(this.#tree.length)); step >= 1; step >>= 1) {
      const next = node + step
      if (next < this.#tree.length && this.#tree[next]! <= left) {
        node = next
        left -= this.#tree[next]!
      }
    }
    return this.#sorted[node]!
  }
}
