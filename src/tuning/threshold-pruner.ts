import { isFirstInInterval } from './percentile-pruner.js'
import { lastStepOf, type Pruner } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'

/** Bounds of {@link thresholdPruner}; one of them or both. */
export interface ThresholdPrunerOptions {
  lower?: number
  upper?: number
  /** Steps below this one prune nothing. Default 0. */
  warmupSteps?: number
  /** Steps from one decision to the next, counted from `warmupSteps`. Default 1. */
  intervalSteps?: number
}

const ACTION = 'Create threshold pruner'

/**
 * Prunes a trial whose last report is below `lower`, above `upper` or NaN, whatever the direction. Decisions equal Optuna's `ThresholdPruner`.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function thresholdPruner(options: ThresholdPrunerOptions): Pruner {
  checkOptionNames(ACTION, options, ['lower', 'upper', 'warmupSteps', 'intervalSteps'])
  const { lower, upper, warmupSteps = 0, intervalSteps = 1 } = options
  if (lower === undefined && upper === undefined) refuseOption(ACTION, 'lower', 'given, or upper', 'neither')
  for (const [name, bound] of Object.entries({ lower, upper }))
    if (bound !== undefined && !Number.isFinite(bound)) refuseOption(ACTION, name, 'a finite number', bound)
  if (lower !== undefined && upper !== undefined && lower > upper) refuseOption(ACTION, 'lower', `at most upper (${upper})`, lower)
  checkWhole(ACTION, 'warmupSteps', warmupSteps, 0)
  checkWhole(ACTION, 'intervalSteps', intervalSteps, 1)
  return {
    name: 'threshold',
    settings: { ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }), warmupSteps, intervalSteps },
    shouldPrune({ trial }) {
      const step = lastStepOf(trial)
      if (step === undefined || step < warmupSteps || !isFirstInInterval(trial.reports!, warmupSteps, intervalSteps)) return false
      const { value } = trial.reports!.at(-1)!
      return Number.isNaN(value) || (lower !== undefined && value < lower) || (upper !== undefined && value > upper)
    },
  }
}
