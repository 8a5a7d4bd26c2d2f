import { formatTimeframe, parseTimeframe } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const KNOWN: [string, number][] = [
  ['1s', 1000],
  ['1m', MINUTE],
  ['3m', 3 * MINUTE],
  ['5m', 5 * MINUTE],
  ['15m', 15 * MINUTE],
  ['30m', 30 * MINUTE],
  ['1h', 60 * MINUTE],
  ['2h', 120 * MINUTE],
  ['4h', 240 * MINUTE],
  ['6h', 360 * MINUTE],
  ['8h', 480 * MINUTE],
  ['12h', 720 * MINUTE],
  ['1d', 1440 * MINUTE],
  ['3d', 4320 * MINUTE],
  ['1w', 10_080 * MINUTE],
]

describe('timeframes', () => {
  it.each(KNOWN)('%s is %d ms and back', (text, ms) => {
    expect(parseTimeframe(text)).toBe(ms)
    expect(formatTimeframe(ms)).toBe(text)
  })

  it('every whole number of milliseconds has a name that reads back', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 999_999_999 }), (ms) => parseTimeframe(formatTimeframe(ms)) === ms))
  })

  it.each(['1M', '3M', '1mo', '1month', '1y', '1Y'])('%s has no fixed length', (text) => {
    expect(() => parseTimeframe(text)).toThrow(expect.objectContaining({ code: 'timeframe/not-fixed', value: text }))
  })

  it.each(['', 'm', '5', '0m', '-1m', '1.5h', '1D', '1H', '1 fortnight', '1min', '__proto__'])('%j is no timeframe', (text) => {
    expect(() => parseTimeframe(text)).toThrow(expect.objectContaining({ code: 'timeframe/unknown', value: text }))
  })

  it('refuses lengths that are no whole number above 0', () => {
    for (const ms of [0, -60_000, 1.5, NaN, Infinity]) {
      expect(() => formatTimeframe(ms)).toThrow(expect.objectContaining({ code: 'timeframe/unknown' }))
    }
    expect(() => parseTimeframe(5 as unknown as string)).toThrow(expect.objectContaining({ code: 'timeframe/unknown' }))
  })
})
