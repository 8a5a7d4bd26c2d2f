import { type Bars, createFrame, createRandom, type Frame, type Labels } from 'barcast/core'
import { applyScaler, createFeatureEngineer, fitScaler } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { accuracy, logLoss } from 'barcast/metrics'
import { createModelManager, decideSignals, type ModelManager } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { runWalkForward, type WalkForwardResult, type WalkForwardRun } from 'barcast/training'
import { type Split, walkForward } from 'barcast/validation'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, MINUTE_MS, makeMarket } from './sample-data.js'

const manager = createModelManager()
const clock = { nowMs: () => 0 }
const quick = { modelType: 'lightgbm', params: { num_iterations: 6, num_leaves: 7 }, clock } as const
const splitter = walkForward({ folds: 3, minTrainShare: 0.4 })

const countNaN = (data: Float64Array): number => data.reduce((count, x) => count + (Number.isNaN(x) ? 1 : 0), 0)

describe('runWalkForward', () => {
  const { X: full, labels } = makeMarket({ seed: 1, rows: 500, warmupBars: 30 })
  // One hole in a feature inside the out-of-sample stretch.
  const hole = 400
  const X = createFrame({
    columns: Object.fromEntries(
      full.names.map((name) => [name, full.column(name).map((x, i) => (i === hole && name === 'feature_2' ? NaN : x))]),
    ),
    timeMs: full.timeMs,
  })
  const rowOf = Int32Array.from({ length: 500 }, (_, i) => i).filter((i) => i >= 30 && i < 495 && i !== hole)
  let result: WalkForwardResult
  let splits: Split[]

  beforeAll(async () => {
    result = await runWalkForward(manager, { ...quick, X, labels, splitter, rule: { minConfidence: 0.4 } })
    splits = [...splitter({ t0: Float64Array.from(rowOf, (i) => labels.t0[i]!), t1: Float64Array.from(rowOf, (i) => labels.t1[i]!) })]
  })

  it('equals the same steps by hand, to the bit', async () => {
    const start = rowOf[splits[0]!.test[0]!]!
    for (const [k, { train, test }] of splits.entries()) {
      const fold = result.folds[k]!
      const part = X.rows(train.map((i) => rowOf[i]!))
      const scaler = fitScaler(part)
      const y = train.map((i) => labels.value[rowOf[i]!]!)
      const { model } = await manager.trainModel(applyScaler(scaler, part), y, {
        modelType: 'lightgbm',
        params: quick.params,
        classes: labels.classes,
      })
      expect(fold.scaler).toEqual(scaler)
      expect(fold.model.toJson()).toEqual(model.toJson())
      const from = rowOf[test[0]!]!
      const to = k + 1 < splits.length ? rowOf[splits[k + 1]!.test[0]!]! : 500
      const { data } = model.predict(applyScaler(scaler, X.slice(from, to)))
      const found = result.outOfSample.predictions.data.subarray(3 * (from - start), 3 * (to - start))
      data.forEach((p, i) => {
        const expected = Math.floor(i / 3) + from === hole ? NaN : p
        expect(Object.is(found[i], expected)).toBe(true)
      })
      expect([fold.testFromMs, fold.testToMs]).toEqual([X.timeMs[from], X.timeMs[to - 1]])
      expect([fold.trainFromMs, fold.trainToMs]).toEqual([X.timeMs[rowOf[train[0]!]!], X.timeMs[rowOf[train.at(-1)!]!]])
      const undecided = rowOf.filter((i) => i < from && i >= from - 5).length
      expect([fold.trainRows, fold.testRows, fold.purgedRows]).toEqual([train.length, test.length, undecided])
    }
  })

  it('covers every row from the first test row on, labelled or not', () => {
    const start = rowOf[splits[0]!.test[0]!]!
    const { timeMs, predictions, y, signals, confidence } = result.outOfSample
    expect(timeMs).toEqual(X.timeMs.slice(start))
    expect([predictions.rows, y.length, signals.length, confidence.length]).toEqual(Array(4).fill(500 - start))
    expect(y).toEqual(labels.value.slice(start))
    expect(countNaN(predictions.data)).toBe(3)
    expect(countNaN(confidence)).toBe(1)
    expect(signals[hole - start]).toBe('HOLD')
    expect(signals.at(-1)).toMatch(/^(BUY|SELL|HOLD)$/)
    expect({ signal: signals, confidence }).toEqual(decideSignals(predictions, labels.classes, { minConfidence: 0.4 }))
    expect(result.dropped).toEqual({ missingLabel: 5, missingFeature: 31 })
  })

  it('scores labelled test rows and nothing else', () => {
    const start = rowOf[splits[0]!.test[0]!]!
    const { predictions, y } = result.outOfSample
    const scored = [...y.keys()].filter((i) => y[i]! >= 0 && i + start !== hole)
    const value = Int32Array.from(scored, (i) => y[i]!)
    const data = Float64Array.from(scored.flatMap((i) => [...predictions.data.subarray(3 * i, 3 * i + 3)]))
    const best = Int32Array.from(scored, (_, k) => {
      const row = [...data.subarray(3 * k, 3 * k + 3)]
      return row.indexOf(Math.max(...row))
    })
    expect(result.totals.accuracy).toBe(accuracy(value, best))
    expect(result.totals.logLoss).toBeCloseTo(logLoss(value, { rows: scored.length, classes: 3, data }), 14)
    expect(result.folds.reduce((sum, fold) => sum + fold.testRows, 0)).toBe(scored.length)
    const weighted = result.folds.reduce((sum, fold) => sum + fold.metrics.accuracy * fold.testRows, 0) / scored.length
    expect(result.totals.accuracy).toBeCloseTo(weighted, 14)
    expect(result.totals.rocAuc).toBeGreaterThan(0.6)
    for (const [k, { train, test }] of splits.entries()) {
      const counts = [0, 1, 2].map((c) => [...train].filter((i) => labels.value[rowOf[i]!] === c).length)
      const majority = counts.indexOf(Math.max(...counts))
      const share = [...test].filter((i) => labels.value[rowOf[i]!] === majority).length / test.length
      expect(result.folds[k]!.metrics.baselineAccuracy).toBe(share)
    }
  })

  it('shares of importance sum to 1 and name the feature that matters', () => {
    const shares = Object.values(result.importance)
    expect(Object.keys(result.importance)).toEqual(X.names)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(result.importance.feature_0).toBe(Math.max(...shares))
  })

  it('finds labels by time when the frame has fewer rows or others', async () => {
    const dropped = X.rows(rowOf)
    const found = await runWalkForward(manager, { ...quick, X: dropped, labels, splitter, rule: { minConfidence: 0.4 } })
    expect(found.folds.map(({ model }) => model.toJson())).toEqual(result.folds.map(({ model }) => model.toJson()))
    expect(found.totals).toEqual(result.totals)
    const later = createFrame({ columns: { a: X.column('feature_0') }, timeMs: X.timeMs.map((t) => t + 1) })
    expect(await errorOf(() => runWalkForward(manager, { ...quick, X: later, labels, splitter }))).toMatchObject({
      code: 'training/labels',
    })
  })

  it('without a scaler, none is fitted', async () => {
    const { folds } = await runWalkForward(manager, { ...quick, X, labels, splitter, scaler: 'none' })
    expect(folds.map(({ scaler }) => scaler)).toEqual([undefined, undefined, undefined])
  })
})

