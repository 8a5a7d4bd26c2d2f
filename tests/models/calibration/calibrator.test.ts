import { createRandom } from 'barcast/core'
import { applyCalibrator, type CalibrationMethod, type Calibrator, fitCalibrator, type Predictions, parseCalibrator } from 'barcast/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../sample-data.js'

const METHODS: readonly CalibrationMethod[] = ['platt', 'isotonic', 'beta', 'temperature']

/** Random probabilities and classes that follow from a distorted form of them; every class occurs. */
function makeRows(seed: number, rows: number, classes: number): { predictions: Predictions; y: Int32Array } {
  const random = createRandom(seed)
  const data = new Float64Array(rows * classes)
  const y = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const powers = Array.from({ length: classes }, () => Math.exp(1.5 * random.normal()))
    const sum = powers.reduce((total, power) => total + power, 0)
    powers.forEach((power, k) => {
      data[row * classes + k] = power / sum
    })
    const roots = powers.map(Math.sqrt)
    const drawn = random.uniform() * roots.reduce((total, root) => total + root, 0)
    const below = roots.map((_, k) => roots.slice(0, k + 1).reduce((total, root) => total + root, 0))
    y[row] = row < classes ? row : below.filter((edge) => edge < drawn).length % classes
  }
  return { predictions: { rows, classes, data }, y }
}

function rowOf({ classes, data }: Predictions, row: number): Float64Array {
  return data.subarray(row * classes, (row + 1) * classes)
}

function furthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

describe.each(METHODS)('%s', (method) => {
  it('gives rows of 0 … 1 that sum to 1, whatever the classes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 8, max: 40 }), (seed, classes, rows) => {
        const { predictions, y } = makeRows(seed, rows, classes)
        const calibrated = applyCalibrator(fitCalibrator(predictions, y, { method }), makeRows(seed + 1, 10, classes).predictions)
        for (let row = 0; row < 10; row++) {
          const found = rowOf(calibrated, row)
          expect(found.every((p) => p >= 0 && p <= 1)).toBe(true)
          expect(Math.abs(found.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThanOrEqual(1e-12)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('a row of weight 2 is two rows, one of weight 0 is none, and their order does not matter', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 3 }), (seed, classes) => {
        const { predictions, y } = makeRows(seed, 30, classes)
        const random = createRandom(seed)
        const weights = Float64Array.from(y, (_, row) => (row < classes ? 1 : Math.floor(3 * random.uniform())))
        const repeated = [...y.keys()].flatMap((row) => Array.from({ length: weights[row]! }, () => row)).reverse()
        const other = {
          rows: repeated.length,
          classes,
          data: Float64Array.from(repeated.flatMap((row) => [...rowOf(predictions, row)])),
        }
        const test = makeRows(seed + 1, 10, classes).predictions
        const weighted = applyCalibrator(fitCalibrator(predictions, y, { method, weights }), test)
        const plain = applyCalibrator(
          fitCalibrator(
            other,
            Int32Array.from(repeated, (row) => y[row]!),
            { method },
          ),
          test,
        )
        expect(furthest(weighted.data, plain.data)).toBeLessThanOrEqual(1e-7)
      }),
      { numRuns: 20 },
    )
  })

  it('survives JSON with the same bits, and leaves rows without a prediction so', () => {
    const { predictions, y } = makeRows(5, 60, 3)
    const calibrator = fitCalibrator(predictions, y, { method })
    const read = parseCalibrator(JSON.parse(JSON.stringify(calibrator)))
    const withGap = { ...predictions, data: predictions.data.slice() }
    withGap.data[4] = NaN
    const found = applyCalibrator(read, withGap)
    const wanted = applyCalibrator(calibrator, predictions)
    expect([...found.data.subarray(3, 6)]).toEqual([NaN, NaN, NaN])
    found.data.set(wanted.data.subarray(3, 6), 3)
    expect(found.data).toEqual(wanted.data)
  })

  it('the same rows give the same calibrator, and the predictions are left as they were', () => {
    const { predictions, y } = makeRows(6, 60, 3)
    const before = predictions.data.slice()
    const calibrator = fitCalibrator(predictions, y, { method })
    applyCalibrator(calibrator, predictions)
    expect(predictions.data).toEqual(before)
    expect(fitCalibrator(predictions, y, { method })).toEqual(calibrator)
  })
})

