import { isBarcastError } from 'barcast/core'
import { purge } from 'barcast/validation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clashes, purgedByHand, spansArbitrary } from './oracle.js'

const rows = (...numbers: number[]): Int32Array => Int32Array.from(numbers)
const kept = (
  samples: { t0: readonly number[]; t1: readonly number[] },
  train: readonly number[],
  test: readonly number[],
  embargoMs = 0,
): number[] => [
  ...purge({ t0: Float64Array.from(samples.t0), t1: Float64Array.from(samples.t1) }, rows(...train), rows(...test), { embargoMs }),
]

describe('purge', () => {
  it('drops what touches a test span on either side; spans are closed', () => {
    const samples = { t0: [0, 1, 2, 3, 4, 5, 6], t1: [1, 2, 3, 4, 5, 6, 7] }
    expect(kept(samples, [0, 1, 2, 4, 5, 6], [3])).toEqual([0, 1, 5, 6])
  })

  it('looks at the latest end of a test run, not at the end of its first or last row', () => {
    const samples = { t0: [0, 1, 2, 3, 4, 5, 6, 7], t1: [0, 1.5, 6, 3, 4, 5, 6, 7] }
    expect(kept(samples, [0, 5, 6, 7], [1, 2, 3, 4])).toEqual([0, 7])
  })

  it('sees a long test span past shorter test runs that follow it', () => {
    const samples = { t0: [0, 1, 2, 3, 4, 5, 6], t1: [5, 1, 2, 3, 4, 5, 6] }
    expect(kept(samples, [1, 3, 5, 6], [0, 2, 4])).toEqual([6])
  })

  it('keeps a training row that lies in a hole between test spans', () => {
    const samples = { t0: [0, 10, 20], t1: [5, 15, 25] }
    expect(kept(samples, [1], [0, 2])).toEqual([1])
  })

  it('drops a training row that spans a whole test part', () => {
    expect(kept({ t0: [0, 1, 2, 9], t1: [8, 1, 2, 9] }, [0, 3], [1, 2])).toEqual([3])
  })

  it('lays the embargo after every test run, from the latest end on', () => {
    const t0 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(kept({ t0, t1: t0 }, [0, 2, 3, 4, 6, 7, 8, 9], [1, 5], 2)).toEqual([0, 4, 8, 9])
    const t1 = [0, 3, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(kept({ t0, t1 }, [0, 4, 5, 6, 7], [1, 2], 2)).toEqual([0, 6, 7])
  })

  it('lays no embargo before a test run', () => {
    const t0 = [0, 1, 2, 3]
    expect(kept({ t0, t1: t0 }, [0, 1, 2], [3], 100)).toEqual([0, 1, 2])
  })

  it('may leave nothing, and needs no test rows', () => {
    expect(kept({ t0: [0, 1], t1: [9, 9] }, [0], [1])).toEqual([])
    expect(kept({ t0: [0, 1], t1: [9, 9] }, [0, 1], [], 100)).toEqual([0, 1])
  })

  it('leaves no clash and drops no more than the rules ask for, for any spans and test rows', () => {
    let emptied = 0
    let embargoed = 0
    fc.assert(
      fc.property(
        spansArbitrary(1, 30).chain((samples) =>
          fc.record({
            samples: fc.constant(samples),
            part: fc.array(fc.constantFrom('train', 'train', 'test', 'none'), {
              minLength: samples.t0.length,
              maxLength: samples.t0.length,
            }),
            embargoMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 })),
          }),
        ),
        ({ samples, part, embargoMs }) => {
          const of = (name: string): number[] => part.flatMap((found, row) => (found === name ? [row] : []))
          const train = of('train')
          const test = of('test')
          const left = purge(samples, rows(...train), rows(...test), { embargoMs })
          expect(clashes(samples, { train: left, test: rows(...test) })).toEqual([])
          expect([...left]).toEqual(purgedByHand(samples, train, test, embargoMs))
          if (left.length === 0 && train.length > 0) emptied += 1
          if (left.length < purge(samples, rows(...train), rows(...test)).length) embargoed += 1
        },
      ),
      { numRuns: 2000 },
    )
    expect(emptied).toBeGreaterThan(20)
    expect(embargoed).toBeGreaterThan(100)
  })

  it('takes a million spans in linear time', () => {
    const length = 1_000_000
    const t0 = Float64Array.from({ length }, (_, i) => i)
    const t1 = t0.map((time, i) => time + (i % 50))
    const train = Int32Array.from({ length: length / 2 }, (_, k) => 2 * k)
    const test = train.map((row) => row + 1)
    const started = performance.now()
    expect(purge({ t0, t1 }, train, test).length).toBe(1)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('purge refuses', () => {
  const good = { t0: Float64Array.of(0, 1, 2), t1: Float64Array.of(1, 2, 3) }
  const refusals: [string, string, () => unknown][] = [
    ['spans of unequal number', 'span-length', () => purge({ ...good, t1: Float64Array.of(1, 2) }, rows(0), rows(1))],
    ['a missing end', 'missing-span', () => purge({ ...good, t1: Float64Array.of(1, 2, Number.NaN) }, rows(0), rows(1))],
    ['an endless span', 'missing-span', () => purge({ ...good, t1: Float64Array.of(1, 2, Infinity) }, rows(0), rows(1))],
    ['a missing start', 'missing-span', () => purge({ ...good, t0: Float64Array.of(0, Number.NaN, 2) }, rows(0), rows(1))],
    ['a reversed span', 'reversed-span', () => purge({ ...good, t1: Float64Array.of(1, 0.5, 3) }, rows(0), rows(1))],
    ['falling starts', 'unordered-spans', () => purge({ t0: Float64Array.of(0, 2, 1), t1: Float64Array.of(3, 3, 3) }, rows(0), rows(1))],
    ['rows out of order', 'rows', () => purge(good, rows(1, 0), rows(2))],
    ['a repeated row', 'rows', () => purge(good, rows(0), rows(2, 2))],
    ['a row outside', 'rows', () => purge(good, rows(0), rows(3))],
    ['a negative row', 'rows', () => purge(good, rows(-1), rows(2))],
    ['a negative embargo', 'embargo', () => purge(good, rows(0), rows(2), { embargoMs: -1 })],
    ['an embargo that is no number', 'embargo', () => purge(good, rows(0), rows(2), { embargoMs: Number.NaN })],
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

  it('names the row and the value', () => {
    expect(() => purge({ ...good, t1: Float64Array.of(1, Number.NaN, 3) }, rows(0), rows(2))).toThrow(
      'Purge training rows: t1 must be a finite time (drop rows without a label first), found NaN at row 1',
    )
  })
})
