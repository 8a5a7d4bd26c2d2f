import type { Spans } from 'barcast/core'
import { combinatorialPurged, nested, purgedKFold, walkForward } from 'barcast/validation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clashes, spansArbitrary } from './oracle.js'

const points = (length: number): Spans => {
  const t0 = Float64Array.from({ length }, (_, i) => i)
  return { t0, t1: t0.slice() }
}

describe('nested', () => {
  it('splits each training part again, in rows of the samples', () => {
    const splits = [...nested({ outer: purgedKFold({ splits: 3 }), inner: walkForward({ folds: 2 }) })(points(9))]
    expect(
      splits.map(({ train, test, inner }) => [[...train], [...test], [...inner].map((split) => [[...split.train], [...split.test]])])[1],
    ).toEqual([
      [0, 1, 2, 6, 7, 8],
      [3, 4, 5],
      [
        [[0, 1, 2], [6]],
        [
          [0, 1, 2, 6],
          [7, 8],
        ],
      ],
    ])
  })

  it('lets no inner part meet the outer test part or its own, for any spans', () => {
    let inners = 0
    let emptied = 0
    fc.assert(
      fc.property(spansArbitrary(20, 40), fc.constantFrom(0, 120_000), (samples, embargoMs) => {
        if (new Set(samples.t0).size < 8) return
        const outer = combinatorialPurged({ groups: 4, testGroups: 2, embargoMs })
        for (const { train, test, inner } of nested({ outer, inner: purgedKFold({ splits: 2, embargoMs }) })(samples)) {
          if (train.length === 0) emptied += 1
          if (train.length > 0 && new Set(train.map((row) => samples.t0[row]!)).size < 2) continue
          for (const split of inner) {
            inners += 1
            const seen = Int32Array.of(...split.train, ...split.test)
            expect(seen.every((row) => train.includes(row))).toBe(true)
            expect(clashes(samples, { train: seen, test })).toEqual([])
            expect(clashes(samples, split)).toEqual([])
          }
        }
      }),
      { numRuns: 200 },
    )
    expect(inners).toBeGreaterThan(500)
    expect(emptied).toBeGreaterThan(10)
  })

  it('has no inner splits where purging left nothing to train on, and can be walked through twice', () => {
    const { t0 } = points(8)
    const [first] = nested({ outer: purgedKFold({ splits: 2 }), inner: purgedKFold({ splits: 2 }) })({ t0, t1: t0.map(() => 99) })
    expect([first!.train.length, [...first!.inner].length]).toEqual([0, 0])
    const [open] = nested({ outer: walkForward({ folds: 1 }), inner: purgedKFold({ splits: 2 }) })(points(8))
    expect([...open!.inner]).toEqual([...open!.inner])
  })

  it('lets the inner splitter refuse a training part too short for it', () => {
    const [split] = nested({ outer: walkForward({ folds: 1 }), inner: purgedKFold({ splits: 5 }) })(points(8))
    expect(() => [...split!.inner]).toThrow('5 groups need as many samples of different t0, found 4 samples')
  })
})
