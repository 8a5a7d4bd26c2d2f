import { createFrame, type Frame } from 'barcast/core'
import { applyScaler } from 'barcast/features'
import { createModelManager, type ModelManager } from 'barcast/models'
import { createTrainingPipeline, type PipelineOptions, runWalkForward, type WalkForwardRun } from 'barcast/training'
import { combinatorialPurged, nested, purgedKFold, timeSeriesSplit, walkForward } from 'barcast/validation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf, MINUTE_MS, makeMarket } from './sample-data.js'

const manager = createModelManager()
const clock = { nowMs: () => 0 }
const quick = { modelType: 'lightgbm', params: { num_iterations: 3, num_leaves: 5 } } as const
const { X, labels } = makeMarket({ seed: 6, rows: 300, warmupBars: 10, noise: 0.4 })
const spans = { t0: labels.t0, t1: labels.t1 }
const day = 60 * 24 * MINUTE_MS

/** A manager that remembers the times of the rows it was asked to train on. */
function spying() {
  const seen: Float64Array[] = []
  const spy: ModelManager = {
    ...manager,
    trainModel(frame: Frame, y, options) {
      seen.push(frame.timeMs)
      return manager.trainModel(frame, y, options)
    },
  }
  return { spy, seen }
}

const SPLITTERS = {
  walkForward: walkForward({ folds: 3 }),
  rolling: walkForward({ trainRows: 100, testRows: 60, mode: 'rolling' }),
  timeSeriesSplit: timeSeriesSplit({ splits: 3 }),
  purgedKFold: purgedKFold({ splits: 4, embargoMs: 3 * MINUTE_MS }),
  combinatorialPurged: combinatorialPurged({ groups: 4, testGroups: 2 }),
} as const

describe.each(Object.entries(SPLITTERS))('%s', (name, splitter) => {
  it('pipeline: trains on what it yields, and no training label meets a test label', async () => {
    const { spy, seen } = spying()
    const pipeline = createTrainingPipeline(spy, { splitter, clock })
    const { cvScores, record, warnings } = await pipeline.crossValidateModel(X, labels.value, quick.params, {
      ...quick,
      spans,
      params: undefined,
    } as never)
    const rows = Int32Array.from({ length: 285 }, (_, k) => 10 + k)
    const samples = { t0: Float64Array.from(rows, (row) => labels.t0[row]!), t1: Float64Array.from(rows, (row) => labels.t1[row]!) }
    const splits = [...splitter(samples)]
    expect(cvScores).toHaveLength(splits.length)
    expect(seen).toEqual(splits.map(({ train }) => Float64Array.from(train, (k) => samples.t0[k]!)))
    expect(record.splits.map(({ trainRows, testRows }) => [trainRows, testRows])).toEqual(
      splits.map(({ train, test }) => [train.length, test.length]),
    )
    const onFuture = splits.some(({ train, test }) => train.at(-1)! > test[0]!)
    expect(onFuture).toBe(name.includes('urged'))
    expect(warnings.some((text) => text.includes('no track record'))).toBe(onFuture)
    for (const [k, { train, test }] of splits.entries()) {
      const between = Math.max(train.at(-1)!, test.at(-1)!) - Math.min(train[0]!, test[0]!) + 1
      expect(record.splits[k]!.purgedRows).toBe(between - train.length - test.length)
    }
  })

  it('runWalkForward: each path has every row once, predicted by a model of its own', async () => {
    const { paths, outOfSample, folds, totals, warnings } = await runWalkForward(manager, { ...quick, X, labels, splitter, clock })
    expect(paths[0]).toBe(outOfSample)
    expect(paths).toHaveLength(name === 'combinatorialPurged' ? 3 : 1)
    const scored = folds.reduce((sum, fold) => sum + fold.testRows, 0)
    const labelled = paths.reduce((sum, { y, confidence }) => sum + y.filter((k, i) => k >= 0 && !Number.isNaN(confidence[i]!)).length, 0)
    expect(labelled).toBe(scored)
    for (const { timeMs, predictions } of paths) {
      expect(predictions.rows).toBe(timeMs.length)
      expect(timeMs).toEqual(X.timeMs.slice(X.length - timeMs.length))
    }
    expect(totals.accuracy).toBeGreaterThan(totals.baselineAccuracy)
    expect(warnings.some((text) => text.includes('no track record'))).toBe(name.includes('urged'))
    expect(folds.every(({ purgedRows }) => purgedRows >= 0)).toBe(true)
  })
})

