import { createFrame, type Frame, type Labels } from 'barcast/core'
import { classWeights, labelOverlap } from 'barcast/labels'
import { createModelManager, type ModelManager, type ModelType, type TrainOptions } from 'barcast/models'
import {
  createTrainingPipeline,
  type PipelineOptions,
  runWalkForward,
  type SearchSpace,
  type TrainingPipelineConfig,
  type WalkForwardRun,
} from 'barcast/training'
import { combinatorialPurged, purge, purgedKFold, timeSeriesSplit, walkForward } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import { errorOf, MINUTE_MS, makeMarket } from './sample-data.js'

const manager = createModelManager()
const clock = { nowMs: () => 0 }
const { X, labels } = makeMarket({ seed: 16, rows: 320, noise: 0.8 })
const spans = { t0: labels.t0, t1: labels.t1 }
const complete = 315

interface Call {
  X: Frame
  y: Int32Array
  options: TrainOptions
}

function spying() {
  const calls: Call[] = []
  const spy: ModelManager = {
    ...manager,
    trainModel(frame, y, options) {
      calls.push({ X: frame, y: y as Int32Array, options })
      return manager.trainModel(frame, y, options)
    },
  }
  return { spy, calls }
}

const cv = (
  spy: ModelManager,
  config: TrainingPipelineConfig,
  options: Partial<PipelineOptions> = {},
  params: object = { num_iterations: 8 },
) =>
  createTrainingPipeline(spy, { cvFolds: 2, clock, ...config }).crossValidateModel(X, labels.value, params, {
    modelType: 'lightgbm',
    spans,
    classes: labels.classes,
    ...options,
  } as never)

describe('early stopping', () => {
  it('watches the last rows of the training part, purged, and never a test row (trap 13)', async () => {
    const { spy, calls } = spying()
    await cv(spy, { earlyStopping: { rounds: 2, share: 0.25 } }, {}, { num_iterations: 40 })
    const samples = { t0: labels.t0.slice(0, complete), t1: labels.t1.slice(0, complete) }
    const splits = [...walkForward({ folds: 2 })(samples)]
    expect(calls).toHaveLength(2)
    for (const [k, { train, test }] of splits.entries()) {
      const { X: learned, options } = calls[k]!
      const last = train.slice(train.length - Math.floor(train.length * 0.25))
      const rest = purge(samples, train.slice(0, train.length - last.length), last)
      expect(options.validation!.X.timeMs).toEqual(Float64Array.from(last, (row) => samples.t0[row]!))
      expect(learned.timeMs).toEqual(Float64Array.from(rest, (row) => samples.t0[row]!))
      expect(options.validation!.X.timeMs.at(-1)! + 5 * MINUTE_MS).toBeLessThan(samples.t0[test[0]!]!)
      expect(rest.length).toBe(train.length - last.length - 5)
    }
  })

  it.each(['lightgbm', 'xgboost'] as const)(
    '%s: the trained model has the median of the rounds of its folds, and learns from all rows',
    async (modelType) => {
      const { spy, calls } = spying()
      const pipeline = createTrainingPipeline(spy, {
        cvFolds: 4,
        optimizationTrials: 2,
        earlyStopping: { rounds: 3 },
        space: { learning_rate: { type: 'float', low: 0.2, high: 0.4 } },
        score: 'logLoss',
        clock,
      })
      const result = await pipeline.runTrainingPipeline(X, labels.value, {
        modelType,
        params: { n_estimators: 60 },
        spans,
        classes: labels.classes,
      })
      const best = result.optimizationHistory.find(({ params }) => params === result.bestParams)!
      const found = best.state === 'complete' ? best.rounds! : []
      expect(result.rounds!.folds.map(({ bestRound }) => bestRound)).toEqual(found)
      const sorted = [...found].sort((a, b) => a - b)
      expect(found).toHaveLength(4)
      expect(result.rounds!.final).toBe(Math.round((sorted[1]! + sorted[2]!) / 2))
      const last = calls.at(-1)!
      expect(last.X.length).toBe(complete)
      expect(last.options.validation).toBeUndefined()
      expect(Object.values(last.options.params!)).toContain(result.rounds!.final)
      expect(result.bestParams).toMatchObject({ n_estimators: 60 })
      for (const { bestRound, validationLoss } of result.rounds!.folds)
        expect(validationLoss[bestRound - 1]).toBe(Math.min(...validationLoss))
      expect(JSON.stringify(result.record)).toContain('"validationLoss":[')
    },
  )
})

