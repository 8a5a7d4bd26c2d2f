import { readFileSync } from 'node:fs'
import { decodeFloats } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { made, sp500 } from './series.js'

interface Case {
  series: 'sp500' | 'made'
  indicator: keyof typeof indicators
  params: Record<string, number | string>
  outputs: string[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/talib/talib.json', import.meta.url), 'utf8')) as { talib: string; cases: Case[] }
const series = { sp500: sp500(), made: made() }
const TOLERANCE = 1e-9

/*
 * TA-Lib treats variances and true ranges below 1e-14 as zero and divides its running sums, so on the made series' flat stretch it leaves rounding residue where
 * the exact answer is known. Those rows are held against the exact answer instead.
 */
const exactWhereFlat: Partial<Record<keyof typeof indicators, number>> = { rollingStd: 0, rollingCorrelation: 0 }

function isFlatWindow(values: Float64Array, row: number, period: number): boolean {
  for (let i = row - period + 1; i < row; i++) if (values[i] !== values[row]) return false
  return true
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
}

describe(`TA-Lib ${golden.talib}`, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      const bars = series[entry.series]
      const compute = indicators[entry.indicator] as (bars: unknown, params: unknown) => Float64Array | Record<string, Float64Array>
      const result = compute(bars, entry.params)
      const outputs = result instanceof Float64Array ? [result] : Object.values(result)
      expect(outputs.length).toBe(entry.outputs.length)
      outputs.forEach((output, k) => {
        const expected = decodeFloats(entry.outputs[k]!, bars.length)
        const scale = standardDeviation([...expected].filter((value) => !Number.isNaN(value)))
        const exact = exactWhereFlat[entry.indicator]
        const input = bars[(entry.params.input ?? 'close') as 'close' | 'high']
        let largest = 0
        for (let row = 0; row < bars.length; row++) {
          expect(Number.isNaN(output[row]), `row ${row} valid on one side only`).toBe(Number.isNaN(expected[row]))
          if (Number.isNaN(expected[row])) continue
          const flat = exact !== undefined && isFlatWindow(input, row, Number(entry.params.period))
          if (flat) expect(output[row]).toBe(exact)
          else largest = Math.max(largest, Math.abs(output[row]! - expected[row]!))
        }
        expect(largest).toBeLessThanOrEqual(TOLERANCE * scale)
      })
    },
  )
})
