import { type TalibName, talib, talibFunctions } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { isKnownDifference } from './talib-differences.js'
import { type Case, type Integers, type Reals, readFunctions } from './talib-golden.js'
import { series } from './talib-series.js'

const golden = readFunctions()
const TOLERANCE = 1e-9
const names = Object.keys(golden.functions) as TalibName[]

type Columns = Record<string, Float64Array>

function compute({ name, params, on }: Pick<Case, 'name' | 'params' | 'on'>): Columns {
  return talib(name as TalibName, series[on], params as never)
}

function expectReals(ours: Float64Array, reference: Reals, where: Pick<Case, 'name' | 'params' | 'on'>): void {
  const { first, rows, values, finite, mean, shift } = reference
  const unit = 2 ** -shift
  const spread = Math.sqrt(reference.squares / finite)
  expect(
    ours.findIndex((value) => !Number.isNaN(value)),
    'first row with a value',
  ).toBe(first)
  let count = 0
  let deviations = 0
  let squares = 0
  let excepted = false
  rows.forEach((row, k) => {
    const value = ours[row]! * unit
    const expected = values[k]!
    if (Object.is(value, expected) || Math.abs(value - expected) <= TOLERANCE * spread) return
    if (isKnownDifference(where, row, ours[row]!)) excepted = true
    else expect.fail(`row ${row}: ours ${ours[row]}, TA-Lib ${expected / unit}, deviation ${spread / unit}`)
  })
  for (const value of ours) {
    if (!Number.isFinite(value)) continue
    const deviation = value * unit - mean
    count += 1
    deviations += deviation
    squares += deviation * deviation
  }
  if (excepted) return
  expect(count, 'finite values').toBe(finite)
  expect(Math.abs(deviations - reference.deviations), 'sum of the whole column').toBeLessThanOrEqual(TOLERANCE * spread * count)
  expect(Math.abs(squares - reference.squares), 'squares of the whole column').toBeLessThanOrEqual(2 * TOLERANCE * spread * spread * count)
}

function expectIntegers(ours: Float64Array, reference: Integers, where: Case, isPattern: boolean): void {
  const { lookback } = where
  reference.values.forEach((expected, row) => {
    if (row < lookback && isPattern ? Number.isNaN(ours[row]!) || ours[row] === 0 : row < lookback && Number.isNaN(ours[row]!)) return
    if (ours[row] !== expected && !isKnownDifference(where, row, ours[row]!))
      expect.fail(`row ${row}: ours ${ours[row]}, TA-Lib ${expected}, lookback ${lookback}`)
  })
}

describe(`TA-Lib ${golden.talib}`, () => {
  it('is described as its abstract API describes it', () => {
    expect(Object.keys(talibFunctions)).toEqual(names)
    for (const name of names) {
      const { group, title, inputs, params, outputs, unstable } = golden.functions[name]!
      const described = {
        group,
        title,
        inputs,
        params: Object.fromEntries(
          Object.entries(params).map(([key, [type, value, min, max]]) => [key, { type, default: value, min, max }]),
        ),
        outputs,
        unstablePeriod: unstable,
      }
      expect(talibFunctions[name], name).toEqual(described)
      expect(Object.keys(talibFunctions[name].outputs)).toEqual(Object.keys(outputs))
      expect(Object.keys(talibFunctions[name].params)).toEqual(Object.keys(params))
    }
  })

  it.each(names)('%s', (name) => {
    const isPattern = golden.functions[name]!.group === 'Pattern Recognition'
    for (const entry of golden.cases) {
      if (entry.name !== name || entry.on === 'gap') continue
      const columns = compute(entry)
      expect(Object.keys(columns)).toEqual(Object.keys(golden.functions[name]!.outputs))
      try {
        Object.values(columns).forEach((column, k) => {
          const reference = entry.outputs[k]!
          if (reference === 'none finite') expect(column.some(Number.isFinite), 'a finite value').toBe(false)
          else if (reference.kind === 'real') expectReals(column, reference, entry)
          else expectIntegers(column, reference, entry, isPattern)
        })
      } catch (error) {
        throw new Error(`${JSON.stringify(entry.params)} on ${entry.on}: ${(error as Error).message}`, { cause: error })
      }
    }
  })
})
