import { readFileSync } from 'node:fs'
import type { Bars } from 'barcast/core'
import { decodeFloats } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { expect } from 'vitest'
import { made, sp500 } from './series.js'

export interface Case {
  series: 'sp500' | 'made'
  indicator: keyof typeof indicators
  params: Record<string, number | string>
  outputs: string[]
}

export interface Golden {
  /** Version, in the document of tests/golden/talib. */
  talib?: string
  /** Packages and versions, in the document of tests/golden/formulas. */
  reference?: string
  cases: Case[]
}

/** The document that tests/golden/<folder>/make.py wrote. */
export function readGolden(file: string): Golden {
  return JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8')) as Golden
}

const series = { sp500: sp500(), made: made() }
const TOLERANCE = 1e-9

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
}

/**
 * Holds every output of a case against its golden values, within 1e-9 of their standard deviation and with the same first row; `exact` may answer for a row in
 * the reference's place.
 */
export function expectGolden(entry: Case, exact: (bars: Bars, row: number) => number | undefined = () => undefined): void {
  const bars = series[entry.series]
  const compute = indicators[entry.indicator] as (bars: unknown, params: unknown) => Float64Array | Record<string, Float64Array>
  const result = compute(bars, entry.params)
  const outputs = result instanceof Float64Array ? [result] : Object.values(result)
  expect(outputs.length).toBe(entry.outputs.length)
  outputs.forEach((output, k) => {
    const expected = decodeFloats(entry.outputs[k]!, bars.length)
    const scale = standardDeviation([...expected].filter((value) => !Number.isNaN(value)))
    let largest = 0
    for (let row = 0; row < bars.length; row++) {
      if (Number.isNaN(output[row]) !== Number.isNaN(expected[row])) expect.fail(`output ${k}, row ${row}: valid on one side only`)
      if (Number.isNaN(expected[row])) continue
      const answer = exact(bars, row)
      if (answer !== undefined) expect(output[row]).toBe(answer)
      else largest = Math.max(largest, Math.abs(output[row]! - expected[row]!))
    }
    expect(largest).toBeLessThanOrEqual(TOLERANCE * scale)
  })
}
