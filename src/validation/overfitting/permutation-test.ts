import { BarcastError, createRandom, pause, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { parsePermutation, type ShuffleOptions } from './config.js'

const ACTION = 'Test against shuffled labels'

/** Options of {@link permutationTest}. */
export interface PermutationTestOptions<Values extends Int32Array | Float64Array> extends ShuffleOptions, TaskOptions {
  /** Labels (or targets) of the rows. They are not changed. */
  labels: Values
  /** Trains on labels and scores what was trained, out of sample; larger is better. Called once with the labels, then with each shuffle. */
  score: (labels: Values) => number | Promise<number>
}

/** What {@link permutationTest} finds. */
export interface PermutationTest {
  /** Score with the labels as they are. */
  score: number
  /** Scores with shuffled labels: what luck, or a leak, is worth. */
  shuffled: Float64Array
  /** (1 + number of shuffled scores that are as good or better) / (1 + permutations). */
  pValue: number
}

/** The values with blocks of neighbouring rows in another order. */
function shuffledBlocks<Values extends Int32Array | Float64Array>(values: Values, blockRows: number, order: Int32Array): Values {
  const shuffled = values.slice() as Values
  let at = 0
  for (const block of order) {
    const part = values.subarray(block * blockRows, (block + 1) * blockRows)
    shuffled.set(part, at)
    at += part.length
  }
  return shuffled
}

function checkScore(score: number, what: string): number {
  if (typeof score === 'number' && Number.isFinite(score)) return score
  throw new BarcastError('validation/score', `${ACTION}: the score must be a finite number, found ${String(score)} ${what}`, {
    value: score,
  })
}

/**
 * Runs the same training and scoring with shuffled labels, which nothing can foretell, and tells how often that does as well. A p-value like
 * scikit-learn's `permutation_test_score`. A score that stays high with shuffled labels shows a leak.
 *
 * @throws BarcastError `validation/labels` (no typed array), `validation/score` (NaN or infinite), `validation/too-few-rows` (fewer than two blocks), `validation/config`,
 *   `validation/unknown-option`, `task/aborted`, and what `score` throws.
 *
 * @example
 * const { score, shuffled, pValue } = await permutationTest({
 *   labels: y,
 *   score: async (labels) => (await crossValidate(X, labels)).meanScore,
 *   permutations: 200,
 *   blockRows: 50,
 *   seed: 1,
 * })
 */
export async function permutationTest<Values extends Int32Array | Float64Array>(
  options: PermutationTestOptions<Values>,
): Promise<PermutationTest> {
  const { labels, score: scoreOf, signal, onProgress, ...shuffle } = options
  const { permutations, blockRows, seed } = parsePermutation(shuffle, ACTION)
  if (!(labels instanceof Int32Array || labels instanceof Float64Array)) {
    throw new BarcastError('validation/labels', `${ACTION}: labels must be an Int32Array or a Float64Array, found ${typeof labels}`, {
      value: labels,
    })
  }
  const blocks = Math.ceil(labels.length / blockRows)
  if (blocks < 2) {
    const rule = `${blockRows} rows per block need ${blockRows + 1} labels or more`
    throw new BarcastError('validation/too-few-rows', `${ACTION}: ${rule}, found ${labels.length}`, { value: labels.length })
  }
  const random = createRandom(seed)
  const total = permutations + 1
  const next = async (done: number, given: Values): Promise<number> => {
    throwIfAborted(signal, ACTION)
    const score = checkScore(await scoreOf(given), done === 0 ? 'with the labels as they are' : `in shuffle ${done}`)
    onProgress?.({ done: done + 1, total, step: 'score' })
    await pause()
    return score
  }
  const score = await next(0, labels.slice() as Values)
  const shuffled = new Float64Array(permutations)
  for (let k = 0; k < permutations; k++) {
    const order = random.shuffle(Int32Array.from({ length: blocks }, (_, block) => block))
    shuffled[k] = await next(k + 1, shuffledBlocks(labels, blockRows, order))
  }
  const asGood = shuffled.filter((value) => value >= score).length
  return { score, shuffled, pValue: (1 + asGood) / (1 + permutations) }
}
