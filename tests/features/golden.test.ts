import { readFileSync } from 'node:fs'
import type { Bars, Frame } from 'barcast/core'
import { createFeatureEngineer, type FeatureEngineer } from 'barcast/features'
import { describe, expect, it } from 'vitest'

interface Expected {
  rows: number[]
  features: Record<string, { firstValid: number; deviation: number; values: (number | null)[] }>
}

interface Golden extends Expected {
  bars: Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>
}

const read = (name: string): string => readFileSync(new URL(`../golden/pandas/${name}`, import.meta.url), 'utf8')
const golden: Golden = JSON.parse(read('features.json'))
const beyond: Expected & { firstMs: number; stepMs: number } = JSON.parse(read('extended.json'))
const fuller: Expected = JSON.parse(read('full.json'))
const column = (name: keyof Golden['bars']): Float64Array => Float64Array.from(golden.bars[name])
const length = golden.bars.close.length
const bars: Bars = {
  symbol: 'GOLDEN',
  timeframeMs: 86_400_000,
  length,
  openTimeMs: Float64Array.from({ length }, (_, i) => 1e12 + i * 86_400_000),
  open: column('open'),
  high: column('high'),
  low: column('low'),
  close: column('close'),
  volume: column('volume'),
  extra: {},
}

function expectColumns(frame: Frame, { definitions }: FeatureEngineer, { rows, features }: Expected, name: string): void {
  const { firstValid, deviation, values } = features[name]!
  const ours = frame.column(name)
  expect(definitions.find((entry) => entry.name === name)!.warmupBars).toBe(firstValid)
  expect(ours.findIndex((x) => !Number.isNaN(x))).toBe(firstValid)
  rows.forEach((row, k) => {
    const theirs = values[k] ?? NaN
    const gap = Math.abs(ours[row]! - theirs)
    if (Number.isNaN(theirs)) expect(ours[row], `row ${row}`).toBeNaN()
    else if (!(gap <= 1e-9 * deviation)) expect.fail(`row ${row}: ours ${ours[row]}, theirs ${theirs}, gap ${gap / deviation} deviations`)
  })
}

describe('every default column against pandas and TA-Lib', () => {
  const engineer = createFeatureEngineer()
  const frame = engineer.engineerFeatures(bars)

  it('the reference covers all columns', () => {
    expect(Object.keys(golden.features).sort()).toEqual([...engineer.names].sort())
  })

  it.each([...engineer.names])('%s', (name) => expectColumns(frame, engineer, golden, name))
})

describe('every column of extended against pandas and TA-Lib', () => {
  const engineer = createFeatureEngineer({ set: 'extended' })
  const openTimeMs = Float64Array.from({ length }, (_, i) => beyond.firstMs + i * beyond.stepMs)
  const frame = engineer.engineerFeatures({ ...bars, openTimeMs, timeframeMs: beyond.stepMs })

  it('the references cover all columns', () => {
    const known = [...Object.keys(golden.features), ...Object.keys(beyond.features)]
    expect(engineer.names.filter((name) => !known.includes(name))).toEqual([])
    expect(Object.keys(beyond.features).filter((name) => !engineer.names.includes(name))).toEqual([])
  })

  it.each([...engineer.names])('%s', (name) => expectColumns(frame, engineer, Object.hasOwn(beyond.features, name) ? beyond : golden, name))
})

describe('columns of full against pandas and TA-Lib', () => {
  const engineer = createFeatureEngineer({ set: 'full' })
  const frame = engineer.engineerFeatures(bars)

  it.each(Object.keys(fuller.features))('%s', (name) => expectColumns(frame, engineer, fuller, name))
})
