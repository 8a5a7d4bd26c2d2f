import { readFileSync } from 'node:fs'
import type { Bars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { describe, expect, it } from 'vitest'

interface Golden {
  bars: Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>
  rows: number[]
  features: Record<string, { firstValid: number; deviation: number; values: (number | null)[] }>
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/pandas/features.json', import.meta.url), 'utf8'))
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
const engineer = createFeatureEngineer()
const frame = engineer.engineerFeatures(bars)

describe('every column against pandas and TA-Lib', () => {
  it('the reference covers all columns', () => {
    expect(Object.keys(golden.features).sort()).toEqual([...engineer.names].sort())
  })

  it.each([...engineer.names])('%s', (name) => {
    const { firstValid, deviation, values } = golden.features[name]!
    const ours = frame.column(name)
    const definition = engineer.definitions.find((entry) => entry.name === name)!
    expect(definition.warmupBars).toBe(firstValid)
    expect(ours.findIndex((x) => !Number.isNaN(x))).toBe(firstValid)
    golden.rows.forEach((row, k) => {
      const theirs = values[k] ?? NaN
      const gap = Math.abs(ours[row]! - theirs)
      if (Number.isNaN(theirs)) expect(ours[row], `row ${row}`).toBeNaN()
      else if (!(gap <= 1e-9 * deviation)) expect.fail(`row ${row}: ours ${ours[row]}, theirs ${theirs}, gap ${gap / deviation} deviations`)
    })
  })
})
