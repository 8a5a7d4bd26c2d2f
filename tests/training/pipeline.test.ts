import { createFrame, type Frame } from 'barcast/core'
import { fitScaler, type Scaler, scaleFeatures } from 'barcast/features'
import { createModelManager, type ModelManager } from 'barcast/models'
import { createTrainingPipeline, type PipelineOptions, type TrainingPipelineConfig } from 'barcast/training'
import { timeSeriesSplit, walkForward } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import { errorOf, labelNames, makeMarket } from './sample-data.js'

const clock = { nowMs: () => Date.UTC(2024, 5, 1) }
const quick = { modelType: 'lightgbm', params: { num_iterations: 5 } } as const
const pipelineOf = (config: TrainingPipelineConfig = {}, manager: ModelManager = createModelManager()) =>
  createTrainingPipeline(manager, { cvFolds: 3, optimizationTrials: 4, clock, ...config })

/** A manager that remembers the frames and labels it was asked to train on. */
function spyingManager() {
  const seen: { X: Frame; y: Int32Array }[] = []
  const manager = createModelManager()
  const spy: ModelManager = {
    ...manager,
    trainModel(X, y, options) {
      seen.push({ X, y: y as Int32Array })
      return manager.trainModel(X, y, options)
    },
  }
  return { spy, seen }
}

describe('runTrainingPipeline', () => {
  const { X, labels } = makeMarket({ seed: 1, rows: 400 })
  const y = labelNames(labels)

  it('gives what the documents ask for', async () => {
    const result = await pipelineOf().runTrainingPipeline(X, y, quick)
    expect(Object.keys(result.bestParams)).toEqual(
      expect.arrayContaining(['num_leaves', 'learning_rate', 'feature_fraction', 'bagging_fraction', 'min_child_samples']),
    )
    const { cvResults } = result
    expect(cvResults.cvScores).toHaveLength(3)
    const mean = cvResults.cvScores.reduce((sum, s) => sum + s, 0) / 3
    expect(cvResults.meanScore).toBeCloseTo(mean, 14)
    expect(cvResults.stdScore).toBeCloseTo(Math.sqrt(cvResults.cvScores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / 3), 14)
    expect(cvResults).toMatchObject({ splitter: 'timeSeriesSplit', score: 'accuracy', droppedRows: { missingLabel: 5, missingFeature: 0 } })
    expect(Object.keys(result.featureImportance)).toEqual(X.names)
    expect(result.trainingMetadata).toEqual({
      trainingDate: '2024-06-01T00:00:00.000Z',
      modelType: 'lightgbm',
      featureCount: 4,
      featureNames: X.names,
      classNames: ['sell', 'hold', 'buy'],
      trainingRows: 395,
      droppedRows: { missingLabel: 5, missingFeature: 0 },
      trials: 4,
      seed: 0,
    })
    expect(createModelManager().predictSignals(result.trainedModel, X.slice(0, 10))).toMatchObject({ rows: 10, classes: 3 })
    expect(result.scaler).toBeUndefined()
  })

  it('scores of the best trial are those of crossValidateModel', async () => {
    const pipeline = pipelineOf()
    const { bestParams, cvResults } = await pipeline.runTrainingPipeline(X, y, quick)
    expect(await pipeline.crossValidateModel(X, y, bestParams, { modelType: 'lightgbm' })).toMatchObject(cvResults)
  })

  it('the trained model is the one that the best parameters give on all complete rows', async () => {
    const { trainedModel, bestParams } = await pipelineOf().runTrainingPipeline(X, y, quick)
    const rows = Int32Array.from({ length: 395 }, (_, i) => i)
    const direct = await createModelManager().trainModel(X.rows(rows), y.slice(0, 395), { modelType: 'lightgbm', params: bestParams })
    expect(trainedModel.toJson()).toEqual(direct.model.toJson())
  })

  it('with a scaler, the model takes frames scaled by it', async () => {
    const { spy, seen } = spyingManager()
    const { trainedModel, scaler } = await pipelineOf({ scaler: 'standard', optimizationTrials: 1 }, spy).runTrainingPipeline(X, y, quick)
    expect(scaler).toEqual(fitScaler(X.slice(0, 395)))
    expect(trainedModel.predict(scaleFeatures(X, { scaler: scaler as Scaler })).rows).toBe(400)
    // Three folds and the final model; each was trained on columns of mean 0 and deviation 1 of its own.
    expect(seen).toHaveLength(4)
    for (const { X: frame } of seen) {
      const column = frame.column('feature_3')
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length
      expect(mean).toBeCloseTo(0, 12)
      expect(column.reduce((sum, x) => sum + x * x, 0) / column.length).toBeCloseTo(1, 12)
    }
  })

  it('equal seeds give equal results, other seeds other trials', async () => {
    const run = (seed: number) => pipelineOf({ seed }).optimizeHyperparameters(X, y, quick)
    expect(await run(3)).toEqual(await run(3))
    expect((await run(3)).optimizationHistory[0]!.params).not.toEqual((await run(4)).optimizationHistory[0]!.params)
  })
})

