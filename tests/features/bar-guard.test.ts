import { type Bars, barAt, sliceBars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const bars = simulateBars({ seed: 5, length: 120, timeframeMs: MINUTE })
const config = { set: 'classic', features: ['rsi_7', 'volume_ma_ratio_5'], timeframeMs: MINUTE } as const

/** The bars without the given rows. */
function without(rows: readonly number[]): Bars {
  const kept = Array.from({ length: bars.length }, (_, i) => i).filter((i) => !rows.includes(i))
  const take = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = {
    openTimeMs: take(openTimeMs),
    open: take(open),
    high: take(high),
    low: take(low),
    close: take(close),
    volume: take(volume),
  }
  return { ...bars, length: kept.length, ...columns }
}

const code = (name: string): unknown => expect.objectContaining({ code: name })

describe('trap 24: times without a bar', () => {
  it('are accepted by default, in history and live alike, and nothing is filled in', () => {
    const gapped = without([60, 61, 62])
    const engineer = createFeatureEngineer(config)
    const frame = engineer.engineerFeatures(gapped)
    expect(frame.length).toBe(117)
    const live = engineer.stream()
    for (let row = 0; row < gapped.length; row++) {
      const values = live.next(barAt(gapped, row))
      frame.names.forEach((name, k) => {
        expect(Object.is(frame.column(name)[row], values[k])).toBe(true)
      })
    }
    // Windows count bars: the same as if the three had never been.
    expect(
      createFeatureEngineer({ ...config, gaps: 'accept' })
        .engineerFeatures(gapped)
        .column('rsi_7'),
    ).toEqual(frame.column('rsi_7'))
  })

  it('are refused where that is asked for, naming the times', () => {
    const engineer = createFeatureEngineer({ ...config, gaps: 'refuse' })
    expect(engineer.engineerFeatures(bars).length).toBe(120)
    const gapped = without([60, 61, 62])
    const [from, to] = [bars.openTimeMs[59]!, bars.openTimeMs[63]!].map((ms) => new Date(ms).toISOString())
    const found = `3 missing between ${from} and ${to}`
    expect(() => engineer.engineerFeatures(gapped)).toThrow(found)
    expect(() => engineer.createVolumeFeatures(gapped)).toThrow(code('features/gap'))
    let live = engineer.stream()
    for (let row = 0; row < 60; row++) live.next(barAt(gapped, row))
    expect(() => live.next(barAt(gapped, 60))).toThrow(found)
    live = engineer.stream(JSON.parse(JSON.stringify(live.snapshot())))
    expect(() => live.next(barAt(gapped, 60))).toThrow(code('features/gap'))
    // The refusal changed nothing: the bar that was due goes on.
    const frame = engineer.engineerFeatures(bars)
    for (let row = 60; row < 70; row++) expect(live.next(barAt(bars, row))[0]).toBe(frame.column('rsi_7')[row])
    expect(() => createFeatureEngineer({ set: 'classic', gaps: 'refuse' })).toThrow('timeframeMs must be given')
    expect(() => createFeatureEngineer({ ...config, gaps: 'fill' as never })).toThrow(code('features/config'))
  })

  it('older and repeated bars are refused whatever the option', () => {
    for (const gaps of ['accept', 'refuse'] as const) {
      const live = createFeatureEngineer({ ...config, gaps }).stream()
      live.next(barAt(bars, 1))
      expect(() => live.next(barAt(bars, 0))).toThrow(code('bars/unordered-time'))
      expect(() => live.next(barAt(bars, 1))).toThrow(code('bars/duplicate-time'))
    }
  })
})

describe('trap 23: the forming bar, told by the clock', () => {
  const clockAt = (nowMs: number) => createFeatureEngineer(config, { clock: { nowMs: () => nowMs } })
  const lastOpenMs = bars.openTimeMs[119]!

  it('is refused in histories, or dropped; a closed last bar never is', () => {
    const closed = clockAt(lastOpenMs + MINUTE)
    expect(closed.engineerFeatures(bars).length).toBe(120)
    expect(closed.engineerFeatures(bars, { forming: 'drop' }).length).toBe(120)
    const forming = clockAt(lastOpenMs + MINUTE - 1)
    expect(() => forming.engineerFeatures(bars)).toThrow(code('features/forming-bar'))
    const frame = forming.engineerFeatures(bars, { forming: 'drop' })
    expect(frame.length).toBe(119)
    expect(frame.column('rsi_7')).toEqual(closed.engineerFeatures(sliceBars(bars, 0, 119)).column('rsi_7'))
    expect(() => forming.engineerFeatures(bars, { forming: 'pop' as never })).toThrow(code('features/config'))
    // Two bars that are not closed are no forming bar, but a clock that is wrong.
    expect(() => clockAt(lastOpenMs - 1).engineerFeatures(bars, { forming: 'drop' })).toThrow(code('features/forming-bar'))
    expect(() => createFeatureEngineer({ set: 'classic' }, { clock: { nowMs: () => 0 } })).toThrow('timeframeMs must be given')
  })

  it('is refused live, and taken once it has closed', () => {
    let nowMs = lastOpenMs
    const live = createFeatureEngineer(config, { clock: { nowMs: () => nowMs } }).stream()
    for (let row = 0; row < 119; row++) live.next(barAt(bars, row))
    expect(() => live.next(barAt(bars, 119))).toThrow(code('features/forming-bar'))
    nowMs += MINUTE
    expect(live.next(barAt(bars, 119))[0]).toBe(clockAt(nowMs).engineerFeatures(bars).column('rsi_7')[119])
  })
})
