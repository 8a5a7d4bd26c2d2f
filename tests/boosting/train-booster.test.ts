import { type BoosterParams, parseBoosterParams, parseLightgbm, type RoundReport, trainBooster } from 'barcast/boosting'
import { createFrame, type Frame, isBarcastError } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { syntheticData } from './golden-case.js'

const styles = ['bell', 'missing', 'ties', 'bell']
const names = ['alpha', 'beta', 'gamma', 'delta']
const { columns, latent, weight } = syntheticData({ rows: 400, seed: 31, styles })
const y = latent.map((value) => (value > 0 ? 1 : 0))
const frame = createFrame({ columns: new Map(names.map((name, j) => [name, columns[j]!])) })
const params: BoosterParams = { objective: 'binary', numLeaves: 8 }
const small = { x: columns, y, params, rounds: 5 }

function rowMajor() {
  const data = new Float64Array(400 * 4)
  for (let i = 0; i < 400; i++) for (let j = 0; j < 4; j++) data[i * 4 + j] = columns[j]![i]!
  return { rows: 400, columns: 4, data }
}

describe('matrices', () => {
  test('a Frame, columns and rows train and predict the same', async () => {
    const fromColumns = await trainBooster({ ...small, featureNames: names })
    const fromFrame = await trainBooster({ ...small, x: frame })
    const fromRows = await trainBooster({ ...small, x: rowMajor(), featureNames: names })
    expect(fromFrame.toLightgbmText()).toBe(fromColumns.toLightgbmText())
    expect(fromRows.toLightgbmText()).toBe(fromColumns.toLightgbmText())
    const expected = [...fromColumns.predict(columns)]
    expect([...fromColumns.predict(frame)]).toEqual(expected)
    expect([...fromColumns.predict(rowMajor())]).toEqual(expected)
  })

  test('a Frame is read by name, whatever the order of its columns', async () => {
    const booster = await trainBooster({ ...small, x: frame })
    const turned = createFrame({ columns: new Map(names.map((name, j): [string, Float64Array] => [name, columns[j]!]).reverse()) })
    expect([...booster.predict(turned)]).toEqual([...booster.predict(frame)])
  })

  test('a row alone gets the bits of the batch, for one class and for several', async () => {
    const three = latent.map((value) => (value > 0.6 ? 2 : value > -0.6 ? 1 : 0))
    const multiclass = await trainBooster({ x: columns, y: three, params: { objective: 'multiclass', numClass: 3 }, rounds: 5 })
    for (const booster of [await trainBooster(small), multiclass]) {
      const batch = booster.predict(columns)
      const out = new Float64Array(booster.numClasses)
      for (let i = 0; i < 400; i++) {
        booster.predictRow(
          Float64Array.from(columns, (column) => column[i]!),
          out,
        )
        expect([...out]).toEqual([...batch.subarray(i * out.length, (i + 1) * out.length)])
      }
    }
  })

  test('probabilities of several classes sum to 1 in each row', async () => {
    const three = latent.map((value) => (value > 0.6 ? 2 : value > -0.6 ? 1 : 0))
    const booster = await trainBooster({ x: columns, y: three, params: { objective: 'softmax', num_class: 3 }, rounds: 5 })
    const p = booster.predict(columns)
    expect(p.length).toBe(1200)
    for (let i = 0; i < 400; i++) expect(Math.abs(p[3 * i]! + p[3 * i + 1]! + p[3 * i + 2]! - 1)).toBeLessThan(1e-15)
  })

  test('no rows give no predictions', async () => {
    const booster = await trainBooster(small)
    expect(booster.predict(columns.map((column) => column.subarray(0, 0))).length).toBe(0)
    expect(booster.predictLeaf({ rows: 0, columns: 4, data: new Float64Array(0) }).length).toBe(0)
  })

  test('leaves name the values that the raw score adds up', async () => {
    const booster = await trainBooster(small)
    const text = booster.toLightgbmText()
    const values = [...text.matchAll(/^leaf_value=(.*)$/gm)].map((match) => match[1]!.split(' ').map(Number))
    const leaves = booster.predictLeaf(columns)
    const sum = (i: number): number => values.reduce((total, tree, t) => total + tree[leaves[i * booster.numTrees + t]!]!, 0)
    expect([...booster.predictRaw(columns)]).toEqual(Array.from(y, (_, i) => sum(i)))
  })
})

