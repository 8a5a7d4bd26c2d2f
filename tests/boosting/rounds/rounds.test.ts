import { type BoosterParams, type RoundReport, refitBooster, type TrainBoosterOptions, trainBooster } from 'barcast/boosting'
import { createRandom, isBarcastError } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { readLikeLightgbm } from '../../../src/boosting/lightgbm-number.js'
import { RowSampler } from '../../../src/boosting/sampling.js'

const random = createRandom(7)
const x = Array.from({ length: 4 }, () => Float64Array.from({ length: 600 }, () => random.normal()))
const signal = x[0]!.map((value, i) => value + 0.5 * x[1]![i]! * x[2]![i]! + random.normal())
const y = signal.map((value) => (value > 0 ? 1 : 0))
const part = (from: number, to: number, labels: Float64Array = y) => ({
  x: x.map((column) => column.subarray(from, to)),
  y: labels.subarray(from, to),
})
const binary: BoosterParams = { objective: 'binary', numLeaves: 8 }
const early = part(0, 400)
const late = part(400, 600)

describe.each(['exact', 'packed'] as const)('%s: scores keep up with the trees', (mode) => {
  const kinds: [string, BoosterParams][] = [
    ['dart', { boosting: 'dart', dropRate: 0.4, skipDrop: 0.1 }],
    ['dart as XGBoost', { boosting: 'dart', dropRate: 0.4, skipDrop: 0.1, xgboostDartMode: true, uniformDrop: true }],
    ['forest', { boosting: 'rf', baggingFraction: 0.5, baggingFreq: 1 }],
    ['goss', { dataSampleStrategy: 'goss', learningRate: 0.3 }],
    ['dart over goss', { boosting: 'dart', dataSampleStrategy: 'goss', learningRate: 0.3, skipDrop: 0 }],
  ]
  test.each(kinds)('%s', async (_, kind) => {
    const reports: RoundReport[] = []
    const [learned, watched] = [part(0, 400, signal), part(400, 600, signal)]
    const booster = await trainBooster({
      ...learned,
      valid: watched,
      trainingMetrics: true,
      params: { objective: 'regression', mode, numLeaves: 8, ...kind },
      rounds: 30,
      onRound: (report) => reports.push(report),
    })
    for (const [name, rows] of [
      ['training', learned],
      ['valid', watched],
    ] as const) {
      const predicted = booster.predict(rows.x)
      // Labels are float32 inside.
      const loss = rows.y.reduce((sum, label, i) => sum + (predicted[i]! - Math.fround(label)) ** 2, 0) / rows.y.length
      expect(Math.abs(reports.at(-1)!.metrics[name]!.l2! / loss - 1)).toBeLessThan(1e-12)
    }
    expect(reports.at(-1)!.value).toBe(reports.at(-1)!.metrics.valid!.l2)
    expect(reports.at(-1)!.value!).toBeLessThan(reports[0]!.value! * 1.01)
  })
})

describe('rounds that cannot split', () => {
  const three = Float64Array.from(signal, (value) => (value > 0 ? 2 : 0))

  test('a forest gives a class without rows no chance', async () => {
    const params: BoosterParams = { objective: 'multiclass', numClass: 3, boosting: 'rf', featureFraction: 0.5 }
    const booster = await trainBooster({ ...part(0, 400, three), params, rounds: 10 })
    const p = booster.predict(early.x)
    for (let row = 0; row < 400; row++) expect(p[row * 3 + 1]!).toBeLessThan(1e-12)
  })

  test('a forest of one-leaf trees predicts the mean', async () => {
    const params: BoosterParams = {
      objective: 'regression',
      boosting: 'rf',
      featureFraction: 0.5,
      minDataInLeaf: 300,
      featurePreFilter: false,
    }
    const shifted = signal.map((value) => value + 100)
    const booster = await trainBooster({ ...part(0, 400, shifted), params, rounds: 10 })
    const mean = shifted.subarray(0, 400).reduce((sum, value) => sum + value, 0) / 400
    expect(booster.predict(late.x)[0]).toBeCloseTo(mean, 3)
  })

  test('dart puts dropped trees back', async () => {
    const params: BoosterParams = { ...binary, boosting: 'dart', skipDrop: 0, dropRate: 0.9, featureFraction: 0.25, minGainToSplit: 12 }
    const reports: RoundReport[] = []
    const options = { ...early, params, rounds: 60, trainingMetrics: true, onRound: (report: RoundReport) => reports.push(report) }
    const booster = await trainBooster(options)
    expect(booster.numIterations).toBeLessThan(60)
    const p = booster.predict(early.x)
    const loss = -early.y.reduce((sum, label, i) => sum + Math.log(label > 0 ? p[i]! : 1 - p[i]!), 0) / 400
    expect(reports.at(-1)!.metrics.training!.binary_logloss).toBeCloseTo(loss, 12)
  })
})

