import { isBarcastError } from 'barcast/core'
import {
  averageActiveBets,
  betSize,
  type CusumState,
  createCusumFilter,
  createDataLabeler,
  cusumEvents,
  directionLabels,
  excessOverBenchmark,
  trailingVolatility,
  trendScanningLabels,
  tripleBarrierLabels,
  zScoreEvents,
} from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsArbitrary, barsOf, MINUTE, START } from './barrier-oracle.js'

const flatBars = (close: readonly number[], minutes?: readonly number[]) =>
  barsOf(
    close.map((price) => [price, price, price, price]),
    minutes,
  )
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('trend scanning', () => {
  it('names the direction of lines, and is known when the longest span has been seen', () => {
    const bars = flatBars([10, 11, 12, 13, 12, 11, 10, 9, 9, 9, 9])
    const { value, classes, t1, trendEndRow, tValue, missing } = trendScanningLabels(bars, { minBars: 3, maxBars: 4 })
    expect(Array.from(value, (index) => (index < 0 ? '' : classes[index]))).toEqual([
      'up',
      'up',
      'down',
      'down',
      'down',
      'down',
      'down',
      'flat',
      '',
      '',
      '',
    ])
    expect(tValue[0]).toBe(Infinity)
    expect(trendEndRow[0]).toBe(2)
    expect(t1[0]).toBe(START + 3 * MINUTE)
    expect(tValue[7]).toBe(0)
    expect(missing).toEqual({ total: 3, afterEnd: 3, noPrice: 0, noEvent: 0 })
    // Closes 12, 11, 10, 9 … of row 2 on: 12, 13, 12 has slope 0, 12, 13, 12, 11 has −0.4 with t = −0.4 / √((1.2 / 2) / 5).
    expect(tValue[2]).toBeCloseTo(-0.4 / Math.sqrt(0.6 / 5), 12)
  })

  it('keeps weak trends flat, and closes that are missing without a label', () => {
    const close = [10, 11, 10, 12, 10, Number.NaN, 10, 11, 12, 13]
    const strict = trendScanningLabels(flatBars(close), { minBars: 3, maxBars: 4, minTValue: 1e6, events: [0, 1, 2, 6] })
    expect([...strict.value]).toEqual([1, 1, -1, -1, -1, -1, 2, -1, -1, -1])
    expect(strict.missing).toEqual({ total: 7, afterEnd: 0, noPrice: 1, noEvent: 6 })
    expect(codeOf(() => trendScanningLabels(flatBars(close), { minBars: 9, maxBars: 5 }))).toBe('labels/config')
    expect(codeOf(() => trendScanningLabels(flatBars(close), { minBars: 2 }))).toBe('labels/config')
    expect(codeOf(() => trendScanningLabels(flatBars(close), { bars: 2 } as never))).toBe('labels/unknown-option')
  })

  it('changes with nothing after its t1', () => {
    fc.assert(
      fc.property(barsArbitrary, fc.nat({ max: 59 }), (bars, at) => {
        const end = (at % bars.length) + 1
        const prices = { openTimeMs: bars.openTimeMs, close: bars.close, timeframeMs: MINUTE }
        const early = { ...prices, openTimeMs: bars.openTimeMs.slice(0, end), close: bars.close.slice(0, end) }
        const [whole, part] = [prices, early].map((given) => trendScanningLabels(given, { minBars: 3, maxBars: 6 }))
        for (let t = 0; t < end; t++) expect(part!.value[t]).toBe(whole!.t1[t]! <= bars.openTimeMs[end - 1]! ? whole!.value[t] : -1)
      }),
      { numRuns: 100 },
    )
  })
})

