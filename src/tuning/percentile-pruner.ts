import { lastStepOf, type PruneQuestion, type Pruner } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import type { Direction } from './sampler.js'
import type { Report, TrialRecord } from './trial-record.js'

/** When {@link percentilePruner} and {@link medianPruner} decide. */
export interface PercentilePrunerOptions {
  /** Complete trials before any is pruned. Default 5. */
  startupTrials?: number
  /** Steps below this one prune nothing. Default 0. */
  warmupSteps?: number
  /** Steps from one decision to the next, counted from `warmupSteps`. Default 1. */
  intervalSteps?: number
  /** Complete trials that must have reported the same step. Default 1. */
  leastReports?: number
}

const OPTION_NAMES = ['startupTrials', 'warmupSteps', 'intervalSteps', 'leastReports']

/** True for the first report in its interval of steps. */
export function isFirstInInterval(reports: readonly Report[], warmupSteps: number, intervalSteps: number): boolean {
  const step = reports.at(-1)!.step
  const intervalStart = Math.floor((step - warmupSteps) / intervalSteps) * intervalSteps + warmupSteps
  return (reports.at(-2)?.step ?? -1) < intervalStart
}

/** The best that was reported, missing values left out; NaN when all are missing. */
export function bestReported(reports: readonly Report[], direction: Direction): number {
  let best = Number.NaN
  for (const { value } of reports) {
    if (Number.isNaN(value)) continue
    if (Number.isNaN(best) || (direction === 'minimize' ? value < best : value > best)) best = value
  }
  return best
}

/** The percentile of values in which there may be missing ones, by linear interpolation as NumPy rounds it; NaN without values. */
export function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort()
  if (sorted.length === 0) return Number.NaN
  const place = (sorted.length - 1) * (percentile / 100)
  const below = Math.floor(place)
  const share = place - below
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!]
  return share >= 0.5 ? b - (b - a) * (1 - share) : a + (b - a) * share
}

function reportsAt(trials: readonly TrialRecord[], step: number): number[] {
  return trials.flatMap(({ reports = [] }) => {
    const report = reports.find((at) => at.step === step)
    return report === undefined ? [] : [report.value]
  })
}

function isBehind(question: PruneQuestion, percentile: number, options: Required<PercentilePrunerOptions>): boolean {
  const { trial, trials, direction } = question
  const { startupTrials, warmupSteps, intervalSteps, leastReports } = options
  const complete = trials.filter(({ state }) => state === 'complete')
  const step = lastStepOf(trial)
  if (step === undefined || complete.length === 0 || complete.length < startupTrials || step < warmupSteps) return false
  if (!isFirstInInterval(trial.reports!, warmupSteps, intervalSteps)) return false
  const best = bestReported(trial.reports!, direction)
  if (Number.isNaN(best)) return true
  const others = reportsAt(complete, step)
  if (others.length < leastReports) return false
  // A missing limit compares as false: nothing is pruned.
  return direction === 'maximize' ? best < percentileOf(others, 100 - percentile) : best > percentileOf(others, percentile)
}

function createPercentilePruner(name: string, percentile: number, given: PercentilePrunerOptions): Pruner {
  const action = `Create ${name} pruner`
  checkOptionNames(action, given, OPTION_NAMES)
  const options = { startupTrials: 5, warmupSteps: 0, intervalSteps: 1, leastReports: 1, ...given }
  if (!(percentile >= 0 && percentile <= 100)) refuseOption(action, 'percentile', 'from 0 to 100', percentile)
  checkWhole(action, 'startupTrials', options.startupTrials, 0)
  checkWhole(action, 'warmupSteps', options.warmupSteps, 0)
  checkWhole(action, 'intervalSteps', options.intervalSteps, 1)
  checkWhole(action, 'leastReports', options.leastReports, 1)
  return {
    name,
    settings: name === 'median' ? options : { percentile, ...options },
    shouldPrune: (question) => isBehind(question, percentile, options),
  }
}

/**
 * Prunes a trial whose best report so far is worse than this percentile of what the complete trials reported at the same step: with 25 the best quarter goes on.
 * One that only reports NaN is pruned, NaN of others is left out. Decisions equal Optuna's `PercentilePruner`.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function percentilePruner(percentile: number, options: PercentilePrunerOptions = {}): Pruner {
  return createPercentilePruner('percentile', percentile, options)
}

/**
 * {@link percentilePruner} at 50: the better half goes on. Default of a study, as of Optuna's (`MedianPruner`).
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function medianPruner(options: PercentilePrunerOptions = {}): Pruner {
  return createPercentilePruner('median', 50, options)
}
