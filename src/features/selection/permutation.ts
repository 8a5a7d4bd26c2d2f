import { BarcastError, createFrame, createRandom, type Frame, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { type FeatureScore, refuseSelectionOption } from './selection.js'
import { momentsOf } from './target.js'

export interface PermutationOptions extends TaskOptions {
  /** How often each column is shuffled. @default 5 */
  repeats?: number
  /** @default 1 */
  seed?: number
}

const ACTION = 'Measure permutation importance'

async function scored(score: (frame: Frame) => number | Promise<number>, frame: Frame): Promise<number> {
  const value = await score(frame)
  if (Number.isFinite(value)) return value
  throw new BarcastError('features/selection-score', `${ACTION}: score must give a finite number, found ${value}`, { value })
}

/**
 * How much the score of a trained model falls when one column's rows are shuffled (Breiman, 2001): mean and standard deviation over repeats. `score` gets a frame like the given one, and gives
 * what is to be high; measure it on rows the model was not trained on. Of two columns that say the same neither seems important: drop correlated ones first. As scikit-learn's
 * `permutation_importance`, with our random numbers.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-score` (a score that is no finite number), `task/aborted`.
 */
export async function permutationImportance(
  frame: Frame,
  score: (frame: Frame) => number | Promise<number>,
  { repeats = 5, seed = 1, signal, onProgress }: PermutationOptions = {},
): Promise<FeatureScore[]> {
  if (!(Number.isInteger(repeats) && repeats >= 1)) refuseSelectionOption('repeats', 'a whole number from 1', repeats)
  const base = await scored(score, frame)
  const scores: FeatureScore[] = []
  for (const name of frame.names) {
    // Each column by the same shuffles, so that a score does not depend on which other columns there are.
    const random = createRandom(seed)
    const drops = new Float64Array(repeats)
    for (let k = 0; k < repeats; k++) {
      throwIfAborted(signal, ACTION)
      const columns = new Map(frame.names.map((other) => [other, frame.column(other)]))
      columns.set(name, random.shuffle(frame.column(name).slice()))
      drops[k] = base - (await scored(score, createFrame({ columns, timeMs: frame.timeMs })))
    }
    const { mean, deviation } = momentsOf(drops)
    scores.push({ name, score: mean, deviation })
    onProgress?.({ done: scores.length, total: frame.names.length, step: name })
  }
  return scores
}
