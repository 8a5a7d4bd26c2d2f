import { createRandom } from 'barcast/core'
import { conformalQuantile, intervalsAround, labelScores, type Predictions, predictionSets, residualScores } from 'barcast/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from '../../golden/calibration/conformal.json' with { type: 'json' }
import { errorOf } from '../sample-data.js'

function predictionsOf(p: readonly number[], classes: number): Predictions {
  return { rows: p.length / classes, classes, data: Float64Array.from(p) }
}

describe.each(golden.alphas.map((alpha, level) => ({ alpha, level })))('equal to MAPIE at alpha $alpha', ({ alpha, level }) => {
  it('intervals', () => {
    const halfWidth = conformalQuantile(residualScores(Float64Array.from(golden.predicted), Float64Array.from(golden.actual)), { alpha })
    const { lower, upper } = intervalsAround(Float64Array.from(golden.further), halfWidth)
    golden.lower[level]!.forEach((wanted, row) => {
      expect(Math.abs(lower[row]! - wanted)).toBeLessThanOrEqual(1e-12)
      expect(Math.abs(upper[row]! - golden.upper[level]![row]!)).toBeLessThanOrEqual(1e-12)
    })
  })

  it.each(['lac', 'aps'] as const)('sets by %s', (method) => {
    const scores = labelScores(predictionsOf(golden.p, golden.classes), Int32Array.from(golden.y), method)
    const sets = predictionSets(predictionsOf(golden.test, golden.classes), conformalQuantile(scores, { alpha }), method)
    expect([...sets.data]).toEqual(golden.sets[method][level])
  })
})

describe('the quantile', () => {
  const small = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 })

  it('is the least score at or below which lie (1 − α)(n + 1) scores, counted in whole numbers', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 99 }), (scores, percent) => {
        const reached = scores.filter((q) => 100 * scores.filter((score) => score <= q).length >= (100 - percent) * (scores.length + 1))
        const wanted = reached.length === 0 ? Infinity : Math.min(...reached)
        const found = conformalQuantile(Float64Array.from(scores), { alpha: percent / 100, whenTooFew: 'infinite' })
        expect(found).toBe(wanted)
      }),
      { numRuns: 300 },
    )
  })

  it('α (n + 1) that is whole but for rounding counts as whole', () => {
    expect(0.29 * 100).toBeLessThan(29)
    const scores = Float64Array.from({ length: 99 }, (_, i) => i + 1)
    expect(conformalQuantile(scores, { alpha: 0.29 })).toBe(71)
    expect(conformalQuantile(scores.slice(0, 9), { alpha: 0.1 })).toBe(9)
  })

  it('a score of weight 2 counts as two scores, one of weight 0 as none', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 }), (rows) => {
        const scores = Float64Array.from(rows, ([score]) => score)
        const repeated = Float64Array.from(rows.flatMap(([score, weight]) => Array.from({ length: weight }, () => score)))
        for (const alpha of [0.05, 0.1, 0.29, 0.5]) {
          const found = conformalQuantile(scores, {
            alpha,
            weights: Float64Array.from(rows, ([, weight]) => weight),
            whenTooFew: 'infinite',
          })
          expect(found).toBe(conformalQuantile(repeated, { alpha, whenTooFew: 'infinite' }))
        }
      }),
      { numRuns: 100 },
    )
  })

  it('recent scores weigh more: fading weights follow a change that plain ones average away', () => {
    const scores = Float64Array.from({ length: 400 }, (_, i) => (i < 200 ? 1 : 5) + (i % 10) / 100)
    expect(conformalQuantile(scores, { alpha: 0.6 })).toBeLessThan(2)
    expect(conformalQuantile(scores, { alpha: 0.6, weights: scores.map((_, i) => 0.98 ** (399 - i)) })).toBeGreaterThan(5)
  })

  it.each([0.5, 0.29, 0.1, 0.05, 0.01, 0.07, 1 / 3])(
    'alpha %s: the least number of scores that the error states is the least that works',
    async (alpha) => {
      const error = await errorOf(() => conformalQuantile(new Float64Array(0), { alpha }))
      const least = Number(/needs (\d+) scores/.exec((error as Error).message)![1])
      expect(least).toBe(Math.ceil(Math.round(1e6 / alpha) / 1e6) - 1)
      expect(conformalQuantile(new Float64Array(least).fill(1), { alpha })).toBe(1)
      expect(await errorOf(() => conformalQuantile(new Float64Array(least - 1).fill(1), { alpha }))).toMatchObject({
        code: 'models/too-few-scores',
      })
    },
  )
})