describe('combinatorial paths', () => {
  it('hold the predictions of the split that tests each group for them', async () => {
    const splitter = combinatorialPurged({ groups: 3, testGroups: 2 })
    const { paths, folds } = await runWalkForward(manager, { ...quick, X, labels, splitter, clock })
    const rows = Int32Array.from({ length: 285 }, (_, k) => 10 + k)
    const samples = { t0: Float64Array.from(rows, (row) => labels.t0[row]!), t1: Float64Array.from(rows, (row) => labels.t1[row]!) }
    const splits = [...splitter(samples)]
    for (const [k, { parts }] of splits.entries()) {
      const { model, scaler } = folds[k]!
      expect(scaler).toBeDefined()
      for (const { path, fromRow, toRow } of parts) {
        const from = rows[fromRow]!
        const part = X.slice(from, rows[toRow - 1]! + 1)
        const { data } = model.predict(applyScaler(scaler!, part))
        const start = X.length - paths[path]!.timeMs.length
        expect(paths[path]!.predictions.data.subarray(3 * (from - start), 3 * (from - start) + data.length)).toEqual(data)
      }
    }
  })
})

describe('nested', () => {
  const outer = walkForward({ folds: 2 })
  const inner = purgedKFold({ splits: 3 })

  it('searches on its inner splits, exactly as with the inner splitter apart', async () => {
    const run: WalkForwardRun = { ...quick, X, labels, splitter: nested({ outer, inner }), trials: 3, seed: 4, clock }
    const [together, apart] = [
      await runWalkForward(manager, run),
      await runWalkForward(manager, { ...run, splitter: outer, innerSplitter: inner }),
    ]
    expect(together.folds.map(({ trials }) => trials)).toEqual(apart.folds.map(({ trials }) => trials))
    expect(together.outOfSample).toEqual(apart.outOfSample)
    expect(together.folds[0]!.trials[0]).toMatchObject({
      state: 'complete',
      foldScores: [expect.any(Number), expect.any(Number), expect.any(Number)],
    })
  })

  it('is refused by the pipeline, which has no outer folds', async () => {
    const pipeline = createTrainingPipeline(manager, { splitter: nested({ outer, inner }) })
    expect(await errorOf(() => pipeline.crossValidateModel(X, labels.value, {}, { modelType: 'lightgbm', spans }))).toMatchObject({
      code: 'training/nested',
    })
  })
})

describe('by the calendar', () => {
  it('walks forward over whole months', async () => {
    const timeMs = X.timeMs.map((_, i) => Date.UTC(2024, 0, 1) + i * day)
    const t1 = labels.t1.map((end, i) => (Number.isNaN(end) ? end : timeMs[i + 5]!))
    const frame = createFrame({ columns: Object.fromEntries(X.names.map((name) => [name, X.column(name)])), timeMs })
    const { folds } = await runWalkForward(manager, {
      ...quick,
      X: frame,
      labels: { ...labels, timeMs, t0: timeMs, t1 },
      splitter: walkForward({ trainMonths: 4, testMonths: 2 }),
      clock,
    })
    expect(folds.map(({ testFromMs }) => new Date(testFromMs).toISOString().slice(0, 10))).toEqual([
      '2024-05-01',
      '2024-07-01',
      '2024-09-01',
    ])
  })
})

describe('what may not be', () => {
  const cv = (splitter: unknown, more: Partial<PipelineOptions> = {}) =>
    createTrainingPipeline(manager, { splitter } as never).crossValidateModel(X, labels.value, quick.params, {
      modelType: 'lightgbm',
      ...more,
    } as never)

  it('training after test rows without spans, which nothing purges', async () => {
    expect(await errorOf(() => cv(purgedKFold({ splits: 3 })))).toMatchObject({ code: 'training/spans' })
  })

  it('any split in which one training label meets a test label, wherever it lies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: 250 }), fc.integer({ min: -5, max: 9 }), async (testFrom, distance) => {
        // One training row before the test part of five rows (negative) or after it; labels are five bars long.
        const row = distance < 0 ? testFrom + distance : testFrom + 5 + distance
        const train = Int32Array.from([...Array(15).keys()].concat(row)).sort()
        const test = Int32Array.from({ length: 5 }, (_, k) => testFrom + k)
        const error = cv(() => [{ train, test }], { spans }).then(
          () => undefined,
          (found: { code?: string }) => found.code,
        )
        const meets = distance < 0 ? -distance <= 5 : distance < 5
        expect((await error) === 'training/overlap').toBe(meets)
      }),
      { numRuns: 25, seed: 11 },
    )
  })

  it.each([
    ['no function', 3, 'training/config'],
    ['fewer events than folds', purgedKFold({ splits: 400 }), 'validation/too-few-rows'],
  ] as const)('%s', async (_, splitter, code) => {
    expect(await errorOf(() => cv(splitter, { spans }))).toMatchObject({ code })
  })

  it('a class that training parts lack is told', async () => {
    const value = labels.value.map((k, row) => (k === 2 && row < 180 ? 1 : k))
    const { warnings } = await createTrainingPipeline(manager, {
      splitter: walkForward({ folds: 4, minTrainShare: 0.4 }),
    }).crossValidateModel(X, value, quick.params, { modelType: 'lightgbm', spans, classes: labels.classes })
    expect(warnings).toEqual(['no training row of "buy" in fold 0, 1'])
  })
})
