import { BarcastError, createRandom, type Labels } from '../core/index.js'
import { parseBootstrap } from './config.js'
import { type LabelIntervals, labelIntervals } from './label-intervals.js'

/** Options of {@link sequentialBootstrap}. */
export interface SequentialBootstrapOptions {
  seed: number
  /** Rows to draw. Default: as many as there are labels. */
  draws?: number
}

/** Numbers ≥ 0 with the sums of pairs, of pairs of pairs and so on; parents are added up afresh at each change, so no error builds up. */
class SumTree {
  readonly #size: number
  readonly #sums: Float64Array

  constructor(values: Float64Array) {
    this.#size = 1 << (32 - Math.clz32(Math.max(1, values.length - 1)))
    this.#sums = new Float64Array(2 * this.#size)
    this.#sums.set(values, this.#size)
    for (let node = this.#size - 1; node >= 1; node--) this.#sums[node] = this.#sums[2 * node]! + this.#sums[2 * node + 1]!
  }

  /** Sets the values at places `from` … `to − 1`. */
  set(from: number, to: number, values: Float64Array): void {
    this.#sums.set(values.subarray(from, to), this.#size + from)
    let low = (this.#size + from) >> 1
    let high = (this.#size + to - 1) >> 1
    for (; low >= 1; low >>= 1, high >>= 1) {
      for (let node = low; node <= high; node++) this.#sums[node] = this.#sums[2 * node]! + this.#sums[2 * node + 1]!
    }
  }

  /** Place at which the running sum passes `share` of the total. */
  at(share: number): number {
    let left = share * this.#sums[1]!
    let node = 1
    while (node < this.#size) {
      node *= 2
      // A share that rounding carries past the last value stays with the last one.
      if (left >= this.#sums[node]! && this.#sums[node + 1]! > 0) {
        left -= this.#sums[node]!
        node += 1
      }
    }
    return node - this.#size
  }
}

/** Labels in order of their first return, with the latest end up to each: what a span meets is one run of them. */
class OrderedLabels {
  readonly rows: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  readonly #latestEnd: Int32Array

  constructor({ value }: Labels, intervals: LabelIntervals) {
    this.rows = Int32Array.from(value.keys()).filter((i) => value[i]! >= 0)
    this.rows.sort((a, b) => intervals.from[a]! - intervals.from[b]! || a - b)
    this.from = this.rows.map((i) => intervals.from[i]!)
    this.to = this.rows.map((i) => intervals.to[i]!)
    let latest = 0
    this.#latestEnd = this.to.map((end) => (latest = Math.max(latest, end)))
  }

  /** First place and the one after the last between which all labels lie that meet those of `place`. */
  meeting(place: number): [first: number, after: number] {
    let first = place
    while (first > 0 && this.#latestEnd[first - 1]! > this.from[place]!) first -= 1
    let after = place + 1
    while (after < this.from.length && this.from[after]! < this.to[place]!) after += 1
    return [first, after]
  }
}

/**
 * Sequential bootstrap (López de Prado 2018, section 4.5): draws labels with replacement, each with a probability proportional to the average uniqueness it would
 * have beside those drawn already, the mean of 1 / (1 + drawn labels that share the return) over its returns. So the drawn ones overlap less than those of a plain
 * bootstrap. One draw takes the length of its span plus the labels that meet it, and the logarithm of all.
 *
 * @returns Rows, in the order drawn.
 * @throws BarcastError `labels/config`, `labels/unknown-option`, `labels/overlap`, `labels/no-labels`.
 *
 * @example
 * const rows = sequentialBootstrap(labels, { seed: 7, draws: 500 })
 */
export function sequentialBootstrap(labels: Labels, options: SequentialBootstrapOptions): Int32Array {
  const action = 'Bootstrap labels'
  const { seed, draws } = parseBootstrap(options, action)
  const ordered = new OrderedLabels(labels, labelIntervals(labels, action))
  const { rows, from, to } = ordered
  if (rows.length === 0) {
    throw new BarcastError('labels/no-labels', `${action}: there must be one label or more, found none in ${labels.length} rows`, {
      value: 0,
    })
  }
  const random = createRandom(seed)
  const drawn = new Int32Array(labels.length)
  const lost = new Float64Array(labels.length + 1)
  const uniqueness = new Float64Array(rows.length).fill(1)
  const tree = new SumTree(uniqueness)
  return Int32Array.from({ length: draws ?? rows.length }, () => {
    const place = tree.at(random.uniform())
    const [begin, end] = [from[place]!, to[place]!]
    // Sums of what each return of the span loses by one more label on it.
    for (let t = begin; t < end; t++) {
      lost[t + 1] = (t === begin ? 0 : lost[t]!) + 1 / (1 + drawn[t]!) - 1 / (2 + drawn[t]!)
      drawn[t]! += 1
    }
    const [first, after] = ordered.meeting(place)
    for (let k = first; k < after; k++) {
      const [low, high] = [Math.max(begin, from[k]!), Math.min(end, to[k]!)]
      if (low < high) uniqueness[k]! -= (lost[high]! - (low === begin ? 0 : lost[low]!)) / (to[k]! - from[k]!)
    }
    tree.set(first, after, uniqueness)
    return rows[place]!
  })
}