describe('exchangeable rows are covered as often as asked, and hardly more', () => {
  const SEEDS = 2000
  const band = (share: number): number => 4 * Math.sqrt((share * (1 - share)) / SEEDS)
  /** Random rows of three classes. */
  const draw = (seed: number, rows: number): { predictions: Predictions; y: Int32Array } => {
    const random = createRandom(seed)
    const p = Array.from({ length: rows }, () => {
      const parts = [random.uniform(), random.uniform(), random.uniform()]
      return parts.map((part) => part / (parts[0]! + parts[1]! + parts[2]!))
    })
    const y = Int32Array.from(p, ([a, b]) => {
      const u = random.uniform()
      return u < a! ? 0 : u < a! + b! ? 1 : 2
    })
    return { predictions: predictionsOf(p.flat(), 3), y }
  }

  it('intervals, with the fewest scores that alpha 0.1 takes', () => {
    let covered = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      const random = createRandom(seed)
      const halfWidth = conformalQuantile(
        Float64Array.from({ length: 9 }, () => Math.abs(random.normal())),
        { alpha: 0.1 },
      )
      const { lower, upper } = intervalsAround(Float64Array.of(3), halfWidth)
      const actual = 3 + random.normal()
      if (lower[0]! <= actual && actual <= upper[0]!) covered += 1
    }
    expect(Math.abs(covered / SEEDS - 0.9)).toBeLessThanOrEqual(band(0.9))
  })

  it.each(['lac', 'aps'] as const)('sets by %s', (method) => {
    let covered = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      const { predictions, y } = draw(seed, 10)
      const known = { rows: 9, classes: 3, data: predictions.data.slice(0, 27) }
      const threshold = conformalQuantile(labelScores(known, y.slice(0, 9), method), { alpha: 0.2 })
      covered += predictionSets({ rows: 1, classes: 3, data: predictions.data.slice(27) }, threshold, method).data[y[9]!]!
    }
    expect(covered / SEEDS).toBeGreaterThanOrEqual(0.8 - band(0.8))
    // Sets that take in the class at the threshold cover more than asked.
    if (method === 'lac') expect(covered / SEEDS).toBeLessThanOrEqual(0.8 + band(0.8))
  })
})

it('a row without a prediction rules nothing out, and has no interval', () => {
  expect([...predictionSets(predictionsOf([NaN, NaN, 0.2, 0.8], 2), 0.3, 'lac').data]).toEqual([1, 1, 0, 1])
  expect([...predictionSets(predictionsOf([NaN, NaN, 0.2, 0.8], 2), 0.9, 'aps').data]).toEqual([1, 1, 1, 1])
  expect([...intervalsAround(Float64Array.of(NaN, 1), 2).lower]).toEqual([NaN, -1])
})

it('thresholds at the ends: lac may be empty, aps never is, Infinity holds all', () => {
  const predictions = predictionsOf([0.5, 0.3, 0.2], 3)
  expect([...predictionSets(predictions, 0.1, 'lac').data]).toEqual([0, 0, 0])
  expect([...predictionSets(predictions, 0.5, 'lac').data]).toEqual([1, 0, 0])
  expect([...predictionSets(predictions, -Infinity, 'aps').data]).toEqual([1, 0, 0])
  for (const method of ['lac', 'aps'] as const) expect([...predictionSets(predictions, Infinity, method).data]).toEqual([1, 1, 1])
})

it.each<[string, () => unknown]>([
  ['models/alpha', () => conformalQuantile(Float64Array.of(1, 2), { alpha: 0 })],
  ['models/alpha', () => conformalQuantile(Float64Array.of(1, 2), { alpha: 1 })],
  ['models/score', () => conformalQuantile(Float64Array.of(1, NaN), { alpha: 0.5 })],
  ['models/score', () => residualScores(Float64Array.of(1, 2), Float64Array.of(1, NaN))],
  ['models/weights', () => conformalQuantile(Float64Array.of(1, 2), { alpha: 0.5, weights: Float64Array.of(1, -1) })],
  ['models/length', () => conformalQuantile(Float64Array.of(1, 2), { alpha: 0.5, weights: Float64Array.of(1) })],
  ['models/length', () => residualScores(Float64Array.of(1, 2), Float64Array.of(1))],
  ['models/unknown-option', () => conformalQuantile(Float64Array.of(1, 2), { alhpa: 0.5 } as unknown as { alpha: number })],
  ['models/unknown-method', () => labelScores(predictionsOf([0.5, 0.5], 2), Int32Array.of(1), 'asp' as 'aps')],
  ['models/threshold', () => predictionSets(predictionsOf([0.5, 0.5], 2), NaN, 'aps')],
  ['models/threshold', () => intervalsAround(Float64Array.of(1), NaN)],
])('%s', async (code, run) => {
  expect(await errorOf(run)).toMatchObject({ code })
})
