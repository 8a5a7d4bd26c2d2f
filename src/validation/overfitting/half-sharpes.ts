import { BarcastError } from '../../core/index.js'
import { combinations } from '../combinations.js'

/** Sums of one trial over each block. Returns are taken about the trial's mean, so that squares do not cancel. */
interface TrialBlocks {
  readonly mean: number
  readonly sums: Float64Array
  readonly squares: Float64Array
  readonly lowest: Float64Array
  readonly highest: Float64Array
}

function sumUp(returns: Float64Array, cuts: readonly number[]): TrialBlocks {
  let total = 0
  for (const value of returns) total += value
  const mean = total / returns.length
  const blocks = cuts.length - 1
  const sums = new Float64Array(blocks)
  const squares = new Float64Array(blocks)
  const lowest = new Float64Array(blocks).fill(Infinity)
  const highest = new Float64Array(blocks).fill(-Infinity)
  for (let b = 0; b < blocks; b++) {
    for (let row = cuts[b]!; row < cuts[b + 1]!; row++) {
      const value = returns[row]!
      sums[b]! += value - mean
      squares[b]! += (value - mean) * (value - mean)
      lowest[b] = Math.min(lowest[b]!, value)
      highest[b] = Math.max(highest[b]!, value)
    }
  }
  return { mean, sums, squares, lowest, highest }
}

/** Sharpe ratio of a half whose returns hardly vary: 0 for a trial that did nothing there, refused where it earned the same in every row. */
function sharpeOfStill({ lowest, highest }: TrialBlocks, half: readonly number[], found: number, trial: number, action: string): number {
  const low = Math.min(...half.map((block) => lowest[block]!))
  const high = Math.max(...half.map((block) => highest[block]!))
  if (low < high) return found
  if (low === 0) return 0
  throw new BarcastError(
    'validation/constant-returns',
    `${action}: returns must vary in every half of the blocks, found ${low} in all rows of one, trial ${trial}`,
    {
      value: low,
      where: { column: String(trial) },
    },
  )
}

/** Both halves of one split into blocks: their Sharpe ratios by trial, which the next visit overwrites. */
export type VisitHalves = (first: Float64Array, second: Float64Array) => void

/**
 * Makes a walk over all splits of the blocks into two halves, each pair of halves once. Blocks are rows between two neighbouring cuts; a Sharpe
 * ratio is per observation, with the n − 1 deviation.
 */
export function halfSharpes(
  returnsByTrial: readonly Float64Array[],
  cuts: readonly number[],
  action: string,
): (visit: VisitHalves) => void {
  const blocks = cuts.length - 1
  const trials = returnsByTrial.map((returns) => sumUp(returns, cuts))
  const fill = (half: readonly number[], sharpes: Float64Array): void => {
    let rows = 0
    for (const block of half) rows += cuts[block + 1]! - cuts[block]!
    for (let trial = 0; trial < trials.length; trial++) {
      const { mean, sums, squares } = trials[trial]!
      let sum = 0
      let square = 0
      for (let k = 0; k < half.length; k++) {
        sum += sums[half[k]!]!
        square += squares[half[k]!]!
      }
      const spread = square - (sum * sum) / rows
      const sharpe = (mean + sum / rows) / Math.sqrt(spread / (rows - 1))
      sharpes[trial] = spread > 1e-10 * square ? sharpe : sharpeOfStill(trials[trial]!, half, sharpe, trial, action)
    }
  }
  const first = new Float64Array(trials.length)
  const second = new Float64Array(trials.length)
  return (visit) => {
    for (const half of combinations(blocks, blocks / 2)) {
      // The other halves are the complements of these.
      if (half[0] !== 0) return
      fill(half, first)
      const inHalf = new Set(half)
      fill(
        Array.from({ length: blocks }, (_, block) => block).filter((block) => !inHalf.has(block)),
        second,
      )
      visit(first, second)
    }
  }
}
