import type { CompleteTrial, TrialRecord } from '../../tuning/index.js'
import { isFeasible, type StudyView } from './study-results.js'
import { numberText } from './value-scale.js'

/** The class of a complete trial's mark where colour tells nothing else. */
export function classOf(trial: CompleteTrial, { bestNumbers }: Pick<StudyView, 'bestNumbers'>): string {
  if (bestNumbers.has(trial.number)) return 'best'
  return isFeasible(trial) ? 'complete' : 'infeasible'
}

/** The best trials behind all others, so that they are drawn on top of them. */
export function bestLast<T extends TrialRecord>(trials: readonly T[], { bestNumbers }: Pick<StudyView, 'bestNumbers'>): readonly T[] {
  return [...trials.filter(({ number }) => !bestNumbers.has(number)), ...trials.filter(({ number }) => bestNumbers.has(number))]
}

/** `trial 12`, its values and the given parameters, a line each. */
export function trialTooltip(trial: CompleteTrial, view: StudyView, params: readonly { name: string; text: string }[] = []): string {
  const values = trial.values.map((value, k) => `${view.objectiveNames[k]}: ${numberText(value, 6)}`)
  const broken = isFeasible(trial) ? [] : ['breaks a constraint']
  return [`trial ${trial.number}`, ...values, ...params.map(({ name, text }) => `${name}: ${text}`), ...broken].join('\n')
}

/** Says how many trials stand at an edge because a value of theirs is infinite; nothing when none does. */
export function infiniteText(trials: readonly CompleteTrial[], objectives: readonly number[]): string {
  const count = trials.filter(({ values }) => objectives.some((k) => !Number.isFinite(values[k]))).length
  return count === 0
    ? ''
    : ` ${count === 1 ? '1 trial with an infinite value stands' : `${count} trials with infinite values stand`} at the edge.`
}

/** Says that only some are drawn; nothing when all are. */
export function sampleText(drawn: number, all: number, what: string): string {
  return drawn === all
    ? ''
    : ` ${numberText(drawn, 9)} of ${numberText(all, 9)} ${what} are drawn: the best, and of the others evenly many.`
}

/** Why there is nothing to draw before a trial is complete. */
export const NO_COMPLETE = 'No trial is complete, so there is nothing to draw.'
