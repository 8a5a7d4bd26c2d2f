import type { Labels } from 'barcast/core'
import { createDataLabeler, labelBalance, labelConsistency, labelOverlap } from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closes, closesArbitrary } from './oracle.js'

/** Labels on rows 0, 1, 2 … by class and row of the outcome; −1 is no label. */
function labels(rows: readonly (readonly [value: number, end: number])[], classes: readonly string[] = ['sell', 'hold', 'buy']): Labels {
  const timeMs = Float64Array.from(rows, (_, i) => 1000 * i)
  const value = Int32Array.from(rows, ([k]) => k)
  return { length: rows.length, timeMs, value, classes, t0: timeMs, t1: Float64Array.from(rows, ([k, end]) => (k < 0 ? NaN : 1000 * end)) }
}

describe('labelOverlap, by hand', () => {
  it('labels that do not overlap are unique, also where one begins as another ends', () => {
    const { concurrency, uniqueness, averageUniqueness } = labelOverlap(
      labels([
        [0, 2],
        [-1, 0],
        [2, 4],
        [-1, 0],
        [-1, 0],
      ]),
    )
    expect([...concurrency]).toEqual([0, 1, 1, 1, 1])
    expect([...uniqueness]).toEqual([1, NaN, 1, NaN, NaN])
    expect(averageUniqueness).toBe(1)
  })
  it('k labels of one span have uniqueness 1 / k', () => {
    const same: Labels = {
      ...labels([
        [0, 3],
        [1, 3],
        [2, 3],
        [-1, 0],
      ]),
      t0: new Float64Array(4),
      t1: Float64Array.of(3000, 3000, 3000, NaN),
    }
    const { concurrency, uniqueness } = labelOverlap(same)
    expect([...concurrency]).toEqual([0, 3, 3, 3])
    for (const k of [0, 1, 2]) expect(uniqueness[k]).toBeCloseTo(1 / 3, 15)
  })
  it('partial overlap is averaged over the returns of the span', () => {
    // Spans (0, 3], (1, 3], (2, 5]: concurrency of rows 1 … 5 is 1, 2, 3, 1, 1.
    const { concurrency, uniqueness, averageUniqueness } = labelOverlap(
      labels([
        [0, 3],
        [1, 3],
        [2, 5],
        [-1, 0],
        [-1, 0],
        [-1, 0],
      ]),
    )
    expect([...concurrency]).toEqual([0, 1, 2, 3, 1, 1])
    expect(uniqueness[0]).toBeCloseTo((1 + 1 / 2 + 1 / 3) / 3, 15)
    expect(uniqueness[1]).toBeCloseTo((1 / 2 + 1 / 3) / 2, 15)
    expect(uniqueness[2]).toBeCloseTo((1 / 3 + 1 + 1) / 3, 15)
    expect(averageUniqueness).toBeCloseTo((11 / 18 + 5 / 12 + 7 / 9) / 3, 15)
  })
  it('a label decided at its own row depends on that row', () => {
    expect([
      ...labelOverlap(
        labels([
          [1, 0],
          [-1, 0],
        ]),
      ).uniqueness,
    ]).toEqual([1, NaN])
  })
  it('a label on every bar with a horizon of 5 bars is one fifth unique', () => {
    const bars = closes(Array.from({ length: 400 }, (_, i) => 100 + (i % 7)))
    const labeled = createDataLabeler({ horizonBars: [5] }).labelData(bars, { method: 'return_based' })
    const { averageUniqueness, uniqueness } = labelOverlap(labeled.spans('label_5bars'))
    expect(averageUniqueness).toBeGreaterThan(0.2)
    expect(averageUniqueness).toBeLessThan(0.21)
    expect(uniqueness[200]).toBeCloseTo(0.2, 12)
  })
  it('equals its definition on any labels', () => {
    fc.assert(
      fc.property(closesArbitrary(5, 40), fc.integer({ min: 1, max: 6 }), (series, horizon) => {
        const spans = createDataLabeler({ horizonBars: [horizon] })
          .labelData(series, { method: 'direction' })
          .spans(`label_${horizon}bars`)
        const { concurrency, uniqueness } = labelOverlap(spans)
        const holds = (i: number, t: number): boolean =>
          spans.value[i]! >= 0 && spans.t0[i]! < spans.timeMs[t]! && spans.timeMs[t]! <= spans.t1[i]!
        const rows = [...spans.timeMs.keys()]
        const active = rows.map((t) => rows.filter((i) => holds(i, t)).length)
        expect([...concurrency]).toEqual(active)
        for (const i of rows) {
          const own = rows.filter((t) => holds(i, t))
          if (own.length === 0) expect(uniqueness[i]).toBeNaN()
          else expect(uniqueness[i]).toBeCloseTo(own.reduce((sum, t) => sum + 1 / active[t]!, 0) / own.length, 12)
        }
      }),
      { numRuns: 60 },
    )
  })
  it('refuses a label that ends before it begins', () => {
    expect(() =>
      labelOverlap({
        ...labels([
          [0, 1],
          [1, 1],
        ]),
        t1: Float64Array.of(1000, 0),
      }),
    ).toThrow(expect.objectContaining({ code: 'labels/overlap' }))
  })
  it('has nothing to say without labels', () => {
    expect(labelOverlap(labels([[-1, 0]])).averageUniqueness).toBeNaN()
  })
})