describe('search inside the fold', () => {
  const { X, labels } = makeMarket({ seed: 2, rows: 300 })
  const run: WalkForwardRun = { ...quick, params: { num_iterations: 3 }, X, labels, splitter, trials: 3, seed: 7 }

  it('is seeded: equal runs are equal, folds draw different trials, other seeds others', async () => {
    const [first, second, other] = [
      await runWalkForward(manager, run),
      await runWalkForward(manager, run),
      await runWalkForward(manager, { ...run, seed: 8 }),
    ]
    const plain = ({ folds, outOfSample }: WalkForwardResult) => ({
      folds: folds.map(({ model, ...fold }) => ({ ...fold, model: model.toJson() })),
      outOfSample,
    })
    expect(plain(first)).toEqual(plain(second))
    const tried = first.folds.map(({ trials }) => JSON.stringify(trials.map(({ params }) => params)))
    expect(new Set(tried).size).toBe(3)
    expect(other.folds[0]!.trials[0]!.params).not.toEqual(first.folds[0]!.trials[0]!.params)
    for (const { bestParams, searchScore, trials } of first.folds) {
      const best = trials.find((trial) => trial.params === bestParams)
      expect(best).toMatchObject({ state: 'complete', score: searchScore })
    }
  })

  it('never trains on a row whose label was undecided when the fold began (traps 13, 14)', async () => {
    const starts: number[] = []
    const seen: Float64Array[] = []
    const spy: ModelManager = {
      ...manager,
      trainModel(frame, y, options) {
        seen.push(frame.timeMs)
        return manager.trainModel(frame, y, options)
      },
    }
    const { folds } = await runWalkForward(spy, run)
    for (const fold of folds) starts.push(fold.testFromMs)
    // Three trials on three inner folds, then the model itself.
    expect(seen).toHaveLength(30)
    seen.forEach((times, call) => {
      const decided = times.at(-1)! + 5 * MINUTE_MS
      expect(decided).toBeLessThan(starts[Math.floor(call / 10)]!)
    })
    // Inner validation parts end inside the training part, so the longest inner training part is shorter than the fold's own.
    for (let fold = 0; fold < 3; fold++) {
      const inner = seen.slice(10 * fold, 10 * fold + 9).map((times) => times.length)
      expect(Math.max(...inner)).toBeLessThan(seen[10 * fold + 9]!.length)
    }
  })

  it('tells its progress and stops when told', async () => {
    const told: number[] = []
    await runWalkForward(manager, { ...run, onProgress: ({ done, total }) => told.push(done / total) })
    expect(told.every((share, k) => k === 0 || share >= told[k - 1]!)).toBe(true)
    expect([told.length > 12, told.at(-1)]).toEqual([true, 1])
    const controller = new AbortController()
    const stopped = errorOf(() => runWalkForward(manager, { ...run, signal: controller.signal, onProgress: () => controller.abort() }))
    expect(await stopped).toMatchObject({ code: 'task/aborted' })
  })
})