describe('event sampling', () => {
  it('adds returns up to the threshold in either direction, then begins again', () => {
    const close = [100, 101, 102, 101.5, 103.1, 103, 101, 100, 100, 100]
    expect([...cusumEvents(flatBars(close), { threshold: 0.0295 })]).toEqual([4, 7])
    // A missing close is passed over: the move over it counts as one.
    expect([...cusumEvents(flatBars([100, Number.NaN, 104, 104]), { threshold: 0.03 })]).toEqual([2])
    const known = Float64Array.of(Number.NaN, Number.NaN, 0.01, 0.01)
    expect([...cusumEvents(flatBars([100, 105, 105, 107]), { threshold: known })]).toEqual([3])
  })

  it('does live what it does over the history, also after a snapshot through JSON', () => {
    fc.assert(
      fc.property(barsArbitrary, fc.nat({ max: 59 }), (bars, at) => {
        const events = [...cusumEvents(bars, { threshold: 0.03 })]
        let filter = createCusumFilter()
        const live: number[] = []
        bars.close.forEach((price, row) => {
          if (row === at) filter = createCusumFilter(JSON.parse(JSON.stringify(filter.snapshot())) as CusumState)
          if (filter.next(price, 0.03) !== 0) live.push(row)
        })
        expect(live).toEqual(events)
      }),
      { numRuns: 100 },
    )
  })

  it('tells rises from falls', () => {
    const filter = createCusumFilter()
    expect([100, 103, 103, 99].map((price) => filter.next(price, 0.02))).toEqual([0, 1, 0, -1])
  })

  it('finds closes far from their mean', () => {
    // Of 1, 1, 1, 5 the mean is 2 and the deviation 2: the last is 1.5 of them away.
    const bars = flatBars([1, 1, 1, 5, 5, 5, 5])
    expect([...zScoreEvents(bars, { windowBars: 4, threshold: 1.49 })]).toEqual([3])
    expect([...zScoreEvents(bars, { windowBars: 4, threshold: 1.51 })]).toEqual([])
  })

  it('refuses thresholds that are none', () => {
    const bars = flatBars([1, 2, 3])
    for (const threshold of [0, -1]) expect(codeOf(() => cusumEvents(bars, { threshold }))).toBe('labels/threshold')
    expect(codeOf(() => cusumEvents(bars, { threshold: Float64Array.of(1) }))).toBe('labels/row-count')
    expect(codeOf(() => zScoreEvents(bars, { windowBars: 1, threshold: 1 }))).toBe('labels/config')
    expect(codeOf(() => createCusumFilter({ up: -1, down: 0, price: 1 }))).toBe('labels/state')
  })
})

describe('bet sizes', () => {
  it('are 0 at chance, 1 at certainty, and in steps where asked', () => {
    expect([...betSize(Float64Array.of(0, 0.5, 1, Number.NaN))]).toEqual([-1, 0, 1, Number.NaN])
    expect(betSize(Float64Array.of(1 / 3), { classes: 3 })[0]).toBe(0)
    // z = 0.1 / √0.24 = 0.2041, 2 Φ(z) − 1 = 0.1617; z = 0.4 / 0.3 = 1.3333, 0.8176.
    expect(betSize(Float64Array.of(0.6))[0]).toBeCloseTo(0.1617, 4)
    expect([...betSize(Float64Array.of(0.6, 0.9, 0.1, 0.51), { step: 0.25 })]).toEqual([0.25, 0.75, -0.75, 0])
    expect(codeOf(() => betSize(Float64Array.of(1.2)))).toBe('labels/probability')
    expect(codeOf(() => betSize(Float64Array.of(0.5), { classes: 1 }))).toBe('labels/config')
  })

  it('are averaged over the bets that are open', () => {
    const bets = { t0: Float64Array.of(0, 1, 2), t1: Float64Array.of(3, 2, Number.NaN), size: Float64Array.of(0.4, 0.8, -0.3) }
    const at = averageActiveBets(bets, Float64Array.of(-1, 0, 1, 2, 3, 9))
    ;[0, 0.4, 0.6, 0.05, -0.3, -0.3].forEach((size, i) => {
      expect(at[i]).toBeCloseTo(size, 14)
    })
    expect([...averageActiveBets(bets, Float64Array.of(2, 3), { step: 0.1 })][0]).toBeCloseTo(0.1, 14)
    expect(codeOf(() => averageActiveBets({ ...bets, size: Float64Array.of(1) }, Float64Array.of(0)))).toBe('labels/row-count')
    expect(codeOf(() => averageActiveBets({ ...bets, t1: Float64Array.of(3, 0, 4) }, Float64Array.of(0)))).toBe('labels/overlap')
  })
})

