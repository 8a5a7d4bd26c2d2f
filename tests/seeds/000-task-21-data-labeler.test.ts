import { createRandom } from 'barcast/core'
import { createDataLabeler } from 'barcast/labels'
import { describe, expect, it } from 'vitest'

/*
 * Acceptance tests of specification 000, task 21, one for one. What differs and why: DEVIATIONS.md, section "Task 21".
 */

const START = Date.UTC(2023, 0, 1)
const MINUTE = 60_000
const SCALED = { strongSell: -0.001, sell: -0.00025, buy: 0.00025, strongBuy: 0.001 }
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)

function minuteCloses(close: readonly number[]) {
  return { openTimeMs: Float64Array.from(close, (_, i) => START + i * MINUTE), close: Float64Array.from(close) }
}

/** Cumulated normal steps of standard deviation 10 around 50000. */
function randomWalk(seed: number): number[] {
  const random = createRandom(seed)
  let price = 50_000
  return Array.from({ length: 100 }, () => {
    price += 10 * random.normal()
    return price
  })
}

const trends = (seed: number) => {
  const random = createRandom(seed)
  return minuteCloses(
    Array.from({ length: 200 }, (_, i) => {
      if (i < 50) return 50_000 + 10 * i
      if (i < 100) return 50_500 - 5 * (i - 50)
      if (i < 150) return 50_250 + 8 * (i - 100)
      return 50_650 + 5 * random.normal()
    }),
  )
}

describe('000 task 21: test_return_based_labeling', () => {
  it.each(SEEDS)('labels trends by their direction, thresholds scaled to the fixture (seed %i)', (seed) => {
    const labeler = createDataLabeler({ forwardWindows: [5, 15, 30], thresholds: SCALED })
    const labeled = labeler.labelData(trends(seed), { method: 'return_based' })
    expect(labeled.length).toBe(200)
    expect(labeled.names).toEqual(expect.arrayContaining(['label_5min', 'label_15min', 'label_30min']))

    const labels = labeled.label('label_5min')
    const distribution = labeler.calculateLabelDistribution(labels)
    expect(Object.keys(distribution).length).toBeGreaterThan(1)
    expect(Object.values(distribution).reduce((sum, count) => sum + count, 0)).toBe(195)

    const buys = labels.slice(0, 45).filter((label) => label === 'buy' || label === 'strong_buy').length
    expect(buys).toBeGreaterThan(45 * 0.3)
    expect(buys).toBe(45)
    expect(new Set(labels.slice(50, 95))).toEqual(new Set(['sell']))
    expect(new Set(labels.slice(100, 145))).toEqual(new Set(['buy']))
    expect(labels.slice(195)).toEqual(['', '', '', '', ''])
    expect(labeled.label('label_30min').slice(0, 20)).toEqual(Array(20).fill('strong_buy'))
  })

  it.each(SEEDS)('holds throughout with the default thresholds, which no move of the fixture reaches (seed %i)', (seed) => {
    const labeler = createDataLabeler({ forwardWindows: [5, 15, 30] })
    const labeled = labeler.labelData(trends(seed), { method: 'return_based' })
    expect(labeler.calculateLabelDistribution(labeled.label('label_5min'))).toEqual({ hold: 195 })
    const returns = labeled.column('return_5min').filter((r) => !Number.isNaN(r))
    expect(Math.max(...returns.map(Math.abs))).toBeLessThanOrEqual(0.00101)
  })
})

describe('000 task 21: test_signal_outcome_labeling', () => {
  const signals = [
    { timeMs: START, signalType: 'BUY' as const, entryPrice: 50_000, exitPrice: 50_150, realizedPnl: 150 },
    { timeMs: START + 20 * MINUTE, signalType: 'SELL' as const, entryPrice: 50_100, exitPrice: 50_050, realizedPnl: 50 },
    { timeMs: START + 40 * MINUTE, signalType: 'BUY' as const, entryPrice: 49_900, exitPrice: 50_000, realizedPnl: 100 },
    { timeMs: START + 60 * MINUTE, signalType: 'SELL' as const, entryPrice: 50_200, exitPrice: 50_100, realizedPnl: 100 },
    { timeMs: START + 80 * MINUTE, signalType: 'BUY' as const, entryPrice: 50_050, exitPrice: 50_200, realizedPnl: 150 },
  ]
  const bars = minuteCloses(randomWalk(1))

  it('labels the rows of the signals with what became of them', () => {
    const labeled = createDataLabeler().labelData(bars, { method: 'signal_outcome', signals })
    expect(labeled.length).toBe(100)
    const labels = labeled.label('signal_outcome')
    const present = labels.flatMap((label, row) => (label === '' ? [] : [[row, label]]))
    expect(present.length).toBeGreaterThan(0)
    expect(new Set(present.map(([, label]) => label)).size).toBeGreaterThan(1)
    expect(present).toEqual([
      [0, 'buy_win'],
      [20, 'sell_win'],
      [40, 'buy_win'],
      [60, 'sell_win'],
      [80, 'buy_win'],
    ])
    const returns = labeled.column('signal_return')
    for (const { timeMs, entryPrice, realizedPnl } of signals) {
      expect(returns[(timeMs - START) / MINUTE]).toBe(realizedPnl / entryPrice)
    }
  })

  it('tells losses from wins, which the fixture has none of', () => {
    const mixed = signals.map((signal, i) => (i % 4 < 2 ? signal : { ...signal, realizedPnl: -signal.realizedPnl }))
    const labels = createDataLabeler().labelData(bars, { method: 'signal_outcome', signals: mixed }).label('signal_outcome')
    expect(labels.filter((label) => label !== '')).toEqual(['buy_win', 'sell_win', 'buy_loss', 'sell_loss', 'buy_win'])
  })
})