describe('folds', () => {
  const { X, labels } = makeMarket({ seed: 2, rows: 300, warmupBars: 20 })
  const spans = { t0: labels.t0, t1: labels.t1 }
  const complete = Int32Array.from({ length: 275 }, (_, k) => 20 + k)
  const samples = { t0: labels.t0.slice(20, 295), t1: labels.t1.slice(20, 295) }

  it.each([
    ['without spans timeSeriesSplit', undefined, timeSeriesSplit({ splits: 3 })({ t0: samples.t0, t1: samples.t0 }), 'timeSeriesSplit'],
    ['with spans a purged walk-forward', spans, walkForward({ folds: 3 })(samples), 'walkForward'],
  ] as const)('%s over the complete rows', async (_, given, splits, splitter) => {
    const { spy, seen } = spyingManager()
    const options: PipelineOptions = given === undefined ? quick : { ...quick, spans: given }
    const result = await pipelineOf({}, spy).crossValidateModel(X, labels.value, { num_iterations: 3 }, { ...options })
    expect(result).toMatchObject({ splitter, droppedRows: { missingLabel: 5, missingFeature: 20 } })
    const expected = [...splits].map(({ train }) => [...train].map((k) => X.timeMs[complete[k]!]!))
    expect(seen.map((call) => [...call.X.timeMs])).toEqual(expected)
  })

  it('spans purge rows that overlap the test part', async () => {
    const { spy, seen } = spyingManager()
    await pipelineOf({}, spy).crossValidateModel(X, labels.value, { num_iterations: 3 }, { modelType: 'lightgbm', spans })
    const ends = seen.map((call) => call.X.timeMs.at(-1)!)
    const starts = [...walkForward({ folds: 3 })(samples)].map(({ test }) => samples.t0[test[0]!]!)
    ends.forEach((end, k) => {
      expect(end + 5 * 60_000).toBeLessThan(starts[k]!)
    })
  })

  it('indices and names of the same labels give the same scores', async () => {
    const run = async (y: Int32Array | string[]) => {
      const { record: _, ...scores } = await pipelineOf().crossValidateModel(X, y, { num_iterations: 3 }, { modelType: 'lightgbm' })
      return scores
    }
    expect(await run(labels.value)).toEqual(await run(labelNames(labels)))
  })

  it.each(['accuracy', 'logLoss', 'rocAuc', 'f1Score'] as const)('%s picks the best trial', async (score) => {
    const { bestScore, bestParams, optimizationHistory } = await pipelineOf({ score }).optimizeHyperparameters(X, labels.value, quick)
    const scores = optimizationHistory.map((trial) => (trial.state === 'complete' ? trial.score : Number.NaN))
    expect(bestScore).toBe(score === 'logLoss' ? Math.min(...scores) : Math.max(...scores))
    expect(optimizationHistory[scores.indexOf(bestScore)]!.params).toEqual(bestParams)
  })
})

