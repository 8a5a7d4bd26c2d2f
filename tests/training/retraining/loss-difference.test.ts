import { readFileSync } from 'node:fs'
import { createRandom } from 'barcast/core'
import { testArms, testLossDifference } from 'barcast/training'
import { stationaryBootstrap } from 'barcast/validation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockLengthOf } from '../../../src/training/retraining/block-length.js'
import { varianceOfMean } from '../../../src/training/retraining/loss-difference.js'

interface Case {
  name: string
  champion: number[]
  challenger: number[]
  horizonBars: number
  mean: number
  standardError: number
  pBetter: number
  pWorse: number
  armsStandardError: number
  armsPBetter: number
  blockLength: number
  bootstrapPBetter: number
}

const golden = JSON.parse(readFileSync(new URL('../../golden/loss-difference/loss-difference.json', import.meta.url), 'utf8')) as {
  cases: Case[]
}

const near = (found: number, expected: number, tolerance: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))

describe.each(golden.cases)('$name', (reference) => {
  const champion = Float64Array.from(reference.champion)
  const challenger = Float64Array.from(reference.challenger)
  const { horizonBars } = reference

  it("gives statsmodels' robust standard error and SciPy's tails", () => {
    const found = testLossDifference(champion, challenger, { horizonBars })
    near(found.improvement, reference.mean, 1e-13)
    near(found.standardError / reference.standardError, 1, 1e-11)
    near(found.pBetter, reference.pBetter, 1e-10)
    near(found.pWorse, reference.pWorse, 1e-10)
  })
  it('adds the variances of separate arms', () => {
    const found = testArms(champion, challenger, { horizonBars })
    near(found.standardError / reference.armsStandardError, 1, 1e-11)
    near(found.pBetter, reference.armsPBetter, 1e-10)
  })
  it("chooses arch's block length and draws as its bootstrap does", () => {
    const differences = champion.map((loss, row) => loss - challenger[row]!)
    near(blockLengthOf(differences), Math.max(1, reference.blockLength), 1e-9)
    // 1999 draws here, 100,000 there: four standard deviations of the share.
    const { pBetter } = testLossDifference(champion, challenger, { test: 'stationaryBootstrap', seed: 5 })
    const p = reference.bootstrapPBetter
    if (horizonBars === 1) expect(Math.abs(pBetter - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 1999) + 1 / 1000)
  })
})

const losses = (rows: number) => fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: rows, maxLength: 60 })

describe('laws', () => {
  it('the two sides change places with the versions', () => {
    fc.assert(
      fc.property(losses(3), fc.integer({ min: 0, max: 1000 }), (values, seed) => {
        const random = createRandom(seed)
        const a = Float64Array.from(values)
        const b = a.map((loss) => loss + random.normal())
        const [there, back] = [testLossDifference(a, b), testLossDifference(b, a)]
        expect(back.improvement).toBe(-there.improvement)
        expect(back.pBetter).toBe(there.pWorse)
        expect(there.pBetter + there.pWorse).toBeCloseTo(1, 12)
      }),
    )
  })
  it('equal versions give p = 1 both ways, a constant lead certainty', () => {
    const a = Float64Array.of(1, 2, 3, 4)
    for (const test of ['dieboldMariano', 'stationaryBootstrap'] as const) {
      expect(testLossDifference(a, a.slice(), { test })).toMatchObject({ improvement: 0, pBetter: 1, pWorse: 1 })
      expect(
        testLossDifference(
          a,
          a.map((loss) => loss - 1),
          { test },
        ),
      ).toMatchObject({ improvement: 1, pBetter: 0, pWorse: 1 })
    }
  })
  it('the variance is the quadratic form of the weighted autocovariances', () => {
    fc.assert(
      fc.property(losses(6), fc.integer({ min: 0, max: 5 }), (values, lags) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length
        let sum = 0
        for (const [i, a] of values.entries())
          for (const [j, b] of values.entries()) {
            const distance = Math.abs(i - j)
            if (distance <= lags) sum += (1 - distance / (lags + 1)) * (a - mean) * (b - mean)
          }
        near(varianceOfMean(Float64Array.from(values), lags), sum / values.length ** 2, 1e-12)
      }),
    )
  })
  it('the bootstrap counts draws that lie as far above their centre as the sample does above 0', () => {
    const random = createRandom(5)
    // Skewed, so that the two tails differ.
    const differences = Float64Array.from({ length: 60 }, () => random.normal() ** 2 - 0.8)
    const mean = (rows: Iterable<number>) => {
      let sum = 0
      for (const row of rows) sum += differences[row]!
      return sum / differences.length
    }
    const centre = mean(differences.keys())
    let [above, below] = [0, 0]
    for (const rows of stationaryBootstrap({ rows: 60, meanBlockRows: Math.max(blockLengthOf(differences), 4), draws: 999, seed: 9 })) {
      if (mean(rows) >= 2 * centre) above++
      if (mean(rows) <= 2 * centre) below++
    }
    const found = testLossDifference(differences, new Float64Array(60), {
      test: 'stationaryBootstrap',
      horizonBars: 4,
      draws: 999,
      seed: 9,
    })
    expect([found.pBetter, found.pWorse]).toEqual([(1 + above) / 1000, (1 + below) / 1000])
  })
  it('holds its level on differences without an edge that depend on their neighbours', () => {
    const random = createRandom(11)
    let found = 0
    const runs = 400
    for (let run = 0; run < runs; run++) {
      let last = 0
      const a = Float64Array.from({ length: 400 }, () => (last = 0.5 * last + random.normal()))
      if (testLossDifference(a, new Float64Array(400)).pBetter < 0.05) found++
    }
    // A test that takes rows for independent passes 17 % of these, this one 7.8 % (2,000 samples).
    expect(found / runs).toBeLessThan(0.12)
    expect(found / runs).toBeGreaterThan(0.02)
  })
})

describe('bad input', () => {
  const three = Float64Array.of(1, 2, 3)
  it.each([
    [three, three.subarray(1), {}, 'challengerLoss'],
    [three, Float64Array.of(1, NaN, 2), {}, 'challengerLoss'],
    [three.subarray(2), three.subarray(2), {}, 'championLoss'],
    [three, three, { horizonBars: 0 }, 'horizonBars'],
    [three, three, { test: 'welch' as 'dieboldMariano' }, 'test'],
    [three, three, { draws: 10 }, 'draws'],
  ])('is named (%#)', (a, b, options, path) => {
    expect(() => testLossDifference(a, b, options)).toThrowError(expect.objectContaining({ code: 'training/loss-test', where: { path } }))
  })
})