describe('the future leaves no trace in what was fitted (trap 5)', () => {
  const engineer = createFeatureEngineer({ features: ['rsi_14', 'roc_12', 'open_norm_20'] })
  const labeler = createDataLabeler({
    horizonBars: [5],
    thresholds: { strongSell: -Infinity, sell: -0.001, buy: 0.001, strongBuy: Infinity },
  })
  const bars = simulateBars({ seed: 5, length: 420 })

  function run(history: Bars): Promise<WalkForwardResult> {
    const labels = labeler.labelData(history, { method: 'return_based' }).spans('label_5bars')
    const outer = walkForward({ trainRows: 180, testRows: 100 })
    return runWalkForward(manager, {
      ...quick,
      X: engineer.engineerFeatures(history),
      labels,
      splitter: outer,
      trials: 3,
      params: { num_iterations: 4 },
    })
  }

  /** Other prices and volumes from `row` on, on another level. */
  function poisoned(row: number): Bars {
    const random = createRandom(99)
    const factor = Float64Array.from({ length: bars.length }, (_, i) => (i < row ? 1 : 3 + random.uniform()))
    const change = (column: Float64Array): Float64Array => column.map((x, i) => x * factor[i]!)
    return {
      ...bars,
      open: change(bars.open),
      high: change(bars.high),
      low: change(bars.low),
      close: change(bars.close),
      volume: change(bars.volume),
    }
  }

  it('scaler, chosen parameters, trials and trees of each fold stay the same to the bit', async () => {
    const original = await run(bars)
    expect(original.folds).toHaveLength(3)
    for (const fold of original.folds) {
      const row = bars.openTimeMs.indexOf(fold.testFromMs)
      const changed = (await run(poisoned(row))).folds[fold.index]!
      expect(changed.scaler).toEqual(fold.scaler)
      expect(changed.bestParams).toEqual(fold.bestParams)
      expect(changed.trials).toEqual(fold.trials)
      expect(changed.model.toJson()).toEqual(fold.model.toJson())
      expect(changed.metrics).not.toEqual(fold.metrics)
    }
  })

  it('while a change of the last training row, six bars earlier, does reach the fold', async () => {
    const original = await run(bars)
    const fold = original.folds[1]!
    const row = bars.openTimeMs.indexOf(fold.testFromMs)
    const changed = (await run(poisoned(row - 6))).folds[1]!
    expect(changed.scaler).not.toEqual(fold.scaler)
  })
})

