import { type ConfusionMatrix, confusionScores } from '../metrics/index.js'
import { type Alert, accuracyDropAlert, accuracyTrendAlert, confidenceDropAlert, featureDriftAlert, labelDriftAlert } from './alert.js'
import type { DriftThresholds } from './config.js'
import { driftOfFrames, type FeatureDrift, featureDriftScore } from './feature-drift.js'
import { segmentsSince, type Window, type Windows, windowOf, windowsOf } from './history.js'
import { driftOfCounts, type LabelDrift } from './label-drift.js'
import { type ModelState, sampleFrame } from './model-record.js'
import { recommend } from './recommendation.js'
import { classesOfOutcome, hitsOf, joinMoments, type Segment } from './segment.js'
import type { Moments } from './significance.js'
import { accuracyDispersion, accuracyTrend, confidenceTrend, type Trend } from './trend.js'

export const DAY_MS = 86_400_000

/** Accuracy and confidence over a stretch of the history. NaN without labelled rows. */
export interface PerformancePoint extends Window {
  accuracy: number
  meanConfidence: number
}

/** The report's stretch, `daysBack` up to the last batch, and what became of it over time. */
export interface ModelPerformance extends PerformancePoint {
  /** Means over the classes that occur, as `precision`, `recall` and `f1Score` of `barcast/metrics`. */
  precision: number
  recall: number
  f1Score: number
  baselineAccuracy: number
  currentAccuracy: number
  baselineConfidence: number
  currentConfidence: number
  /** Over the last `baselineWindowDays`. */
  accuracyTrend: Trend
  confidenceTrend: Trend
  /** The whole history, older times in longer stretches. */
  history: readonly PerformancePoint[]
}

export interface DriftAnalysis {
  /** `quarters` while the history is shorter than the baseline window. */
  basis: Windows['basis']
  baseline: Window
  current: Window
  /** What was compared, in words. */
  note: string
  /** Largest KS distance of a feature that drifted, 0 when none did, NaN when there is nothing to compare. */
  featureDriftScore: number
  /** Total variation of the actual classes where significant, else 0; NaN without labelled rows in both windows. */
  labelDriftScore: number
  features: readonly FeatureDrift[]
  /** Undefined without labelled rows in both windows. */
  labels: LabelDrift | undefined
  /** Feature rows compared: a uniform sample where the windows have more. */
  sampledRows: { baseline: number; current: number }
}

export interface DataQuality {
  rows: number
  labelledRows: number
  /** Predictions that wait for their outcome. */
  pendingRows: number
  /** Predictions whose outcome came too late to be kept. */
  givenUpRows: number
  /** Share of missing or infinite values of each feature in either window. */
  features: readonly { name: string; missingShare: number; baselineMissingShare: number; constant: boolean }[]
  issues: readonly string[]
  /** Age of the last batch by the clock; undefined without one. */
  lastBatchAgeMs: number | undefined
}

/** What {@link ModelMonitor.generateMonitoringReport} gives. Undefined figures are NaN. */
export interface MonitoringReport {
  modelName: string
  /** By the clock; undefined without one. */
  generatedMs: number | undefined
  daysBack: number
  thresholds: DriftThresholds
  modelPerformance: ModelPerformance
  driftAnalysis: DriftAnalysis
  alerts: readonly Alert[]
  recommendations: readonly string[]
  dataQuality: DataQuality
}

/** What a report is made with. */
export interface ReportTerms {
  baselineWindowDays: number
  thresholds: DriftThresholds
  daysBack: number
  nowMs: number | undefined
}

function momentsOf(segments: readonly Segment[]): Moments {
  if (segments.length === 0) return { rows: 0, mean: NaN, squares: NaN }
  const all = segments.reduce((a, b) => ({ ...b, rows: a.rows + b.rows, ...joinMoments(a, b) }))
  return { rows: all.rows, mean: all.confidenceMean, squares: all.confidenceSquares }
}