describe('pruning', () => {
  it('by fold: told the mean so far, never after the last fold; pruned trials keep their place and count', async () => {
    const seen: [number, number][] = []
    const pruner = {
      name: 'spy',
      settings: null,
      shouldPrune: ({ trial }: { trial: { number: number; reports?: readonly { step: number; value: number }[] } }) => {
        seen.push([trial.number, trial.reports!.at(-1)!.step])
        return trial.number === 1 && trial.reports!.at(-1)!.step === 1
      },
    }
    const pipeline = createTrainingPipeline(manager, { cvFolds: 3, optimizationTrials: 3, pruner: pruner as never, clock })
    const { optimizationHistory, evidence } = await pipeline.optimizeHyperparameters(X, labels.value, {
      modelType: 'lightgbm',
      params: { num_iterations: 2 },
      spans,
    })
    expect(seen).toEqual([0, 1, 2].flatMap((trial) => [0, 1].map((step) => [trial, step])))
    expect(optimizationHistory.map(({ state }) => state)).toEqual(['complete', 'pruned', 'complete'])
    expect(optimizationHistory[1]).toMatchObject({ foldScores: [expect.any(Number), expect.any(Number)] })
    expect(evidence.trials).toEqual({ total: 3, complete: 2, pruned: 1, failed: 0 })
  })

  it.each(['accuracy', 'logLoss'] as const)(
    'by round, for %s: told the watched loss so that better is better, folds counted on; a pruned trial trains no more',
    async (score) => {
      const reported: { step: number; value: number }[] = []
      const pruner = {
        name: 'spy',
        settings: null,
        shouldPrune: ({ trial }: { trial: { number: number; reports: readonly { step: number; value: number }[] } }) => {
          if (trial.number === 0) reported.push(trial.reports.at(-1)!)
          return trial.number === 1 && trial.reports.length === 4
        },
      }
      const { spy, calls } = spying()
      const pipeline = createTrainingPipeline(spy, {
        cvFolds: 2,
        optimizationTrials: 2,
        pruner: pruner as never,
        pruneBy: 'round',
        earlyStopping: { rounds: 50 },
        space: { num_leaves: { type: 'int', low: 3, high: 9 }, num_iterations: { type: 'int', low: 5, high: 7 } },
        score,
        clock,
      })
      const { optimizationHistory, record } = await pipeline.optimizeHyperparameters(X, labels.value, { modelType: 'lightgbm', spans })
      expect(optimizationHistory.map(({ state }) => state)).toEqual(['complete', 'pruned'])
      expect(calls).toHaveLength(3)
      const rounds = Number(optimizationHistory[0]!.params.num_iterations)
      expect(reported.map(({ step }) => step)).toEqual([0, 1].flatMap((fold) => Array.from({ length: rounds }, (_, r) => 7 * fold + r)))
      expect(reported.every(({ value }) => (score === 'logLoss' ? value > 0 : value < 0))).toBe(true)
      expect(record.config).toMatchObject({ pruner: { name: 'spy', by: 'round' } })
    },
  )
})

