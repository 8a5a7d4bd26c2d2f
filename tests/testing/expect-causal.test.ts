import { type Bars, createFrame, isBarcastError } from 'barcast/core'
import { createFeatureEngineer, scaleFeatures } from 'barcast/features'
import { indicators, macd, rsi, sma } from 'barcast/indicators'
import { type CausalFunction, expectCausal, simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { simulateBars as simulateHistory } from '../properties/histories.js'

function refusal(run: () => unknown): { code: string; message: string; where: { column?: string; row?: number }; value: unknown } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

const engineer = createFeatureEngineer({ set: 'classic' })

describe('expectCausal catches', () => {
  const centredMean = ({ close }: Bars): Float64Array =>
    close.map((_, i) =>
      i < 2 || i > close.length - 3 ? NaN : (close[i - 2]! + close[i - 1]! + close[i]! + close[i + 1]! + close[i + 2]!) / 5,
    )
  const nextClose = ({ close }: Bars): Float64Array => close.map((_, i) => close[i + 1] ?? NaN)
  const meanOfAll = ({ close }: Bars): Float64Array => close.map((x) => x - close.reduce((sum, y) => sum + y, 0) / close.length)
  // The highest of the whole day: bars of the same UTC day see each other.
  const dayHigh = ({ openTimeMs, high }: Bars): Float64Array =>
    high.map((_, i) => {
      const day = Math.floor(openTimeMs[i]! / 86_400_000)
      return Math.max(...high.filter((_, j) => Math.floor(openTimeMs[j]! / 86_400_000) === day))
    })
  const filledBackwards = ({ volume }: Bars): Float64Array => {
    const filled = volume.map((v, i) => (i % 5 === 0 ? v : NaN))
    for (let i = filled.length - 2; i >= 0; i--) if (Number.isNaN(filled[i]!)) filled[i] = filled[i + 1]!
    return filled
  }

  it.each([
    ['a centred mean', centredMean],
    ['the next close', nextClose],
    ['a mean of all bars', meanOfAll],
    ['the high of the whole day', dayHigh],
    ['a gap filled from the future', filledBackwards],
    ['a frame scaled by its own rows', (bars: Bars) => scaleFeatures(engineer.engineerFeatures(bars, { warmup: 'drop' }))],
  ] as [string, CausalFunction][])('%s', (_what, feature) => {
    expect(refusal(() => expectCausal(feature)).code).toBe('testing/not-causal')
  })

  it('a look-ahead, naming column, row and both values', () => {
    const bars = simulateBars({ seed: 3, length: 50 })
    const found = refusal(() => expectCausal((given) => ({ close: given.close, ahead: nextClose(given) }), { bars, cuts: 1 }))
    expect(found.where).toMatchObject({ column: 'ahead', row: 48, timeMs: bars.openTimeMs[48] })
    expect(found.value).toEqual({ before: bars.close[49], after: NaN })
    expect(found.message).toContain(`found ${bars.close[49]} with all bars and NaN with the bars after row 48 cut off`)
  })

  it('a future that only shows in the size of values, not in their number', () => {
    // Without a later bar, or with a missing one, it falls back on the present bar.
    const feature = ({ close }: Bars): Float64Array => close.map((x, i) => (close[i + 1]! > 1e6 ? 1 : x))
    expect(refusal(() => expectCausal(feature)).message).toContain('multiplied by 1e9')
  })

  it('a stream that does not give what the history gives', () => {
    const wrong = Object.assign((bars: Bars) => sma(bars, { period: 5 }), { stream: () => sma.stream({ period: 6 }) })
    const found = refusal(() => expectCausal(wrong))
    expect(found.code).toBe('testing/not-causal')
    expect(found.message).toContain('batch and stream')
  })

  it('an engineer whose stream has forgotten a bar', () => {
    const broken = {
      ...engineer,
      stream() {
        const live = engineer.stream()
        let bars = 0
        return { ...live, next: (bar: Parameters<typeof live.next>[0]) => live.next(++bars === 100 ? { ...bar, volume: NaN } : bar) }
      },
    }
    expect(refusal(() => expectCausal(broken)).code).toBe('testing/not-causal')
  })

  it('rows that are dropped because of later bars', () => {
    const feature = (bars: Bars) => {
      const frame = createFrame({ columns: { close: bars.close }, timeMs: bars.openTimeMs })
      return frame.rows(Int32Array.from(bars.close.keys()).filter((i) => !(bars.close[i + 1]! > 1e6)))
    }
    expect(refusal(() => expectCausal(feature)).message).toContain('no row')
  })
})

describe('expectCausal passes', () => {
  // Bars of four hours, so that days, weeks and months end within them; quotes and trades; and a column within the reach of an arc sine.
  const plain = simulateHistory({ seed: 1, length: 600, timeframeMs: 4 * 3_600_000 })
  const bars = { ...plain, extra: { ...plain.extra, share: plain.close.map((close, i) => (close - plain.low[i]!) / plain.high[i]!) } }
  const ofShare = (indicator: typeof indicators.acos | typeof indicators.asin): CausalFunction =>
    Object.assign((given: Bars) => indicator(given, { input: 'share' }), { stream: () => indicator.stream({ input: 'share' }) })
  const subjects = { ...indicators, acos: ofShare(indicators.acos), asin: ofShare(indicators.asin) }

  it.each(Object.keys(indicators) as (keyof typeof indicators)[])('the indicator %s, with its stream', (name) => {
    expectCausal(subjects[name] as CausalFunction, { bars, cuts: 4 })
  })

  it('an engineer, its stream included', () => {
    expectCausal(engineer)
    expectCausal(createFeatureEngineer({ lookbackPeriods: [7], timeframeMs: 3_600_000 }), { cuts: 2 })
  })

  it('a frame that has dropped its warm-up, and one without a time axis', () => {
    expectCausal((bars) => engineer.engineerFeatures(bars, { warmup: 'drop' }), { cuts: 2 })
    expectCausal((bars) => createFrame({ columns: { rsi: rsi(bars) } }))
  })

  it('several columns, on bars of your own', () => {
    expectCausal((bars) => macd(bars), { bars: simulateBars({ seed: 9, length: 120, timeframeMs: 86_400_000 }), seed: 5, cuts: 3 })
  })
})

describe('expectCausal refuses', () => {
  it('to say anything about a column that is NaN throughout', () => {
    const bars = simulateBars({ seed: 1, length: 30 })
    expect(refusal(() => expectCausal((given) => sma(given, { period: 50 }), { bars })).code).toBe('testing/nothing-to-compare')
  })

  it('columns that do not fit the bars', () => {
    expect(refusal(() => expectCausal((bars) => bars.close.slice(1))).code).toBe('testing/shape')
    const alien = createFrame({ columns: { x: Float64Array.of(1, 2) }, timeMs: Float64Array.of(1, 2) })
    expect(refusal(() => expectCausal(() => alien)).code).toBe('testing/shape')
    expect(refusal(() => expectCausal((bars) => rsi(bars), { bars: simulateBars({ seed: 1, length: 1 }) })).code).toBe('testing/shape')
  })

  it('a number of cuts below 1', () => {
    expect(refusal(() => expectCausal((bars) => bars.close, { cuts: 0 })).code).toBe('testing/option')
  })
})