function pointOf(segments: readonly Segment[]): PerformancePoint {
  const { rows, hits } = hitsOf(segments)
  return { ...windowOf(segments), accuracy: rows === 0 ? NaN : hits / rows, meanConfidence: momentsOf(segments).mean }
}

function confusionOf(segments: readonly Segment[], classes: number): ConfusionMatrix {
  const data = new Int32Array(classes * classes)
  for (const { outcomes } of segments) {
    for (const [key, count] of outcomes) {
      const { predicted, actual } = classesOfOutcome(key)
      data[actual * classes + predicted]! += count
    }
  }
  return { classes, data }
}

/** Macro means over the classes that occur among predictions or outcomes. */
function macroScores(segments: readonly Segment[], classes: number): Pick<ModelPerformance, 'precision' | 'recall' | 'f1Score'> {
  const matrix = confusionOf(segments, classes)
  const scores = confusionScores(matrix)
  const occurs = Array.from({ length: classes }, (_, k) => {
    for (let j = 0; j < classes; j++) if (matrix.data[k * classes + j]! + matrix.data[j * classes + k]! > 0) return true
    return false
  })
  const count = occurs.filter(Boolean).length
  const mean = (values: Float64Array): number => values.reduce((sum, value, k) => (occurs[k] ? sum + value : sum), 0) / count
  return { precision: mean(scores.precision), recall: mean(scores.recall), f1Score: mean(scores.f1Score) }
}

function actualCounts(segments: readonly Segment[], classes: number): Float64Array {
  const { data } = confusionOf(segments, classes)
  return Float64Array.from({ length: classes }, (_, k) => data.subarray(k * classes, (k + 1) * classes).reduce((a, b) => a + b, 0))
}

const dateText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')

function noteOf({ basis }: Windows, baseline: Window, current: Window, { baselineWindowDays, daysBack }: ReportTerms): string {
  if (current.rows === 0) return 'One stretch of batches only: there is nothing to compare it with yet.'
  const text = ({ fromMs, toMs, rows }: Window): string => `${dateText(fromMs)} to ${dateText(toMs)} UTC, ${rows} rows`
  const rule =
    basis === 'quarters'
      ? `The history is shorter than the baseline window of ${baselineWindowDays} days: its earliest quarter of batches is the baseline, its latest the current window.`
      : `The first ${baselineWindowDays} days (or what lies before the current window) are the baseline, the last ${daysBack} days the current window.`
  return `${rule} Baseline ${text(baseline)}; current ${text(current)}.`
}

function analyseDrift(state: ModelState, windows: Windows, terms: ReportTerms): DriftAnalysis {
  const { names } = state.classes
  const [baseline, current] = [windowOf(windows.baseline), windowOf(windows.current)]
  const frames = { baseline: sampleFrame(state, windows.baseline), current: sampleFrame(state, windows.current) }
  const features = driftOfFrames(frames.current, frames.baseline)
  const comparable = baseline.labelledRows > 0 && current.labelledRows > 0
  const labels = comparable
    ? driftOfCounts(actualCounts(windows.current, names.length), actualCounts(windows.baseline, names.length), names)
    : undefined
  return {
    basis: windows.basis,
    baseline,
    current,
    note: noteOf(windows, baseline, current, terms),
    featureDriftScore: featureDriftScore(features),
    labelDriftScore: labels?.score ?? NaN,
    features,
    labels,
    sampledRows: { baseline: frames.baseline.length, current: frames.current.length },
  }
}

