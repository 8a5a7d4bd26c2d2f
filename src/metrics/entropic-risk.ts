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

/** ln of the mean of e^(s · loss), its slope and its curvature: mean and variance of the losses weighted by e^(s · loss). */
function cumulants(returns: Float64Array, worst: number, s: number): { height: number; slope: number; curvature: number } {
  let [weights, first, second] = [0, 0, 0]
  for (let i = 0; i < returns.length; i++) {
    const better = returns[i]! - worst
    const weight = exp(-s * better)
    weights += weight
    first += weight * better
    second += weight * better * better
  }
  const mean = first / weights
  return { height: log(weights / returns.length) - s * worst, slope: -worst - mean, curvature: second / weights - mean * mean }
}

/** {@link entropicValueAtRisk} of a checked sample. */
export function entropicValueAtRiskOf({ returns, length, sorted, level, deviation }: ReturnSample): number {
  const share = tailShare(level)
  if (length === 0) return NaN
  const worst = sorted[0]!
  let times = 1
  while (times < length && sorted[times] === worst) times += 1
  // Where the worst return alone is as likely as the tail, the least bound is at t = 0, where it is that return.
  if (share * length <= times) return worst
  // (K(s) − ln share) / s with s = 1 / t is least where s K′ − K + ln share, which rises with s, is 0: Newton within a bracket.
  let [low, high] = [0, Infinity]
  let s = Math.max(Math.sqrt(-2 * log(share)), 1e-8) / deviation
  let least = Infinity
  for (let round = 0; round < 100; round++) {
    const { height, slope, curvature } = cumulants(returns, worst, s)
    least = Math.min(least, (height - log(share)) / s)
    const rest = s * slope - height + log(share)
    if (rest > 0) high = s
    else low = s
    const newton = s - rest / (s * curvature)
    const next = newton > low && newton < high ? newton : high === Infinity ? 2 * s : (low + high) / 2
    if (Math.abs(next - s) <= 1e-9 * s) break
    s = next
  }
  return Math.max(worst, -least)
}

/**
 * Entropic value at risk (EVaR) per observation: −min over t > 0 of t · ln(mean(e^(−r / t)) / (1 − level)), the tightest bound of the
 * {@link conditionalValueAtRisk} by Chernoff's inequality; a return like it, and never above it. The worst return when it makes up
 * 1 − level of the rows or more; no observations give NaN. After Ahmadi-Javid, Entropic Value-at-Risk (2012).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function entropicValueAtRisk(returns: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return entropicValueAtRiskOf(sampleOf(returns, options, 'Compute the entropic value at risk'))
}