const jumps = (seed: number) => {
  const close = randomWalk(seed)
  close[50] = close[49]! * 1.1
  close[75] = close[74]! * 0.9
  return minuteCloses(close)
}

describe('000 task 21: test_label_quality_control', () => {
  it.each(SEEDS)('shows extreme moves and balanced labels, thresholds scaled to the fixture (seed %i)', (seed) => {
    const labeler = createDataLabeler({ thresholds: SCALED })
    const labeled = labeler.labelData(jumps(seed), { method: 'return_based' })
    const returns = labeled.column('return_5min')
    const extreme = [...returns.keys()].filter((row) => Math.abs(returns[row]!) > 0.05)
    expect(extreme.length).toBeGreaterThanOrEqual(2)
    expect(extreme).toEqual([45, 50, 70, 75])

    const labels = labeled.label('label_5min')
    expect(extreme.map((row) => labels[row])).toEqual(['strong_buy', 'strong_sell', 'strong_sell', 'strong_buy'])
    const counts = Object.values(labeler.calculateLabelDistribution(labels))
    expect(Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0)).toBeLessThan(0.8)
  })

  it.each(SEEDS)('holds in more than 80 % of the rows with the default thresholds (seed %i)', (seed) => {
    const labeler = createDataLabeler()
    const labels = labeler.labelData(jumps(seed), { method: 'return_based' }).label('label_5min')
    const distribution = labeler.calculateLabelDistribution(labels)
    expect(distribution).toEqual({ hold: 91, strong_buy: 2, strong_sell: 2 })
    expect(distribution.hold! / 95).toBeGreaterThan(0.8)
  })
})

describe('000 task 21: test_data_leakage_prevention', () => {
  const rising = Array.from({ length: 50 }, (_, i) => 50_000 + i)

  it.each([
    ['the default thresholds', undefined, 'hold', 'hold'],
    ['thresholds that the fixture reaches', { sell: -0.00005, buy: 0.00005 }, 'buy', 'sell'],
  ])('labels follow the future return, with %s', (_, thresholds, up, down) => {
    const labeler = createDataLabeler({ forwardWindows: [5, 15], ...(thresholds === undefined ? {} : { thresholds }) })
    for (const [close, expected] of [
      [rising, up],
      [rising.toReversed(), down],
    ] as const) {
      const bars = minuteCloses(close)
      const labeled = labeler.labelData(bars, { method: 'return_based' })
      for (const window of [5, 15]) {
        const labels = labeled.label(`label_${window}min`)
        const returns = labeled.column(`return_${window}min`)
        const { t0, t1 } = labeled.spans(`label_${window}min`)
        for (let row = 0; row < 50 - window; row++) {
          expect(returns[row]).toBe((close[row + window]! - close[row]!) / close[row]!)
          expect(labels[row]).toBe(expected)
          expect(t1[row]! - t0[row]!).toBe(window * MINUTE)
        }
        expect(labels.slice(50 - window)).toEqual(Array(window).fill(''))
      }
      expect([...bars.close]).toEqual([...close])
    }
  })

  it('no label changes with prices after its window', () => {
    const labeler = createDataLabeler({ forwardWindows: [5, 15], thresholds: SCALED })
    const walk = randomWalk(7)
    const labels = labeler.labelData(minuteCloses(walk), { method: 'return_based' })
    for (let cut = 20; cut < 90; cut += 10) {
      const other = labeler.labelData(minuteCloses(walk.map((price, i) => (i > cut ? 2 * price : price))), { method: 'return_based' })
      for (const window of [5, 15]) {
        const name = `label_${window}min`
        expect(other.label(name).slice(0, cut - window + 1)).toEqual(labels.label(name).slice(0, cut - window + 1))
        expect(other.label(name).slice(cut - window + 1, cut + 1)).toEqual(Array(window).fill('strong_buy'))
      }
    }
  })
})