describe('training', () => {
  test('the caller’s arrays stay as they were', async () => {
    const before = [...columns, y, weight].map((column) => [...column])
    await trainBooster({ ...small, weight, initScore: latent, params: { ...params, baggingFraction: 0.5, baggingFreq: 1 } })
    expect([...columns, y, weight].map((column) => [...column])).toEqual(before)
  })

  test('the same call gives the same bytes, another seed others', async () => {
    const drawn = (seed: number) => trainBooster({ ...small, params: { ...params, subsample: 0.5, subsample_freq: 1, seed } })
    const first = (await drawn(1)).toLightgbmText()
    expect((await drawn(1)).toLightgbmText()).toBe(first)
    expect((await drawn(2)).toLightgbmText()).not.toBe(first)
  })

  test('all names of a parameter mean the same', async () => {
    const settings = parseBoosterParams({
      objective: 'binary',
      numIterations: 7,
      minDataInLeaf: 9,
      lambdaL2: 2,
      baggingFraction: 0.5,
      seed: 3,
    })
    const aliases = { objective: 'binary', n_estimators: 7, min_child_samples: 9, reg_lambda: 2, subsample: 0.5, random_state: 3 } as const
    const snake = { objective: 'binary', num_iterations: 7, min_data_in_leaf: 9, lambda_l2: 2, bagging_fraction: 0.5, seed: 3 } as const
    expect(parseBoosterParams(aliases)).toEqual(settings)
    expect(parseBoosterParams(snake)).toEqual(settings)
    // The seeds that LightGBM 4.7.0 writes into its model file for seed 7.
    const derived = parseBoosterParams({ seed: 7, bagging_seed: 5 })
    expect([derived.dataRandomSeed, derived.baggingSeed, derived.featureFractionSeed]).toEqual([61, 5, 7040])
  })

  test('an earlier tree does not depend on how many follow', async () => {
    const trees = (text: string): string[] => text.slice(text.indexOf('Tree=0'), text.indexOf('end of trees')).split('\n\n\n').slice(0, -1)
    const five = trees((await trainBooster(small)).toLightgbmText())
    const nine = trees((await trainBooster({ ...small, rounds: 9 })).toLightgbmText())
    expect(nine.slice(0, 5)).toEqual(five)
  })

  test('reports each round, and the validation metric with it', async () => {
    const reports: RoundReport[] = []
    const valid = { x: columns.map((column) => column.subarray(300)), y: y.subarray(300) }
    const train = { x: columns.map((column) => column.subarray(0, 300)), y: y.subarray(0, 300) }
    const early = { ...params, metric: 'auc', early_stopping_rounds: 3, learning_rate: 0.5 } as const
    const booster = await trainBooster({ ...train, valid, params: early, rounds: 200, onRound: (report) => reports.push(report) })
    expect(reports.map((report) => report.round)).toEqual(reports.map((_, i) => i + 1))
    const best = Math.max(...reports.map((report) => report.value!))
    expect(reports.length).toBe(booster.bestIteration! + 3)
    expect(reports[booster.bestIteration! - 1]!.value).toBe(best)
    expect(reports.at(-1)).toMatchObject({ rounds: 200, metric: 'auc', bestRound: booster.bestIteration })
    expect(booster.numIterations).toBe(booster.bestIteration)
  })

  test('gives the event loop its turns and stops on a signal', async () => {
    const big = syntheticData({ rows: 4000, seed: 1, styles: Array.from({ length: 20 }, () => 'bell') })
    const controller = new AbortController()
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
      if (ticks === 3) controller.abort(new Error('enough'))
    }, 5)
    const run = trainBooster({
      x: big.columns,
      y: big.latent,
      params: { objective: 'regression', numLeaves: 63 },
      rounds: 100_000,
      signal: controller.signal,
    })
    const error = await run.catch((caught: unknown) => caught)
    clearInterval(timer)
    expect(isBarcastError(error, 'task/aborted')).toBe(true)
    expect(ticks).toBeGreaterThanOrEqual(3)
  })

  test('a signal that is already aborted stops before any work', async () => {
    const error = await trainBooster({ ...small, signal: AbortSignal.abort() }).catch((caught: unknown) => caught)
    expect(isBarcastError(error, 'task/aborted')).toBe(true)
  })

  test('columns of NaN, of one value and of infinities are allowed; the first two are never split', async () => {
    const bottom = columns[0]!.map((value, i) => (i % 40 === 0 ? Infinity : i % 40 === 1 ? -Infinity : value))
    const x = [new Float64Array(400).fill(NaN), new Float64Array(400).fill(7), bottom]
    const booster = await trainBooster({ x, y, params, rounds: 5 })
    const splits = booster.featureImportance('split')
    expect([splits[0], splits[1]]).toEqual([0, 0])
    expect(splits[2]).toBeGreaterThan(0)
    expect(booster.predict(x).every((p) => p > 0 && p < 1)).toBe(true)
  })

  test('too few rows to split leave the mean', async () => {
    const booster = await trainBooster({ x: columns.map((column) => column.subarray(0, 20)), y: y.subarray(0, 20), params, rounds: 5 })
    const share = y.subarray(0, 20).reduce((sum, label) => sum + label, 0) / 20
    expect(booster.numTrees).toBe(1)
    expect(booster.predict(columns)[17]).toBeCloseTo(share, 14)
  })

  test('random parameters and data never hang or give NaN', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rows: fc.integer({ min: 2, max: 60 }),
          seed: fc.nat(1e6),
          objective: fc.constantFrom('binary' as const, 'multiclass' as const, 'regression' as const),
          numLeaves: fc.integer({ min: 2, max: 20 }),
          minDataInLeaf: fc.integer({ min: 0, max: 5 }),
          minSumHessianInLeaf: fc.constantFrom(0, 1e-3, 1),
          learningRate: fc.double({ min: 1e-3, max: 5, noNaN: true }),
          lambdaL1: fc.constantFrom(0, 0.1, 3),
          lambdaL2: fc.constantFrom(0, 1e-9, 10),
          baggingFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
          featureFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
          maxBin: fc.integer({ min: 2, max: 300 }),
          minDataInBin: fc.integer({ min: 1, max: 5 }),
        }),
        async ({ rows, seed, ...rest }) => {
          const odd = ['bell', 'missing', 'ties', 'infinite', 'empty', 'sparse', 'huge', 'constant']
          const data = syntheticData({ rows, seed, styles: odd })
          const labels = data.latent.map((value, i) => (rest.objective === 'regression' ? value : (i + (value > 0 ? 1 : 0)) % 2))
          labels.set(rest.objective === 'regression' ? [] : [0, 1])
          const numClass = rest.objective === 'multiclass' ? 2 : 1
          const booster = await trainBooster({ x: data.columns, y: labels, params: { ...rest, numClass, baggingFreq: 1, seed }, rounds: 6 })
          expect(booster.predict(data.columns).every(Number.isFinite)).toBe(true)
          expect(parseLightgbm(booster.toLightgbmText()).toLightgbmText()).toBe(booster.toLightgbmText())
        },
      ),
      { numRuns: 120, seed: 77 },
    )
  })
})

