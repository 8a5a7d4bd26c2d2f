const { fround } = Math

/**
 * Some of a column's values, ascending, each with the range in which its rank lies and the weight it has itself: what is left of the whole
 * column. All numbers are float32.
 */
export class Summary {
  size = 0
  value: Float32Array
  /** Least and greatest weight of what stands before the value, and with it. */
  leastRank: Float32Array
  greatestRank: Float32Array
  weight: Float32Array

  constructor(room: number) {
    this.value = new Float32Array(room)
    this.leastRank = new Float32Array(room)
    this.greatestRank = new Float32Array(room)
    this.weight = new Float32Array(room)
  }

  add(leastRank: number, greatestRank: number, weight: number, value: number): void {
    this.leastRank[this.size] = leastRank
    this.greatestRank[this.size] = greatestRank
    this.weight[this.size] = weight
    this.value[this.size++] = value
  }

  private addFrom(other: Summary, i: number): void {
    this.add(other.leastRank[i]!, other.greatestRank[i]!, other.weight[i]!, other.value[i]!)
  }

  /** Weight before the next value at least, and before this one at most. */
  nextRank(i: number): number {
    return fround(this.leastRank[i]! + this.weight[i]!)
  }

  previousRank(i: number): number {
    return fround(this.greatestRank[i]! - this.weight[i]!)
  }

  /** At most `room` of the values, at even distances of rank, the first and the last among them. */
  prune(room: number): Summary {
    if (this.size <= room) return this
    const pruned = new Summary(room)
    const last = this.size - 1
    const begin = this.greatestRank[0]!
    const range = fround(this.leastRank[last]! - begin)
    const steps = room - 1
    pruned.addFrom(this, 0)
    let i = 1
    let taken = 0
    for (let step = 1; step < steps; step++) {
      const twice = 2 * fround(fround(fround(step * range) / steps) + begin)
      while (i < last && twice >= fround(this.greatestRank[i + 1]! + this.leastRank[i + 1]!)) i++
      if (i === last) break
      const nearer = twice < fround(this.nextRank(i) + this.previousRank(i + 1)) ? i : i + 1
      if (nearer === taken) continue
      pruned.addFrom(this, nearer)
      taken = nearer
    }
    if (taken !== last) pruned.addFrom(this, last)
    return pruned
  }

  /** The values of both, with the ranks that each has among all. */
  static combine(a: Summary, b: Summary): Summary {
    if (a.size === 0) return b
    if (b.size === 0) return a
    const both = new Summary(a.size + b.size)
    const addOwn = (own: Summary, i: number, least: number, greatest: number): void =>
      both.add(fround(own.leastRank[i]! + least), fround(own.greatestRank[i]! + greatest), own.weight[i]!, own.value[i]!)
    let [i, j, beforeA, beforeB] = [0, 0, 0, 0]
    while (i < a.size || j < b.size) {
      if (i < a.size && j < b.size && a.value[i] === b.value[j]) {
        both.add(
          fround(a.leastRank[i]! + b.leastRank[j]!),
          fround(a.greatestRank[i]! + b.greatestRank[j]!),
          fround(a.weight[i]! + b.weight[j]!),
          a.value[i]!,
        )
        beforeA = a.nextRank(i++)
        beforeB = b.nextRank(j++)
      } else if (j === b.size || (i < a.size && a.value[i]! < b.value[j]!)) {
        addOwn(a, i, beforeB, j === b.size ? b.greatestRank[b.size - 1]! : b.previousRank(j))
        beforeA = a.nextRank(i++)
      } else {
        addOwn(b, j, beforeA, i === a.size ? a.greatestRank[a.size - 1]! : a.previousRank(i))
        beforeB = b.nextRank(j++)
      }
    }
    both.mendRanks()
    return both
  }

  /** Makes up for what rounding broke: ranks never fall, and a value's range holds its own weight. */
  private mendRanks(): void {
    let least = 0
    let greatest = 0
    for (let i = 0; i < this.size; i++) {
      if (this.leastRank[i]! < least) this.leastRank[i] = least
      else least = this.leastRank[i]!
      if (this.greatestRank[i]! < greatest) this.greatestRank[i] = greatest
      const next = this.nextRank(i)
      if (this.greatestRank[i]! < next) this.greatestRank[i] = next
      greatest = this.greatestRank[i]!
    }
  }
}