describe('excess over a benchmark', () => {
  const bars = flatBars([100, 110, 121, 121])
  const target = createDataLabeler({ horizonBars: [1] })
    .labelData(bars, { method: 'price_change' })
    .target('return_1bars')

  it('takes the benchmark from close to close', () => {
    const excess = excessOverBenchmark(target, { bars, benchmark: flatBars([50, 51, 51, 102]) })
    ;[0.1 - 0.02, 0.1, 0 - 1].forEach((value, i) => {
      expect(excess.value[i]).toBeCloseTo(value, 14)
    })
    expect([excess.value[3], excess.t1[3]]).toEqual([Number.NaN, Number.NaN])
    const short = excessOverBenchmark(target, { bars, benchmark: flatBars([50, 51, 51, 102]), side: [-1, 1, 1, 1] })
    expect(short.value[0]).toBeCloseTo(0.12, 14)
    expect([...directionLabels(excess, { deadBand: 0.09 }).value]).toEqual([1, 2, 0, -1])
  })

  it('uses what had closed by then, and no price that is too old', () => {
    // Bars of two minutes: the one that opens at minute 0 closes with the second bar.
    const slow = { ...flatBars([50, 55], [0, 2]), timeframeMs: 2 * MINUTE }
    const excess = excessOverBenchmark(target, { bars, benchmark: slow })
    expect(excess.value[0]).toBeNaN()
    expect(excess.value[1]).toBeCloseTo(0.1, 14)
    expect(excess.value[2]).toBeCloseTo(-0.1, 14)
    // Its second bar is missing: the close of the first is a minute old at the third row.
    const lost = flatBars([50, 51, 52], [0, 1, 3])
    expect([...excessOverBenchmark(target, { bars, benchmark: lost }).value].map(Number.isNaN)).toEqual([false, true, true, true])
    expect(excessOverBenchmark(target, { bars, benchmark: lost, maxAgeMs: MINUTE }).value[1]).toBeCloseTo(0.1, 14)
  })

  it('goes with the triple barrier', () => {
    const outcomes = tripleBarrierLabels(bars, { width: { fraction: 0.05 }, maxBars: 2, feeBps: 0, slippageBps: 0 })
    const { length, timeMs, t0, t1, netReturn, side } = outcomes
    const excess = excessOverBenchmark({ length, timeMs, t0, t1, value: netReturn }, { bars, benchmark: bars, side })
    // The bar opens beyond the target, so both earned the same.
    expect(excess.value[0]).toBeCloseTo(0, 14)
  })

  it('refuses other rows', () => {
    expect(codeOf(() => excessOverBenchmark(target, { bars: flatBars([1]), benchmark: bars }))).toBe('labels/row-count')
    expect(codeOf(() => excessOverBenchmark(target, { bars, benchmark: bars, maxAgeMs: Number.NaN }))).toBe('labels/config')
    expect(codeOf(() => directionLabels(target, { deadBand: -1 }))).toBe('labels/config')
  })
})

describe('trailing volatility', () => {
  it('is the sample deviation of each window by itself', () => {
    const close = Float64Array.from({ length: 31 }, (_, i) => (i === 17 ? Number.NaN : 100 + ((i * 37) % 11)))
    for (const window of [2, 3, 5]) {
      const found = trailingVolatility(close, window)
      for (let t = 0; t < close.length; t++) {
        const returns = Array.from({ length: window }, (_, k) => (close[t - k]! - close[t - k - 1]!) / close[t - k - 1]!)
        const mean = returns.reduce((sum, r) => sum + r, 0) / window
        const wanted = Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (window - 1))
        if (Number.isNaN(wanted)) expect(found[t], `${window} ${t}`).toBeNaN()
        else expect(found[t]).toBeCloseTo(wanted, 14)
      }
    }
  })
})
