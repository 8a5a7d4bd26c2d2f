import { BarcastError, type Frame } from '../core/index.js'
import { ksOfSorted, sortedPresent } from './kolmogorov-smirnov.js'
import { psiOfSorted } from './population-stability.js'
import { SIGNIFICANCE } from './significance.js'

/** How one feature's distribution differs between two windows. All NaN when a window has no value of it. */
export interface FeatureDrift {
  name: string
  /** Two-sample Kolmogorov–Smirnov statistic, 0 … 1. */
  ksStatistic: number
  pValue: number
  /** Population stability index over the baseline's deciles. */
  psi: number
  /** Whether the p-value is below 1 % divided by the number of features. */
  drifted: boolean
}

/** Samples beyond this get asymptotic p-values: the exact ones cost rows² for every feature. */
const MOST_EXACT_ROWS = 2000

/** Refuses frames whose drift nobody could read. */
export function checkFeatureFrame(frame: Frame, noun: string, action: string): void {
  if (frame.length === 0) {
    throw new BarcastError('monitoring/empty', `${action}: ${noun} must have at least one row, found 0`, {
      value: 0,
      where: { column: noun },
    })
  }
  if (frame.explorationOnly === true) {
    const message = `${noun} must not be scaled by their own statistics, which hides every shift; scale with the fitted scaler, found a frame marked explorationOnly`
    throw new BarcastError('monitoring/exploration-only', `${action}: ${message}`, { value: true, where: { column: noun } })
  }
}

/** Refuses other names than `names`, in whatever order. */
export function checkFeatureNames(names: readonly string[], frame: Frame, noun: string, action: string): void {
  for (const name of names) frame.column(name)
  const extra = frame.names.find((name) => !names.includes(name))
  if (extra !== undefined) {
    throw new BarcastError(
      'monitoring/features',
      `${action}: ${noun} must have the ${names.length} features of the baseline, found "${extra}" besides`,
      {
        value: extra,
        where: { column: extra },
      },
    )
  }
}

/** Drift of every feature of the baseline, in its order. The frames have the same features. */
export function driftOfFrames(current: Frame, baseline: Frame): FeatureDrift[] {
  return baseline.names.map((name) => {
    const [a, b] = [sortedPresent(current.column(name)), sortedPresent(baseline.column(name))]
    if (a.length === 0 || b.length === 0) return { name, ksStatistic: NaN, pValue: NaN, psi: NaN, drifted: false }
    const { statistic, pValue } = ksOfSorted(a, b, MOST_EXACT_ROWS)
    return { name, ksStatistic: statistic, pValue, psi: psiOfSorted(a, b), drifted: pValue < SIGNIFICANCE / baseline.names.length }
  })
}

/** The largest KS statistic among features that drifted, 0 when none did. NaN when no feature could be compared. */
export function featureDriftScore(features: readonly FeatureDrift[]): number {
  if (features.every(({ ksStatistic }) => Number.isNaN(ksStatistic))) return NaN
  return features.reduce((largest, { drifted, ksStatistic }) => (drifted ? Math.max(largest, ksStatistic) : largest), 0)
}

/**
 * Drift of every feature: KS statistic and p-value (exact up to 2,000 rows a frame, asymptotic beyond) and PSI. `drifted` holds where p < 0.01 / features,
 * so that without drift one of all features is marked in at most 1 of 100 comparisons of independent rows. Neighbouring bars' features
 * are not independent: between windows of few days slow features drift as a matter of course.
 *
 * Missing values are left out. Both frames hold the same features in any order.
 *
 * @throws BarcastError `frame/unknown-column`, `monitoring/features`, `monitoring/empty`, `monitoring/exploration-only`.
 */
export function featureDrift(current: Frame, baseline: Frame): FeatureDrift[] {
  const action = 'Compare features'
  checkFeatureFrame(current, 'current', action)
  checkFeatureFrame(baseline, 'baseline', action)
  checkFeatureNames(baseline.names, current, 'current', action)
  return driftOfFrames(current, baseline)
}
