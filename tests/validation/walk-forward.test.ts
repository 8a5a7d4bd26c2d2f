import { isBarcastError, type Spans } from 'barcast/core'
import { type Split, timeSeriesSplit, type WalkForwardOptions, walkForward } from 'barcast/validation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clashes, spansArbitrary } from './oracle.js'

const points = (length: number): Spans => {
  const t0 = Float64Array.from({ length }, (_, i) => i)
  return { t0, t1: t0.slice() }
}
const edges = (rows: Int32Array): (number | undefined)[] => [rows[0], rows.at(-1)]
const table = (options: WalkForwardOptions, samples: Spans) =>
  [...walkForward(options)(samples)].map(({ train, test }) => [...edges(train), ...edges(test)])

describe('walkForward by folds', () => {
  it('cuts what follows the first training part into equal test parts', () => {
    expect(table({ folds: 3, minTrainShare: 0.4 }, points(10))).toEqual([
      [0, 3, 4, 5],
      [0, 5, 6, 7],
      [0, 7, 8, 9],
    ])
    expect(table({ folds: 3 }, points(10))).toEqual([
      [0, 4, 5, 5],
      [0, 5, 6, 7],
      [0, 7, 8, 9],
    ])
  })

  it('keeps the length of the first training part when rolling', () => {
    expect(table({ folds: 3, minTrainShare: 0.4, mode: 'rolling' }, points(10))).toEqual([
      [0, 3, 4, 5],
      [2, 5, 6, 7],
      [4, 7, 8, 9],
    ])
  })
})

describe('walkForward by rows', () => {
  it('takes whole test parts, and what is left as the last', () => {
    expect(table({ trainRows: 4, testRows: 3 }, points(11))).toEqual([
      [0, 3, 4, 6],
      [0, 6, 7, 9],
      [0, 9, 10, 10],
    ])
    expect(table({ trainRows: 4, testRows: 3, mode: 'rolling' }, points(10))).toEqual([
      [0, 3, 4, 6],
      [3, 6, 7, 9],
    ])
  })
})

describe('walkForward over several symbols on one clock', () => {
  const three = (times: number): Spans => {
    const t0 = Float64Array.from({ length: 3 * times }, (_, i) => Math.floor(i / 3))
    return { t0, t1: t0.slice() }
  }

  it('keeps the rows of a time together: nearest time by folds, next time by rows', () => {
    expect(table({ folds: 2, minTrainShare: 0.4 }, three(6))).toEqual([
      [0, 5, 6, 11],
      [0, 11, 12, 17],
    ])
    expect(table({ trainRows: 4, testRows: 4, mode: 'rolling' }, three(6))).toEqual([
      [0, 5, 6, 8],
      [3, 8, 9, 11],
      [6, 11, 12, 17],
    ])
  })

  it('refuses fewer times than parts', () => {
    expect(() => walkForward({ folds: 3 })(three(3))).toThrow('need one sample each or more, of different t0, found 9 samples')
    expect(() => walkForward({ trainRows: 4, testRows: 1 })(three(2))).toThrow('no other t0 follows after 4 training rows')
  })

  it('finds a time for every part wherever the rows lie', () => {
    const late = { t0: Float64Array.from({ length: 102 }, (_, i) => Math.min(i, 2)), t1: new Float64Array(102).fill(2) }
    expect(table({ folds: 2, minTrainShare: 0.5 }, late).map((row) => row.slice(2))).toEqual([
      [1, 1],
      [2, 101],
    ])
  })
})