describe('search', () => {
  const { X, labels } = makeMarket({ seed: 3, rows: 200 })

  it('records every trial, failed ones too', async () => {
    const space = { num_leaves: { type: 'int', low: 0, high: 3 } } as const
    const { optimizationHistory, bestParams } = await pipelineOf({ space, optimizationTrials: 12 }).optimizeHyperparameters(
      X,
      labels.value,
      quick,
    )
    expect(optimizationHistory.map(({ trial }) => trial)).toEqual(Array.from({ length: 12 }, (_, k) => k))
    for (const trial of optimizationHistory) {
      const leaves = trial.params.num_leaves as number
      expect(trial.durationMs).toBe(0)
      if (leaves < 2) expect(trial).toMatchObject({ state: 'failed', error: expect.stringContaining('num_leaves') })
      else expect(trial).toMatchObject({ state: 'complete', foldScores: expect.any(Array) })
    }
    expect(optimizationHistory.some(({ state }) => state === 'failed')).toBe(true)
    expect(bestParams.num_leaves).toBeGreaterThanOrEqual(2)
  })

  it('is refused when every trial fails, with the first reason', async () => {
    const space = { num_leafs: { type: 'int', low: 3, high: 5 } } as const
    expect(await errorOf(() => pipelineOf({ space }).optimizeHyperparameters(X, labels.value, quick))).toMatchObject({
      code: 'training/all-trials-failed',
      message: expect.stringContaining('did you mean "num_leaf"'),
    })
  })

  it('draws inside its bounds, both included, and logarithms evenly', async () => {
    const space = {
      num_leaves: { type: 'int', low: 2, high: 4 },
      min_child_samples: { type: 'int', low: 1, high: 1000, log: true },
      learning_rate: { type: 'float', low: 0.01, high: 1, log: true },
      feature_fraction: { type: 'float', low: 0.5, high: 0.5 },
      boost_from_average: { type: 'choice', choices: [true, false] },
    } as const
    const pipeline = pipelineOf({ space, sampler: 'random', optimizationTrials: 300, cvFolds: 2, seed: 9 })
    const small = X.slice(0, 60)
    const { optimizationHistory } = await pipeline.optimizeHyperparameters(small, labels.value.slice(0, 60), {
      modelType: 'lightgbm',
      params: { num_iterations: 1 },
    })
    const drawn = (name: keyof typeof space): number[] => optimizationHistory.map(({ params }) => Number(params[name]))
    expect(new Set(drawn('num_leaves'))).toEqual(new Set([2, 3, 4]))
    expect(Math.min(...drawn('min_child_samples'))).toBeGreaterThanOrEqual(1)
    expect(Math.max(...drawn('min_child_samples'))).toBeLessThanOrEqual(1000)
    expect(drawn('min_child_samples').every(Number.isInteger)).toBe(true)
    // Half of the draws lie below the geometric mean: 150 ± 4 standard deviations of 8.7.
    const below = (name: keyof typeof space, edge: number): number => drawn(name).filter((x) => x < edge).length
    for (const count of [below('learning_rate', 0.1), below('min_child_samples', 31)]) expect(Math.abs(count - 150)).toBeLessThan(35)
    expect(drawn('feature_fraction').every((x) => x === 0.5)).toBe(true)
    expect(new Set(drawn('boost_from_average')).size).toBe(2)
  })

  it('tells its progress and stops when told', async () => {
    const told: number[] = []
    const controller = new AbortController()
    const stopped = errorOf(() =>
      pipelineOf().optimizeHyperparameters(X, labels.value, {
        ...quick,
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          told.push(done)
          expect(total).toBe(12)
          if (done === 5) controller.abort('enough')
        },
      }),
    )
    expect(await stopped).toMatchObject({ code: 'task/aborted', cause: 'enough' })
    expect(told).toEqual([1, 2, 3, 4, 5])
  })
})