function dataQualityOf(state: ModelState, { baseline, current }: Windows, { daysBack, nowMs }: ReportTerms): DataQuality {
  const recent = current.length > 0 ? current : baseline
  const shareOf = (segments: readonly Segment[], k: number): number =>
    segments.reduce((sum, { missing }) => sum + missing[k]!, 0) / segments.reduce((sum, { rows }) => sum + rows, 0)
  const frame = sampleFrame(state, recent)
  const features = state.features.map((name, k) => {
    const values = frame.column(name)
    const constant = values.length > 1 && values.every((value) => value === values[0])
    return { name, missingShare: shareOf(recent, k), baselineMissingShare: shareOf(baseline, k), constant }
  })
  const lastBatchAgeMs = nowMs === undefined ? undefined : nowMs - state.lastMs
  const whole = windowOf(state.segments)
  const issues: string[] = []
  for (const { name, missingShare, baselineMissingShare, constant } of features) {
    if (missingShare > 0.05 && missingShare > 2 * baselineMissingShare)
      issues.push(
        `Feature "${name}" is missing in ${(100 * missingShare).toFixed(1)} % of the current rows, ${(100 * baselineMissingShare).toFixed(1)} % before.`,
      )
    if (constant) issues.push(`Feature "${name}" has one value only in the current window.`)
  }
  if (whole.labelledRows === 0) issues.push('No outcome is known yet: accuracy and label drift are not defined.')
  if (state.givenUp > 0) issues.push(`${state.givenUp} predictions were given up before their outcome came.`)
  if (lastBatchAgeMs !== undefined && lastBatchAgeMs > daysBack * DAY_MS)
    issues.push(`The last batch is ${(lastBatchAgeMs / DAY_MS).toFixed(1)} days old.`)
  const { rows, labelledRows } = whole
  return { rows, labelledRows, pendingRows: state.pending.length, givenUpRows: state.givenUp, features, issues, lastBatchAgeMs }
}

/** Segments of the sliding window in which trends are sought: the last `baselineWindowDays`. */
function trendSegments({ segments, lastMs }: ModelState, { baselineWindowDays }: ReportTerms): readonly Segment[] {
  return segmentsSince(segments, lastMs - baselineWindowDays * DAY_MS)
}

/** Alerts about accuracy alone. */
export function accuracyAlerts(state: ModelState, terms: ReportTerms): Alert[] {
  const { baseline, current } = windowsOf(state.segments, terms.baselineWindowDays * DAY_MS, terms.daysBack * DAY_MS)
  const recent = trendSegments(state, terms)
  return [
    ...accuracyDropAlert(hitsOf(baseline), hitsOf(current), accuracyDispersion(recent), terms.thresholds),
    ...accuracyTrendAlert(accuracyTrend(recent)),
  ]
}

export function reportOf(state: ModelState, terms: ReportTerms): MonitoringReport {
  const { daysBack, thresholds, nowMs } = terms
  const windows = windowsOf(state.segments, terms.baselineWindowDays * DAY_MS, daysBack * DAY_MS)
  const [before, after] = [pointOf(windows.baseline), pointOf(windows.current)]
  const shown = segmentsSince(state.segments, state.lastMs - daysBack * DAY_MS)
  const trends = trendSegments(state, terms)
  const modelPerformance: ModelPerformance = {
    ...pointOf(shown),
    ...macroScores(shown, state.classes.names.length),
    baselineAccuracy: before.accuracy,
    currentAccuracy: after.accuracy,
    baselineConfidence: before.meanConfidence,
    currentConfidence: after.meanConfidence,
    accuracyTrend: accuracyTrend(trends),
    confidenceTrend: confidenceTrend(trends),
    history: state.segments.map((segment) => pointOf([segment])),
  }
  const driftAnalysis = analyseDrift(state, windows, terms)
  const alerts = [
    ...accuracyAlerts(state, terms),
    ...confidenceDropAlert(momentsOf(windows.baseline), momentsOf(windows.current), thresholds),
    ...featureDriftAlert(driftAnalysis.featureDriftScore, driftAnalysis.features, thresholds),
    ...labelDriftAlert(driftAnalysis.labels, thresholds),
  ]
  const dataQuality = dataQualityOf(state, windows, terms)
  const recommendations = recommend(alerts, dataQuality.issues.length)
  return {
    modelName: state.name,
    generatedMs: nowMs,
    daysBack,
    thresholds,
    modelPerformance,
    driftAnalysis,
    alerts,
    recommendations,
    dataQuality,
  }
}