describe('shuffled labels (trap 15)', () => {
  it('teach nothing: mean AUC over 20 seeds is 0.5 within 0.01', async () => {
    // One run scores 3,000 rows of two equal classes: the AUC of noise has standard deviation √(1 / (3 · 3000)) = 0.0105, its mean
    // over 20 independent runs 0.0024, so 0.01 is more than four of them.
    const rows = 5000
    const aucs: number[] = []
    for (let seed = 1; seed <= 20; seed++) {
      const { X, labels: real, random } = makeMarket({ seed, rows, features: 3, noise: 0.2 })
      const value = real.value.map((label, i) => (label < 0 ? -1 : X.column('feature_0')[i]! > 0 ? 1 : 0))
      const labelled = random.shuffle(value.slice(0, rows - 5))
      const labels: Labels = {
        ...real,
        value: Int32Array.from(value, (label, i) => (label < 0 ? -1 : labelled[i]!)),
        classes: ['sell', 'buy'],
      }
      const params = { num_iterations: 5 }
      const innerSplitter = walkForward({ folds: 1 })
      const space = { num_leaves: { type: 'int', low: 4, high: 16 } } as const
      const { totals } = await runWalkForward(manager, {
        ...quick,
        X,
        labels,
        splitter: walkForward({ folds: 2, minTrainShare: 0.4 }),
        params,
        innerSplitter,
        space,
        trials: 2,
        seed,
      })
      aucs.push(totals.rocAuc)
    }
    const mean = aucs.reduce((sum, auc) => sum + auc, 0) / 20
    expect(Math.abs(mean - 0.5)).toBeLessThanOrEqual(0.01)
    // The spread is that of noise too: no run is an edge.
    expect(Math.max(...aucs.map((auc) => Math.abs(auc - 0.5)))).toBeLessThan(4.5 * 0.0105)
  })

  it('while the same labels unshuffled are learnt', async () => {
    const { X, labels: real } = makeMarket({ seed: 1, rows: 2000, noise: 0.2 })
    const { totals } = await runWalkForward(manager, { ...quick, X, labels: real, splitter })
    expect(totals.rocAuc).toBeGreaterThan(0.8)
  })
})

describe('bad input is refused by name', () => {
  const { X, labels } = makeMarket({ seed: 3, rows: 200 })
  const run = (more: object) => runWalkForward(manager, { ...quick, X, labels, splitter, ...more } as WalkForwardRun)
  const rows = (...list: number[]): Int32Array => Int32Array.from(list)
  const fixed = (...splits: Split[]) => ({ splitter: () => splits })
  const missing: Frame = createFrame({ columns: { a: X.timeMs.map(() => Number.NaN) }, timeMs: X.timeMs })

  it.each<[string, object, object]>([
    [
      'a training part emptied by purging',
      { labels: { ...labels, t1: labels.t1.map(() => labels.timeMs[199]!) } },
      { code: 'training/empty-fold', where: { path: 'fold 0' } },
    ],
    [
      'an inner training part emptied by purging',
      { trials: 1, innerSplitter: () => [{ train: rows(), test: rows(1) }] },
      { code: 'training/empty-fold', where: { path: 'fold 0, inner fold 0' } },
    ],
    [
      'a splitter that does not purge',
      fixed({ train: Int32Array.from({ length: 50 }, (_, i) => i), test: rows(50, 51) }),
      { code: 'training/overlap', value: 45 },
    ],
    [
      'an inner splitter that does not purge',
      { trials: 1, innerSplitter: () => [{ train: rows(0, 1, 2, 3, 4, 5, 6, 7, 8), test: rows(9) }] },
      { code: 'training/overlap', where: { path: 'fold 0, inner fold 0' } },
    ],
    [
      'test parts that overlap',
      fixed(
        { train: Int32Array.from({ length: 40 }, (_, i) => i), test: rows(60, 61, 62) },
        { train: Int32Array.from({ length: 40 }, (_, i) => i), test: rows(62, 63) },
      ),
      { code: 'training/fold-order', where: { path: 'fold 1' } },
    ],
    ['no folds', fixed(), { code: 'training/no-fold' }],
    ['too few rows', { X: X.slice(0, 2) }, { code: 'validation/too-few-rows' }],
    ['only missing features', { X: missing }, { code: 'training/no-complete-row', message: expect.stringContaining('"a" is missing') }],
    ['one class only', { labels: { ...labels, value: labels.value.map((k) => (k < 0 ? k : 1)) } }, { code: 'training/fold-one-class' }],
    ['classes without an action', { labels: { ...labels, classes: ['0', '1', '2'] } }, { code: 'models/class-without-action' }],
    ['an unknown model type', { modelType: 'catboost' }, { code: 'models/unknown-type' }],
    ['a misspelt option', { trails: 3 }, { code: 'training/unknown-option', message: expect.stringContaining('"trials"') }],
    ['a negative number of trials', { trials: -1 }, { code: 'training/config', where: { path: 'trials' } }],
  ])('%s', async (_, more, expected) => {
    expect(await errorOf(() => run(more))).toMatchObject(expected)
  })
})
