import { readFileSync } from 'node:fs'
import { type Bars, decodeFloats } from 'barcast/core'
import { createFeatureEngineer, type FeatureEngineer } from 'barcast/features'
import { describe, expect, it } from 'vitest'

/* Operators in qlib's spelling and the set alpha158 against qlib itself; see tests/golden/qlib/make.py. */

interface Golden {
  rows: number[]
  columns: Record<string, { expression: string; warmupBars: number; deviation: number; values: string }>
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../golden/${path}`, import.meta.url), 'utf8'))
const given = (read('pandas/features.json') as { bars: Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]> }).bars
const length = given.close.length
const bars: Bars = {
  symbol: 'GOLDEN',
  timeframeMs: 86_400_000,
  length,
  openTimeMs: Float64Array.from({ length }, (_, i) => 1e12 + i * 86_400_000),
  open: Float64Array.from(given.open),
  high: Float64Array.from(given.high),
  low: Float64Array.from(given.low),
  close: Float64Array.from(given.close),
  volume: Float64Array.from(given.volume),
  extra: {},
}

/** Of the column's standard deviation. */
const TOLERANCE = 1e-9

function expectColumn(engineer: FeatureEngineer, ours: Float64Array, golden: Golden, key: string, name: string): void {
  const { warmupBars, deviation, values } = golden.columns[key]!
  const theirs = decodeFloats(values)
  expect(engineer.definitions.find((definition) => definition.name === name)!.warmupBars).toBe(warmupBars)
  expect(ours.findIndex((x) => !Number.isNaN(x))).toBe(warmupBars)
  let compared = 0
  golden.rows.forEach((row, k) => {
    const expected = theirs[k]!
    // What qlib leaves undefined (0/0, correlations of what hardly varies) has a value here.
    if (row >= warmupBars && Number.isNaN(expected)) expect(ours[row], `row ${row}`).not.toBeNaN()
    if (Number.isNaN(expected)) return
    compared += 1
    const gap = Math.abs(ours[row]! - expected)
    if (!(gap <= TOLERANCE * (deviation === 0 ? 1 : deviation)))
      expect.fail(`row ${row}: ours ${ours[row]}, theirs ${expected}, gap ${gap / deviation} deviations`)
  })
  expect(compared).toBeGreaterThanOrEqual(20)
}

describe('operators in qlib’s spelling give qlib’s values', () => {
  const golden = read('qlib/operators.json') as Golden
  const keys = Object.keys(golden.columns)
  const userFeatures = keys.map((expression, k) => ({ name: `f${k}`, expression }))
  const engineer = createFeatureEngineer({ set: 'classic', userFeatures, features: userFeatures.map(({ name }) => name) })
  const frame = engineer.engineerFeatures(bars)

  it.each(keys.map((key, k) => [key, `f${k}`] as const))('%s', (key, name) => expectColumn(engineer, frame.column(name), golden, key, name))
})

describe('alpha158 gives qlib’s values', () => {
  const golden = read('qlib/alpha158.json') as Golden
  const engineer = createFeatureEngineer({ set: 'alpha158' })
  const frame = engineer.engineerFeatures(bars)

  it('has qlib’s columns in qlib’s order', () => {
    expect(engineer.names).toEqual(Object.keys(golden.columns))
  })

  it.each([...engineer.names])('%s', (name) => expectColumn(engineer, frame.column(name), golden, name, name))

  it('its texts are those of qlib, but for VWAP0', () => {
    const texts = engineer.names.filter((name) => name !== 'VWAP0')
    const userFeatures = texts.map((name) => ({ name: `q_${name}`, expression: golden.columns[name]!.expression }))
    const pasted = createFeatureEngineer({ set: 'alpha158', userFeatures, features: userFeatures.map(({ name }) => name) })
    const formulas = engineer.definitions.filter(({ name }) => name !== 'VWAP0').map(({ formula }) => formula)
    expect(pasted.definitions.map(({ formula }) => formula)).toEqual(formulas)
  })
})