describe('whoever watches', () => {
  test('stops by a word, and keeps the rounds so far', async () => {
    const booster = await trainBooster({ ...early, params: binary, rounds: 50, onRound: ({ round }) => (round === 7 ? 'stop' : undefined) })
    expect(booster.numIterations).toBe(7)
    expect(booster.bestIteration).toBeUndefined()
  })

  test('sees every metric of every set by name', async () => {
    const reports: RoundReport[] = []
    const params: BoosterParams = { ...binary, metric: ['auc', 'binary_logloss'] }
    await trainBooster({ ...early, params, rounds: 2, valid: { x: late, y: early }, onRound: (report) => reports.push(report) })
    expect(Object.keys(reports[0]!.metrics)).toEqual(['x', 'y'])
    expect(Object.keys(reports[0]!.metrics.y!)).toEqual(['auc', 'binary_logloss'])
    expect(reports[0]!.value).toBe(reports[0]!.metrics.x!.auc)
  })

  test('a delta for each metric', async () => {
    const params: BoosterParams = { ...binary, metric: ['auc', 'binary_logloss'], earlyStoppingRound: 3, earlyStoppingMinDelta: [0, 10] }
    const booster = await trainBooster({ ...early, params, rounds: 50, valid: late })
    // No logloss is 10 better than the first.
    expect(booster.bestIteration).toBe(1)
  })

  test('counts the rounds of a continued model', async () => {
    const first = await trainBooster({ ...early, params: binary, rounds: 5 })
    const params: BoosterParams = { ...binary, earlyStoppingRound: 4, learningRate: 0.5 }
    const bestRounds: (number | undefined)[] = []
    const onRound = ({ bestRound }: RoundReport): void => void bestRounds.push(bestRound)
    const booster = await trainBooster({ ...early, params, rounds: 60, valid: late, initBooster: first, onRound })
    expect(booster.bestIteration).toBe(5 + bestRounds.at(-1)!)
    expect(booster.numIterations).toBe(booster.bestIteration)
    expect([...booster.predictLeaf(late.x).subarray(0, 5)]).toEqual([...first.predictLeaf(late.x).subarray(0, 5)])
  })

  test('a cancelled training calls nobody any more', async () => {
    const controller = new AbortController()
    const seen: number[] = []
    const wait = (): void => {
      const until = performance.now() + 40
      while (performance.now() < until);
    }
    const training = trainBooster({
      ...early,
      params: binary,
      rounds: 1000,
      signal: controller.signal,
      onRound: ({ round }) => {
        seen.push(round)
        if (round === 3) controller.abort()
        if (round >= 3) wait()
      },
    })
    const error = await training.catch((thrown: unknown) => thrown)
    expect(isBarcastError(error, 'task/aborted')).toBe(true)
    expect(seen).toEqual([1, 2, 3])
  })
})

describe('going on', () => {
  test('leaves the first model alone, also by dart', async () => {
    const first = await trainBooster({ ...early, params: binary, rounds: 6 })
    const before = first.toLightgbmText()
    const params: BoosterParams = { ...binary, boosting: 'dart', skipDrop: 0, dropRate: 1 }
    const booster = await trainBooster({ ...late, params, rounds: 10, initBooster: first })
    expect(first.toLightgbmText()).toBe(before)
    expect(booster.numIterations).toBe(16)
    await refitBooster(first, { ...late, decayRate: 0 })
    expect(first.toLightgbmText()).toBe(before)
  })

  test('a refit that keeps everything changes nothing', async () => {
    const first = await trainBooster({ ...early, params: binary, rounds: 6 })
    const same = await refitBooster(first, { ...late, decayRate: 1 })
    expect(same.toLightgbmText()).toBe(first.toLightgbmText())
  })
})

