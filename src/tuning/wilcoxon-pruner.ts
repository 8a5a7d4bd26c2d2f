import { bestOf } from './best-trials.js'
import type { PruneQuestion, Pruner } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import { signedRankTail } from './signed-rank.js'
import type { Report } from './trial-record.js'

/** What {@link wilcoxonPruner} takes. */
export interface WilcoxonPrunerOptions {
  /** A trial is pruned when chance makes it look as bad with less than this probability. Default 0.1. */
  significance?: number
  /** Reports before any is pruned; two or more are needed anyway. Default 2. */
  startupSteps?: number
}

const ACTION = 'Create Wilcoxon pruner'

function meanOf(reports: readonly Report[]): number {
  return reports.reduce((sum, { value }) => sum + value, 0) / reports.length
}

function isWorse({ trial, trials, direction }: PruneQuestion, significance: number, startupSteps: number): boolean {
  const reports = trial.reports ?? []
  const others = bestOf(trials, direction)?.reports ?? []
  if (reports.length === 0 || others.length === 0) return false
  if (![...reports, ...others].every(({ value }) => Number.isFinite(value))) return false
  const sign = direction === 'minimize' ? 1 : -1
  const byStep = new Map(others.map(({ step, value }) => [step, value]))
  const differences = reports.filter(({ step }) => byStep.has(step)).map(({ step, value }) => sign * (value - byStep.get(step)!))
  if (differences.length < Math.max(2, startupSteps)) return false
  if (!(signedRankTail(differences) < significance)) return false
  // A best trial whose own mean is no better speaks against the test: the trial goes on.
  return sign * meanOf(others) < sign * meanOf(reports)
}

/**
 * Prunes a trial whose reports are worse than the best trial's at the same steps, by Wilcoxon's signed-rank test: for steps that are cases or folds, in
 * any order, and a trial's value that is the mean of its reports. A trial with an infinite or missing report is not pruned. Decisions equal Optuna's
 * `WilcoxonPruner`.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function wilcoxonPruner(options: WilcoxonPrunerOptions = {}): Pruner {
  checkOptionNames(ACTION, options, ['significance', 'startupSteps'])
  const { significance = 0.1, startupSteps = 2 } = options
  if (!(significance >= 0 && significance <= 1)) refuseOption(ACTION, 'significance', 'from 0 to 1', significance)
  checkWhole(ACTION, 'startupSteps', startupSteps, 0)
  return {
    name: 'wilcoxon',
    settings: { significance, startupSteps },
    shouldPrune: (question) => isWorse(question, significance, startupSteps),
  }
}
