import { BarcastError } from '../../core/index.js'
import { checkOptionNames, checkRowWeights } from './calibration-rows.js'

export interface ConformalOptions {
  /** Share of rows that may be missed, between 0 and 1: 0.1 asks for a coverage of 90 %. */
  alpha: number
  /**
   * How much each score counts beside the row to predict, which counts 1 (Barber et al. 2023): for markets that change, less for older rows, as 0.99^age. Default: all 1.
   */
  weights?: Float64Array
  /** What too few scores for `alpha` give: an error (default), or Infinity, a threshold that misses nothing. */
  whenTooFew?: 'refuse' | 'infinite'
}

const ACTION = 'Compute conformal quantile'
/** Keeps α (n + 1) that is whole but for rounding, as 0.29 · 100, whole. */
const ROUNDING = 1 + 1e-12

/** @throws BarcastError `models/alpha` */
export function checkAlpha(alpha: number, action: string): void {
  if (typeof alpha === 'number' && alpha > 0 && alpha < 1) return
  throw new BarcastError('models/alpha', `${action}: alpha must be between 0 and 1, found ${String(alpha)}`, {
    value: alpha,
    where: { path: 'alpha' },
  })
}

/** @throws BarcastError `models/score` at a score that is NaN or infinite. */
export function checkScores(scores: Float64Array, action: string): void {
  if (!(scores instanceof Float64Array)) {
    throw new BarcastError('models/score', `${action}: scores must be a Float64Array, found ${typeof scores}`, { value: scores })
  }
  const row = scores.findIndex((score) => !Number.isFinite(score))
  if (row < 0) return
  throw new BarcastError(
    'models/score',
    `${action}: every row needs a finite score (drop rows without one), found ${scores[row]} at row ${row}`,
    {
      value: scores[row],
      where: { row, column: 'scores' },
    },
  )
}

/** Weight of scores that may lie above the threshold, beside the row to predict; below 0 when there are too few. */
export function weightAbove(alpha: number, total: number): number {
  return alpha * (total + 1) * ROUNDING - 1
}

function tooFew(alpha: number, total: number): never {
  // The minimum is found by the rule itself, so that both agree on what rounds to a whole number.
  let least = Math.max(0, Math.floor(1 / alpha) - 3)
  while (weightAbove(alpha, least) < 0) least += 1
  throw new BarcastError('models/too-few-scores', `${ACTION}: alpha ${alpha} needs ${least} scores or more (of weight 1), found ${total}`, {
    value: total,
    where: { path: 'alpha' },
  })
}

/**
 * The threshold that the score of a further, exchangeable row stays at or below with probability 1 − α or more: the ⌈(n + 1)(1 − α)⌉-th smallest of n scores (Vovk et al. 2005; Lei et al.
 * 2018). With weights, the least score with Σ weights of scores ≤ it at (1 − α)(Σ weights + 1) or above.
 *
 * Scores are what {@link residualScores} or {@link labelScores} gave for rows that the model was not trained on. Rows of a market are not exchangeable: when it changes, coverage is lost.
 * Weights that fade, or {@link createAdaptiveConformal}, which counts its misses, answer that.
 *
 * @throws BarcastError `models/alpha`, `models/score`, `models/weights`, `models/length`, `models/too-few-scores` (fewer than 1 / α − 1, with the least number), `models/unknown-option`.
 *
 * @example
 * const halfWidth = conformalQuantile(residualScores(predicted, actual), { alpha: 0.1 })
 * const { lower, upper } = intervalsAround(nextPredicted, halfWidth)
 */
export function conformalQuantile(scores: Float64Array, options: ConformalOptions): number {
  checkOptionNames(options, ['alpha', 'weights', 'whenTooFew'], ACTION)
  const { alpha, weights, whenTooFew = 'refuse' } = options
  checkAlpha(alpha, ACTION)
  checkScores(scores, ACTION)
  if (weights !== undefined) checkRowWeights(weights, scores.length, ACTION)
  const weightAt = (row: number): number => (weights === undefined ? 1 : weights[row]!)
  const order = Uint32Array.from(scores.keys())
    .filter((row) => weightAt(row) > 0)
    .sort((i, j) => scores[j]! - scores[i]! || i - j)
  const total = order.reduce((sum, row) => sum + weightAt(row), 0)
  const allowed = weightAbove(alpha, total)
  if (allowed < 0 || order.length === 0) return whenTooFew === 'infinite' ? Infinity : tooFew(alpha, total)
  let above = 0
  let threshold = scores[order[0]!]!
  for (const row of order) {
    // Among equal scores it does not matter where this stops.
    if (above > allowed) break
    threshold = scores[row]!
    above += weightAt(row)
  }
  return threshold
}