describe('whole queries are drawn', () => {
  test('and the others are the rest', () => {
    const queryBoundaries = Int32Array.of(0, 3, 4, 9, 11, 20)
    const settings = {
      baggingFraction: 0.5,
      baggingFreq: 1,
      posBaggingFraction: 1,
      negBaggingFraction: 1,
      baggingByQuery: true,
      baggingSeed: 3,
    }
    const sampler = new RowSampler({ rows: 20, queryBoundaries }, settings)
    for (let round = 0; round < 10; round++) {
      const { bag, rest, queries } = sampler.draw(round)!
      expect([...bag, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, row) => row))
      const expected = [...queries!].flatMap((q) =>
        Array.from({ length: queryBoundaries[q + 1]! - queryBoundaries[q]! }, (_, i) => queryBoundaries[q]! + i),
      )
      expect([...bag]).toEqual(expected)
    }
  })
})

const READ: [number, number][] = [
  [0.21766164258503393, 0.21766164258503395],
  [0.13680192003755753, 0.1368019200375575],
  [4.11653522861187e-5, 4.1165352286118696e-5],
  [8.096917998799017e-5, 8.096917998799016e-5],
  [2.564467226612986, 2.5644672266129858],
  [6.504320815241678, 6.5043208152416785],
]

test('numbers come out as LightGBM’s text reader makes them', () => {
  expect([0.1, 0.001, 5, -0.25, 1e-6, 0, 1e17].map(readLikeLightgbm)).toEqual([0.1, 0.001, 5, -0.25, 1e-6, 0, 1e17])
  expect(READ.map(([given]) => readLikeLightgbm(given))).toEqual(READ.map(([, read]) => read))
})

const first = await trainBooster({ ...early, params: binary, rounds: 3 })
const forest = await trainBooster({ ...early, params: { ...binary, boosting: 'rf', featureFraction: 0.5 }, rounds: 3 })
const refused: [string, Partial<TrainBoosterOptions>, string][] = [
  ['dart with early stopping', { params: { ...binary, boosting: 'dart', earlyStoppingRound: 3 }, valid: late }, 'parameter-conflict'],
  ['a forest that sees everything', { params: { ...binary, boosting: 'rf' } }, 'parameter-conflict'],
  ['a forest over goss', { params: { ...binary, boosting: 'rf', featureFraction: 0.5, dataSampleStrategy: 'goss' } }, 'parameter-conflict'],
  ['a forest that goes on', { params: { ...binary, boosting: 'rf', featureFraction: 0.5 }, initBooster: first }, 'parameter-conflict'],
  ['goss and bagging', { params: { ...binary, boosting: 'goss', baggingFraction: 0.5, baggingFreq: 1 } }, 'parameter-conflict'],
  ['goss of more than all', { params: { ...binary, dataSampleStrategy: 'goss', topRate: 0.7, otherRate: 0.5 } }, 'parameter-conflict'],
  ['classes apart in a regression', { params: { objective: 'regression', posBaggingFraction: 0.5 } }, 'parameter-conflict'],
  ['going on from a forest', { initBooster: forest }, 'init-booster'],
  ['going on with another objective', { params: { objective: 'regression' }, initBooster: first }, 'init-booster'],
  ['going on with other columns', { initBooster: first, featureNames: ['a', 'b', 'c', 'd'] }, 'feature-names'],
  ['scores given twice', { initBooster: first, initScore: new Float64Array(400) }, 'init-score'],
  ['another’s booster', { initBooster: { ...first } }, 'booster'],
  ['a learning rate of 0', { learningRate: (round) => 1 - round / 3 }, 'parameter-range'],
  ['a set called training', { valid: { training: late } }, 'valid-sets'],
  ['sets that are none', { valid: { a: 3 } as never }, 'valid-sets'],
]
test.each(refused)('refuses %s', async (_, change, rule) => {
  const error = await trainBooster({ ...early, params: binary, rounds: 5, ...change }).catch((thrown: unknown) => thrown)
  expect(isBarcastError(error, `boosting/${rule}`) ? '' : error).toBe('')
})

test.each([
  ['a decay of 2', { decayRate: 2 }, 'parameter-range'],
  ['another objective', { params: { objective: 'regression' } as const }, 'parameter-conflict'],
  ['path smoothing', { params: { pathSmooth: 1 } }, 'refit'],
  ['too few labels', { y: y.subarray(0, 5) }, 'label-count'],
])('refuses a refit with %s', async (_, change, rule) => {
  const error = await refitBooster(first, { ...late, ...change }).catch((thrown: unknown) => thrown)
  expect(isBarcastError(error, `boosting/${rule}`) ? '' : error).toBe('')
})
