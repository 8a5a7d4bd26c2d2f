import { createRandom, isBarcastError } from 'barcast/core'
import { permutationTest, trainTestGap } from 'barcast/validation'
import { describe, expect, it } from 'vitest'

const random = createRandom(2)
const feature = Float64Array.from({ length: 300 }, () => random.normal())
const known = Int32Array.from(feature, (value) => (value + 0.8 * random.normal() > 0 ? 1 : 0))
const coin = Int32Array.from({ length: 300 }, () => random.integer(0, 2))

/** Accuracy of the sign of the feature. */
const score = (labels: Int32Array): number =>
  labels.reduce((right, label, row) => right + (label === (feature[row]! > 0 ? 1 : 0) ? 1 : 0), 0) / labels.length

describe('permutationTest', () => {
  it('tells labels that are known from a coin', async () => {
    const found = await permutationTest({ labels: known, score, permutations: 99, seed: 4 })
    expect(found.score).toBe(score(known))
    expect(found.pValue).toBe(0.01)
    const mean = found.shuffled.reduce((sum, value) => sum + value, 0) / 99
    expect(mean).toBeCloseTo(0.5, 1)
    expect((await permutationTest({ labels: coin, score, permutations: 99, seed: 4 })).pValue).toBeGreaterThan(0.05)
  })

  it('counts equal scores against the labels, as scikit-learn', async () => {
    expect((await permutationTest({ labels: coin, score: () => 1, permutations: 9 })).pValue).toBe(1)
    let calls = 0
    // The labels as they are score 2, then 3, 1, 2, 1.
    const { pValue } = await permutationTest({ labels: coin, score: async () => [2, 3, 1, 2, 1][calls++]!, permutations: 4 })
    expect(pValue).toBe(3 / 5)
  })

  it('exchanges whole blocks, the last one shorter, and leaves the labels alone', async () => {
    const labels = Int32Array.from({ length: 11 }, (_, row) => row)
    const seen: number[][] = []
    const watch = (given: Int32Array): number => {
      seen.push([...given])
      given.fill(0)
      return 0
    }
    await permutationTest({ labels, score: watch, permutations: 20, blockRows: 4, seed: 1 })
    expect([...labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(seen[0]).toEqual([...labels])
    for (const order of seen) {
      expect(order.toSorted((a, b) => a - b)).toEqual([...labels])
      for (const first of [0, 4]) {
        const at = order.indexOf(first)
        expect(order.slice(at, at + 4)).toEqual([first, first + 1, first + 2, first + 3])
      }
    }
    expect(new Set(seen.map(String)).size).toBe(6)
  })

  it('is the same for the same seed; targets may be numbers', async () => {
    const run = async (seed: number) => [
      ...(await permutationTest({ labels: feature, score: (given) => given[0]!, permutations: 5, seed })).shuffled,
    ]
    expect(await run(3)).toEqual(await run(3))
    expect(await run(3)).not.toEqual(await run(4))
  })

  it('can be stopped between two scores, and tells how far it is', async () => {
    const stop = new AbortController()
    const done: number[] = []
    const running = permutationTest({
      labels: coin,
      score,
      permutations: 50,
      signal: stop.signal,
      onProgress: (progress) => {
        done.push(progress.done)
        if (progress.done === 3) stop.abort()
      },
    })
    await expect(running).rejects.toThrow('Test against shuffled labels: stopped by its abort signal')
    expect(done).toEqual([1, 2, 3])
  })

  const cases: [string, string, () => Promise<unknown>][] = [
    ['a missing score', 'score', () => permutationTest({ labels: coin, score: () => Number.NaN })],
    ['labels that are a list', 'labels', () => permutationTest({ labels: [0, 1] as never, score })],
    ['one block', 'too-few-rows', () => permutationTest({ labels: coin, score, blockRows: 300 })],
    ['no permutations', 'config', () => permutationTest({ labels: coin, score, permutations: 0 })],
    ['another option', 'unknown-option', () => permutationTest({ labels: coin, score, shuffles: 3 } as never)],
  ]
  it.each(cases)('refuses %s', async (_, rule, act) => {
    const error = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(isBarcastError(error, `validation/${rule}`), String(error)).toBe(true)
  })
})

describe('trainTestGap', () => {
  it('sums up a table worked by hand', () => {
    const gap = trainTestGap({ train: Float64Array.of(0.9, 0.8, 0.7), test: Float64Array.of(0.5, 0.6, 0.75) })
    expect(gap.meanTrain).toBeCloseTo(0.8, 12)
    expect(gap.meanTest).toBeCloseTo(0.6166666666666667, 12)
    expect(gap.meanGap).toBeCloseTo(0.18333333333333332, 12)
    // Gaps 0.4, 0.2, −0.05 about their mean: (0.0469444 + 0.0002778 + 0.0544444) / 2.
    expect(gap.gapDeviation).toBeCloseTo(Math.sqrt(0.10166666666666667 / 2), 12)
    expect(gap.gapError).toBeCloseTo(Math.sqrt(0.10166666666666667 / 6), 12)
    expect([gap.worstFold, gap.shareWorse]).toEqual([0, 2 / 3])
    expect(gap.worstGap).toBeCloseTo(0.4, 12)
    expect(trainTestGap({ train: Float64Array.of(1), test: Float64Array.of(1) }).gapDeviation).toBeNaN()
  })

  it.each([
    ['no folds', [], []],
    ['unequally many', [1, 2], [1]],
    ['a missing score', [1, 2], [1, Number.NaN]],
  ])('refuses %s', (_, train, test) => {
    expect(() => trainTestGap({ train: Float64Array.from(train), test: Float64Array.from(test) })).toThrow(
      'Summarise train and test scores',
    )
  })
})