it('isotonic: the greatest lower mean of the rows from the left, least over those to the right', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean(), fc.integer({ min: 0, max: 3 })), { minLength: 3, maxLength: 25 }),
      (given) => {
        const rows = [...given, [6, true, 1] as const, [6, false, 1] as const].map(([p, hit, weight]) => ({
          p: p / 12,
          hit: Number(hit),
          weight,
        }))
        const predictions = { rows: rows.length, classes: 2, data: Float64Array.from(rows.flatMap(({ p }) => [1 - p, p])) }
        const calibrator = fitCalibrator(
          predictions,
          Int32Array.from(rows, ({ hit }) => hit),
          {
            method: 'isotonic',
            weights: Float64Array.from(rows, ({ weight }) => weight),
          },
        )
        const found = applyCalibrator(calibrator, predictions)
        const mean = (low: number, high: number): number => {
          const inside = rows.filter(({ p }) => p >= low && p <= high)
          const weight = inside.reduce((sum, row) => sum + row.weight, 0)
          return inside.reduce((sum, row) => sum + row.weight * row.hit, 0) / weight
        }
        const places = [...new Set(rows.filter(({ weight }) => weight > 0).map(({ p }) => p))]
        rows.forEach(({ p, weight }, i) => {
          if (weight === 0) return
          const lows = places.filter((place) => place <= p)
          const highs = places.filter((place) => place >= p)
          const wanted = Math.max(...lows.map((low) => Math.min(...highs.map((high) => mean(low, high)))))
          expect(Math.abs(found.data[2 * i + 1]! - wanted)).toBeLessThanOrEqual(1e-12)
        })
      },
    ),
    { numRuns: 60 },
  )
})

it('platt and beta undo a wrong base rate: odds that are too high by a factor come back', () => {
  const random = createRandom(3)
  const rows = 4000
  const truth = Float64Array.from({ length: rows }, () => random.uniform())
  const stated = truth.map((p) => (9 * p) / (9 * p + 1 - p))
  const predictions = { rows, classes: 2, data: Float64Array.from([...stated].flatMap((p) => [1 - p, p])) }
  const y = Int32Array.from(truth, (p) => Number(random.uniform() < p))
  for (const method of ['platt', 'beta'] as const) {
    const found = applyCalibrator(fitCalibrator(predictions, y, { method }), predictions)
    const error = truth.reduce((sum, p, row) => sum + Math.abs(p - found.data[2 * row + 1]!), 0) / rows
    expect(error).toBeLessThan(0.02)
  }
})

it('rows that say nothing get the base rate', () => {
  const predictions = { rows: 10, classes: 2, data: new Float64Array(20).fill(0.5) }
  const y = Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  const second = (method: CalibrationMethod): number => applyCalibrator(fitCalibrator(predictions, y, { method }), predictions).data[1]!
  expect(second('isotonic')).toBe(0.1)
  const elsewhere = { rows: 2, classes: 2, data: Float64Array.of(0.9, 0.1, 0.1, 0.9) }
  expect([...applyCalibrator(fitCalibrator(predictions, y, { method: 'isotonic' }), elsewhere).data]).toEqual([0.9, 0.1, 0.9, 0.1])
  expect(second('beta')).toBeCloseTo(0.1, 9)
  expect(second('platt')).toBeCloseTo((2 / 3 + 9 / 11) / 10, 9)
  expect(second('temperature')).toBe(0.5)
})

it('a row without one of its two probabilities stays without a prediction', () => {
  const { predictions, y } = makeRows(8, 30, 2)
  for (const method of METHODS) {
    const calibrator = fitCalibrator(predictions, y, { method })
    const gaps = { rows: 2, classes: 2, data: Float64Array.of(NaN, 0.3, 0.7, NaN) }
    expect([...applyCalibrator(calibrator, gaps).data]).toEqual([NaN, NaN, NaN, NaN])
  }
})

it('isotonic is linear between its points and level beyond them', () => {
  const map = { probability: [0.25, 0.75], share: [0.25, 0.5] }
  const calibrator: Calibrator = { formatVersion: 1, method: 'isotonic', classes: 2, rows: 9, maps: [map] }
  const second = (p: number): number => applyCalibrator(calibrator, { rows: 1, classes: 2, data: Float64Array.of(1 - p, p) }).data[1]!
  expect([0, 0.25, 0.5, 0.75, 1].map(second)).toEqual([0.25, 0.25, 0.375, 0.5, 0.5])
})

