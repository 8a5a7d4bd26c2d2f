import { createFrame, type Frame, type Labels } from 'barcast/core'
import { applyScaler, fitScaler } from 'barcast/features'
import { createModelManager, type ModelManager, type ModelType } from 'barcast/models'
import {
  createTrainingPipeline,
  DEFAULT_SPACES,
  type PipelineOptions,
  runWalkForward,
  type SearchSpace,
  type Trial,
} from 'barcast/training'
import { walkForward } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import { errorOf, labelNames, makeMarket } from './sample-data.js'

const clock = { nowMs: () => Date.UTC(2024, 5, 1) }
const manager = createModelManager()
const TYPES = Object.keys(DEFAULT_SPACES) as ModelType[]
/** What keeps the boosted types quick. */
const shared = {
  lightgbm: { num_iterations: 4 },
  xgboost: { n_estimators: 4 },
  random_forest: {},
  logistic_regression: {},
} as const
const optionsOf = (modelType: ModelType) => ({ modelType, params: shared[modelType] }) as PipelineOptions

function expectInside(space: SearchSpace, params: Readonly<Record<string, unknown>>): void {
  for (const [name, dimension] of Object.entries(space)) {
    if (dimension.type === 'choice') expect(dimension.choices).toContain(params[name])
    else {
      expect(params[name]).toBeGreaterThanOrEqual(dimension.low)
      expect(params[name]).toBeLessThanOrEqual(dimension.high)
      if (dimension.type === 'int') expect(Number.isInteger(params[name])).toBe(true)
    }
  }
}

describe('every type of model', () => {
  const { X, labels } = makeMarket({ seed: 11, rows: 160, noise: 0.3 })
  const y = labelNames(labels)

  it('are the four of the documents', () => {
    expect(TYPES).toEqual(['lightgbm', 'xgboost', 'random_forest', 'logistic_regression'])
  })

  it.each(TYPES)('%s: searched in its default space, validated, trained', async (modelType) => {
    const pipeline = createTrainingPipeline(manager, { cvFolds: 2, optimizationTrials: 2, scaler: 'standard', clock })
    const options = optionsOf(modelType)
    const result = await pipeline.runTrainingPipeline(X, y, options)
    expectInside(DEFAULT_SPACES[modelType], result.bestParams)
    expect(result.optimizationHistory.map(({ state }) => state)).toEqual(['complete', 'complete'])
    expect(result.cvResults.meanScore).toBeGreaterThan(0.4)
    expect(result.trainingMetadata.modelType).toBe(modelType)
    expect(Object.keys(result.featureImportance)).toEqual(X.names)
    expect(result.trainedModel.modelType).toBe(modelType)
    const again = await pipeline.crossValidateModel(X, y, result.bestParams as PipelineOptions['params'] & object, { modelType })
    expect(again).toMatchObject(result.cvResults)
  })

  it.each(TYPES)('%s: walks forward', async (modelType) => {
    const { folds, totals } = await runWalkForward(manager, {
      ...optionsOf(modelType),
      X,
      labels,
      splitter: walkForward({ folds: 2 }),
      innerSplitter: walkForward({ folds: 1 }),
      trials: 1,
      seed: 3,
      clock,
    })
    for (const { bestParams, model } of folds) {
      expectInside(DEFAULT_SPACES[modelType], bestParams)
      expect(model.modelType).toBe(modelType)
    }
    expect(totals.accuracy).toBeGreaterThan(totals.baselineAccuracy)
  })

  it('warns of a penalty on unscaled features, and of that alone', async () => {
    const warningsOf = async (modelType: ModelType, scaler: 'none' | 'standard') => {
      const pipeline = createTrainingPipeline(manager, { cvFolds: 2, scaler })
      return (await pipeline.crossValidateModel(X, y, shared[modelType], { modelType })).warnings
    }
    expect(await warningsOf('logistic_regression', 'none')).toEqual([expect.stringContaining('unscaled')])
    expect(await warningsOf('logistic_regression', 'standard')).toEqual([])
    expect(await warningsOf('lightgbm', 'none')).toEqual([])
    const run = { ...optionsOf('logistic_regression'), X, labels, splitter: walkForward({ folds: 1 }) }
    expect((await runWalkForward(manager, { ...run, scaler: 'none' })).warnings).toHaveLength(1)
    expect((await runWalkForward(manager, run)).warnings).toEqual([])
  })

  it.each(['standard', 'robust', 'minMax', 'quantile'] as const)('scaler %s is fitted on the rows that are trained on', async (kind) => {
    const pipeline = createTrainingPipeline(manager, { cvFolds: 2, optimizationTrials: 1, scaler: kind })
    const { scaler, trainedModel, bestParams } = await pipeline.runTrainingPipeline(X, y, optionsOf('lightgbm'))
    const rows = X.slice(0, 155)
    expect(scaler).toEqual(fitScaler(rows, { kind }))
    const direct = await manager.trainModel(applyScaler(scaler!, rows), y.slice(0, 155), {
      modelType: 'lightgbm',
      params: bestParams as object,
    })
    expect(trainedModel.toJson()).toEqual(direct.model.toJson())
  })
})