describe('bad input is refused by name', () => {
  const column = (value: number): Float64Array => Float64Array.from(y, (label, i) => (i === 5 ? value : label))
  const three: BoosterParams = { objective: 'multiclass', numClass: 3 }
  const cases: [string, object, string, RegExp][] = [
    ['one class only', { y: y.map(() => 1) }, 'one-class', /two classes, found only 1/],
    ['one class of several', { y: y.map(() => 2), params: three }, 'one-class', /found only 2/],
    ['no rows', { x: [new Float64Array(0)], y: [] }, 'empty', /at least one row/],
    ['no columns', { x: [], y: [] }, 'empty', /at least one row/],
    ['rows without columns', { x: createFrame({ columns: {}, timeMs: Float64Array.of(1, 2) }), y: [0, 1] }, 'empty', /at least one column/],
    ['a label out of range', { y: column(2) }, 'label', /must be 0 or 1, found 2 at row 5/],
    ['a class number out of range', { y: column(3), params: three }, 'label', /below numClass, found 3 at row 5/],
    ['a negative label', { y: column(-1), params: three }, 'label', /found -1 at row 5/],
    ['a fraction as a label', { y: column(0.5) }, 'label', /found 0.5 at row 5/],
    ['a NaN label', { y: column(NaN) }, 'label', /found NaN at row 5/],
    ['a NaN target', { y: column(NaN), params: { objective: 'regression' } }, 'label', /found NaN at row 5/],
    ['an infinite target', { y: column(Infinity), params: { objective: 'regression' } }, 'label', /found Infinity at row 5/],
    ['null for a target', { y: Array.from(y, () => null), params: { objective: 'regression' } }, 'label', /found null at row 0/],
    ['null for a weight', { weight: Array.from(y, () => null) }, 'weight', /found null at row 0/],
    ['too few labels', { y: y.subarray(1) }, 'label-count', /must have 400 labels like x has rows, found 399/],
    ['no labels', { y: undefined }, 'label-count', /found undefined/],
    ['too few weights', { weight: weight.subarray(1) }, 'weight-count', /must have 400 numbers like x has rows, found 399/],
    ['a negative weight', { weight: column(-0.5) }, 'weight', /must be 0 or above, found -0.5 at row 5/],
    ['a NaN weight', { weight: column(NaN) }, 'weight', /found NaN at row 5/],
    ['no weight at all', { weight: y.map(() => 0) }, 'weight', /must not be 0 everywhere/],
    ['start scores of another length', { initScore: y.subarray(1) }, 'init-score', /must have 400 numbers/],
    ['an infinite start score', { initScore: column(-Infinity) }, 'init-score', /must be finite, found -Infinity at row 5/],
    [
      'columns of unequal length',
      { x: [columns[0]!, columns[1]!.subarray(1)] },
      'matrix-shape',
      /x\[1\] must have 400 rows like x\[0\], found 399/,
    ],
    ['a column of text', { x: [['a']] }, 'matrix-shape', /x\[0\] must be a Float64Array/],
    ['no matrix', { x: null }, 'matrix-shape', /x must be a Frame, columns or rows/],
    ['rows that do not fit', { x: { rows: 3, columns: 4, data: new Float64Array(11) } }, 'matrix-shape', /3 rows × 4 columns, found 11/],
    ['a name with a space', { featureNames: ['a b', 'b', 'c', 'd'] }, 'feature-name', /no spaces .* found "a b"/],
    ['a name with a colon', { featureNames: ['a:b', 'b', 'c', 'd'] }, 'feature-name', /found "a:b"/],
    ['a name twice', { featureNames: ['a', 'b', 'a', 'd'] }, 'feature-name', /unique, found "a" twice/],
    ['too few names', { featureNames: ['a', 'b'] }, 'feature-count', /4 columns, found 2/],
    ['other names than the Frame’s', { x: frame, featureNames: ['a', 'b', 'c', 'd'] }, 'feature-names', /Frame's own/],
    ['an unknown parameter', { params: { ...params, num_leafs: 7 } }, 'unknown-parameter', /"num_leafs", did you mean "num_leaf/],
    ['a parameter of the prototype', { params: JSON.parse('{"__proto__": {"num_leaves": 3}}') }, 'unknown-parameter', /"__proto__"/],
    ['a parameter named constructor', { params: { constructor: 1 } }, 'unknown-parameter', /"constructor"/],
    ['an unknown objective', { params: { objective: 'binery' } }, 'unknown-objective', /did you mean "binary"/],
    ['an unknown metric', { params: { ...params, metric: 'auk' } }, 'unknown-metric', /did you mean "auc"/],
    ['a parameter out of range', { params: { ...params, subsample: 1.5 } }, 'parameter-range', /subsample: .*, found 1.5/],
    ['a NaN parameter', { params: { ...params, learning_rate: NaN } }, 'parameter-range', /learning_rate: .*, found NaN/],
    ['text for a number', { params: { objective: 'binary', num_leaves: '31' } }, 'parameter-range', /num_leaves: .*, found 31/],
    ['half a leaf', { params: { objective: 'binary', num_leaves: 3.5 } }, 'parameter-range', /num_leaves: .*, found 3.5/],
    ['no parameters', { params: undefined }, 'parameter-range', /params must be an object/],
    [
      'two names of one parameter',
      { params: { ...params, reg_alpha: 1, lambda_l1: 2 } },
      'parameter-conflict',
      /one parameter, found 1 and 2/,
    ],
    ['rounds given twice', { params: { ...params, n_estimators: 9 } }, 'parameter-conflict', /rounds and n_estimators are one parameter/],
    ['no rounds', { rounds: 0 }, 'parameter-range', /rounds: .*, found 0/],
    ['several classes without a number', { params: { objective: 'multiclass' } }, 'parameter-range', /numClass must be at least 2/],
    ['classes for a regression', { params: { objective: 'regression', num_class: 3 } }, 'parameter-conflict', /for multiclass only/],
    ['two ways to weigh', { params: { ...params, is_unbalance: true, scale_pos_weight: 2 } }, 'parameter-conflict', /exclude each other/],
    ['class weights for several classes', { params: { ...three, isUnbalance: true } }, 'parameter-conflict', /for binary only/],
    [
      'a metric of another objective',
      { params: { ...params, metric: 'multi_logloss' } },
      'parameter-conflict',
      /metric for binary must be/,
    ],
    ['early stopping without validation', { params: { ...params, earlyStoppingRound: 3 } }, 'parameter-conflict', /needs valid rows/],
    ['validation of another width', { valid: { x: columns.slice(1), y } }, 'feature-count', /model's 4 columns, found 3/],
    ['a validation label', { valid: { x: columns, y: column(7) } }, 'label', /valid.y must be 0 or 1, found 7 at row 5/],
  ]

  test.each(cases)('%s', async (_, change, rule, message) => {
    const error = await trainBooster({ ...small, ...change } as typeof small).catch((caught: unknown) => caught)
    expect(isBarcastError(error, `boosting/${rule}`) ? '' : error).toBe('')
    expect((error as Error).message).toMatch(message)
    expect((error as Error).message).toMatch(/^Train booster/)
  })

  const explored: Frame = createFrame({ columns: new Map(names.map((name, j) => [name, columns[j]!])), explorationOnly: true })

  test('a frame scaled with its own statistics', async () => {
    const error = await trainBooster({ ...small, x: explored }).catch((caught: unknown) => caught)
    expect(isBarcastError(error, 'boosting/exploration-only')).toBe(true)
  })

  test('predictions with other features', async () => {
    const booster = await trainBooster({ ...small, x: frame })
    const codeOf = (run: () => unknown): unknown => {
      try {
        return run()
      } catch (error) {
        if (!isBarcastError(error)) throw error
        return `${error.code} ${error.message}`
      }
    }
    const renamed = createFrame({ columns: new Map(['alpha', 'beta', 'gamma', 'omega'].map((name, j) => [name, columns[j]!])) })
    expect(codeOf(() => booster.predict(renamed))).toMatch(/feature-names .*it lacks delta; it also has omega/)
    expect(codeOf(() => booster.predictRaw(createFrame({ columns: { alpha: y } })))).toMatch(/feature-names .*it lacks beta, gamma, delta/)
    expect(codeOf(() => booster.predict(columns.slice(1)))).toMatch(/feature-count .*model's 4 columns, found 3/)
    expect(codeOf(() => booster.predictLeaf({ rows: 2, columns: 2, data: new Float64Array(4) }))).toMatch(/feature-count/)
    expect(codeOf(() => booster.predict(explored))).toMatch(/exploration-only/)
    expect(codeOf(() => booster.predictRow(new Float64Array(3), new Float64Array(1)))).toMatch(/feature-count .*4 values, found 3/)
    expect(codeOf(() => booster.predictRow(new Float64Array(4), new Float64Array(0)))).toMatch(/matrix-shape .*room for 1/)
  })
})
