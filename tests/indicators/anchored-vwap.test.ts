import type { Bars } from 'barcast/core'
import { anchoredVwap } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const HOUR_MS = 3_600_000

/** Bars of seven hours over some years, so that every kind of border is met. */
function longBars(): Bars {
  const bars = simulateBars({ seed: 4, length: 12_000 })
  return { ...bars, timeframeMs: 7 * HOUR_MS, openTimeMs: bars.openTimeMs.map((_, i) => Date.UTC(1995, 10, 3, 5) + i * 7 * HOUR_MS) }
}

/** The span of time a bar belongs to, from the calendar of the runtime. */
const spans: Readonly<Record<string, (time: Date) => string>> = {
  start: () => '',
  day: (time) => time.toISOString().slice(0, 10),
  week: (time) => {
    const monday = new Date(time)
    monday.setUTCDate(time.getUTCDate() - ((time.getUTCDay() + 6) % 7))
    return monday.toISOString().slice(0, 10)
  },
  month: (time) => time.toISOString().slice(0, 7),
}

describe('anchoredVwap', () => {
  it.each(Object.entries(spans))('begins anew with every %s', (anchor, spanOf) => {
    const bars = longBars()
    const vwap = anchoredVwap(bars, { anchor })
    let span: string | undefined
    let turnover = 0
    let volume = 0
    for (let i = 0; i < bars.length; i++) {
      const next = spanOf(new Date(bars.openTimeMs[i]!))
      if (next !== span) {
        turnover = 0
        volume = 0
      }
      span = next
      turnover += ((bars.high[i]! + bars.low[i]! + bars.close[i]!) / 3) * bars.volume[i]!
      volume += bars.volume[i]!
      expect(vwap[i]! / (turnover / volume)).toBeCloseTo(1, 11)
    }
  })

  it('is the mean of the typical price until a first volume', () => {
    const bars = { ...simulateBars({ seed: 4, length: 4 }), volume: Float64Array.of(0, 0, 5, 0) }
    const typical = Array.from(bars.close, (close, i) => (bars.high[i]! + bars.low[i]! + close) / 3)
    const vwap = anchoredVwap(bars, { anchor: 'start' })
    expect(vwap[1]).toBeCloseTo((typical[0]! + typical[1]!) / 2, 12)
    expect(vwap[2]).toBeCloseTo(typical[2]!, 12)
    expect(vwap[3]).toBeCloseTo(typical[2]!, 12)
  })
})