describe('weights', () => {
  const uniqueness = labelOverlap(labels).uniqueness

  it('go with their rows into each fold; class balance is of the training part alone', async () => {
    const { spy, calls } = spying()
    await cv(spy, { classWeight: 'balanced', earlyStopping: { rounds: 5 } }, { weights: uniqueness })
    for (const { X: frame, y, options } of calls) {
      const rows = Array.from(frame.timeMs, (time) => labels.timeMs.indexOf(time))
      const weights = Float64Array.from(rows, (row) => uniqueness[row]!)
      const part: Labels = { ...labels, length: rows.length, timeMs: frame.timeMs, t0: frame.timeMs, t1: frame.timeMs, value: y }
      const factors = classWeights(part, weights)
      expect(options.weights).toEqual(weights.map((weight, i) => factors[i]! * weight))
      const factorOf = (k: number): number => factors[y.indexOf(k)]!
      const watched = options.validation!
      expect(watched.weights).toEqual(
        Float64Array.from(watched.y, (k, i) => factorOf(k) * uniqueness[labels.timeMs.indexOf(watched.X.timeMs[i]!)]!),
      )
    }
    const plain = spying()
    await cv(plain.spy, { classWeight: { buy: 3 } })
    expect(plain.calls[0]!.options.weights).toEqual(Float64Array.from(plain.calls[0]!.y, (k) => (k === 2 ? 3 : 1)))
  })

  it('of labels reach the rows of the walk', async () => {
    const { spy, calls } = spying()
    const weights = uniqueness.map((_, i) => (i % 4 === 0 ? 2 : 1))
    await runWalkForward(spy, { modelType: 'logistic_regression', X, labels, weights, splitter: walkForward({ folds: 1 }), clock })
    const rows = Array.from(calls[0]!.X.timeMs, (time) => labels.timeMs.indexOf(time))
    expect([...calls[0]!.options.weights!]).toEqual(rows.map((row) => weights[row]))
  })

  it('that shift probabilities are warned of, until these are calibrated', async () => {
    const shifted = await cv(manager, { classWeight: 'balanced', score: 'logLoss' }, {}, { num_iterations: 10, num_leaves: 4 })
    expect(shifted.warnings).toEqual([expect.stringContaining('classWeight shifts')])
    expect((await cv(manager, { classWeight: 'balanced', calibration: 'beta' })).warnings).toEqual([])
  })
})

describe('calibration', () => {
  it.each(['platt', 'isotonic', 'beta', 'temperature'] as const)(
    '%s: fitted on the last fifth, before it early stopping, before that the model (trap 14)',
    async (method) => {
      const { spy, calls } = spying()
      const { folds } = await runWalkForward(spy, {
        modelType: 'lightgbm',
        params: { num_iterations: 20 },
        X,
        labels,
        splitter: walkForward({ folds: 2, minTrainShare: 0.6 }),
        calibration: method,
        earlyStopping: { rounds: 3, share: 0.25 },
        clock,
      })
      for (const [k, { model, trainToMs, rounds }] of folds.entries()) {
        expect(model.calibrator).toMatchObject({ method, rows: expect.any(Number) })
        expect(rounds).toBeDefined()
        const { X: learned, options } = calls[k]!
        const calibratedFrom = trainToMs - (model.calibrator!.rows - 1) * MINUTE_MS
        expect(options.validation!.X.timeMs.at(-1)! + 5 * MINUTE_MS).toBeLessThan(calibratedFrom)
        expect(learned.timeMs.at(-1)! + 5 * MINUTE_MS).toBeLessThan(options.validation!.X.timeMs[0]!)
      }
    },
  )

  it('brings probabilities that class weights skew back to what happens: the log loss falls', async () => {
    const { X: rows, labels: given } = makeMarket({ seed: 31, rows: 2400, noise: 2.5 })
    const run: WalkForwardRun = {
      modelType: 'logistic_regression',
      X: rows,
      labels: given,
      classWeight: { buy: 12 },
      splitter: walkForward({ folds: 2, minTrainShare: 0.6 }),
      clock,
    }
    const [skewed, calibrated] = [await runWalkForward(manager, run), await runWalkForward(manager, { ...run, calibration: 'platt' })]
    const meanBuy = ({ outOfSample: { predictions } }: typeof skewed) =>
      predictions.data.reduce((sum, p, i) => sum + (i % 3 === 2 ? p : 0), 0) / predictions.rows
    const y = skewed.outOfSample.y.filter((k) => k >= 0)
    const buys = y.filter((k) => k === 2).length / y.length
    expect(meanBuy(skewed) - buys).toBeGreaterThan(0.25)
    expect(Math.abs(meanBuy(calibrated) - buys)).toBeLessThan(0.05)
    expect(calibrated.totals.logLoss).toBeLessThan(skewed.totals.logLoss - 0.1)
  })

  it('the pipeline’s model is calibrated too, on rows that it did not learn from', async () => {
    const pipeline = createTrainingPipeline(manager, { cvFolds: 2, optimizationTrials: 1, calibration: 'temperature', clock })
    const { trainedModel, trainingMetadata } = await pipeline.runTrainingPipeline(X, labels.value, {
      modelType: 'logistic_regression',
      spans,
    })
    expect(trainedModel.calibrator).toMatchObject({ method: 'temperature', rows: 63 })
    expect(trainingMetadata.trainingRows).toBe(complete - 63 - 5)
  })
})

