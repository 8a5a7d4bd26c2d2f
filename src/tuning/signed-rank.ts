import { normalCdf } from '../core/index.js'

interface Ranks {
  /** Twice the average ranks of the absolute differences, so that they are whole numbers. */
  doubled: number[]
  /** Sum of t³ − t over groups of t equal differences. */
  tieCorrection: number
}

/** From here on the distribution of many differences is taken as normal. */
const LARGEST_EXACT = 50
/** The same where differences are equal or zero. */
const LARGEST_EXACT_TIED = 13

function rank(differences: readonly number[]): Ranks {
  const order = differences.map((_, i) => i).sort((a, b) => Math.abs(differences[a]!) - Math.abs(differences[b]!))
  const doubled = new Array<number>(differences.length).fill(0)
  let tieCorrection = 0
  for (let from = 0, to = 0; from < order.length; from = to) {
    const size = Math.abs(differences[order[from]!]!)
    for (to = from; to < order.length && Math.abs(differences[order[to]!]!) === size; to++);
    for (let k = from; k < to; k++) doubled[order[k]!] = from + to + 1
    const tied = to - from
    tieCorrection += tied ** 3 - tied
  }
  return { doubled, tieCorrection }
}

/** Probability of a sum of at least `sum` of these ranks when each is in it or not with equal chance. */
function upperTail(ranks: readonly number[], sum: number): number {
  const total = ranks.reduce((a, b) => a + b, 0)
  const ways = new Float64Array(total + 1)
  ways[0] = 1
  let reached = 0
  for (const own of ranks) {
    for (let s = reached; s >= 0; s--) ways[s + own]! += ways[s]!
    reached += own
  }
  let above = 0
  for (let s = total; s >= sum; s--) above += ways[s]!
  return above / 2 ** ranks.length
}

/**
 * Probability, if differences were symmetric around 0, of a sum of the positive ones' ranks as large as theirs (Wilcoxon's signed-rank test, one-sided: small
 * when they are greater than 0). Half of the ranks of zeros counts as positive. As `scipy.stats.wilcoxon(…, zero_method="zsplit",
 * alternative="greater")` chooses: exact for up to 50 differences that differ, for up to 13 otherwise, else by the normal distribution; NaN where
 * that has no width.
 */
export function signedRankTail(differences: readonly number[]): number {
  const n = differences.length
  const { doubled, tieCorrection } = rank(differences)
  const sumOf = (test: (difference: number) => boolean): number =>
    differences.reduce((sum, difference, i) => (test(difference) ? sum + doubled[i]! : sum), 0)
  const positive = sumOf((difference) => difference > 0)
  const isTied = tieCorrection > 0 || differences.includes(0)
  if (n <= (isTied ? LARGEST_EXACT_TIED : LARGEST_EXACT))
    return upperTail(
      doubled.filter((_, i) => differences[i] !== 0),
      positive,
    )
  const sum = positive / 2 + sumOf((difference) => difference === 0) / 4
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - tieCorrection / 2) / 24)
  return normalCdf(-(sum - (n * (n + 1)) / 4) / deviation)
}
