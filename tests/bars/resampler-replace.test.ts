import { createResampler, resampleBars, resampleRows } from 'barcast/bars'
import { type Bars, barAt, createRandom, sliceBars } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000

/** The given rows of five-minute bars. */
function pick(bars: Bars, rows: readonly number[]): Bars {
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = {
    openTimeMs: take(openTimeMs),
    open: take(open),
    high: take(high),
    low: take(low),
    close: take(close),
    volume: take(volume),
  }
  return { ...bars, length: rows.length, ...columns, extra: { trades: take(volume) } }
}

/** Five-minute bars of which single ones and stretches are missing. */
function market(seed: number, length: number): Bars {
  const random = createRandom(seed)
  const kept: number[] = []
  for (let row = 0; row < length; row += random.uniform() < 0.05 ? random.integer(2, 40) : 1) kept.push(row)
  return pick(simulateBars({ seed, length, timeframeMs: 5 * MINUTE }), kept)
}

const code = (name: string): unknown => expect.objectContaining({ code: name })
const OPTIONS = { from: '5m', to: '1h' } as const

describe('where longer bars become known', () => {
  it('is the row with which the live resampler gives them', () => {
    for (const seed of [1, 2, 3]) {
      const bars = market(seed, 400)
      const { bars: hours, closedAtRow } = resampleRows(bars, '1h')
      expect(hours).toEqual(resampleBars(bars, '1h'))
      const live = createResampler(OPTIONS)
      const rows: number[] = []
      for (let row = 0; row < bars.length; row++) for (const _ of live.next(barAt(bars, row))) rows.push(row)
      expect([...closedAtRow]).toEqual(rows)
    }
    // One bar closes the hour before it, which lacks its last bars, and its own.
    const two = pick(simulateBars({ seed: 1, length: 24, timeframeMs: 5 * MINUTE }), [0, 23])
    expect(resampleRows(two, '1h').closedAtRow).toEqual(Int32Array.of(1, 1))
    expect(resampleRows(sliceBars(market(1, 400), 0, 3), '1d')).toEqual({ bars: undefined, closedAtRow: new Int32Array(0) })
  })
})

describe('a bar that is replaced', () => {
  it('gives what it would have given at once, as often as wanted, also after a restart', () => {
    const bars = market(4, 300)
    const plain = createResampler(OPTIONS)
    let worn = createResampler(OPTIONS)
    for (let row = 0; row < bars.length; row++) {
      const bar = barAt(bars, row)
      worn.next({ ...bar, high: bar.high * 9, low: bar.low / 9, volume: 1e6, extra: { trades: 1e6 } })
      if (row % 7 === 0) worn = createResampler(OPTIONS, JSON.parse(JSON.stringify(worn.snapshot())))
      worn.replaceLast({ ...bar, close: bar.low })
      expect(worn.replaceLast(bar)).toEqual(plain.next(bar))
      expect(worn.forming()).toEqual(plain.forming())
    }
  })

  it('must be the last, and its longer bar not closed by the clock', () => {
    const bars = market(4, 300)
    const live = createResampler(OPTIONS)
    const bar = barAt(bars, 0)
    expect(() => live.replaceLast(bar)).toThrow(code('bars/replace'))
    live.next(bar)
    expect(() => live.replaceLast(barAt(bars, 1))).toThrow(code('bars/replace'))
    expect(() => live.replaceLast({ ...bar, close: -1 })).toThrow(code('bars/price-not-positive'))
    expect(() => live.replaceLast({ ...bar, extra: {} })).toThrow(code('bars/missing-column'))
    expect(live.replaceLast(bar)).toEqual([])
    expect(live.closeUntil(bar.openTimeMs + 60 * MINUTE)).toHaveLength(1)
    expect(() => live.replaceLast(bar)).toThrow(code('bars/late-bar'))
    const restored = createResampler(OPTIONS, live.snapshot())
    expect(() => restored.replaceLast(bar)).toThrow(code('bars/late-bar'))
  })

  it('check refuses what next would, and changes nothing', () => {
    const bars = market(4, 60)
    const plain = createResampler(OPTIONS)
    const checked = createResampler(OPTIONS)
    for (let row = 0; row < bars.length; row++) {
      const bar = barAt(bars, row)
      checked.check(bar)
      expect(() => checked.check({ ...bar, openTimeMs: bar.openTimeMs - (bar.openTimeMs % (60 * MINUTE)) + 118 * MINUTE })).toThrow(
        code('bars/across-boundary'),
      )
      expect(checked.next(bar)).toEqual(plain.next(bar))
      expect(() => checked.check(bar)).toThrow(code('bars/duplicate-time'))
    }
  })
})
