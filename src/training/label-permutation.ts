import type { ModelSpec } from '../models/index.js'
import { permutationTest } from '../validation/index.js'
import { type Contest, crossValidate } from './cross-validation.js'
import { isLowerBetter } from './score.js'

/** How the chosen parameters score where nothing can be learned: with labels shuffled in blocks of neighbouring rows. */
export interface LabelPermutation {
  /** Mean score with the labels as they are; a `logLoss` with its sign changed. */
  score: number
  /** Mean of the mean scores with shuffled labels. */
  meanShuffled: number
  /** (1 + shuffles that score as well or better) / (1 + shuffles). Of the chosen parameters: the search is not repeated, so that it forgives what the choice among trials adds. */
  pValue: number
  permutations: number
  /** Neighbouring rows that stay together: four times the rows of a mean label span, at most a tenth of the rows. */
  blockRows: number
}

const SPANS_PER_BLOCK = 4

/** Rows that begin while a label is undecided, on average over the labels; at least 1. */
function meanSpanRows({ t0, t1 }: { t0: Float64Array; t1: Float64Array }): number {
  let rows = 0
  for (let row = 0; row < t0.length; row++) {
    let next = row
    while (next < t0.length && t0[next]! <= t1[row]!) next += 1
    rows += next - row
  }
  return Math.max(1, rows / t0.length)
}

/**
 * Cross-validates the same parameters with shuffled labels, on the same folds (see `permutationTest` of `barcast/validation`). Costs as many cross-validations as there are shuffles, and one.
 *
 * @throws BarcastError `task/aborted`, and what training with shuffled labels throws.
 */
export async function permuteLabels(
  contest: Contest,
  spec: ModelSpec,
  { permutations, seed, signal }: { permutations: number; seed: number; signal: AbortSignal | undefined },
): Promise<LabelPermutation> {
  const { samples, score } = contest
  const sign = isLowerBetter(score) ? -1 : 1
  const task = signal === undefined ? {} : { signal }
  const blockRows = Math.max(1, Math.min(Math.round(SPANS_PER_BLOCK * meanSpanRows(samples.spans)), Math.floor(samples.value.length / 10)))
  const found = await permutationTest({
    labels: samples.value,
    permutations,
    blockRows,
    seed,
    ...task,
    score: async (value) => {
      const evaluations = await crossValidate({ ...contest, samples: { ...samples, value }, counted: undefined }, spec, task)
      return (sign * evaluations.reduce((sum, evaluation) => sum + evaluation.score, 0)) / evaluations.length
    },
  })
  const meanShuffled = found.shuffled.reduce((sum, value) => sum + value, 0) / permutations
  return { score: found.score, meanShuffled, pValue: found.pValue, permutations, blockRows }
}
