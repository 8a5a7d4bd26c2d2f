import { isBarcastError, type Spans } from 'barcast/core'
import { type PurgedKFoldOptions, purge, purgedKFold } from 'barcast/validation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clashes, purgedByHand, spansArbitrary } from './oracle.js'

const points = (length: number): Spans => {
  const t0 = Float64Array.from({ length }, (_, i) => i)
  return { t0, t1: t0.slice() }
}
const rowsOf = (options: PurgedKFoldOptions, samples: Spans) =>
  [...purgedKFold(options)(samples)].map(({ train, test }) => [[...train], [...test]])

describe('purgedKFold', () => {
  it('tests equal runs of rows, the first ones longer by one, and trains on the rest', () => {
    expect(rowsOf({ splits: 3 }, points(8))).toEqual([
      [
        [3, 4, 5, 6, 7],
        [0, 1, 2],
      ],
      [
        [0, 1, 2, 6, 7],
        [3, 4, 5],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
      ],
    ])
  })

  it('purges both sides and lays the embargo behind the latest end, not before', () => {
    const { t0 } = points(12)
    const t1 = t0.map((time) => time + 1)
    t1[4] = 8
    expect(rowsOf({ splits: 3, embargoMs: 2 }, { t0, t1 })[1]).toEqual([
      [0, 1, 2, 11],
      [4, 5, 6, 7],
    ])
  })

  it('keeps the rows of a time together', () => {
    const t0 = Float64Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2)
    expect(rowsOf({ splits: 2 }, { t0, t1: t0.slice() }).map(([, test]) => test!.length)).toEqual([6, 3])
  })

  it('yields empty training parts where every span reaches everything', () => {
    const { t0 } = points(6)
    const splits = [...purgedKFold({ splits: 3 })({ t0, t1: t0.map(() => 99) })]
    expect(splits.map(({ train, test }) => [train.length, test.length])).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
    ])
  })

  it('leaves no clash, drops no more than the rules ask for, and tests each row once, for any spans', () => {
    let emptied = 0
    let embargoed = 0
    fc.assert(
      fc.property(
        spansArbitrary(4, 40),
        fc.integer({ min: 2, max: 6 }),
        fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 })),
        (samples, splits, embargoMs) => {
          if (new Set(samples.t0).size < splits) {
            expect(() => purgedKFold({ splits, embargoMs })(samples)).toThrow('samples of different t0')
            return
          }
          const found = [...purgedKFold({ splits, embargoMs })(samples)]
          expect(found.length).toBe(splits)
          expect(found.flatMap(({ test }) => [...test])).toEqual([...samples.t0.keys()])
          for (const split of found) {
            const tested = new Set(split.test)
            const rest = [...samples.t0.keys()].filter((row) => !tested.has(row))
            expect(clashes(samples, split)).toEqual([])
            expect([...split.train]).toEqual(purgedByHand(samples, rest, [...split.test], embargoMs))
            expect([...split.train]).toEqual([...purge(samples, Int32Array.from(rest), split.test, { embargoMs })])
            if (split.train.length === 0) emptied += 1
            if (split.train.length < purge(samples, Int32Array.from(rest), split.test).length) embargoed += 1
          }
        },
      ),
      { numRuns: 500 },
    )
    expect(emptied).toBeGreaterThan(20)
    expect(embargoed).toBeGreaterThan(100)
  })

  const refusals: [string, string, () => unknown][] = [
    ['one split', 'config', () => purgedKFold({ splits: 1 })],
    ['a negative embargo', 'config', () => purgedKFold({ splits: 2, embargoMs: -1 })],
    ['an endless embargo', 'config', () => purgedKFold({ splits: 2, embargoMs: Infinity })],
    ['an unknown option', 'unknown-option', () => purgedKFold({ splits: 2, embargo: 1 } as never)],
    ['fewer samples than splits', 'too-few-rows', () => purgedKFold({ splits: 5 })(points(4))],
    ['no samples', 'too-few-rows', () => purgedKFold({ splits: 2 })(points(0))],
    ['a missing end', 'missing-span', () => purgedKFold({ splits: 2 })({ t0: Float64Array.of(0, 1), t1: Float64Array.of(0, Number.NaN) })],
  ]
  it.each(refusals)('refuses %s', (_, rule, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, `validation/${rule}`), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })
})
