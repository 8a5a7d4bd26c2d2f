import { readFileSync } from 'node:fs'
import { decodeFloats, sliceBars } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { made, sp500 } from './series.js'

interface Case {
  series: 'sp500' | 'made'
  indicator: keyof typeof indicators
  params: Record<string, number | string>
  /** Rows from the first value on. */
  outputs: { first: number; values: string }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/beyond/beyond.json', import.meta.url), 'utf8')) as {
  reference: string
  cases: Case[]
}
const series = { sp500: sliceBars(sp500(), 0, 260), made: sliceBars(made(), 180, 380) }

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
        const expected = decodeFloats(values, bars.length - first)
        const tolerance = TOLERANCE * scaleOf(expected)
        const row = output.findIndex((value, i) =>
          i < first ? !Number.isNaN(value) : !(Math.abs(value - expected[i - first]!) <= tolerance),
        )
        if (row >= 0) expect.fail(`output ${k}, row ${row}: ${output[row]}, expected ${row < first ? 'none' : expected[row - first]}`)
      })
    },
  )
})
