import { isBarcastError, type Spans } from 'barcast/core'
import { backtestPaths, combinatorialPurged } from 'barcast/validation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clashes, purgedByHand, spansArbitrary } from './oracle.js'

const points = (length: number): Spans => {
  const t0 = Float64Array.from({ length }, (_, i) => i)
  return { t0, t1: t0.slice() }
}

describe('combinatorialPurged', () => {
  it('plans the splits and paths of the book: six groups, two of them tested', () => {
    const splitter = combinatorialPurged({ groups: 6, testGroups: 2 })
    expect(splitter.splits).toBe(15)
    // The table of the book, its splits counted from 0.
    expect(splitter.paths).toEqual([
      [0, 0, 1, 2, 3, 4],
      [1, 5, 5, 6, 7, 8],
      [2, 6, 9, 9, 10, 11],
      [3, 7, 10, 12, 12, 13],
      [4, 8, 11, 13, 14, 14],
    ])
    const splits = [...splitter(points(12))]
    expect(splits.length).toBe(15)
    expect([...splits[6]!.test]).toEqual([2, 3, 6, 7])
    expect([...splits[6]!.train]).toEqual([0, 1, 4, 5, 8, 9, 10, 11])
    expect(splits[6]!.parts).toEqual([
      { group: 1, path: 2, fromRow: 2, toRow: 4 },
      { group: 3, path: 1, fromRow: 6, toRow: 8 },
    ])
  })

  it('with one tested group is purged k-fold: one path', () => {
    const splitter = combinatorialPurged({ groups: 3, testGroups: 1 })
    expect(splitter.paths).toEqual([[0, 1, 2]])
    expect([...splitter(points(7))].map(({ test }) => [...test])).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ])
  })

  it('lays the embargo behind every run of test rows', () => {
    const splits = [...combinatorialPurged({ groups: 6, testGroups: 2, embargoMs: 1 })(points(18))]
    expect([...splits[6]!.test]).toEqual([3, 4, 5, 9, 10, 11])
    expect([...splits[6]!.train]).toEqual([0, 1, 2, 7, 8, 13, 14, 15, 16, 17])
  })

  it('leaves no clash and drops no more than the rules ask for, for any spans; every path covers every row once', () => {
    let emptied = 0
    fc.assert(
      fc.property(
        spansArbitrary(12, 36),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 })),
        (samples, groups, tested, embargoMs) => {
          const testGroups = Math.min(tested, groups - 1)
          if (new Set(samples.t0).size < groups) return
          const splitter = combinatorialPurged({ groups, testGroups, embargoMs })
          const splits = [...splitter(samples)]
          expect(splits.length).toBe(splitter.splits)
          for (const split of splits) {
            const inTest = new Set(split.test)
            const rest = [...samples.t0.keys()].filter((row) => !inTest.has(row))
            expect(clashes(samples, split)).toEqual([])
            expect([...split.train]).toEqual(purgedByHand(samples, rest, [...split.test], embargoMs))
            if (split.train.length === 0) emptied += 1
          }
          // A prediction that names its split and row: each path must hold every row, from the split that the plan says.
          const named = splits.map(({ test }, k) => Float64Array.from(test, (row) => k * 1000 + row))
          const paths = backtestPaths(splits, named)
          expect(paths.length).toBe((splitter.splits * testGroups) / groups)
          paths.forEach((path, p) => {
            expect(path.length).toBe(samples.t0.length)
            const of = path.map((value, row) => (value - row) / 1000)
            expect([...new Set(of)].every((k) => splitter.paths[p]!.includes(k))).toBe(true)
            expect(new Set(splitter.paths[p])).toEqual(new Set(of))
          })
          expect(new Set(paths.flatMap((path) => [...path])).size).toBe(paths.length * samples.t0.length)
        },
      ),
      { numRuns: 200 },
    )
    expect(emptied).toBeGreaterThan(20)
  })

  const refusals: [string, string, () => unknown][] = [
    ['all groups tested', 'config', () => combinatorialPurged({ groups: 4, testGroups: 4 })],
    ['none tested', 'config', () => combinatorialPurged({ groups: 4, testGroups: 0 })],
    ['too many splits', 'config', () => combinatorialPurged({ groups: 40, testGroups: 20 })],
    ['an unknown option', 'unknown-option', () => combinatorialPurged({ groups: 4, testgroups: 2 } as never)],
    ['fewer samples than groups', 'too-few-rows', () => combinatorialPurged({ groups: 6, testGroups: 2 })(points(5))],
    [
      'a missing split',
      'paths',
      () => backtestPaths([...combinatorialPurged({ groups: 3, testGroups: 1 })(points(6))].slice(1), [points(2).t0, points(2).t0]),
    ],
    [
      'predictions of no row',
      'paths',
      () => backtestPaths([...combinatorialPurged({ groups: 2, testGroups: 1 })(points(6))], [points(3).t0, points(2).t0]),
    ],
    [
      'a lone split',
      'paths',
      () => backtestPaths([...combinatorialPurged({ groups: 6, testGroups: 2 })(points(6))].slice(0, 1), [points(2).t0]),
    ],
    ['no splits', 'paths', () => backtestPaths([], [])],
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
