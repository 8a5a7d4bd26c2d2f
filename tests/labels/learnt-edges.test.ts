import { createDataLabeler } from 'barcast/labels'
import { describe, expect, it } from 'vitest'
import { closes } from './oracle.js'

describe('volatility_adjusted', () => {
  it('measures the return in trailing volatilities of the horizon', () => {
    // One-bar returns 10 %, −10 %, 10 %: sample standard deviation √(0.04 / 3) over three, mean 1/30.
    const close = [100, 110, 99, 108.9, 108.9 * 1.15, 108.9 * 1.15 * 0.99]
    const labeled = createDataLabeler({ horizonBars: [1], volatilityBars: 3 }).labelData(closes(close), { method: 'volatility_adjusted' })
    expect(labeled.names).toEqual(['return_1bars', 'volatility_1bars', 'label_1bars'])
    const volatility = labeled.column('volatility_1bars')
    expect(Array.from(volatility.slice(0, 3))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(volatility[3]).toBeCloseTo(Math.sqrt(0.04 / 3), 12)
    // 15 % is 1.30 of it; −1 % is −0.07 of the next one.
    expect(labeled.label('label_1bars')).toEqual(['', '', '', 'buy', 'hold', ''])
    expect(labeled.missing('label_1bars')).toMatchObject({ total: 4, noHistory: 3, afterEnd: 1 })
  })

  it('scales the volatility by the root of the horizon in bars, also for minutes', () => {
    const close = Array.from({ length: 12 }, (_, i) => 100 + (i % 2))
    const bars = closes(close)
    const one = createDataLabeler({ volatilityBars: 4, horizonBars: [1, 4] }).labelData(bars, { method: 'volatility_adjusted' })
    const minutes = createDataLabeler({ volatilityBars: 4, forwardWindows: [4] }).labelData(bars, { method: 'volatility_adjusted' })
    for (let t = 4; t < 12; t++) {
      expect(one.column('volatility_4bars')[t]).toBe(2 * one.column('volatility_1bars')[t]!)
      expect(minutes.column('volatility_4min')[t]).toBe(one.column('volatility_4bars')[t])
    }
  })

  it('has no label on flat prices, which give no unit to measure in', () => {
    const labeled = createDataLabeler({ horizonBars: [1], volatilityBars: 2 }).labelData(closes([5, 5, 5, 5, 6, 6]), {
      method: 'volatility_adjusted',
    })
    expect(labeled.label('label_1bars')).toEqual(['', '', '', '', 'hold', ''])
    expect(labeled.missing('label_1bars')).toMatchObject({ noHistory: 4, afterEnd: 1 })
  })

  it('forgets a missing close once it has left the window', () => {
    const close = [100, 101, 100, Number.NaN, 101, 100, 101, 100]
    const labeled = createDataLabeler({ horizonBars: [1], volatilityBars: 2 }).labelData(closes(close), { method: 'volatility_adjusted' })
    expect([...labeled.column('volatility_1bars')].map((sigma) => !Number.isNaN(sigma))).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      true,
      true,
    ])
  })

  it('takes thresholds in volatilities', () => {
    const close = [100, 110, 99, 108.9, 108.9 * 1.15]
    const labeler = createDataLabeler({ horizonBars: [1], volatilityBars: 3, thresholds: { strongBuy: 1.2 } })
    expect(labeler.labelData(closes(close), { method: 'volatility_adjusted' }).label('label_1bars')[3]).toBe('strong_buy')
  })
})

describe('quantile_based', () => {
  it('learns its edges from outcomes that are already known', () => {
    // Forward returns of one bar: 1 %, 2 %, 3 %, 4 %, 5 %, then 2.5 %, 9 %, −1 %.
    const returns = [0.01, 0.02, 0.03, 0.04, 0.05, 0.025, 0.09, -0.01]
    const close = [100]
    for (const r of returns) close.push(close.at(-1)! * (1 + r))
    const labeled = createDataLabeler({ horizonBars: [1], quantileOutcomes: 5 }).labelData(closes(close), { method: 'quantile_based' })
    // Row 5: edges of 1 … 5 % are 1.8, 2.6, 3.4, 4.2 %, so 2.5 % sells. Row 6: of 2, 3, 4, 5, 2.5 % … 9 % buys. Row 7: −1 % sells.
    expect(labeled.label('label_1bars')).toEqual(['', '', '', '', '', 'sell', 'strong_buy', 'strong_sell', ''])
    expect(labeled.missing('label_1bars')).toMatchObject({ total: 6, noHistory: 5, afterEnd: 1 })
  })

  it('waits for outcomes to be known: a horizon of h bars has its first label h − 1 bars later', () => {
    const close = Array.from({ length: 30 }, (_, i) => 100 + ((i * 7) % 11))
    const firstLabel = (horizon: number): number =>
      createDataLabeler({ horizonBars: [horizon], quantileOutcomes: 5 })
        .labelData(closes(close), { method: 'quantile_based' })
        .label(`label_${horizon}bars`)
        .findIndex((label) => label !== '')
    expect(firstLabel(1)).toBe(5)
    expect(firstLabel(4)).toBe(8)
  })

  it('gives five classes of about equal size on drifting noise', () => {
    let state = 1
    let price = 100
    const close = Array.from({ length: 6000 }, () => {
      state = (state * 48271) % 2147483647
      price *= 1 + 0.0005 + 0.02 * (state / 2147483647 - 0.5)
      return price
    })
    const labeler = createDataLabeler({ horizonBars: [1] })
    const labels = labeler.labelData(closes(close), { method: 'quantile_based' }).label('label_1bars')
    const counts = labeler.calculateLabelDistribution(labels)
    expect(Object.keys(counts).length).toBe(5)
    for (const count of Object.values(counts)) expect(Math.abs(count / 5750 - 0.2)).toBeLessThan(0.03)
  })

  it('holds on flat prices, where every edge is the same return', () => {
    const labeled = createDataLabeler({ horizonBars: [1], quantileOutcomes: 3 }).labelData(closes([5, 5, 5, 5, 5, 6, 5]), {
      method: 'quantile_based',
    })
    expect(labeled.label('label_1bars')).toEqual(['', '', '', 'hold', 'strong_buy', 'strong_sell', ''])
  })

  it('takes thresholds as probabilities and drops classes like the others', () => {
    const labeler = createDataLabeler({
      horizonBars: [1],
      quantileOutcomes: 3,
      thresholds: { strongSell: -Infinity, sell: 0.5, buy: 0.5, strongBuy: Infinity },
    })
    const spans = labeler.labelData(closes([5, 5, 5, 5, 5, 6, 5]), { method: 'quantile_based' }).spans('label_1bars')
    expect(spans.classes).toEqual(['sell', 'buy'])
    expect([...spans.value]).toEqual([-1, -1, -1, 1, 1, 0, -1])
  })

  it('has no label before there are enough outcomes', () => {
    const labeled = createDataLabeler({ horizonBars: [1] }).labelData(closes(Array.from({ length: 250 }, (_, i) => 100 + (i % 3))), {
      method: 'quantile_based',
    })
    expect(labeled.missing('label_1bars')).toMatchObject({ total: 250, noHistory: 249, afterEnd: 1 })
  })
})