/** Values in a summary for each bin. */
const VALUES_PER_BIN = 8

/** Rows of a column, ascending by value within itself, as a summary of all of its values. */
function summarise(values: Float32Array): Summary {
  const summary = new Summary(values.length)
  values.sort()
  for (let i = 0; i < values.length; ) {
    const from = i
    while (i < values.length && values[i] === values[from]) i++
    summary.add(from, i, i - from, values[from]!)
  }
  return summary
}

/** The same with weights; neighbouring rows of one value are added up first. */
function summariseWeighted(values: Float32Array, weights: Float32Array): Summary {
  const runs: number[] = []
  const runWeights = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const run = runs.length - 1
    if (weights[i] === 0) continue
    if (run >= 0 && values[runs[run]!] === values[i]) runWeights[run]! += weights[i]!
    else runWeights[runs.push(i) - 1] = weights[i]!
  }
  const order = Int32Array.from(runs, (_, run) => run).sort((a, b) => values[runs[a]!]! - values[runs[b]!]! || a - b)
  const summary = new Summary(order.length)
  let before = 0
  for (let i = 0; i < order.length; ) {
    const value = values[runs[order[i]!]!]!
    let weight = runWeights[order[i++]!]!
    while (i < order.length && values[runs[order[i]!]!] === value) weight = fround(weight + runWeights[order[i++]!]!)
    const after = fround(before + weight)
    summary.add(before, after, weight, value)
    before = after
  }
  return summary
}

/** Summaries of one column's chunks, merged two by two like the digits of a counter. */
class Sketch {
  private readonly levels: (Summary | undefined)[] = []
  /** Values of a summary at most. */
  readonly limit: number

  constructor(rows: number, maxBin: number) {
    const error = 1 / (Math.max(1, Math.min(maxBin, rows)) * VALUES_PER_BIN)
    let levels = 1
    const limitAt = (level: number): number => Math.min(rows, Math.ceil(level / error) + 1)
    while (2 ** levels * limitAt(levels) < rows) levels += 1
    this.limit = limitAt(levels)
  }

  add(chunk: Summary): void {
    let carried = chunk
    for (let level = 0; ; level++) {
      const other = this.levels[level]
      const pruned = carried.prune(this.limit)
      if (other === undefined) {
        this.levels[level] = pruned
        return
      }
      carried = Summary.combine(pruned, other)
      if (carried.size <= this.limit) {
        this.levels[level] = carried
        return
      }
      this.levels[level] = undefined
    }
  }

  finish(lastChunk: Summary): Summary {
    let all = lastChunk.prune(this.limit)
    for (const level of this.levels) {
      if (level !== undefined) all = all.size === 0 ? level : Summary.combine(all, level).prune(this.limit)
    }
    return all
  }
}

/**
 * Where the bins of a column end: the first value of the next one, and for the last bin a number above all values. XGBoost's weighted
 * quantile sketch, in its order of operations; with no more distinct values than bins each value has its own.
 *
 * @param values float32 values that are not missing, in the order of the rows
 */
export function sketchCuts(values: Float32Array, weights: Float32Array | undefined, maxBin: number): number[] {
  const rows = values.length
  if (rows === 0) return []
  const sketch = new Sketch(rows, maxBin)
  const chunkOf = (from: number, to: number): Summary =>
    weights === undefined ? summarise(values.slice(from, to)) : summariseWeighted(values.subarray(from, to), weights.subarray(from, to))
  let begin = 0
  let places = 0
  let before = NaN
  for (let i = 0; i < rows; i++) {
    // A run of one value takes one place in XGBoost's queue, a row without weight none.
    if (values[i] === before || weights?.[i] === 0) continue
    if (places === 2 * sketch.limit) {
      sketch.add(chunkOf(begin, i))
      begin = i
      places = 0
    }
    places += 1
    before = values[i]!
  }
  const bins = Math.min(rows, maxBin)
  const summary = sketch
    .finish(chunkOf(begin, rows))
    .prune(Math.min(rows, maxBin * VALUES_PER_BIN))
    .prune(bins + 1)
  const cuts: number[] = []
  for (let i = 1; i < Math.min(summary.size, bins); i++) if (i === 1 || summary.value[i]! > cuts.at(-1)!) cuts.push(summary.value[i]!)
  const last = summary.value[summary.size - 1]!
  cuts.push(fround(last + (Math.abs(last) + fround(1e-5))))
  return cuts
}
