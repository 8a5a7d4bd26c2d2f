/** A non-decreasing function through the points (probability, share), linear between them and level beyond the first and the last. */
export interface IsotonicMap {
  /** Ascending. */
  probability: readonly number[]
  share: readonly number[]
}

/** scikit-learn's `resolution`: probabilities less than this apart are one. */
const RESOLUTION = 1e-15

interface Block {
  /** Probability of the block's first and last row. */
  from: number
  to: number
  weight: number
  /** Weight times share, summed. */
  mass: number
}

/** The different probabilities of rows that weigh anything, ascending. */
function distinct(p: Float64Array, weights: Float64Array): Float64Array {
  const ascending = p.filter((_, i) => weights[i]! > 0).sort()
  let count = 0
  for (const value of ascending) {
    if (count === 0 || value - ascending[count - 1]! >= RESOLUTION) ascending[count++] = value
  }
  return ascending.subarray(0, count)
}

/** The place of the last value that is not above. */
function placeOf(value: number, ascending: ArrayLike<number>): number {
  let low = 0
  let high = ascending.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle
  }
  return low
}

/** One block per different probability, ascending. */
function blocksOf(p: Float64Array, hit: Uint8Array, weights: Float64Array): Block[] {
  const starts = distinct(p, weights)
  const blocks = Array.from(starts, (from) => ({ from, to: from, weight: 0, mass: 0 }))
  for (let i = 0; i < p.length; i++) {
    const block = blocks[placeOf(p[i]!, starts)]!
    block.weight += weights[i]!
    block.mass += weights[i]! * hit[i]!
  }
  return blocks
}

/** Pool adjacent violators: neighbours whose shares do not ascend become one block with their common share. */
function pool(blocks: readonly Block[]): Block[] {
  const pooled: Block[] = []
  for (const block of blocks) {
    let top = { ...block }
    for (let below = pooled.at(-1); below !== undefined && below.mass * top.weight >= top.mass * below.weight; below = pooled.at(-1)) {
      pooled.pop()
      top = { from: below.from, to: top.to, weight: below.weight + top.weight, mass: below.mass + top.mass }
    }
    pooled.push(top)
  }
  return pooled
}

/**
 * Isotonic regression of hits on probabilities (least squares, weighted) by pooling adjacent violators. Equal probabilities are averaged first. Of each level stretch the two ends are kept.
 */
export function fitIsotonic(p: Float64Array, hit: Uint8Array, weights: Float64Array): IsotonicMap {
  const probability: number[] = []
  const share: number[] = []
  for (const { from, to, weight, mass } of pool(blocksOf(p, hit, weights))) {
    probability.push(from)
    share.push(mass / weight)
    if (to === from) continue
    probability.push(to)
    share.push(mass / weight)
  }
  return { probability, share }
}

export function applyIsotonic({ probability, share }: IsotonicMap, p: number): number {
  const last = probability.length - 1
  if (p <= probability[0]!) return share[0]!
  if (p >= probability[last]!) return share[last]!
  const low = placeOf(p, probability)
  const high = low + 1
  const slope = (share[high]! - share[low]!) / (probability[high]! - probability[low]!)
  return Math.min(share[low]! + slope * (p - probability[low]!), share[high]!)
}