describe('labelBalance', () => {
  it('counts classes, also absent ones', () => {
    const found = labelBalance(
      labels([
        [0, 1],
        [2, 2],
        [2, 3],
        [-1, 0],
        [2, 5],
        [-1, 0],
      ]),
    )
    expect(found).toMatchObject({ rows: 6, labelled: 4, imbalance: Infinity, majorityShare: 0.75 })
    expect(found.classes).toEqual([
      { name: 'sell', rows: 1, share: 0.25 },
      { name: 'hold', rows: 0, share: 0 },
      { name: 'buy', rows: 3, share: 0.75 },
    ])
    expect(found.balance).toBeCloseTo((-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75)) / Math.log(3), 14)
  })
  it('is 1 for equal shares, 0 for one class, and not defined without labels', () => {
    expect(
      labelBalance(
        labels([
          [0, 1],
          [1, 2],
          [2, 3],
        ]),
      ),
    ).toMatchObject({ balance: expect.closeTo(1, 14), imbalance: 1 })
    expect(
      labelBalance(
        labels([
          [1, 1],
          [1, 2],
        ]),
      ),
    ).toMatchObject({ balance: 0, majorityShare: 1 })
    expect(labelBalance(labels([[-1, 0]]))).toMatchObject({ labelled: 0, balance: NaN, imbalance: NaN, majorityShare: NaN })
  })
})

describe('labelConsistency', () => {
  const a = labels([
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 4],
    [2, 5],
    [-1, 0],
    [2, 7],
    [1, 8],
  ])
  const b = labels([
    [0, 1],
    [2, 2],
    [1, 3],
    [2, 4],
    [0, 5],
    [1, 6],
    [-1, 0],
    [2, 8],
  ])
  it('can be worked by hand', () => {
    // Six rows in common: agree at rows 0, 2, 3; opposed at 1 and 4. Shares a 2/6 2/6 2/6, b 2/6 1/6 3/6: chance 1/3.
    const found = labelConsistency(a, b)
    expect(found).toMatchObject({ rows: 6, agreement: 0.5 })
    expect(found.opposed).toBeCloseTo(1 / 3, 15)
    expect(found.kappa).toBeCloseTo((0.5 - 1 / 3) / (1 - 1 / 3), 14)
  })
  it('is whole with itself, and symmetric', () => {
    expect(labelConsistency(a, a)).toEqual({ rows: 7, agreement: 1, kappa: 1, opposed: 0 })
    expect(labelConsistency(b, a)).toEqual(labelConsistency(a, b))
  })
  it('of other classes compares sides alone', () => {
    const two = labels(
      [
        [0, 1],
        [1, 2],
        [1, 3],
        [1, 4],
        [0, 5],
        [0, 6],
        [0, 7],
        [1, 8],
      ],
      ['down', 'up'],
    )
    const found = labelConsistency(a, two)
    expect(found).toMatchObject({ rows: 7, agreement: NaN, kappa: NaN })
    // Opposed at rows 1, 4 and 6.
    expect(found.opposed).toBeCloseTo(3 / 7, 15)
  })
  it('of nothing in common, or of one class only, is not defined', () => {
    expect(labelConsistency(labels([[-1, 0]]), labels([[1, 1]]))).toEqual({ rows: 0, agreement: NaN, kappa: NaN, opposed: NaN })
    expect(labelConsistency(labels([[1, 1]]), labels([[1, 1]]))).toMatchObject({ agreement: 1, kappa: NaN })
  })
  it('refuses other rows', () => {
    expect(() => labelConsistency(a, labels([[0, 1]]))).toThrow(expect.objectContaining({ code: 'labels/consistency' }))
  })
})
