import { type Bars, barAt, sliceBars } from 'barcast/core'
import {
  channelBreakout,
  fairValueGap,
  indicators,
  marketStructure,
  pivotPoints,
  roundNumber,
  supportResistance,
  swingBreakout,
  swingPoints,
  swingStop,
  swingTrend,
  trendLines,
  volumeNodes,
  volumeProfile,
  zigzag,
  zigzagAtr,
} from 'barcast/indicators'
import { expectCausal, simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import * as structure from '../../src/indicators/structure/index.js'
import { sp500 } from './series.js'

const DAY_MS = 86_400_000
const { NaN: none } = Number

/** Bars of highs and lows, or of prices without range; closes in the middle unless given. */
function barsOf(rows: readonly (number | readonly [high: number, low: number, close?: number])[], volume: readonly number[] = []): Bars {
  const high = Float64Array.from(rows, (row) => (typeof row === 'number' ? row : row[0]))
  const low = Float64Array.from(rows, (row) => (typeof row === 'number' ? row : row[1]))
  const close = Float64Array.from(rows, (row, i) => (typeof row === 'number' ? row : (row[2] ?? (high[i]! + low[i]!) / 2)))
  return {
    symbol: 'TEST',
    timeframeMs: DAY_MS,
    length: rows.length,
    openTimeMs: Float64Array.from(rows, (_, i) => Date.UTC(2026, 0, 1) + i * DAY_MS),
    open: close,
    high,
    low,
    close,
    volume: Float64Array.from(rows, (_, i) => volume[i] ?? 1),
    extra: {},
  }
}

const one = { leftBars: 1, rightBars: 1 }

describe('swings', () => {
  // Highs at rows 1 (5), 4 (6, and again at row 5) and 7 (4); lows at rows 3 (2) and 6 (1).
  const bars = barsOf([3, 5, 4, 2, 6, 6, 1, 4, 3])

  it('are known a bar late with one bar to the right, the first of equal ones', () => {
    const { swingHigh, swingLow, barsSinceHigh, barsSinceLow } = swingPoints(bars, one)
    expect([...swingHigh]).toEqual([none, none, 5, 5, 5, 6, 6, 6, 4])
    expect([...barsSinceHigh]).toEqual([none, none, 1, 2, 3, 1, 2, 3, 1])
    expect([...swingLow]).toEqual([none, none, none, none, 2, 2, 2, 1, 1])
    expect([...barsSinceLow]).toEqual([none, none, none, none, 1, 2, 3, 1, 2])
  })

  it('need no bar below on the right, only none above, and all below on the left', () => {
    expect([...swingPoints(barsOf([1, 2, 2, 2, 1]), one).swingHigh]).toEqual([none, none, 2, 2, 2])
    expect(swingPoints(barsOf([2, 2, 1, 1]), one).swingHigh.every(Number.isNaN)).toBe(true)
  })

  it('pass over a bar with a missing price', () => {
    const holed = barsOf([3, 5, none, 4, 2, 6])
    expect([...swingPoints(holed, one).swingHigh]).toEqual([none, none, none, 5, 5, 5])
    expect([...swingPoints(holed, one).barsSinceHigh]).toEqual([none, none, none, 1, 2, 3])
  })

  it('make a trend where highs and lows go the same way', () => {
    const { trend, highs, lows } = swingTrend(bars, one)
    expect([...highs]).toEqual([none, none, 0, 0, 0, 1, 1, 1, -1])
    expect([...lows]).toEqual([none, none, 0, 0, 0, 0, 0, -1, -1])
    expect([...trend]).toEqual([none, none, 0, 0, 0, 0, 0, 0, -1])
  })

  it('are broken once: along the trend that is structure, against it character', () => {
    const { trend, breakOfStructure, changeOfCharacter } = marketStructure(bars, one)
    // Row 4 closes at 6 above the high of 5; row 6 at 1 below the low of 2, which row 4 made known.
    expect([...breakOfStructure]).toEqual([none, none, 0, 0, 1, 0, 0, 0, 0])
    expect([...changeOfCharacter]).toEqual([none, none, 0, 0, 0, 0, -1, 0, 0])
    expect([...trend]).toEqual([none, none, 0, 0, 1, 1, -1, -1, -1])
  })

  it('hold stops beyond them', () => {
    const { longStop, shortStop } = swingStop(bars, { ...one, atrPeriod: 1, multiplier: 0.5 })
    // The true range of row 8 is 1.
    expect([longStop[8], shortStop[8]]).toEqual([1 - 0.5, 4 + 0.5])
    expect(longStop[3]).toBeNaN()
  })
})

describe('zigzag', () => {
  it('confirms an end when the price came back by the percentage', () => {
    // 10 %: the low of 100 is confirmed at 110, the high of 130 at 117 (not at 118), the low of 90 at 99.
    const { direction, confirmed, lastHigh, lastLow, barsSince } = zigzag(barsOf([104, 100, 110, 130, 118, 117, 90, 98, 99]), {
      percent: 10,
    })
    expect([...direction]).toEqual([0, 0, 1, 1, 1, -1, -1, -1, 1])
    expect([...confirmed]).toEqual([0, 0, 1, 0, 0, -1, 0, 0, 1])
    expect([...lastHigh]).toEqual([none, none, none, none, none, 130, 130, 130, 130])
    expect([...lastLow]).toEqual([none, none, 100, 100, 100, 100, 100, 100, 90])
    expect([...barsSince]).toEqual([none, none, 1, 2, 3, 2, 3, 4, 2])
  })

  it('is not ended by a bar that extends it', () => {
    const bars = barsOf([100, 112, [130, 80], 119])
    expect([...zigzag(bars, { percent: 10 }).confirmed]).toEqual([0, 1, 0, 0])
    expect([...zigzag(barsOf([100, 112, [130, 80], 117]), { percent: 10 }).confirmed]).toEqual([0, 1, 0, -1])
  })

  it('by ranges, never turns where nothing moves', () => {
    expect(zigzagAtr(barsOf(new Array<number>(40).fill(7)), { multiplier: 0 }).direction.subarray(14)).toEqual(new Float64Array(26))
    // True ranges of 3 up to row 5 and of 2 from row 6 on: 24 is 2 · 3 above 18; from 26, 22 is not 6 below, 21 is more than 4 below.
    const legs = [20, 18, 20, 22, 24, 22, 21, 20].map((low) => [low + 2, low] as const)
    expect([...zigzagAtr(barsOf(legs), { period: 1, multiplier: 2 }).confirmed]).toEqual([none, 0, 0, 1, 0, 0, -1, 0])
  })
})

describe('fair value gap', () => {
  it('is open until a bar trades through it', () => {
    const bars = barsOf([
      [10, 9],
      [12, 9],
      [15, 13], // above 10: open from 10 to 13
      [15, 11], // filled down to 11
      [15, 12],
      [12, 10], // closed; below nothing
      [8, 7], // below the 12 of two bars before: open from 8 to 12
      [9, 7],
    ])
    const { gap, bullTop, bullBottom, bearTop, bearBottom } = fairValueGap(bars)
    expect([...gap]).toEqual([none, none, 1, 0, 0, 0, -1, -1])
    expect([...bullTop]).toEqual([none, none, 13, 11, 11, none, none, none])
    expect([...bullBottom]).toEqual([none, none, 10, 10, 10, none, none, none])
    expect([...bearTop]).toEqual([none, none, none, none, none, none, 12, 10])
    expect([...bearBottom]).toEqual([none, none, none, none, none, none, 8, 9])
  })
})

describe('pivot points', () => {
  // 2026-01-01 is a Thursday. Weeks: 4 days, 7 days, 7 days.
  const rows = Array.from({ length: 18 }, (_, i) => [110 + i, 90 - i, 100 + i / 2] as const)
  const bars: Bars = { ...barsOf(rows), open: new Float64Array(18).fill(101) }
  const of = (form: string): Record<string, number> =>
    Object.fromEntries(Object.entries(pivotPoints(bars, { form, period: 'week' })).map(([name, column]) => [name, column[11]!]))

  it('begin after the first whole period, a part of one before it is not used', () => {
    const { pivot } = pivotPoints(bars, { period: 'week' })
    expect(pivot.subarray(0, 11).every(Number.isNaN)).toBe(true)
    // High 120, low 80, close 105 of rows 4 to 10.
    expect(pivot.subarray(11)).toEqual(new Float64Array(7).fill((120 + 80 + 105) / 3))
  })

  it('do not depend on where the history began', () => {
    const whole = pivotPoints(sp500(), { period: 'week' }).resistance2
    const later = pivotPoints(sliceBars(sp500(), 33, 700), { period: 'week' }).resistance2
    expect(later.subarray(20)).toEqual(whole.subarray(53))
  })

  it('are the same live, with every bar replaced and the stream restored', () => {
    const whole = pivotPoints(bars, { period: 'week' }).support1
    let live = pivotPoints.stream({ period: 'week' })
    for (let row = 0; row < bars.length; row++) {
      const bar = barAt(bars, row)
      live.next({ ...bar, high: 500 })
      live = pivotPoints.stream({ period: 'week' }, live.snapshot())
      expect(live.replaceLast(bar).support1).toBe(whole[row])
    }
  })

  it('see no later bar', () => {
    expectCausal(pivotPoints, { bars: simulateBars({ seed: 4, length: 120, timeframeMs: DAY_MS / 6 }) })
  })

  it('by their formulas', () => {
    const pivot = 305 / 3
    expect(of('classic')).toMatchObject({
      pivot,
      resistance2: pivot + 40,
      resistance3: pivot + 80,
      support3: pivot - 80,
      support4: pivot - 120,
    })
    expect(of('classic').resistance1).toBeCloseTo(2 * pivot - 80, 12)
    expect(of('traditional').resistance3).toBeCloseTo(120 + 2 * (pivot - 80), 12)
    expect(of('traditional').support4).toBeCloseTo(80 - 2 * (120 - pivot) - 40, 12)
    expect(of('fibonacci').support2).toBeCloseTo(pivot - 0.618 * 40, 12)
    expect(of('fibonacci').resistance4).toBeNaN()
    expect(of('camarilla').resistance4).toBeCloseTo(105 + (1.1 * 40) / 2, 12)
    expect(of('camarilla').support3).toBeCloseTo(105 - (1.1 * 40) / 4, 12)
    expect(of('woodie').pivot).toBe((120 + 80 + 210) / 4)
    expect(of('woodieOpen').pivot).toBe((120 + 80 + 202) / 4)
    // The close of 105 is above the open of 101.
    expect(of('demark')).toMatchObject({ pivot: 425 / 4, resistance1: 425 / 2 - 80, support1: 425 / 2 - 120, resistance2: none })
  })
})

describe('levels and lines', () => {
  it('are clusters of swings within the tolerance, nearest first', () => {
    // Swing highs 20, 20.4 and 30; lows 10, 10.4 and 15. Ranges of bars without range are their steps.
    const prices = [12, 20, 10, 20.4, 10.4, 30, 15, 18]
    const { support, resistance, supportTouches, resistanceTouches, supportDistance } = supportResistance(barsOf(prices), {
      ...one,
      windowBars: 100,
      tolerance: 0.2,
      minTouches: 2,
      atrPeriod: 1,
    })
    // Range 3 at row 7, so clusters are 0.6 wide.
    expect([support[7], resistance[7]]).toEqual([10.2, 20.2])
    expect([supportTouches[7], resistanceTouches[7]]).toEqual([2, 2])
    expect(supportDistance[7]).toBeCloseTo((18 - 10.2) / 3, 12)
    // Exactly as far apart as the tolerance is near enough: 10 and 10.5 with a range of 1 at row 5.
    const even = supportResistance(barsOf([12, 10, 13, 10.5, 13, 14]), { ...one, tolerance: 0.5, atrPeriod: 1 })
    expect(even.support[5]).toBe(10.25)
    const short = supportResistance(barsOf(prices), { ...one, windowBars: 4, tolerance: 0.2, minTouches: 1, atrPeriod: 1 })
    // Of the last four bars: the low of 10.4 at row 4, the high of 30 at row 5 and the low of 15 at row 6.
    expect([short.support[7], short.resistance[7]]).toEqual([15, 30])
  })

  it('run through the last two swings and are broken by the close', () => {
    // Highs 10 at row 1 and 9 at row 3: −0.5 a bar. Lows 4 at row 2 and 5 at row 4: 0.5 a bar.
    const { resistance, resistanceSlope, support, supportDistance, broken } = trendLines(barsOf([5, 10, 4, 9, 5, 7, 9, 3]), one)
    expect([...resistance.subarray(0, 7)]).toEqual([none, none, none, none, 8.5, 8, 7.5])
    expect(resistanceSlope[5]).toBe(-0.5)
    expect([support[5], supportDistance[5]]).toEqual([5.5, 1.5])
    expect([...broken]).toEqual([none, none, 0, 0, 0, 0, 1, -1])
  })
})

describe('round numbers', () => {
  const around = (value: number, parts = 10): number[] =>
    Object.values(roundNumber(Float64Array.of(value), { parts })).map((column) => column[0]!)

  it('are multiples of a part of the power of ten', () => {
    expect(around(43_210)).toEqual([43_000, 44_000, 0.21])
    expect(around(100)).toEqual([100, 110, 0])
    expect(around(99.5).slice(0, 2)).toEqual([99, 100])
    expect(around(1.0876, 100).slice(0, 2)).toEqual([1.08, 1.09])
    expect(around(250, 4)).toEqual([250, 275, 0])
    expect(around(-15)).toEqual([-15, -14, 0])
    expect(around(0)).toEqual([0, 0, 0])
  })

  it('are met exactly below 1', () => {
    for (let k = 1; k < 10; k++) expect(around(k / 10)[0]).toBe(k / 10)
    expect(around(0.00345).slice(0, 2)).toEqual([0.0034, 0.0035])
  })
})

describe('breakouts', () => {
  const rows = [10, 11, 10, 12, 13, 12.5, 10.5, 14, 15, 16, 11]

  it('of a channel: on the close that leaves it, again only after one came back', () => {
    const { direction, barsSince, strength } = channelBreakout(barsOf(rows), { period: 3, atrPeriod: 1 })
    // 12 leaves the 11 of three bars; 13 leaves 12, but no close came back to 11; 10.5 leaves the 12 below; 14 leaves 13; 11 leaves the 14 below.
    expect([...direction]).toEqual([none, none, none, 1, 0, 0, -1, 1, 0, 0, -1])
    expect([...barsSince.subarray(3)]).toEqual([0, 1, 2, 0, 0, 1, 2, 0])
    expect(strength[3]).toBe((12 - 11) / 2)
  })

  it('of a channel: on the last of the closes asked for, by the level of the first', () => {
    const { direction, strength } = channelBreakout(barsOf(rows), { period: 3, atrPeriod: 1, confirmationBars: 3 })
    expect([...direction.subarray(3)]).toEqual([0, 0, 1, 0, 0, 0, 1, 0])
    expect(strength[5]).toBe((12.5 - 11) / 0.5)
  })

  it('of a channel: only with the volume asked for', () => {
    const volume = [1, 1, 1, 1.9, 2.7, 1, 1, 1, 1, 1, 1]
    // 1.9 is below twice the mean of 1; 2.7 is at least twice that of 1.3, and 13 leaves the 12 before it.
    const { direction } = channelBreakout(barsOf(rows, volume), { period: 3, atrPeriod: 1, volumeFactor: 2 })
    expect([...direction.subarray(3)]).toEqual([0, 1, 0, 0, 0, 0, 0, 0])
  })

  it('of the last swing: by the level as it was known', () => {
    const { direction } = swingBreakout(barsOf([3, 5, 4, 2, 6, 6, 1, 4, 3]), { ...one, confirmationBars: 1, atrPeriod: 1 })
    expect([...direction]).toEqual([none, none, 0, 0, 1, 0, -1, 0, 0])
  })
})

describe('volume profile', () => {
  it('spreads volume over the range of its bar', () => {
    // Four bins of 1 from 10 to 14: the first bar puts 1 into each of them, the second 6 into the third, the third 2 into each of the upper two.
    const bars = barsOf(
      [
        [14, 10, 12],
        [12.5, 12.5],
        [14, 12, 13.5],
      ],
      [4, 6, 4],
    )
    const params = { windowBars: 3, binCount: 4 }
    // Volumes 1, 1, 9, 3: the two above hold 3, the two below 2; 12 of 14 is more than 70 %.
    const { pointOfControl, valueAreaHigh, valueAreaLow, position } = volumeProfile(bars, params)
    expect([pointOfControl[2], valueAreaHigh[2], valueAreaLow[2], position[2]]).toEqual([12.5, 14, 12, 0.75])
    expect(volumeProfile(bars, { ...params, valueAreaShare: 0.9 }).valueAreaLow[2]).toBe(10)
    const { volumeAtClose, nodeAbove, nodeBelow } = volumeNodes(bars, params)
    expect([volumeAtClose[2], nodeAbove[2], nodeBelow[2]]).toEqual([3 / 3.5, none, 12.5])
  })

  it('has the lowest of equal bins as its point of control, and grows upwards when both sides hold the same', () => {
    const params = { windowBars: 1, binCount: 5, valueAreaShare: 0.5 }
    const { pointOfControl, valueAreaHigh, valueAreaLow } = volumeProfile(barsOf([[0.7, 0.2]]), params)
    expect(pointOfControl[0]).toBeCloseTo(0.25, 12)
    expect([valueAreaLow[0], valueAreaHigh[0]]).toEqual([0.2, expect.closeTo(0.5, 12) as number])
  })

  it('takes the two bins above before the two below where they hold the same', () => {
    // Volumes 1, 1, 11, 1, 1: 13 of 15 is more than 80 %.
    const bars = barsOf([[15, 10], 12.5], [5, 10])
    const { valueAreaHigh, valueAreaLow } = volumeProfile(bars, { windowBars: 2, binCount: 5, valueAreaShare: 0.8 })
    expect([valueAreaLow[1], valueAreaHigh[1]]).toEqual([12, 15])
  })

  it('does not take rounding for volume', () => {
    const rows = Array.from({ length: 200 }, (_, i) => [1 + (7 * (i + 1)) / 13, 1 + i / 17] as const)
    const { pointOfControl } = volumeProfile(barsOf(rows), { windowBars: 1, binCount: 7 })
    for (const [i, [high, low]] of rows.entries()) expect(pointOfControl[i]).toBeCloseTo(low + (high - low) / 14, 9)
  })

  it('counts bars where nothing was traded', () => {
    const bars = barsOf(
      [
        [14, 10, 11],
        [14, 13],
      ],
      [0, 0],
    )
    expect(volumeProfile(bars, { windowBars: 2, binCount: 4 }).pointOfControl[1]).toBe(13.5)
  })
})

describe('everything of the structure', () => {
  const names = Object.keys(structure) as (keyof typeof structure)[]
  type Any = (bars: Bars) => Record<string, Float64Array>

  it('is listed', () => {
    expect(names.length).toBeGreaterThan(20)
    expect(Object.values(structure)).toEqual(names.map((name) => indicators[name]))
  })

  it.each(names)('%s says nothing where nothing moves, or the price that there is', (name) => {
    const flat = barsOf(new Array<number>(120).fill(7), new Array<number>(120).fill(0))
    const levels: Readonly<Record<string, readonly number[]>> = {
      volumeProfile: [7, 7, 7, 0.5],
      volumeNodes: [1, none, none],
      pivotPoints: new Array<number>(9).fill(7),
      roundNumber: [7, 7.1, 0],
    }
    const last = Object.values((indicators[name] as unknown as Any)(flat)).map((column) => column[119]!)
    last.forEach((value, k) => {
      const expected = levels[name]?.[k] ?? 0
      if (Number.isNaN(value)) expect(indicators[name].definition.gaps).toBeDefined()
      else expect(Math.abs(value - expected)).toBeLessThan(1e-12)
    })
  })

  it.each(names)('%s has said the same about a bar when later ones are known, live too', (name) => {
    const bars = sliceBars(sp500(), 0, 260)
    const compute = indicators[name] as unknown as Any & { stream(): { next(bar: object): Record<string, number> } }
    const whole = compute(bars)
    const live = compute.stream()
    for (let row = 0; row < bars.length; row++) {
      const values = live.next(barAt(bars, row))
      for (const [output, column] of Object.entries(whole))
        if (!Object.is(values[output], column[row])) expect(values[output]).toBe(column[row])
    }
  })
})