describe('samplers', () => {
  const { X, labels } = makeMarket({ seed: 12, rows: 200, noise: 0.5 })
  const space: SearchSpace = {
    C: { type: 'float', low: 1e-4, high: 100, log: true },
    class_weight: { type: 'choice', choices: ['balanced', null] },
  }
  const search = (sampler: 'tpe' | 'random' | undefined, trials: number, seed = 5) =>
    createTrainingPipeline(manager, {
      cvFolds: 2,
      optimizationTrials: trials,
      score: 'logLoss',
      scaler: 'standard',
      space,
      seed,
      clock,
      ...(sampler === undefined ? {} : { sampler }),
    }).optimizeHyperparameters(X, labels.value, { modelType: 'logistic_regression' })

  it('tpe, the default, begins with ten draws of random and then goes its own way; null is a choice', async () => {
    const [tpe, random] = [await search(undefined, 14), await search('random', 14)]
    const paramsOf = (history: readonly Trial[]) => history.map(({ params }) => params)
    expect(tpe.optimizationHistory).toEqual((await search('tpe', 14)).optimizationHistory)
    expect(paramsOf(tpe.optimizationHistory).slice(0, 10)).toEqual(paramsOf(random.optimizationHistory).slice(0, 10))
    expect(paramsOf(tpe.optimizationHistory).slice(10)).not.toEqual(paramsOf(random.optimizationHistory).slice(10))
    expect(new Set(paramsOf(random.optimizationHistory).map((params) => params.class_weight))).toEqual(new Set(['balanced', null]))
  })

  it('tpe tries more sets near the best ones than random does', async () => {
    let tpe = 0
    let random = 0
    for (const seed of [1, 2, 3]) {
      const [learned, drawn] = [await search('tpe', 30, seed), await search('random', 30, seed)]
      const scores = [...learned.optimizationHistory, ...drawn.optimizationHistory].map((trial) =>
        trial.state === 'complete' ? trial.score : Infinity,
      )
      const good = [...scores].sort((a, b) => a - b)[15]!
      tpe += scores.slice(10, 30).filter((score) => score <= good).length
      random += scores.slice(40).filter((score) => score <= good).length
    }
    expect(tpe).toBeGreaterThan(1.5 * random)
  })

  it('durations come from the clock, one reading at each end of a trial and of each training', async () => {
    let now = 0
    const ticking = { nowMs: () => (now += 7) }
    const pipeline = createTrainingPipeline(manager, { cvFolds: 2, optimizationTrials: 3, clock: ticking, space })
    const { optimizationHistory } = await pipeline.optimizeHyperparameters(X, labels.value, { modelType: 'logistic_regression' })
    expect(optimizationHistory.map(({ durationMs }) => durationMs)).toEqual([35, 35, 35])
    const once = { trainingMs: 7 }
    for (const trial of optimizationHistory) expect(trial).toMatchObject({ usage: [once, once] })
  })
})

describe('a search never reads the outer fold (trap 14)', () => {
  const { X, labels } = makeMarket({ seed: 13, rows: 260 })
  const splitter = walkForward({ folds: 2 })
  const run = (frame: Frame, given: Labels, spy: ModelManager = manager) =>
    runWalkForward(spy, {
      modelType: 'lightgbm',
      params: { num_iterations: 2 },
      X: frame,
      labels: given,
      splitter,
      innerSplitter: walkForward({ folds: 1 }),
      // More than the ten random ones, so that the sampler learns from what trials told.
      trials: 13,
      score: 'logLoss',
      seed: 2,
      clock,
    })

  it('other features and labels from its first test row on change no trial, no choice and no tree', async () => {
    const original = await run(X, labels)
    for (const fold of original.folds) {
      const from = X.timeMs.indexOf(fold.testFromMs)
      const columns = Object.fromEntries(
        X.names.map((name) => [name, X.column(name).map((x, row) => (row < from ? x : row % 2 === 0 ? 1e9 : -x))]),
      )
      const value = labels.value.map((label, row) => (row < from || label < 0 ? label : 2 - label))
      const changed = (await run(createFrame({ columns, timeMs: X.timeMs }), { ...labels, value })).folds[fold.index]!
      expect(fold.trials).toHaveLength(13)
      expect(changed.trials).toEqual(fold.trials)
      expect(changed.bestParams).toEqual(fold.bestParams)
      expect(changed.model.toJson()).toEqual(fold.model.toJson())
      expect(changed.metrics).not.toEqual(fold.metrics)
    }
  })

  it('no trial trains on or predicts a row from there on', async () => {
    const calls: { kind: 'train' | 'predict'; lastMs: number }[] = []
    const spy: ModelManager = {
      ...manager,
      async trainModel(frame, y, options) {
        calls.push({ kind: 'train', lastMs: frame.timeMs.at(-1)! })
        const trained = await manager.trainModel(frame, y, options)
        const { model } = trained
        const predict: typeof model.predict = (rows) => {
          calls.push({ kind: 'predict', lastMs: rows.timeMs.at(-1)! })
          return model.predict(rows)
        }
        return { ...trained, model: { ...model, predict } }
      },
    }
    const { folds } = await run(X, labels, spy)
    // Per fold 13 trials on one inner fold, whose test and training parts are predicted, then the fold's own model, whose prediction is the first to see its test rows.
    expect(calls).toHaveLength(2 * (3 * 13 + 2))
    for (const { index, testFromMs } of folds) {
      const own = calls.slice(41 * index, 41 * (index + 1))
      expect(own.slice(0, 40).every(({ lastMs }) => lastMs < testFromMs)).toBe(true)
      expect(own[40]).toMatchObject({ kind: 'predict' })
      expect(own[40]!.lastMs).toBeGreaterThanOrEqual(testFromMs)
    }
  })
})

describe('an objective that breaks', () => {
  const { X, labels } = makeMarket({ seed: 14, rows: 120 })

  it('by a fault that is not of the parameters stops the search with that fault', async () => {
    const broken: ModelManager = {
      ...manager,
      trainModel: () => Promise.reject(new RangeError('out of memory')),
    }
    const pipeline = createTrainingPipeline(broken, { cvFolds: 2, optimizationTrials: 3 })
    const error = await errorOf(() => pipeline.optimizeHyperparameters(X, labels.value, { modelType: 'lightgbm' }))
    expect(error).toBeInstanceOf(RangeError)
  })
})
