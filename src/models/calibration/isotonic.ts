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

/** One block per different probability, ascending; rows of weight 0 left out. */
function distinct(p: Float64Array, hit: Uint8Array, weights: Float64Array): Block[] {
  const order = Uint32Array.from(p.keys()).sort((i, j) => p[i]! - p[j]! || hit[i]! - hit[j]!)
  const blocks: Block[] = []
  for (const i of order) {
    const weight = weights[i]!
    if (weight === 0) continue
    const last = blocks.at(-1)
    if (last !== undefined && p[i]! - last.from < RESOLUTION) {
      last.weight += weight
      last.mass += weight * hit[i]!
    } else blocks.push({ from: p[i]!, to: p[i]!, weight, mass: weight * hit[i]! })
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
  for (const { from, to, weight, mass } of pool(distinct(p, hit, weights))) {
    probability.push(from)
    share.push(mass / weight)
    if (to === from) continue
    probability.push(to)
    share.push(mass / weight)
  }
  return { probability, share }
}

export function applyIsotonic({ probability, share }: IsotonicMap, p: number): number {
  let low = 0
  let high = probability.length - 1
  if (p <= probability[low]!) return share[low]!
  if (p >= probability[high]!) return share[high]!
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (probability[middle]! <= p) low = middle
    else high = middle
  }
  const slope = (share[high]! - share[low]!) / (probability[high]! - probability[low]!)
  return Math.min(share[low]! + slope * (p - probability[low]!), share[high]!)
}
