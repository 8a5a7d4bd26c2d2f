import { BarcastError, type Frame, unknownNameError } from '../core/index.js'
import { createMemoryStore } from '../memory/index.js'
import type { Alert } from './alert.js'
import type { ClassColumn } from './class-column.js'
import { type DriftThresholds, type ModelMonitorConfig, parseConfig } from './config.js'
import { featureDrift, featureDriftScore } from './feature-drift.js'
import { type MonitorSnapshot, parseSnapshotText, readMonitorSnapshot, writeMonitorSnapshot } from './format.js'
import { labelDrift } from './label-drift.js'
import { type ModelState, newState, recordBatch, recordOutcomes } from './model-record.js'
import { type ActualBatch, checkBatch, type PredictionBatch } from './prediction-batch.js'
import { accuracyAlerts, DAY_MS, type MonitoringReport, type ReportTerms, reportOf } from './report.js'

/** The stretch that counts as current, and that a report covers, unless told otherwise. */
const DEFAULT_DAYS_BACK = 7
const PREFIX = 'monitors/'

/** Watches models at work: are their features, outcomes and hits still what they were? */
export interface ModelMonitor {
  readonly thresholds: DriftThresholds
  /** Models that have recorded predictions, in order of their first batch. */
  readonly modelNames: readonly string[]
  /**
   * Records a batch of predictions with the features they were made from and, as far as they are known, the actual classes. Either all of it
   * is recorded or nothing. A model's batches come in order of time and all have the features of its first.
   *
   * Values of features that are missing or infinite count as missing: a matter of data quality, not of drift.
   *
   * @throws BarcastError `monitoring/length`, `monitoring/empty`, `monitoring/column-type`, `monitoring/time`, `monitoring/time-unit`,
   * `monitoring/time-order`, `monitoring/class`, `monitoring/class-kind`, `monitoring/confidence`, `monitoring/features`,
   * `monitoring/exploration-only`, `monitoring/model-name`, `frame/unknown-column`.
   */
  recordPredictionBatch(predictions: PredictionBatch, actuals: ActualBatch, features: Frame, modelName: string): void
  /**
   * Gives outcomes to predictions recorded without (−1 or ''), by their time; several of one time are served in the order they were recorded.
   * Up to 10,000 predictions wait; the oldest beyond that are given up, and reports count them.
   *
   * @throws BarcastError `monitoring/unknown-model`, `monitoring/no-prediction` when none of that time waits, and those of the columns. Then
   * nothing is recorded.
   */
  recordActuals(modelName: string, actuals: { timeMs: number | Float64Array; actualClass: ClassColumn }): void
  /**
   * The largest Kolmogorov–Smirnov distance (0 … 1) among the features whose distributions differ significantly (p < 0.01 / features), 0 when
   * none do: without drift it is above 0 in at most 1 of 100 comparisons of independent rows, however few they are. Details by
   * feature: {@link featureDrift}.
   *
   * @throws BarcastError `monitoring/no-values` when no feature has values in both, and as {@link featureDrift}.
   */
  calculateFeatureDrift(current: Frame, baseline: Frame): number
  /** Total variation (0 … 1) of the class shares where they differ significantly (p < 0.01), else 0: `score` of {@link labelDrift}. */
  calculateLabelDrift(current: ClassColumn, baseline: ClassColumn): number
  /**
   * Alerts about accuracy: `accuracy_drop` when it fell by more than the threshold from the baseline to the current window (`critical` when
   * significant), `accuracy_trend` when it falls steadily (one-sided test at 1 %, see {@link createModelMonitor}). The current window is the
   * last 7 days, or the latest quarter as long as the history is shorter than the baseline.
   *
   * @throws BarcastError `monitoring/unknown-model`.
   */
  detectPerformanceDegradation(modelName: string): Alert[]
  /**
   * Everything about a model. `daysBack` (default 7) counts from its last batch.
   *
   * @throws BarcastError `monitoring/unknown-model`, `monitoring/days-back`.
   */
  generateMonitoringReport(modelName: string, daysBack?: number): MonitoringReport
  /** All that was recorded, as plain JSON: a restored monitor goes on as this one would. */
  snapshot(): MonitorSnapshot
  /**
   * Replaces what was recorded by a snapshot's content, or leaves it as it was when that is refused.
   *
   * @throws BarcastError `monitoring/newer-version`, `monitoring/format`, `monitoring/altered`, `monitoring/other-baseline`.
   */
  restore(snapshot: MonitorSnapshot): void
  /** Writes a snapshot to the store, over an earlier one. @throws BarcastError `monitoring/name`. */
  save(name: string): Promise<void>
  /** Restores from the store. @throws BarcastError `monitoring/unknown-snapshot`, `monitoring/truncated` and as `restore`. */
  load(name: string): Promise<void>
}

/** A name is one path segment: no slashes, no leading dot, nothing that a file system or a URL reads otherwise. */
function keyOf(name: string, action: string): string {
  if (typeof name === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)) return `${PREFIX}${name}`
  const rule = 'a name must be 1 to 128 letters, digits, ".", "_" or "-" and not begin with "." or "-"'
  throw new BarcastError('monitoring/name', `${action}: ${rule}, found ${JSON.stringify(name)}`, { value: name, where: { path: 'name' } })
}

