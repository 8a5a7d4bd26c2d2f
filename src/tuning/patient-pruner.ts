import { bestReported } from './percentile-pruner.js'
import type { Pruner } from './pruner.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'

/** How patient {@link patientPruner} is. */
export interface PatientPrunerOptions {
  /** Reports without a better value that are put up with. */
  patience: number
  /** A value better by no more than this counts as no better. Default 0. */
  minDelta?: number
}

const ACTION = 'Create patient pruner'

/**
 * Asks another pruner only once a trial's last `patience` + 1 reports are all worse than the best before them by more than `minDelta`; with no
 * other pruner the trial is then pruned. Decisions equal Optuna's `PatientPruner`.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function patientPruner(wrapped: Pruner | undefined, options: PatientPrunerOptions): Pruner {
  checkOptionNames(ACTION, options, ['patience', 'minDelta'])
  const { patience, minDelta = 0 } = options
  checkWhole(ACTION, 'patience', patience, 0)
  if (!(minDelta >= 0 && Number.isFinite(minDelta))) refuseOption(ACTION, 'minDelta', 'a number from 0', minDelta)
  const stored =
    wrapped === undefined ? null : wrapped.settings === undefined ? undefined : { name: wrapped.name, settings: wrapped.settings }
  return {
    name: 'patient',
    settings: stored === undefined ? undefined : { patience, minDelta, wrapped: stored },
    shouldPrune(question) {
      const { direction, trial } = question
      const { reports = [] } = trial
      if (reports.length <= patience + 1) return false
      const before = bestReported(reports.slice(0, -patience - 1), direction)
      const after = bestReported(reports.slice(-patience - 1), direction)
      const isLost = direction === 'minimize' ? before + minDelta < after : before - minDelta > after
      return isLost && (wrapped === undefined || wrapped.shouldPrune(question))
    },
    ...(wrapped?.isRival === undefined ? {} : { isRival: wrapped.isRival }),
  }
}
