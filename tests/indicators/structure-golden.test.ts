import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { indicators } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import type { Case, Golden } from './golden.js'
import { made, sp500 } from './series.js'

const golden = JSON.parse(readFileSync(new URL('../golden/structure/structure.json', import.meta.url), 'utf8')) as Golden
const series = { sp500: sp500(), made: made() }
type Any = (bars: unknown, params: unknown) => Float64Array | Record<string, Float64Array>

function inflate(stored: string): Float64Array {
  const bytes = inflateSync(Buffer.from(stored, 'base64'))
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
}

/** Within 1e-9 of the largest value, with values on the same rows. */
function expectAsReference({ series: name, indicator, params, outputs }: Case): void {
  const result = (indicators[indicator] as unknown as Any)(series[name], params)
  const columns = Object.values(result as Record<string, Float64Array>)
  expect(columns.length).toBe(outputs.length)
  outputs.forEach((stored, k) => {
    const expected = inflate(stored)
    expect(expected.length).toBe(columns[k]!.length)
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)
    expected.forEach((value, row) => {
      const found = columns[k]![row]!
      const close = Number.isNaN(value) ? Number.isNaN(found) : Math.abs(found - value) <= 1e-9 * largest
      if (!close) expect.fail(`output ${k}, row ${row}: ${found} beside ${value}`)
    })
  })
}

describe(`${golden.reference}`, () => {
  it.each(golden.cases.map((entry) => [`${entry.indicator} ${JSON.stringify(entry.params)} on ${entry.series}`, entry] as const))(
    '%s',
    (_, entry) => {
      expectAsReference(entry)
    },
  )
})
