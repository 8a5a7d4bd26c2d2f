import { readFileSync } from 'node:fs'
import { decodeFloats, sliceBars } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { made, sp500 } from './series.js'

interface Case {
  series: 'sp500' | 'made'
  indicator: keyof typeof indicators
  params: Record<string, number | string>
  /** Row of the first value; the first 60 values and then every third. */
  outputs: { first: number; values: string }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/beyond/beyond.json', import.meta.url), 'utf8')) as {
  reference: string
  cases: Case[]
}
const series = { sp500: sliceBars(sp500(), 0, 260), made: sliceBars(made(), 180, 380) }

const DENSE = 60
const STEP = 3

/** The rows of which a column holds the values. */
function rowsOf(first: number, length: number): number[] {
  return Array.from({ length: length - first }, (_, k) => first + k).filter(
    (row) => row < first + DENSE || (row - first - DENSE) % STEP === 0,
  )
}

/** Of the output's standard deviation, and of its size where it hardly varies. */
const TOLERANCE = 1e-9

function scaleOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return Math.max(deviation, 1e-4 * Math.abs(mean))
}

describe(golden.reference, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      const bars = series[entry.series]
      const compute = indicators[entry.indicator] as unknown as (
        bars: unknown,
        params: unknown,
      ) => Float64Array | Record<string, Float64Array>
      const result = compute(bars, entry.params)
      const outputs = result instanceof Float64Array ? [result] : Object.values(result)
      expect(outputs.length).toBe(entry.outputs.length)
      outputs.forEach((output, k) => {
        const { first, values } = entry.outputs[k]!
        const rows = rowsOf(first, bars.length)
        const expected = decodeFloats(values, rows.length)
        const tolerance = TOLERANCE * scaleOf(expected)
        const early = output.findIndex((value, row) => Number.isNaN(value) !== row < first)
        if (early >= 0) expect.fail(`output ${k}, row ${early}: ${output[early]}, first value expected in row ${first}`)
        const wrong = rows.findIndex((row, place) => !(Math.abs(output[row]! - expected[place]!) <= tolerance))
        if (wrong >= 0) expect.fail(`output ${k}, row ${rows[wrong]}: ${output[rows[wrong]!]}, expected ${expected[wrong]}`)
      })
    },
  )
})
