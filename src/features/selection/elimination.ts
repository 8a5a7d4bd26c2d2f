import { BarcastError, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { type FeatureSelection, makeSelection, refuseSelectionOption } from './selection.js'

export interface EliminationOptions extends TaskOptions {
  /** How many columns to keep. */
  keep: number
  /** How many to drop in one round. @default 1 */
  step?: number
}

const ACTION = 'Eliminate features'

function checkOptions(names: readonly string[], { keep, step = 1 }: EliminationOptions): void {
  if (!(Number.isInteger(keep) && keep >= 1 && keep <= names.length))
    refuseSelectionOption('keep', `a whole number from 1 to ${names.length}`, keep)
  if (!(Number.isInteger(step) && step >= 1)) refuseSelectionOption('step', 'a whole number from 1', step)
  if (new Set(names).size !== names.length) refuseSelectionOption('names', 'without repetition', names.join(', '))
}

function checkFinite(what: string, value: number | undefined): number {
  if (value !== undefined && Number.isFinite(value)) return value
  throw new BarcastError('features/selection-score', `${ACTION}: ${what} must be a finite number, found ${value}`, { value })
}

interface Round {
  left: string[]
  dropped: { name: string; reason: string }[]
}

/** Drops round by round what `weakest` names, until `keep` are left. The scores are the rounds survived, as scikit-learn's ranking turned round. */
async function eliminate(
  names: readonly string[],
  method: string,
  options: EliminationOptions,
  weakest: (left: readonly string[], count: number) => Promise<{ name: string; reason: string }[]>,
): Promise<FeatureSelection> {
  checkOptions(names, options)
  const { keep, step = 1, signal, onProgress } = options
  const state: Round = { left: [...names], dropped: [] }
  const survived = new Map<string, number>()
  let rounds = 0
  while (state.left.length > keep) {
    throwIfAborted(signal, ACTION)
    const gone = await weakest(state.left, Math.min(step, state.left.length - keep))
    for (const { name, reason } of gone) {
      survived.set(name, rounds)
      state.dropped.push({ name, reason: `${method}: round ${rounds + 1}, ${reason}` })
    }
    const goneNames = new Set(gone.map(({ name }) => name))
    state.left = state.left.filter((name) => !goneNames.has(name))
    rounds += 1
    onProgress?.({ done: names.length - state.left.length, total: names.length - keep, step: `round ${rounds}` })
  }
  const scores = names.map((name) => ({ name, score: survived.get(name) ?? rounds }))
  return makeSelection({ method, rows: 0, names: state.left, scores, dropped: state.dropped })
}

/**
 * Recursive feature elimination: asks for the importances of the columns left, drops the least important, and so on. `importances` trains a model on those columns (of the training part) and
 * gives a number for each, in their order; of equal ones the earlier column goes first. Equal to scikit-learn's `RFE` given the same importances.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-score` (too few or no finite numbers), `task/aborted`.
 */
export function eliminateByImportance(
  names: readonly string[],
  importances: (names: readonly string[]) => ArrayLike<number> | Promise<ArrayLike<number>>,
  options: EliminationOptions,
): Promise<FeatureSelection> {
  return eliminate(names, 'importance, recursively', options, async (left, count) => {
    const given = await importances(left)
    const values = left.map((name, k) => checkFinite(`the importance of "${name}"`, given[k]))
    return left
      .map((name, k) => ({ name, k, value: values[k]! }))
      .sort((a, b) => a.value - b.value || a.k - b.k)
      .slice(0, count)
      .map(({ name, value }) => ({ name, reason: `importance ${value}` }))
  })
}

/**
 * Backward elimination: tries to leave out each column in turn and drops the one without which `score` is highest, and so on; `step` columns at a time. `score` trains and validates a model on the
 * columns it is given (within the training part). Calls it about names² / 2 times. Of equal scores the earlier column goes first. Equal to scikit-learn's `SequentialFeatureSelector`
 * (`direction='backward'`, step 1) given the same scores.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-score`, `task/aborted`.
 */
export function eliminateByScore(
  names: readonly string[],
  score: (names: readonly string[]) => number | Promise<number>,
  options: EliminationOptions,
): Promise<FeatureSelection> {
  return eliminate(names, 'score, backward', options, async (left, count) => {
    const without: { name: string; k: number; value: number }[] = []
    for (const [k, name] of left.entries()) {
      throwIfAborted(options.signal, ACTION)
      const value = checkFinite(`the score without "${name}"`, await score(left.filter((other) => other !== name)))
      without.push({ name, k, value })
    }
    return without
      .sort((a, b) => b.value - a.value || a.k - b.k)
      .slice(0, count)
      .map(({ name, value }) => ({ name, reason: `score ${value} without it` }))
  })
}
