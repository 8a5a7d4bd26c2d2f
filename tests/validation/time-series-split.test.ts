import { isBarcastError } from 'barcast/core'
import { timeSeriesSplit } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import golden from '../golden/sklearn/time-series-split.json' with { type: 'json' }
import { clashes } from './oracle.js'

const points = (length: number) => {
  const t0 = Float64Array.from({ length }, (_, i) => 1000 * i)
  return { t0, t1: t0.slice() }
}

type Run = [number, number] | null
interface Case {
  samples: number
  splits: number
  gap: number
  testSize: number | null
  maxTrainSize: number | null
  parts: [Run, Run][] | null
}

const rowsOf = (run: Run): number[] => (run === null ? [] : Array.from({ length: run[1] - run[0] + 1 }, (_, k) => run[0] + k))

describe('timeSeriesSplit', () => {
  it('gives the splits of scikit-learn on point samples, and refuses where it refuses', () => {
    const cases = golden.cases as unknown as Case[]
    let refused = 0
    for (const { samples, splits, gap, testSize, maxTrainSize, parts } of cases) {
      const splitter = timeSeriesSplit({
        splits,
        gap,
        ...(testSize === null ? {} : { testSize }),
        ...(maxTrainSize === null ? {} : { maxTrainSize }),
      })
      const name = JSON.stringify({ samples, splits, gap, testSize, maxTrainSize })
      if (parts === null) {
        refused += 1
        expect(() => splitter(points(samples)), name).toThrow(/need \d+ samples or more/)
        continue
      }
      const found = [...splitter(points(samples))].map(({ train, test }) => [[...train], [...test]])
      expect(found, name).toEqual(parts.map((part) => part.map(rowsOf)))
    }
    expect(cases.length - refused).toBeGreaterThan(300)
  })

  it('purges training rows whose label reaches into the test part', () => {
    const t0 = Float64Array.from({ length: 12 }, (_, i) => i)
    const t1 = t0.map((time) => time + 2)
    const splits = [...timeSeriesSplit({ splits: 3 })({ t0, t1 })]
    expect(splits.map(({ train, test }) => [train.length, test[0]])).toEqual([
      [1, 3],
      [4, 6],
      [7, 9],
    ])
  })

  it('counts the gap in samples, before purging', () => {
    const t0 = Float64Array.from({ length: 12 }, (_, i) => i)
    const samples = { t0, t1: t0.map((time) => time + 2) }
    const [first] = timeSeriesSplit({ splits: 2, gap: 1 })(samples)
    expect([...first!.train]).toEqual([0, 1])
    const [wide] = timeSeriesSplit({ splits: 2, gap: 3 })(samples)
    expect([...wide!.train]).toEqual([0])
    for (const split of timeSeriesSplit({ splits: 2, gap: 1 })(samples)) expect(clashes(samples, split)).toEqual([])
  })

  it('yields an empty training part rather than a tainted one', () => {
    const t0 = Float64Array.of(0, 1, 2, 3, 4, 5)
    const t1 = Float64Array.of(5, 5, 5, 5, 5, 5)
    expect([...timeSeriesSplit({ splits: 2 })({ t0, t1 })].map(({ train, test }) => [train.length, test.length])).toEqual([
      [0, 2],
      [0, 2],
    ])
  })

  it('can be walked through twice and refuses before the first step', () => {
    const splits = timeSeriesSplit({ splits: 2 })(points(9))
    expect([...splits]).toEqual([...splits])
    const splitter = timeSeriesSplit({ splits: 5 })
    try {
      splitter(points(5))
      expect.unreachable()
    } catch (error) {
      expect(isBarcastError(error, 'validation/too-few-rows')).toBe(true)
      expect((error as Error).message).toBe(
        'Split time series: 5 splits with test parts of 0 and a gap of 0 need 6 samples or more, found 5',
      )
    }
  })
})
