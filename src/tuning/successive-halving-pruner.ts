import type { PruneQuestion, Pruner } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import type { Direction } from './sampler.js'
import type { TrialRecord } from './trial-record.js'

/** What {@link successiveHalvingPruner} takes. */
export interface SuccessiveHalvingOptions {
  /**
   * Step at which a trial is first compared. Default `auto`: a hundredth of the steps of the first complete trial that reported; trials up to that one are
   * not compared.
   */
  minResource?: number | 'auto'
  /** One of so many goes on at each rung, and the next rung is at so many times the step. Default 4. */
  reductionFactor?: number
  /** Rungs that are left out at the beginning. Default 0. */
  minEarlyStoppingRate?: number
  /** Trials that must have come to a rung before one may pass it. Not with `auto`. Default 0. */
  bootstrapCount?: number
}

/** Where the rungs are. */
export interface Rungs {
  minResource: number
  reductionFactor: number
  minEarlyStoppingRate: number
  bootstrapCount: number
  /** Trials before this one ran when rungs were not known. */
  firstTrial: number
}

/** What trials had when they came to each rung. */
type Arrivals = number[]

const ACTION = 'Create successive halving pruner'

/** The first complete trial with reports: what `auto` learns from. */
export function firstCompleteRun(trials: readonly TrialRecord[]): { number: number; lastStep: number } | undefined {
  for (const { state, reports, number } of trials)
    if (state === 'complete' && reports !== undefined && reports.length > 0) return { number, lastStep: reports.at(-1)!.step }
  return undefined
}

function stepOfRung({ minResource, reductionFactor, minEarlyStoppingRate }: Rungs, rung: number): number {
  let step = minResource
  for (let k = 0; k < minEarlyStoppingRate + rung; k++) step *= reductionFactor
  return step
}

function mayPass(rungs: Rungs, direction: Direction, value: number, others: readonly number[]): boolean {
  const competing = Float64Array.from([...others, value]).sort()
  const n = competing.length
  if (n <= rungs.bootstrapCount) return false
  // Below `reductionFactor` trials, the best one passes.
  const place = Math.max(Math.floor(n / rungs.reductionFactor) - 1, 0)
  return direction === 'minimize' ? value <= competing[place]! : value >= competing[n - 1 - place]!
}

/** Adds the rungs that this report came to; false when it did not pass one of them. */
function climb(
  rungs: Rungs,
  arrivals: Arrivals,
  { step, value }: { step: number; value: number },
  passes: (rung: number) => boolean,
): boolean {
  while (step >= stepOfRung(rungs, arrivals.length)) {
    if (Number.isNaN(value)) return false
    arrivals.push(value)
    if (!passes(arrivals.length - 1)) return false
  }
  return true
}

const valuesAt = (arrivals: readonly Arrivals[], rung: number): number[] =>
  arrivals.flatMap((values) => (rung < values.length ? [values[rung]!] : []))

/** By the order of the trials: a trial that was pruned came to no rung above the one that it did not pass. */
function arrivalsOf(rungs: Rungs, trials: readonly TrialRecord[], direction: Direction): Arrivals[] {
  const all: Arrivals[] = []
  for (const { number, state, reports = [] } of trials) {
    if (number < rungs.firstTrial || reports.length === 0) continue
    const arrivals: Arrivals = []
    reports.forEach((report, k) => {
      const isEnd = state === 'pruned' && k === reports.length - 1
      climb(rungs, arrivals, report, (rung) => !isEnd || mayPass(rungs, direction, report.value, valuesAt(all, rung)))
    })
    all.push(arrivals)
  }
  return all
}

/** Whether the trial fails to pass a rung that its last report came to. */
export function isHalvedAway(rungs: Rungs, { trial, trials, direction }: PruneQuestion): boolean {
  const { reports = [] } = trial
  const last = reports.at(-1)
  if (last === undefined || last.step < stepOfRung(rungs, 0)) return false
  const own: Arrivals = []
  for (const report of reports.slice(0, -1)) climb(rungs, own, report, () => true)
  if (last.step < stepOfRung(rungs, own.length)) return false
  const others = arrivalsOf(
    rungs,
    trials.filter(({ number }) => number !== trial.number),
    direction,
  )
  return !climb(rungs, own, last, (rung) => mayPass(rungs, direction, last.value, valuesAt(others, rung)))
}

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", 2020): at steps minResource · reductionFactor^k, the rungs, one of
 * `reductionFactor` trials goes on; what counts is the first report at or after the step. Decisions equal those of Optuna's `SuccessiveHalvingPruner`
 * that is asked after each report.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function successiveHalvingPruner(options: SuccessiveHalvingOptions = {}): Pruner {
  checkOptionNames(ACTION, options, ['minResource', 'reductionFactor', 'minEarlyStoppingRate', 'bootstrapCount'])
  const { minResource = 'auto', reductionFactor = 4, minEarlyStoppingRate = 0, bootstrapCount = 0 } = options
  if (minResource !== 'auto') checkWhole(ACTION, 'minResource', minResource, 1)
  checkWhole(ACTION, 'reductionFactor', reductionFactor, 2)
  checkWhole(ACTION, 'minEarlyStoppingRate', minEarlyStoppingRate, 0)
  checkWhole(ACTION, 'bootstrapCount', bootstrapCount, 0)
  if (bootstrapCount > 0 && minResource === 'auto') refuseOption(ACTION, 'bootstrapCount', '0 with minResource auto', bootstrapCount)
  const rest = { reductionFactor, minEarlyStoppingRate, bootstrapCount }
  return {
    name: 'successiveHalving',
    settings: { minResource, ...rest },
    shouldPrune(question) {
      if (minResource !== 'auto') return isHalvedAway({ minResource, firstTrial: 0, ...rest }, question)
      const run = firstCompleteRun(question.trials)
      if (run === undefined) return false
      const learned = Math.max(Math.floor(run.lastStep / 100), 1)
      return isHalvedAway({ minResource: learned, firstTrial: run.number + 1, ...rest }, question)
    },
  }
}