describe('bad input is refused by name', () => {
  const { X, labels } = makeMarket({ seed: 4, rows: 120 })
  const y = labels.value
  const spans = { t0: labels.t0, t1: labels.t1 }
  const run = (x: Frame, labelsGiven: Int32Array | string[], more: object = {}, config: TrainingPipelineConfig = {}) =>
    pipelineOf(config).runTrainingPipeline(x, labelsGiven, { ...quick, ...more } as PipelineOptions)
  const allMissing = createFrame({
    columns: { feature_0: X.column('feature_0'), empty: new Float64Array(120).fill(Number.NaN) },
    timeMs: X.timeMs,
  })
  const longSpans = { t0: labels.t0, t1: labels.t0.map(() => labels.t0[119]!) }

  it.each<[string, () => Promise<unknown>, object]>([
    ['fewer rows than a fold needs', () => run(X.slice(0, 3), Int32Array.of(0, 1, 2)), { code: 'validation/too-few-rows', value: 3 }],
    ['one row', () => run(X.slice(0, 1), Int32Array.of(0)), { code: 'validation/too-few-rows' }],
    ['no rows', () => run(X.slice(0, 0), new Int32Array(0)), { code: 'models/empty' }],
    [
      'no labels at all',
      () =>
        run(
          X,
          y.map(() => -1),
        ),
      { code: 'training/no-complete-row', message: expect.stringContaining('120 without a label') },
    ],
    [
      'a column without a value',
      () => run(allMissing, y),
      { code: 'training/no-complete-row', message: expect.stringContaining('"empty" is missing in 120 of 120 rows') },
    ],
    ['a fully purged training part', () => run(X, y, { spans: longSpans }), { code: 'training/empty-fold', where: { path: 'fold 0' } }],
    [
      'one class only',
      () =>
        run(
          X,
          y.map((k) => (k < 0 ? k : 1)),
        ),
      { code: 'training/fold-one-class', where: { path: 'fold 0' } },
    ],
    [
      'one class in the first training part',
      () =>
        run(
          X,
          y.map((k, i) => (i < 40 && k >= 0 ? 1 : k)),
        ),
      { code: 'training/fold-one-class', where: { path: 'fold 0' } },
    ],
    ['labels of another length', () => run(X, y.slice(1)), { code: 'training/length', value: 119, where: { column: 'y' } }],
    [
      'spans of another length',
      () => run(X, y, { spans: { t0: labels.t0, t1: labels.t1.slice(1) } }),
      { code: 'training/length', where: { column: 'spans.t1' } },
    ],
    [
      'spans that end before they start',
      () => run(X, y, { spans: { t0: labels.t1, t1: labels.t0 } }),
      { code: 'validation/reversed-span' },
    ],
    ['an exploration-only frame', () => run(scaleFeatures(X), y, { spans }), { code: 'models/exploration-only' }],
    ['an unknown type of model', () => run(X, y, { modelType: 'xgboots' }), { code: 'models/unknown-type' }],
    [
      'an unknown option',
      () => run(X, y, { span: spans }),
      { code: 'training/unknown-option', message: expect.stringContaining('"spans"') },
    ],
    [
      'an unknown setting',
      async () => pipelineOf({ cvFold: 3 } as TrainingPipelineConfig),
      { code: 'training/unknown-option', message: expect.stringContaining('"cvFolds"') },
    ],
    ['one fold', async () => pipelineOf({ cvFolds: 1 }), { code: 'training/config', where: { path: 'cvFolds' } }],
    ['no trials', async () => pipelineOf({ optimizationTrials: 0 }), { code: 'training/config', where: { path: 'optimizationTrials' } }],
    ['an unknown score', async () => pipelineOf({ score: 'auc' as 'rocAuc' }), { code: 'training/config', where: { path: 'score' } }],
    ['an empty space', async () => pipelineOf({ space: {} }), { code: 'tuning/search-space', where: { path: 'space' } }],
    [
      'bounds in the wrong order',
      async () => pipelineOf({ space: { eta: { type: 'float', low: 1, high: 0.1 } } }),
      { code: 'tuning/search-space', where: { path: 'space.eta' } },
    ],
    [
      'a fraction as bound of an int',
      async () => pipelineOf({ space: { num_leaves: { type: 'int', low: 2.5, high: 9 } } }),
      { code: 'tuning/search-space' },
    ],
    [
      'the logarithm of 0',
      async () => pipelineOf({ space: { eta: { type: 'float', low: 0, high: 1, log: true } } }),
      { code: 'tuning/search-space' },
    ],
    [
      'a NaN bound',
      async () => pipelineOf({ space: { eta: { type: 'float', low: Number.NaN, high: 1 } } }),
      { code: 'tuning/search-space' },
    ],
    ['no choices', async () => pipelineOf({ space: { metric: { type: 'choice', choices: [] } } }), { code: 'tuning/search-space' }],
    ['an unknown sampler', async () => pipelineOf({ sampler: 'cmaes' as 'tpe' }), { code: 'training/config', where: { path: 'sampler' } }],
  ])('%s', async (_, refused, expected) => {
    expect(await errorOf(refused)).toMatchObject(expected)
  })

  it('a score that no fold defines', async () => {
    const late = y.map((k, i) => (k < 0 ? k : i > 85 ? 1 : k))
    expect(await errorOf(() => pipelineOf({ score: 'rocAuc' }).crossValidateModel(X, late, {}, quick))).toMatchObject({
      code: 'training/undefined-score',
      where: { path: 'fold 2' },
    })
  })
})
