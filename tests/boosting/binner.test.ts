import { createRandom } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BinMapper } from '../../src/boosting/bin-mapper.js'
import { binOf, nextUp } from '../../src/boosting/bin-mapper.js'
import { createBinner } from '../../src/boosting/binned-data.js'
import { type BinCodes, encodeCategories, plainBinner } from '../../src/boosting/binner.js'
import type { Distinct } from '../../src/boosting/distinct-values.js'
import { KernelBinner } from '../../src/boosting/kernel-binner.js'

const MOST_ROWS = 20_000
const kernel = KernelBinner.create(MOST_ROWS)!

const special = fc.constantFrom(
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  5e-324,
  1e-35,
  1.0000000180025095e-35,
  -1.0000000180025097e-35,
  1.7976931348623157e308,
)
const neighbour = fc.integer({ min: -6, max: 6 }).map((steps) => 3 + steps * 2 ** -51)
const value = fc.oneof(fc.double(), special, neighbour, fc.integer({ min: -9, max: 9 }))
const values = fc.array(value, { maxLength: 400 }).map((list) => Float64Array.from(list))

function plain({ values: all, ends, size, kept, nans, longest }: Distinct) {
  return { values: [...all.subarray(0, size)], ends: [...ends.subarray(0, size)], kept, nans, longest }
}

function expectSameDistinct(sample: Float64Array): void {
  expect(plain(kernel.distinct(sample.slice()))).toEqual(plain(plainBinner.distinct(sample.slice())))
}

function mapperOf(upperBounds: Float64Array, hasMissing: boolean): BinMapper {
  return {
    upperBounds,
    binCount: upperBounds.length + (hasMissing ? 1 : 0),
    missing: hasMissing ? 2 : 0,
    hasMissing,
    zeroBin: binOf(upperBounds, 0),
    mostFrequentBin: 0,
    minValue: 0,
    maxValue: 0,
    trivial: false,
  }
}

function boundsOf(numbers: Float64Array): Float64Array {
  return Float64Array.from([...new Set(numbers)].filter((number) => number < Infinity).sort((a, b) => a - b))
}

function codesOf(binner: typeof plainBinner, mapper: BinMapper, sample: Float64Array, at: number): BinCodes {
  const codes = mapper.binCount > 256 ? new Uint16Array(sample.length + at + 3) : new Uint8Array(sample.length + at + 3)
  binner.encode(mapper, sample, codes, at)
  return codes
}

describe('the binning kernel', () => {
  test('runs here', () => {
    expect(kernel).toBeInstanceOf(KernelBinner)
    expect(createBinner(9)).toBeInstanceOf(KernelBinner)
  })

  test('gives way where it cannot have the memory', () => {
    expect(createBinner(2 ** 30)).toBe(plainBinner)
  })

  test('finds the distinct values of anything', () => {
    fc.assert(fc.property(values, expectSameDistinct), { numRuns: 300 })
  })

  test.each<[string, (random: ReturnType<typeof createRandom>, row: number) => number]>([
    ['bell-shaped', (random) => random.normal()],
    ['whole numbers', (random) => Math.floor(random.normal() * 50)],
    ['of every size', (random) => random.normal() * 2 ** random.integer(-1000, 1000)],
    ['prices', (random) => Math.round((4000 + 300 * random.normal()) * 4) / 4],
    ['apart in their last bits only, in a wide range', (random, row) => (row < 2 ? 1e300 : 1 + random.integer(0, 2 ** 20) * 2 ** -52)],
    ['descending in their last bits, in a wide range', (_, row) => (row === 0 ? -1e300 : 1 + (MOST_ROWS - row) * 2 ** -51)],
    ['one value', () => 7],
    ['nothing', () => NaN],
  ])('sorts many values: %s', (_, draw) => {
    const random = createRandom(8)
    expectSameDistinct(Float64Array.from({ length: MOST_ROWS }, (_value, row) => draw(random, row)))
  })

  test('takes samples in its own memory', () => {
    const sample = kernel.sample(5)
    sample.set([3, NaN, -1, 3, 0])
    expect(plain(kernel.distinct(sample))).toEqual({ values: [-1, 3], ends: [1, 3], kept: 3, nans: 1, longest: 2 })
  })

  test('finds the bins of anything', () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), fc.integer({ min: 0, max: 9 }), (bounds, sample, hasMissing, at) => {
        const mapper = mapperOf(Float64Array.from([...boundsOf(bounds), Infinity]), hasMissing)
        const around = Float64Array.from([...sample, ...bounds, ...bounds.map(nextUp)])
        expect(codesOf(kernel, mapper, around, at)).toEqual(codesOf(plainBinner, mapper, around, at))
      }),
      { numRuns: 200 },
    )
  })

  test.each([1, 2, 3, 255, 256, 257, 512, 65_535])('finds the bins of many values in %i bins', (bins) => {
    const random = createRandom(bins)
    const bounds = Float64Array.from({ length: bins }, (_, i) => (i === bins - 1 ? Infinity : i - bins / 2))
    const mapper = mapperOf(bounds, bins === 255)
    const sample = Float64Array.from({ length: 9001 }, () =>
      random.uniform() < 0.05 ? NaN : Math.floor(random.uniform() * 2 * bins) / 2 - bins / 2,
    )
    expect(codesOf(kernel, mapper, sample, 5)).toEqual(codesOf(plainBinner, mapper, sample, 5))
  })
})

test('categories far apart have their bins too', () => {
  const codes = new Uint8Array(8)
  const sample = Float64Array.of(2e9, 5, -1, NaN, 7, 2147483647, -0, 5)
  encodeCategories(Int32Array.of(-1, 5, 2e9, 0), sample, codes, 0)
  expect([...codes]).toEqual([2, 1, 0, 0, 0, 0, 3, 1])
  encodeCategories(Int32Array.of(-1, 5, 7, 0), sample, codes, 0)
  expect([...codes]).toEqual([0, 1, 0, 0, 2, 0, 3, 1])
})