function checkModelName(name: string): void {
  if (typeof name === 'string' && name !== '') return
  throw new BarcastError('monitoring/model-name', `Record predictions: modelName must be a text, found ${JSON.stringify(name)}`, {
    value: name,
    where: { path: 'modelName' },
  })
}

function checkDaysBack(daysBack: number): void {
  if (typeof daysBack === 'number' && daysBack > 0 && daysBack < Infinity) return
  throw new BarcastError('monitoring/days-back', `Generate monitoring report: daysBack must be above 0, found ${String(daysBack)}`, {
    value: daysBack,
    where: { path: 'daysBack' },
  })
}

function comparableScore(current: Frame, baseline: Frame): number {
  const score = featureDriftScore(featureDrift(current, baseline))
  if (!Number.isNaN(score)) return score
  throw new BarcastError('monitoring/no-values', 'Compare features: one feature at least must have values in both frames, found none', {
    value: current.names,
  })
}

/**
 * Makes a monitor.
 *
 * **Windows.** The baseline is a model's first `baselineWindowDays` (default 30), the current window the last `daysBack` days up to its last
 * batch. The current window takes at most three quarters of the history, and the baseline ends where it begins. While the history is
 * shorter than `baselineWindowDays`, the earliest quarter of the batches is compared with the latest; reports say so. A retrained model
 * starts afresh under a name of its own.
 *
 * **Trend.** Accuracy over the last `baselineWindowDays` is put into up to 40 blocks of neighbouring batches (8 at least, of 10 rows at
 * least) and a line is fitted by least squares, weighted by rows; Student's t tells how likely such a fall is without a trend. The scatter is
 * measured between blocks, so the test holds where hits come in runs shorter than a block.
 *
 * **False alarms.** Drift scores, trends and `critical` alerts each have a chance of at most about 1 % without drift, given independent rows.
 * Neighbouring bars are not: overlapping labels and slow features make drift scores significant more often. Accuracy alerts allow for runs of hits by the
 * scatter between blocks.
 *
 * **Memory.** For each model at most 160 segments of neighbouring batches are kept, with exact counts of rows, hits and missing values, and
 * uniform samples of 10,000 feature rows in all. Older segments are joined, the recent past and the baseline keep their detail.
 *
 * @throws BarcastError `monitoring/config`, `monitoring/unknown-option`, `monitoring/unknown-threshold`.
 *
 * @example
 * const monitor = createModelMonitor({ thresholds: { accuracyDrop: 0.03 } })
 * monitor.recordPredictionBatch({ timeMs, predictedClass, confidence }, { actualClass }, features, 'btc-1h')
 * for (const { severity, message } of monitor.detectPerformanceDegradation('btc-1h')) notify(severity, message)
 */
export function createModelMonitor(config: ModelMonitorConfig = {}): ModelMonitor {
  const { baselineWindowDays, thresholds, store = createMemoryStore(), clock } = parseConfig(config)
  let states = new Map<string, ModelState>()
  const stateOf = (name: string, action: string): ModelState => {
    const state = states.get(name)
    if (state === undefined)
      throw unknownNameError('monitoring/unknown-model', action, 'model', String(name), states.keys(), { path: 'modelName' })
    return state
  }
  const termsOf = (daysBack: number): ReportTerms => ({ baselineWindowDays, thresholds, daysBack, nowMs: clock?.nowMs() })
  const restore = (snapshot: unknown): void => {
    states = new Map(readMonitorSnapshot(snapshot, baselineWindowDays).map((state) => [state.name, state]))
  }
  return {
    thresholds,
    get modelNames() {
      return [...states.keys()]
    },
    recordPredictionBatch(predictions, actuals, features, modelName) {
      checkModelName(modelName)
      const known = states.get(modelName)
      const batch = checkBatch(predictions, actuals, features, known)
      const state = known ?? newState(modelName, batch)
      recordBatch(state, batch, baselineWindowDays * DAY_MS)
      states.set(modelName, state)
    },
    recordActuals(modelName, { timeMs, actualClass }) {
      recordOutcomes(stateOf(modelName, 'Record actuals'), timeMs, actualClass)
    },
    calculateFeatureDrift: comparableScore,
    calculateLabelDrift: (current, baseline) => labelDrift(current, baseline).score,
    detectPerformanceDegradation: (modelName) => accuracyAlerts(stateOf(modelName, 'Detect degradation'), termsOf(DEFAULT_DAYS_BACK)),
    generateMonitoringReport(modelName, daysBack = DEFAULT_DAYS_BACK) {
      checkDaysBack(daysBack)
      return reportOf(stateOf(modelName, 'Generate monitoring report'), termsOf(daysBack))
    },
    snapshot: () => writeMonitorSnapshot(states.values(), baselineWindowDays),
    restore,
    async save(name) {
      const key = keyOf(name, 'Save monitor')
      await store.put(key, new TextEncoder().encode(JSON.stringify(writeMonitorSnapshot(states.values(), baselineWindowDays))))
    },
    async load(name) {
      const bytes = await store.get(keyOf(name, 'Load monitor'))
      if (bytes === undefined) {
        const names = (await store.list(PREFIX)).map((key) => key.slice(PREFIX.length))
        throw unknownNameError('monitoring/unknown-snapshot', 'Load monitor', 'snapshot', name, names, { path: 'name' })
      }
      restore(parseSnapshotText(new TextDecoder().decode(bytes)))
    },
  }
}