describe('everything fitted stays the same to the bit when the test rows change (traps 5, 13, 14)', () => {
  const SPLITTERS = {
    walkForward: walkForward({ folds: 2 }),
    rolling: walkForward({ trainRows: 150, testRows: 90, mode: 'rolling' }),
    timeSeriesSplit: timeSeriesSplit({ splits: 2 }),
    purgedKFold: purgedKFold({ splits: 3, embargoMs: 2 * MINUTE_MS }),
    combinatorialPurged: combinatorialPurged({ groups: 3, testGroups: 1 }),
  }
  const TYPES: Record<ModelType, object> = {
    lightgbm: { num_iterations: 6 },
    xgboost: { n_estimators: 6 },
    random_forest: { n_estimators: 4 },
    logistic_regression: {},
  }
  /** Small ones: the default space of forests grows hundreds of trees. */
  const SPACES: Record<ModelType, SearchSpace> = {
    lightgbm: { num_leaves: { type: 'int', low: 3, high: 9 } },
    xgboost: { max_depth: { type: 'int', low: 2, high: 5 } },
    random_forest: { max_depth: { type: 'int', low: 2, high: 6 } },
    logistic_regression: { C: { type: 'float', low: 0.01, high: 10, log: true } },
  }
  const pairs = Object.keys(SPLITTERS).flatMap((splitter, s) =>
    Object.keys(TYPES).flatMap((type, t) => ((s + t) % 2 === 0 || type === 'lightgbm' ? [[splitter, type] as const] : [])),
  )

  it.each(pairs)('%s, %s', async (name, type) => {
    const modelType = type as ModelType
    const splitter = SPLITTERS[name as keyof typeof SPLITTERS]
    const isBoosted = modelType === 'lightgbm' || modelType === 'xgboost'
    const { t0, t1 } = { t0: labels.t0.slice(0, complete), t1: labels.t1.slice(0, complete) }
    const run = (frame: Frame, given: Labels) =>
      runWalkForward(manager, {
        modelType,
        params: TYPES[modelType],
        X: frame,
        labels: given,
        weights: Float64Array.from(labels.value, (_, i) => 1 + (i % 2)),
        outcome: Float64Array.from(given.value, (k) => (k - 1) / 100),
        splitter,
        innerSplitter: walkForward({ folds: 1 }),
        trials: 2,
        space: SPACES[modelType],
        scaler: 'robust',
        classWeight: 'balanced',
        calibration: 'temperature',
        ...(isBoosted ? { earlyStopping: { rounds: 2 } } : {}),
        seed: 2,
        clock,
      } as WalkForwardRun)
    const original = await run(X, labels)
    const k = name === 'walkForward' ? 1 : 0
    const isTest = new Uint8Array(X.length)
    for (const row of [...splitter({ t0, t1 })][k]!.test) isTest[row] = 1
    const columns = Object.fromEntries(
      X.names.map((column) => [column, X.column(column).map((x, i) => (isTest[i] === 1 ? (i % 2 === 0 ? 1e6 : -x) : x))]),
    )
    const value = labels.value.map((label, i) => (isTest[i] === 1 && label >= 0 ? 2 - label : label))
    const changed = (await run(createFrame({ columns, timeMs: X.timeMs }), { ...labels, value })).folds[k]!
    const fold = original.folds[k]!
    expect(changed.scaler).toEqual(fold.scaler)
    expect(changed.trials).toEqual(fold.trials)
    expect(changed.evidence).toEqual(fold.evidence)
    expect(changed.bestParams).toEqual(fold.bestParams)
    expect(changed.rounds).toEqual(fold.rounds)
    expect(changed.model.calibrator).toBeDefined()
    expect(changed.model.toJson()).toEqual(fold.model.toJson())
    expect(changed.metrics).not.toEqual(fold.metrics)
  })
})

