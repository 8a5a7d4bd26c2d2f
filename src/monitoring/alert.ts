import type { DriftThresholds } from './config.js'
import type { FeatureDrift } from './feature-drift.js'
import type { LabelDrift } from './label-drift.js'
import type { Moments, Proportion } from './significance.js'
import { fallOfMean, fallOfProportion, SIGNIFICANCE } from './significance.js'
import type { Trend } from './trend.js'

export type AlertType = 'accuracy_drop' | 'accuracy_trend' | 'confidence_drop' | 'feature_drift' | 'label_drift'

/** Something that moved further than it should. */
export interface Alert {
  type: AlertType
  /** `critical` when chance would do so in less than 1 of 100 cases, `warning` when the rows are too few to tell. */
  severity: 'warning' | 'critical'
  /** In words, with its figures. */
  message: string
  /** What is compared with `threshold`: a drop, a drift score, or the p-value of a trend. */
  value: number
  threshold: number
  pValue: number
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const points = (share: number): string => `${(100 * share).toFixed(1)} points`
const pText = (p: number): string => (p < 1e-4 ? 'p < 0.0001' : `p = ${p.toFixed(p < 0.01 ? 4 : 2)}`)
const severityOf = (p: number): Alert['severity'] => (p < SIGNIFICANCE ? 'critical' : 'warning')
const chance = (p: number): string => (p < SIGNIFICANCE ? '' : ', which so few rows can give by chance')

export function accuracyDropAlert(before: Proportion, after: Proportion, dispersion: number, { accuracyDrop }: DriftThresholds): Alert[] {
  if (before.rows === 0 || after.rows === 0) return []
  const [from, to] = [before.hits / before.rows, after.hits / after.rows]
  if (!(from - to > accuracyDrop)) return []
  const pValue = fallOfProportion(before, after, dispersion)
  const message =
    `Accuracy fell by ${points(from - to)}, from ${percent(from)} over ${before.rows} rows to ${percent(to)} over ${after.rows}; ` +
    `the threshold is ${points(accuracyDrop)} (${pText(pValue)}${chance(pValue)})`
  return [{ type: 'accuracy_drop', severity: severityOf(pValue), message, value: from - to, threshold: accuracyDrop, pValue }]
}

export function accuracyTrendAlert({ perDay, pValue, blocks }: Trend): Alert[] {
  if (!(pValue < SIGNIFICANCE)) return []
  const message =
    `Accuracy is falling, by ${points(-perDay)} a day on the line through ${blocks} blocks of batches ` +
    `(one-sided ${pText(pValue)}, significant below ${SIGNIFICANCE})`
  return [{ type: 'accuracy_trend', severity: 'critical', message, value: pValue, threshold: SIGNIFICANCE, pValue }]
}

export function confidenceDropAlert(before: Moments, after: Moments, { confidenceDrop }: DriftThresholds): Alert[] {
  if (!(before.mean - after.mean > confidenceDrop)) return []
  const pValue = fallOfMean(before, after)
  const message =
    `Mean confidence fell by ${(before.mean - after.mean).toFixed(3)}, from ${before.mean.toFixed(3)} over ${before.rows} rows to ` +
    `${after.mean.toFixed(3)} over ${after.rows}; the threshold is ${confidenceDrop} (${pText(pValue)}${chance(pValue)})`
  return [
    { type: 'confidence_drop', severity: severityOf(pValue), message, value: before.mean - after.mean, threshold: confidenceDrop, pValue },
  ]
}

export function featureDriftAlert(score: number, features: readonly FeatureDrift[], { featureDrift }: DriftThresholds): Alert[] {
  if (!(score > featureDrift)) return []
  const drifted = features
    .filter((feature) => feature.drifted && feature.ksStatistic > featureDrift)
    .sort((a, b) => b.ksStatistic - a.ksStatistic)
  const named = drifted.slice(0, 5).map(({ name, ksStatistic, psi }) => `${name} (KS ${ksStatistic.toFixed(3)}, PSI ${psi.toFixed(3)})`)
  const more = drifted.length > named.length ? ` and ${drifted.length - named.length} more` : ''
  const { pValue } = drifted[0]!
  const message =
    `Features drifted: score ${score.toFixed(3)} against a threshold of ${featureDrift}, ${drifted.length} of ${features.length} beyond it: ` +
    `${named.join(', ')}${more}; ${pText(pValue)} for the first`
  return [{ type: 'feature_drift', severity: 'critical', message, value: score, threshold: featureDrift, pValue }]
}

export function labelDriftAlert(drift: LabelDrift | undefined, thresholds: DriftThresholds): Alert[] {
  if (drift === undefined || !(drift.score > thresholds.labelDrift)) return []
  const { score, pValue } = drift
  const widest = drift.classes.reduce((a, b) =>
    Math.abs(b.currentShare - b.baselineShare) > Math.abs(a.currentShare - a.baselineShare) ? b : a,
  )
  const message =
    `Labels drifted: ${percent(score)} of them changed class against a threshold of ${percent(thresholds.labelDrift)}, most of all ` +
    `"${widest.name}" from ${percent(widest.baselineShare)} to ${percent(widest.currentShare)} (${pText(pValue)})`
  return [{ type: 'label_drift', severity: 'critical', message, value: score, threshold: thresholds.labelDrift, pValue }]
}