it('where every class’s map says 0, all classes are alike', () => {
  const none = { probability: [0.5], share: [0] }
  const calibrator: Calibrator = { formatVersion: 1, method: 'isotonic', classes: 4, rows: 9, maps: [none, none, none, none] }
  expect([...applyCalibrator(calibrator, { rows: 1, classes: 4, data: Float64Array.of(0.1, 0.2, 0.3, 0.4) }).data]).toEqual([
    0.25, 0.25, 0.25, 0.25,
  ])
})

describe('what cannot be right is refused', () => {
  const { predictions, y } = makeRows(7, 20, 3)
  const data = (row: number, values: number[]): Predictions => {
    const copy = predictions.data.slice()
    copy.set(values, 3 * row)
    return { ...predictions, data: copy }
  }
  const two = { rows: 4, classes: 2, data: Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5) }
  const calibrator: Calibrator = fitCalibrator(predictions, y, { method: 'isotonic' })

  it.each<[string, string, () => unknown]>([
    ['models/unknown-method', 'did you mean "platt"', () => fitCalibrator(predictions, y, { method: 'plat' as 'platt' })],
    ['models/unknown-option', 'score', () => fitCalibrator(predictions, y, { method: 'beta', score: 'logOdds' })],
    ['models/unknown-option', 'logOdds', () => fitCalibrator(predictions, y, { method: 'platt', score: 'logodds' as 'logOdds' })],
    [
      'models/unknown-option',
      'weights',
      () => fitCalibrator(predictions, y, { method: 'platt', weight: y } as unknown as { method: 'platt' }),
    ],
    ['models/probability', 'found NaN at row 2', () => fitCalibrator(data(2, [NaN, 0.5, 0.5]), y, { method: 'beta' })],
    ['models/probability', 'found -0.1 at row 3', () => fitCalibrator(data(3, [-0.1, 0.6, 0.5]), y, { method: 'beta' })],
    ['models/probability', 'sum to 1, found 1.5 at row 1', () => applyCalibrator(calibrator, data(1, [0.5, 0.5, 0.5]))],
    ['models/length', 'must have 20 rows', () => fitCalibrator(predictions, y.slice(1), { method: 'platt' })],
    ['models/length', 'weights must have 20 rows', () => fitCalibrator(predictions, y, { method: 'platt', weights: new Float64Array(3) })],
    [
      'models/weights',
      'found NaN at row 0',
      () => fitCalibrator(predictions, y, { method: 'platt', weights: new Float64Array(20).fill(NaN) }),
    ],
    ['models/missing-label', 'row 0', () => fitCalibrator(predictions, y.slice().fill(-1, 0, 1), { method: 'platt' })],
    ['models/label-range', 'found 3 at row 0', () => fitCalibrator(predictions, y.slice().fill(3, 0, 1), { method: 'platt' })],
    ['models/labels', 'found object', () => fitCalibrator(predictions, [...y] as unknown as Int32Array, { method: 'platt' })],
    [
      'models/absent-class',
      'class 2 has none',
      () =>
        fitCalibrator(
          predictions,
          y.map((k) => k % 2),
          { method: 'isotonic' },
        ),
    ],
    [
      'models/absent-class',
      '2 classes',
      () =>
        fitCalibrator(
          predictions,
          y.map(() => 1),
          { method: 'temperature' },
        ),
    ],
    ['models/shape', 'found 20 × 4', () => fitCalibrator({ ...predictions, classes: 4 }, y, { method: 'platt' })],
    ['models/shape', '3 classes it was fitted on, found 2', () => applyCalibrator(calibrator, two)],
    ['models/newer-version', 'found 2', () => parseCalibrator({ ...calibrator, formatVersion: 2 })],
    ['models/format', 'maps', () => parseCalibrator({ ...calibrator, maps: undefined })],
    [
      'models/format',
      'one per class',
      () => parseCalibrator({ ...calibrator, maps: calibrator.method === 'isotonic' && calibrator.maps.slice(1) }),
    ],
    ['models/format', 'ascend', () => parseCalibrator({ ...calibrator, classes: 2, maps: [{ probability: [0.5, 0.5], share: [0, 1] }] })],
    ['models/format', 'descend', () => parseCalibrator({ ...calibrator, classes: 2, maps: [{ probability: [0.4, 0.5], share: [1, 0] }] })],
    [
      'models/format',
      'temperature',
      () => parseCalibrator({ formatVersion: 1, classes: 2, rows: 3, method: 'temperature', temperature: 0 }),
    ],
  ])('%s: %s', async (code, words, run) => {
    const error = await errorOf(run)
    expect(error).toMatchObject({ code })
    expect((error as Error).message).toContain(words)
  })
})