describe('walkForward by the calendar', () => {
  const from = Date.UTC(2024, 0, 10)
  const hourly = (hours: number): Spans => {
    const t0 = Float64Array.from({ length: hours }, (_, i) => from + i * 3_600_000)
    return { t0, t1: t0.slice() }
  }
  const days = (options: WalkForwardOptions, samples: Spans) =>
    [...walkForward(options)(samples)].map(({ train, test }) =>
      [...edges(train), ...edges(test)].map((row) => new Date(samples.t0[row!]!).toISOString().slice(0, 13)),
    )

  it('tests whole months, the first and the last as far as they go', () => {
    expect(days({ trainMonths: 2, testMonths: 1, mode: 'rolling' }, hourly(24 * 110))).toEqual([
      ['2024-01-10T00', '2024-02-29T23', '2024-03-01T00', '2024-03-31T23'],
      ['2024-02-01T00', '2024-03-31T23', '2024-04-01T00', '2024-04-28T23'],
    ])
    expect(days({ trainMonths: 2, testMonths: 1, mode: 'anchored' }, hourly(24 * 110))[1]![0]).toBe('2024-01-10T00')
  })

  it('begins months and weeks at midnight of the zone, on both sides of summer time', () => {
    const newYork = days({ trainMonths: 2, testMonths: 1, timeZone: 'America/New_York' }, hourly(24 * 110))
    expect(newYork.map((part) => part[2])).toEqual(['2024-03-01T05', '2024-04-01T04'])
    const weeks = days({ trainWeeks: 8, testWeeks: 1, timeZone: 'America/New_York' }, hourly(24 * 75))
    expect(weeks.map((part) => part[2])).toEqual(['2024-03-04T05', '2024-03-11T04', '2024-03-18T04'])
    expect(days({ trainWeeks: 1, testWeeks: 1 }, hourly(24 * 20)).map((part) => part[2])).toEqual([
      '2024-01-15T00',
      '2024-01-22T00',
      '2024-01-29T00',
    ])
  })

  it('makes no fold of months without samples, and keeps the rhythm', () => {
    const months = [0, 1, 2, 6, 7, 8, 9]
    const t0 = Float64Array.from(months, (month) => Date.UTC(2024, month, 5))
    expect(table({ trainMonths: 1, testMonths: 2, mode: 'rolling' }, { t0, t1: t0.slice() })).toEqual([
      [0, 0, 1, 2],
      [undefined, undefined, 3, 3],
      [3, 3, 4, 5],
      [5, 5, 6, 6],
    ])
  })

  it('purges like the others', () => {
    const samples = hourly(24 * 60)
    const t1 = samples.t0.map((time) => time + 3 * 86_400_000)
    const [split] = walkForward({ trainMonths: 1, testMonths: 1 })({ t0: samples.t0, t1 })
    expect(clashes({ t0: samples.t0, t1 }, split!)).toEqual([])
    expect(new Date(t1[split!.train.at(-1)!]!).toISOString()).toBe('2024-01-31T23:00:00.000Z')
  })

  it('refuses by name', () => {
    expect(() => walkForward({ trainMonths: 1, testMonths: 1, timeZone: 'America/NewYork' })).toThrow('did you mean "America/New_York"?')
    expect(() => walkForward({ trainMonths: 3, testMonths: 1 })(hourly(24 * 50))).toThrow(
      'no sample follows 3 calendar periods of training',
    )
    expect(() => walkForward({ trainMonths: 1, testMonths: 1 })({ t0: Float64Array.of(0, 9e15), t1: Float64Array.of(0, 9e15) })).toThrow(
      't0 must be epoch milliseconds of a date, found 9000000000000000',
    )
    expect(() => walkForward({ trainMonths: 1, testWeeks: 1 } as never)).toThrow('found trainMonths with testWeeks')
    expect(() => walkForward({ folds: 2, timeZone: 'UTC' } as never)).toThrow('unknown option "timeZone"')
  })
})

