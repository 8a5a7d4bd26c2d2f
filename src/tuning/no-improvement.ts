import { BarcastError } from '../core/index.js'
import { violationOf } from './best-trials.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import type { Study } from './study.js'
import type { TrialRecord } from './trial-record.js'

const ACTION = 'Create stop without improvement'

/**
 * A terminator for `onTrial`: stops the study once `trials` trials on end have ended without a value better than the best before them by more than `minDelta` (default 0). Pruned and
 * failed trials count as trials, as do those that break a constraint. For studies of one objective.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; when called, `tuning/several-objectives`.
 */
export function stopWithoutImprovement(options: { trials: number; minDelta?: number }): (study: Study, trial: TrialRecord) => void {
  checkOptionNames(ACTION, options, ['trials', 'minDelta'])
  const { trials, minDelta = 0 } = options
  checkWhole(ACTION, 'trials', trials, 1)
  if (!(minDelta >= 0 && Number.isFinite(minDelta))) refuseOption(ACTION, 'minDelta', 'a number from 0', minDelta)
  return (study) => {
    if (study.directions.length > 1)
      throw new BarcastError('tuning/several-objectives', `${ACTION}: the study must have one objective, found ${study.directions.length}`)
    if (lastImprovement(study, minDelta) >= trials) study.stop()
  }
}

/** Trials that have ended since the best value last got better by more than `minDelta`. */
function lastImprovement(study: Study, minDelta: number): number {
  const sign = study.direction === 'minimize' ? 1 : -1
  let best = Infinity
  let since = 0
  let hasBest = false
  for (const record of study.trials) {
    if (record.state === 'waiting' || record.state === 'running') continue
    since += 1
    if (record.state !== 'complete' || violationOf(record) > 0) continue
    const value = sign * record.value
    if (hasBest && !(value < best - minDelta)) continue
    hasBest = true
    best = value
    since = 0
  }
  return since
}
