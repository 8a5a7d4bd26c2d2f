import { toCsv, toJson } from 'barcast/bars'
import type { Bars } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Bars that hold the values in an extra column. */
function holding(values: readonly number[], openTimeMs = values.map((_, i) => 1e12 + i)): Bars {
  const length = values.length
  const one = new Float64Array(length).fill(1)
  const prices = { open: one, high: one, low: one, close: one, volume: one }
  return {
    symbol: '',
    timeframeMs: 1,
    length,
    openTimeMs: Float64Array.from(openTimeMs),
    ...prices,
    extra: { x: Float64Array.from(values) },
  }
}

const lastCells = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').at(-1)!)

describe('numbers in text', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })
  const decimals = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 22 })).map(([digits, point]) => digits / Number(`1e${point}`))
  const edges = fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.1,
    0.1 + 0.2,
    1e-6,
    9.99e-7,
    1e-7,
    5e-324,
    1e15,
    1e15 - 1,
    999999999999999.9,
    1e16,
    1e21,
    1e22,
    2 ** 53,
  )
  const near = fc.tuple(decimals, fc.constantFrom(-1, 1)).map(([value, side]) => value + side * Math.abs(value) * Number.EPSILON)

  it('are what String gives, whatever came before in their column', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(doubles, decimals, edges, near), { minLength: 1, maxLength: 80 }), (values) => {
        expect(lastCells(toCsv(holding(values)))).toEqual(values.map(String))
        const read = (JSON.parse(toJson(holding(values))) as { x: number }[]).map(({ x }) => x)
        expect(read).toEqual(values)
      }),
      { numRuns: 500 },
    )
  })

  it('missing ones are empty, and a text longer than the writer holds at once is whole', () => {
    expect(lastCells(toCsv(holding([NaN, 1.5, NaN])))).toEqual(['', '1.5', ''])
    const many = Array.from({ length: 20_000 }, (_, i) => i / 8)
    expect(lastCells(toCsv(holding(many)))).toEqual(many.map(String))
    const wide = { ...holding([1]), extra: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`ä${i}`, Float64Array.of(i)])) }
    const [head, row] = toCsv(wide).split('\n')
    expect(head!.split(',').slice(6)).toEqual(Object.keys(wide.extra))
    expect(row!.split(',').slice(6)).toEqual(Object.values(wide.extra).map(([value]) => String(value)))
  })
})

describe('times in text', () => {
  it('are ISO, to the nearest microsecond', () => {
    const times = [-62_167_219_200_000, -1, 0, 951_782_400_000, 951_868_799_999, 1_704_067_199_999.5, 99_999_999_999_999]
    const text = toCsv(
      holding(
        times.map(() => 1),
        times,
      ),
    )
    expect(
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual([
      '0000-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00.000Z',
      '2000-02-29T00:00:00.000Z',
      '2000-02-29T23:59:59.999Z',
      '2023-12-31T23:59:59.999500Z',
      '5138-11-16T09:46:39.999Z',
    ])
    const almost = toCsv(holding([1], [1_704_067_199_999.9998]))
    expect(almost.split('\n')[1]).toMatch(/^2024-01-01T00:00:00.000Z,/)
    expect(() => toCsv(holding([1], [-62_167_219_200_001]))).toThrow(
      expect.objectContaining({ code: 'bars/time-range', where: { row: 0, column: 'openTimeMs' } }),
    )
  })
})
