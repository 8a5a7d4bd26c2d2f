import { createFrame, createRandom } from '../../src/core/index.js'
import { createModelManager } from '../../src/models/index.js'
import { createTrainingPipeline } from '../../src/training/index.js'
import { COLOUR, dot, legend, path, picture, scale, text } from './drawing.js'

const ROWS = 600
/** Enough that luck no longer moves the score. */
const LATER_ROWS = 20_000
const TRIALS = 40

/** A search over labels that nothing foretells: the best score rises with every trial, what the model is worth does not. */
export async function drawSelection(): Promise<string> {
  const random = createRandom(11)
  const noise = (): Float64Array => Float64Array.from({ length: ROWS + LATER_ROWS }, () => random.normal())
  const X = createFrame({ columns: { a: noise(), b: noise(), c: noise(), d: noise() } })
  const y = Int32Array.from({ length: ROWS + LATER_ROWS }, () => random.integer(0, 2))
  const manager = createModelManager()
  const pipeline = createTrainingPipeline(manager, { cvFolds: 4, optimizationTrials: TRIALS, sampler: 'random', seed: 2 })
  const { trainedModel, optimizationHistory, cvResults } = await pipeline.runTrainingPipeline(X.slice(0, ROWS), y.slice(0, ROWS), {
    modelType: 'lightgbm',
    params: { num_iterations: 10 },
  })
  const later = manager.evaluateModel(trainedModel, X.slice(ROWS, ROWS + LATER_ROWS), y.slice(ROWS)).accuracy
  const scores = optimizationHistory.map((trial) => (trial.state === 'complete' ? trial.score : Number.NaN))
  const best = scores.map((_, k) => Math.max(...scores.slice(0, k + 1)))
  const x = scale(1, TRIALS, 80, 700)
  const plot = scale(0.44, 0.56, 320, 100)
  return picture(
    'Why the best score of a search flatters',
    `${ROWS} rows of noise, labels of a coin. The search keeps the luckiest of ${TRIALS} parameter sets, and its score with it.`,
    390,
    [
      ...[0.44, 0.47, 0.5, 0.53, 0.56].flatMap((value) => [
        path(
          [
            [80, plot(value)],
            [700, plot(value)],
          ],
          { stroke: COLOUR.grid },
        ),
        text(70, plot(value) + 4, value.toFixed(2), { size: 12, fill: COLOUR.muted, anchor: 'end' }),
      ]),
      path(
        [
          [80, plot(0.5)],
          [700, plot(0.5)],
        ],
        { dashed: true },
      ),
      ...scores.map((score, k) => dot(x(k + 1), plot(score), 3, COLOUR.grey)),
      path(
        best.flatMap((value, k) => [...(k === 0 ? [] : [[x(k + 1), plot(best[k - 1]!)] as const]), [x(k + 1), plot(value)] as const]),
        { stroke: COLOUR.orange, width: 2 },
      ),
      path(
        [
          [80, plot(later)],
          [700, plot(later)],
        ],
        { stroke: COLOUR.blue, width: 2 },
      ),
      ...[1, 10, 20, 30, 40].map((trial) => text(x(trial), 340, String(trial), { size: 12, fill: COLOUR.muted, anchor: 'middle' })),
      text(390, 360, 'parameter sets tried', { size: 13, anchor: 'middle' }),
      text(80, 88, 'accuracy', { size: 13, fill: COLOUR.muted }),
      text(716, plot(best.at(-1)!) + 4, `best of the search: ${cvResults.meanScore.toFixed(3)}`, { size: 13, fill: COLOUR.orange }),
      text(716, plot(later) + 4, `on ${LATER_ROWS} new rows: ${later.toFixed(3)}`, { size: 13, fill: COLOUR.blue }),
      legend(80, 382, [['score of one parameter set, mean of 4 folds', COLOUR.grey, 300]]),
    ],
  )
}
