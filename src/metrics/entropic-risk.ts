import { exp, log } from '../core/index.js'
import { checkOption } from './observation.js'
import { checkReturns, type ReturnOptions, tailShare } from './return-options.js'
import { ReturnSample, sampleOf } from './sample.js'

/** ln of the mean of e^(−r / scale), with the largest exponent taken out so that nothing overflows. */
function logMeanExp({ returns, sorted }: ReturnSample, scale: number): number {
  const worst = -sorted[0]! / scale
  let total = 0
  for (let i = 0; i < returns.length; i++) total += exp(-returns[i]! / scale - worst)
  return worst + log(total / returns.length)
}

/** Options of {@link entropicRisk}. */
export interface EntropicRiskOptions extends Partial<ReturnOptions> {
  /** Risk aversion, above 0; the greater, the nearer the worst return. */
  aversion: number
}

/**
 * Entropic risk measure per observation: −ln(mean(e^(−aversion · r))) / aversion, the certain return that is worth as much to an
 * exponential utility. It lies between the worst return and the mean. No observations give NaN. After Föllmer and Schied (2002), with the
 * sign of a return.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function entropicRisk(returns: Float64Array, options: EntropicRiskOptions): number {
  const action = 'Compute the entropic risk'
  checkReturns(returns, options, action, ['aversion'])
  checkOption(options.aversion, Number.MIN_VALUE, Number.MAX_VALUE, action, 'aversion')
  if (returns.length === 0) return NaN
  return -logMeanExp(new ReturnSample(returns, {}), 1 / options.aversion) / options.aversion
}

const GOLDEN = 0.6180339887498949

/** {@link entropicValueAtRisk} of a checked sample. */
export function entropicValueAtRiskOf(sample: ReturnSample): number {
  const { length, sorted, level, deviation } = sample
  const share = tailShare(level)
  if (length === 0) return NaN
  const spread = sorted[length - 1]! - sorted[0]!
  // Where the worst return alone is as likely as the tail, the bound is that return.
  if (spread === 0 || share * length <= 1) return sorted[0]!
  const bound = (logScale: number): number => {
    const scale = exp(logScale)
    return scale * (logMeanExp(sample, scale) - log(share))
  }
  let low = log(deviation) - 12
  let high = log(deviation) + 12
  let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atA, atB] = [bound(a), bound(b)]
  while (high - low > 1e-9) {
    if (atA < atB) {
      ;[high, b, atB] = [b, a, atA]
      a = high - GOLDEN * (high - low)
      atA = bound(a)
    } else {
      ;[low, a, atA] = [a, b, atB]
      b = low + GOLDEN * (high - low)
      atB = bound(b)
    }
  }
  return -Math.min(atA, atB)
}

/**
 * Entropic value at risk (EVaR) per observation: −min over t > 0 of t · ln(mean(e^(−r / t)) / (1 − level)), the tightest bound of the
 * {@link conditionalValueAtRisk} by Chernoff's inequality; a return like it, and never above it. The worst return when 1 − level is at
 * most 1 / n or all returns are equal; no observations give NaN. After Ahmadi-Javid, Entropic Value-at-Risk (2012).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function entropicValueAtRisk(returns: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return entropicValueAtRiskOf(sampleOf(returns, options, 'Compute the entropic value at risk'))
}