describe('walkForward purges', () => {
  const t0 = Float64Array.from({ length: 12 }, (_, i) => i)

  it('training rows whose label is decided in the test part', () => {
    expect(table({ trainRows: 6, testRows: 3 }, { t0, t1: t0.map((t) => t + 2) })).toEqual([
      [0, 3, 6, 8],
      [0, 6, 9, 11],
    ])
  })

  it('and keeps the quiet time asked for before the test part', () => {
    expect(table({ trainRows: 6, testRows: 3, embargoMs: 2 }, { t0, t1: t0.map((t) => t + 2) })).toEqual([
      [0, 1, 6, 8],
      [0, 4, 9, 11],
    ])
  })

  it('in the middle of a training part, when a long label lies there', () => {
    const t1 = t0.slice()
    t1[2] = 7
    const [first, second] = walkForward({ trainRows: 6, testRows: 3 })({ t0, t1 })
    expect([...first!.train]).toEqual([0, 1, 3, 4, 5])
    expect([...second!.train]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('down to an empty training part', () => {
    expect([...walkForward({ folds: 2 })({ t0, t1: t0.map(() => 99) })].map(({ train }) => train.length)).toEqual([0, 0])
  })
})

const optionsArbitrary: fc.Arbitrary<WalkForwardOptions> = fc.oneof(
  fc.record({
    folds: fc.integer({ min: 1, max: 6 }),
    minTrainShare: fc.double({ min: 0.2, max: 0.7, noNaN: true }),
    mode: fc.constantFrom('expanding' as const, 'rolling' as const),
    embargoMs: fc.constantFrom(0, 60_000, 250_000),
  }),
  fc.record({
    trainRows: fc.integer({ min: 1, max: 12 }),
    testRows: fc.integer({ min: 1, max: 6 }),
    mode: fc.constantFrom('expanding' as const, 'rolling' as const),
    embargoMs: fc.constantFrom(0, 60_000, 250_000),
  }),
)

describe('every walk-forward over any spans', () => {
  it('tests each later row once, in order, trains on the past alone, and purges exactly what clashes', () => {
    let purged = 0
    fc.assert(
      fc.property(spansArbitrary(20, 50), optionsArbitrary, (samples, options) => {
        const { t0, t1 } = samples
        const times = new Set(t0).size
        if (times <= (options.folds ?? (options.trainRows ?? 0) + (options.testRows ?? 0))) return
        const splits = [...walkForward(options)(samples)]
        const first = splits[0]!.test[0]!
        if (options.folds !== undefined) expect(splits.length).toBe(options.folds)
        expect(splits.flatMap(({ test }) => [...test])).toEqual(Array.from({ length: t0.length - first }, (_, k) => first + k))
        for (const split of splits) {
          expect(clashes(samples, split)).toEqual([])
          const from = split.test[0]!
          expect(t0[from]).toBeGreaterThan(t0[from - 1]!)
          const start = options.mode === 'rolling' ? t0.indexOf(t0[from - first]!) : 0
          const expected = Array.from({ length: from - start }, (_, k) => start + k).filter(
            (i) => t1[i]! < t0[from]! - (options.embargoMs ?? 0),
          )
          expect([...split.train]).toEqual(expected)
          if (expected.length < from - start) purged += 1
        }
      }),
      { numRuns: 500 },
    )
    expect(purged).toBeGreaterThan(200)
  })

  it('and so does every time series split', () => {
    fc.assert(
      fc.property(spansArbitrary(20, 50), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 2 }), (samples, splits, gap) => {
        const found: Split[] = [...timeSeriesSplit({ splits, gap })(samples)]
        for (const split of found) {
          expect(clashes(samples, split)).toEqual([])
          const from = split.test[0]!
          const expected = Array.from({ length: from - gap }, (_, k) => k).filter((i) => samples.t1[i]! < samples.t0[from]!)
          expect([...split.train]).toEqual(expected)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('splitters refuse', () => {
  const nothing = { t0: new Float64Array(0), t1: new Float64Array(0) }
  const refusals: [string, string, () => unknown][] = [
    ['no samples', 'too-few-rows', () => walkForward({ folds: 2 })(nothing)],
    ['no samples (time series split)', 'too-few-rows', () => timeSeriesSplit({ splits: 2 })(nothing)],
    ['fewer test rows than folds', 'too-few-rows', () => walkForward({ folds: 6 })(points(10))],
    ['no row to train the first fold on', 'too-few-rows', () => walkForward({ folds: 1, minTrainShare: 0.05 })(points(10))],
    ['a test part that does not fit', 'too-few-rows', () => walkForward({ trainRows: 8, testRows: 3 })(points(10))],
    ['missing spans', 'missing-span', () => walkForward({ folds: 1 })({ t0: Float64Array.of(0, 1), t1: Float64Array.of(0, Number.NaN) })],
    [
      'unordered spans',
      'unordered-spans',
      () => timeSeriesSplit({ splits: 2 })({ t0: Float64Array.of(0, 2, 1), t1: Float64Array.of(4, 4, 4) }),
    ],
    ['one split', 'config', () => timeSeriesSplit({ splits: 1 })],
    ['half a gap', 'config', () => timeSeriesSplit({ splits: 2, gap: 0.5 })],
    ['no options', 'config', () => walkForward(undefined as never)],
    ['no folds', 'config', () => walkForward({ folds: 0 })],
    ['a share of one', 'config', () => walkForward({ folds: 2, minTrainShare: 1 })],
    ['both kinds of options', 'config', () => walkForward({ folds: 2, testRows: 3 } as never)],
    ['an unknown mode', 'config', () => walkForward({ folds: 2, mode: 'sliding' as never })],
    ['an endless embargo', 'config', () => walkForward({ folds: 2, embargoMs: Infinity })],
    ['an unknown option', 'unknown-option', () => walkForward({ fold: 2 } as never)],
    ['a __proto__ key', 'unknown-option', () => walkForward(JSON.parse('{"folds":2,"__proto__":{"mode":"rolling"}}'))],
  ]
  it.each(refusals)('%s', (_, rule, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, `validation/${rule}`), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })

  it('and suggest the nearest option', () => {
    expect(() => walkForward({ trainRows: 3, testRow: 3 } as never)).toThrow(
      'Create walk-forward: unknown option "testRow", did you mean "testRows"?',
    )
  })
})
