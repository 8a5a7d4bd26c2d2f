import { studentTail } from '../core/index.js'
import { checkChoice, checkCount, checkFinite, checkNames, checkOption } from './observation.js'

/** How p-values of several tests are adjusted for their number. */
export type PValueAdjustment = 'bonferroni' | 'holm' | 'bhy'

/** Options of {@link haircutSharpeRatio}. */
export interface HaircutOptions {
  /** Sharpe ratio of every trial, per observation (not annual). */
  trialSharpes: Float64Array
  /** Observations behind each Sharpe ratio, at least 2. */
  observations: number
  /** Bonferroni and Holm bound the chance of one false discovery, `bhy` their expected share. Default `bhy`. */
  method?: PValueAdjustment
}

/** One number per trial in each column. */
export interface SharpeHaircut {
  /** Sharpe ratios that would have the adjusted p-values without other trials; the sign is kept. */
  sharpe: Float64Array
  /** 1 − adjusted / original Sharpe ratio; NaN where the original is 0. */
  haircut: Float64Array
  /** Two-sided p-values of single tests. */
  pValue: Float64Array
  adjustedPValue: Float64Array
}

const METHODS: readonly PValueAdjustment[] = ['bonferroni', 'holm', 'bhy']

function adjust(pValues: Float64Array, method: PValueAdjustment): Float64Array {
  const count = pValues.length
  if (method === 'bonferroni') return pValues.map((p) => Math.min(1, p * count))
  const order = Array.from(pValues.keys()).sort((a, b) => pValues[a]! - pValues[b]! || a - b)
  const adjusted = new Float64Array(count)
  let bound = 0
  if (method === 'holm') {
    for (const [rank, trial] of order.entries()) {
      bound = Math.max(bound, Math.min(1, (count - rank) * pValues[trial]!))
      adjusted[trial] = bound
    }
    return adjusted
  }
  let harmonic = 0
  for (let k = count; k >= 1; k--) harmonic += 1 / k
  bound = count === 0 ? 1 : pValues[order[count - 1]!]!
  for (let rank = count; rank >= 1; rank--) {
    const trial = order[rank - 1]!
    bound = Math.min(bound, ((count * harmonic) / rank) * pValues[trial]!)
    adjusted[trial] = bound
  }
  return adjusted
}

/**
 * p-values adjusted for the number of tests, in the order given: Bonferroni N·p; Holm max over smaller ones of (N − rank + 1)·p; `bhy`
 * (Benjamini, Hochberg and Yekutieli) min over larger ones of N·(1 + ½ + … + 1/N)/rank·p, where the largest p-value stays as it is, as in
 * Harvey and Liu (statsmodels' `fdr_by` multiplies that one too). At most 1.
 *
 * @param pValues each in 0 … 1
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function adjustedPValues(pValues: Float64Array, method: PValueAdjustment): Float64Array {
  const action = 'Adjust p-values'
  checkFinite(pValues, action, 'pValues')
  for (const value of pValues) checkOption(value, 0, 1, action, 'pValues')
  checkChoice(method, METHODS, action, 'method')
  return adjust(pValues, method)
}

/** The t in 0 … most whose tail probability is `tail`, by halving until neighbouring numbers are reached. */
function studentQuantileBelow(most: number, tail: number, degreesOfFreedom: number): number {
  let below = 0
  let above = most
  for (;;) {
    const middle = (below + above) / 2
    if (middle <= below || middle >= above) return below
    if (studentTail(middle, degreesOfFreedom) > tail) below = middle
    else above = middle
  }
}

/**
 * Haircut Sharpe ratios: each trial's Sharpe ratio is taken as a t-statistic SR·√observations with observations − 1 degrees of freedom, its
 * two-sided p-value is adjusted for the number of trials ({@link adjustedPValues}), and turned back into the Sharpe ratio that a single
 * test would have needed for it. The trials' own p-values are the family of tests; Harvey and Liu simulate one where they are not known.
 * After Harvey and Liu, Backtesting, Journal of Portfolio Management 42 (2015).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 *
 * @example
 * const { sharpe, haircut } = haircutSharpeRatio({ trialSharpes: Float64Array.of(0.11, 0.02, 0.05), observations: 750 })
 */
export function haircutSharpeRatio(options: HaircutOptions): SharpeHaircut {
  const action = 'Cut Sharpe ratios'
  checkNames(options, ['trialSharpes', 'observations', 'method'], action)
  const { trialSharpes, observations, method = 'bhy' } = options
  checkFinite(trialSharpes, action, 'trialSharpes')
  checkCount(observations, 2, Number.MAX_SAFE_INTEGER, action, 'observations')
  checkChoice(method, METHODS, action, 'method')
  const root = Math.sqrt(observations)
  const degrees = observations - 1
  const pValue = trialSharpes.map((sharpe) => Math.min(1, 2 * studentTail(Math.abs(sharpe) * root, degrees)))
  const adjustedPValue = adjust(pValue, method)
  const sharpe = trialSharpes.map((original, k) => {
    const adjusted = adjustedPValue[k]!
    if (adjusted === pValue[k]) return original
    return (Math.sign(original) * studentQuantileBelow(Math.abs(original) * root, adjusted / 2, degrees)) / root
  })
  return { sharpe, haircut: sharpe.map((cut, k) => 1 - cut / trialSharpes[k]!), pValue, adjustedPValue }
}