describe('bad input is refused by name', () => {
  it.each<[string, () => Promise<unknown>, object]>([
    [
      'early stopping of a type without rounds',
      () => cv(manager, { earlyStopping: { rounds: 3 } }, { modelType: 'random_forest' } as never, {}),
      { code: 'training/config', where: { path: 'earlyStopping' } },
    ],
    [
      'no patience',
      () => cv(manager, { earlyStopping: { rounds: 0 } }),
      { code: 'training/config', where: { path: 'earlyStopping.rounds' } },
    ],
    [
      'a share of all',
      () => cv(manager, { earlyStopping: { rounds: 2, share: 1 } }),
      { code: 'training/config', where: { path: 'earlyStopping.share' } },
    ],
    ['a misspelt part', () => cv(manager, { earlyStopping: { round: 2 } } as never), { code: 'training/unknown-option' }],
    [
      'pruning by round without watched rows',
      () => cv(manager, { pruneBy: 'round' }),
      { code: 'training/config', where: { path: 'pruneBy' } },
    ],
    ['a pruner that is none', () => cv(manager, { pruner: 'median' as never }), { code: 'training/config', where: { path: 'pruner' } }],
    ['a sampler that is none', () => cv(manager, { sampler: {} as never }), { code: 'training/config', where: { path: 'sampler' } }],
    [
      'weights of another length',
      () => cv(manager, {}, { weights: new Float64Array(3) }),
      { code: 'training/length', where: { column: 'weights' } },
    ],
    [
      'a negative weight',
      () => cv(manager, {}, { weights: X.timeMs.map((_, i) => (i === 9 ? -1 : 1)) }),
      { code: 'training/weights', where: { row: 9, column: 'weights' } },
    ],
    [
      'a missing weight',
      () => cv(manager, {}, { weights: X.timeMs.map((_, i) => (i === 9 ? NaN : 1)) }),
      { code: 'training/weights', value: NaN },
    ],
    [
      'a class that there is not',
      () => cv(manager, { classWeight: { bye: 2 } }),
      { code: 'training/unknown-class', message: expect.stringContaining('"buy"') },
    ],
    ['a factor below 0', () => cv(manager, { classWeight: { buy: -2 } }), { code: 'training/class-weight', value: -2 }],
    [
      'classes weighed twice',
      () => cv(manager, { classWeight: 'balanced' }, {}, { class_weight: 'balanced' }),
      { code: 'training/config', where: { path: 'classWeight' } },
    ],
    [
      'an unknown calibration',
      () => cv(manager, { calibration: 'sigmoid' as never }),
      { code: 'training/config', where: { path: 'calibration' } },
    ],
    [
      'too few rows to cut',
      () => cv(manager, { earlyStopping: { rounds: 2, share: 0.99 } }),
      { code: 'training/inner-split', where: { path: 'early stopping' } },
    ],
    ['too little memory', () => cv(manager, { memoryLimitBytes: 1000 }), { code: 'training/memory-limit', value: 320 * (4 * 34 + 120) }],
  ])('%s', async (_, run, expected) => {
    expect(await errorOf(run)).toMatchObject(expected)
  })
})
