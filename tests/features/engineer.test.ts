import { type Bars, barAt, createFrame, isBarcastError, sha256 } from 'barcast/core'
import { createFeatureEngineer, type FeatureEngineerConfig, type FeatureSnapshot } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const bars = simulateBars({ seed: 20, length: 260 })
const engineer = createFeatureEngineer()
const classic = createFeatureEngineer({ set: 'classic' })
const extended = createFeatureEngineer({ set: 'extended' })
const both = [
  ['the default columns', engineer],
  ['extended', extended],
] as const

function refusal(run: () => unknown): { code: string; message: string; where: object } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

const CLASSIC = `
open_norm_20 high_norm_20 low_norm_20 close_norm_20 high_low_range body_ratio upper_shadow lower_shadow
price_change_1 price_change_5 price_change_20 log_return_3 log_return_10 volatility_5 volatility_10 volatility_20
ema_distance_5 ema_distance_9 ema_distance_20 ema_distance_50 ema_slope_5 ema_slope_9 ema_slope_20 ema_slope_50
ema_spread_5_9 ema_spread_9_20 ema_spread_20_50 ema_cross_5_9 ema_cross_9_20 ema_cross_20_50
rsi_7 rsi_14 rsi_7_norm rsi_14_norm rsi_7_zone rsi_14_zone
volume_ma_ratio_5 volume_ma_ratio_20 volume_zscore_20 volume_trend_5_20 pv_corr_10 pv_corr_20
natr_7 natr_14 atr_ratio_7_14 parkinson_20 roc_12 momentum_10 acceleration_10`

const EXTENDED = `
price_change_1 price_change_3 price_change_5 price_change_10 price_change_20 price_change_60
open_gap high_low_range body_ratio upper_shadow lower_shadow close_norm_20 close_norm_60
momentum_10 acceleration_10 parkinson_20 trend_strength_20 drawdown_60
rsi_7 rsi_14 rsi_14_norm macd macd_signal macd_histogram bollinger_position_20 bollinger_width_20
stochastic_k_14 stochastic_d_14 williams_r_14 cci_20 adx_14 plus_di_14 minus_di_14 natr_14 atr_ratio_7_14
sma_distance_20 sma_distance_50 sma_distance_200 ema_distance_9 ema_spread_9_20 ema_spread_20_50
volume_change_1 volume_ma_ratio_5 volume_ma_ratio_20 volume_zscore_20 volume_trend_5_20 vwap_distance_20 vwap_distance_60
mfi_14 cmf_20 pv_corr_20
hour_sin hour_cos weekday_sin weekday_cos month_sin month_cos
price_change_1_lag_1 price_change_1_lag_2 price_change_1_lag_3 price_change_1_lag_5 price_change_1_lag_10
volume_ma_ratio_20_lag_1 volume_ma_ratio_20_lag_2 volume_ma_ratio_20_lag_3 volume_ma_ratio_20_lag_5 volume_ma_ratio_20_lag_10
volatility_5 volatility_10 volatility_20 volatility_60 volatility_regime_20
return_skew_20 return_skew_60 return_kurtosis_20 return_kurtosis_60 return_q10_60 return_q50_60 return_q90_60 return_zscore_20`

describe('the columns', () => {
  it('of classic are these 49, in this order, ready after 54 bars', () => {
    expect(classic.names).toEqual(CLASSIC.trim().split(/\s+/))
    expect(classic.names).toHaveLength(49)
    expect(classic.warmupBars).toBe(54)
  })

  it('of extended are these 80, in this order, ready after 199 bars', () => {
    expect(extended.names).toEqual(EXTENDED.trim().split(/\s+/))
    expect(extended.names).toHaveLength(80)
    expect(extended.warmupBars).toBe(199)
  })

  it('are those of the set when lookbacks are added, and then the windowed ones', () => {
    const more = createFeatureEngineer({ set: 'extended', lookbackPeriods: [7, 20] })
    expect(more.names.slice(0, 80)).toEqual(extended.names)
    expect(more.names).toContain('high_distance_7')
    expect(new Set(more.names).size).toBe(more.names.length)
  })

  it('are classic and the windowed ones by default, each once', () => {
    expect(engineer.names.slice(0, 49)).toEqual(classic.names)
    expect(new Set(engineer.names).size).toBe(engineer.names.length)
    expect(engineer.names).toHaveLength(121)
    expect(engineer.warmupBars).toBe(120)
    for (const bars of [5, 15, 30, 60]) {
      for (const family of ['price_change', 'volatility', 'momentum', 'volume_change', 'volume_ma_ratio', 'volume_spike', 'trend_strength'])
        expect(engineer.names).toContain(`${family}_${bars}`)
    }
    expect(createFeatureEngineer({ set: 'classic', lookbackPeriods: [5, 15, 30, 60] }).names).toEqual(engineer.names)
  })

  it.each(both)('are described: what, formula, unit, group, warm-up: %s', (_what, { definitions, names }) => {
    expect(definitions.map(({ name }) => name)).toEqual(names)
    for (const { title, formula, unit, group } of definitions) {
      expect(title.length).toBeGreaterThan(8)
      expect(formula.length).toBeGreaterThan(8)
      expect(unit.length).toBeGreaterThan(2)
      expect(['price', 'volume', 'technical', 'market', 'time']).toContain(group)
    }
  })

  it.each(both)('say different things, no column is another one rescaled: %s', (_what, engineer) => {
    // Bars of seven hours, so that all hours, weekdays and months are met.
    const long = simulateBars({ seed: 4, length: 1500, timeframeMs: 25_200_000 })
    const frame = engineer.engineerFeatures(long, { warmup: 'drop' })
    const standard = engineer.scaleFeatures(frame)
    for (let a = 0; a < engineer.names.length; a++) {
      for (let b = 0; b < a; b++) {
        const x = standard.column(engineer.names[a]!)
        const y = standard.column(engineer.names[b]!)
        let product = 0
        for (let i = 0; i < x.length; i++) product += x[i]! * y[i]!
        expect(Math.abs(product / x.length), `${engineer.names[a]} and ${engineer.names[b]}`).toBeLessThan(0.9999)
      }
    }
  })

  it.each(both)('do not depend on the price level or the unit of volume: %s', (_what, engineer) => {
    const scaled: Bars = { ...bars }
    for (const name of ['open', 'high', 'low', 'close'] as const) scaled[name] = bars[name].map((x) => x * 1024)
    scaled.volume = bars.volume.map((x) => x / 4096)
    const before = engineer.engineerFeatures(bars)
    const after = engineer.engineerFeatures(scaled)
    for (const name of engineer.names) expect(after.column(name), name).toEqual(before.column(name))
  })

  it('keep their bits: a change of any number needs a new CATALOGUE_VERSION', () => {
    // Bars of integers, so that nothing but the features decides.
    const length = 400
    const wave = (i: number): number => 1000 + ((i * i * 7919) % 211) - ((i * 104729) % 97)
    const column = (of: (i: number) => number): Float64Array => Float64Array.from({ length }, (_, i) => of(i))
    const fixed: Bars = {
      symbol: 'FIXED',
      timeframeMs: 1000,
      length,
      openTimeMs: column((i) => 1.6e12 + 1000 * i),
      open: column((i) => wave(i - 1)),
      high: column((i) => Math.max(wave(i), wave(i - 1)) + (i % 7)),
      low: column((i) => Math.min(wave(i), wave(i - 1)) - (i % 5)),
      close: column(wave),
      volume: column((i) => (i * 7907) % 1009),
      extra: {},
    }
    const digests = both.map(([, { names, warmupBars, definitionsHash, engineerFeatures }]) => {
      const frame = engineerFeatures(fixed)
      const digest = sha256(names.map((name) => sha256(new Uint8Array(frame.column(name).slice(warmupBars).buffer))).join())
      return { digest, definitionsHash }
    })
    expect(digests).toMatchInlineSnapshot(`
      [
        {
          "definitionsHash": "72cabb2d6a8ca57a2896715215c221a7ed69d270c188ad0af23e7c6617b288b6",
          "digest": "0cd9b95e019125fad011b942439ee98f77a9512cd26389870bb63aa9fbb4b698",
        },
        {
          "definitionsHash": "10409d2124621a1ecac9c4b8d29f302d11ffe80eec893a0af8582b62c04e0ff8",
          "digest": "f897606f6ae5f60edeb65375926907f7d902d7a2b01bb5495093dc6f4045d1c4",
        },
      ]
    `)
  })
})

describe('config', () => {
  it('is written out, survives JSON and makes the same columns', () => {
    const configs: FeatureEngineerConfig[] = [
      {},
      { set: 'classic' },
      { lookbackPeriods: [3, 9] },
      { features: ['rsi_14', 'momentum_30'], timeframeMs: 60_000 },
    ]
    for (const config of configs) {
      const first = createFeatureEngineer(config)
      const again = createFeatureEngineer(JSON.parse(JSON.stringify(first.config)))
      expect(again.names).toEqual(first.names)
      expect(again.definitionsHash).toBe(first.definitionsHash)
      expect(again.config).toEqual(first.config)
    }
    expect(engineer.config).toEqual({ set: 'classic', lookbackPeriods: [5, 15, 30, 60] })
    expect(classic.config).toEqual({ set: 'classic' })
  })

  it('picks features in the order given', () => {
    const picked = createFeatureEngineer({ features: ['momentum_30', 'rsi_14'] })
    expect(picked.names).toEqual(['momentum_30', 'rsi_14'])
    expect(picked.warmupBars).toBe(30)
    expect([...picked.engineerFeatures(bars).column('rsi_14')]).toEqual([...engineer.engineerFeatures(bars).column('rsi_14')])
  })

  it('decides the hash: other columns, order or windows give another', () => {
    const hashes = [
      {},
      { set: 'classic' as const },
      { features: ['rsi_7', 'rsi_14'] },
      { features: ['rsi_14', 'rsi_7'] },
      { lookbackPeriods: [6] },
    ].map((config) => createFeatureEngineer(config).definitionsHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it.each([
    [{ features: ['rsi_15'] }, 'features/unknown-feature', '"rsi_14"'],
    [{ features: ['momentum_7'] }, 'features/unknown-feature', 'momentum_'],
    [{ features: ['__proto__'] }, 'features/unknown-feature', '__proto__'],
    [{ set: 'clasic' }, 'features/unknown-set', '"classic"'],
    [{ lookbackPeriod: [5] }, 'features/unknown-option', '"lookbackPeriods"'],
    [{ lookbackPeriods: [] }, 'features/config', 'lookbackPeriods'],
    [{ lookbackPeriods: [1] }, 'features/config', 'lookbackPeriods.0'],
    [{ lookbackPeriods: [5.5] }, 'features/config', 'lookbackPeriods.0'],
    [{ lookbackPeriods: [NaN] }, 'features/config', 'lookbackPeriods.0'],
    [{ lookbackPeriods: [5, 5] }, 'features/config', 'lookbackPeriods'],
    [{ features: [] }, 'features/config', 'features'],
    [{ features: ['rsi_14', 'rsi_14'] }, 'features/config', 'features'],
    [{ timeframeMs: 0 }, 'features/config', 'timeframeMs'],
    [null, 'features/config', 'config'],
    [JSON.parse('{ "__proto__": { "set": "classic" } }'), 'features/unknown-option', '__proto__'],
  ])('refuses %j', (config, code, text) => {
    const error = refusal(() => createFeatureEngineer(config as FeatureEngineerConfig))
    expect(error.code).toBe(code)
    expect(error.message).toContain(text)
  })
})

describe('engineerFeatures', () => {
  it('keeps one row per bar on the bars’ time axis, or drops every row with a NaN', () => {
    const kept = engineer.engineerFeatures(bars)
    expect(kept.length).toBe(bars.length)
    expect(kept.timeMs).toEqual(bars.openTimeMs)
    const dropped = engineer.engineerFeatures(bars, { warmup: 'drop' })
    expect(dropped.length).toBe(bars.length - engineer.warmupBars)
    expect(dropped.timeMs[0]).toBe(bars.openTimeMs[engineer.warmupBars])
    for (const name of dropped.names)
      expect(
        dropped.column(name).some((x) => Number.isNaN(x)),
        name,
      ).toBe(false)
  })

  it('drops rows inside the history too, when a bar has missing values', () => {
    const holed = { ...bars, volume: bars.volume.map((v, i) => (i === 200 ? NaN : v)) }
    const picked = createFeatureEngineer({ features: ['volume_ma_ratio_5'] })
    const dropped = picked.engineerFeatures(holed, { warmup: 'drop' })
    expect(dropped.length).toBe(bars.length - 4 - 5)
    expect([...dropped.timeMs]).not.toContain(bars.openTimeMs[204])
    expect([...dropped.timeMs]).toContain(bars.openTimeMs[205])
  })

  it('refuses to drop down to nothing', () => {
    const short = simulateBars({ seed: 1, length: 120 })
    expect(refusal(() => engineer.engineerFeatures(short, { warmup: 'drop' })).code).toBe('features/too-few-rows')
    expect(engineer.engineerFeatures(simulateBars({ seed: 1, length: 121 }), { warmup: 'drop' }).length).toBe(1)
    const empty = { ...bars, close: new Float64Array(bars.length).fill(NaN) }
    expect(refusal(() => engineer.engineerFeatures(empty, { warmup: 'drop' })).code).toBe('features/too-few-rows')
    expect(engineer.engineerFeatures(simulateBars({ seed: 1, length: 1 })).length).toBe(1)
  })

  it('refuses faulty bars by name, also when they were sound before', () => {
    const unordered = { ...bars, openTimeMs: bars.openTimeMs.slice().reverse() }
    expect(refusal(() => engineer.engineerFeatures(unordered)).code).toBe('bars/unordered-time')
    expect(refusal(() => engineer.engineerFeatures({ ...bars, high: bars.low, low: bars.high })).code).toBe('bars/high-low')
    expect(refusal(() => engineer.engineerFeatures({ ...bars, close: bars.close.map((x) => -x) })).code).toBe('bars/price-not-positive')
    expect(refusal(() => engineer.createVolumeFeatures({ ...bars, volume: bars.volume.map(() => Infinity) })).code).toBe('bars/infinite')
    expect(refusal(() => engineer.engineerFeatures(null as unknown as Bars)).code).toBe('bars/missing-column')
  })

  it('refuses bars of another timeframe than the config names', () => {
    const hourly = createFeatureEngineer({ timeframeMs: 3_600_000 })
    expect(refusal(() => hourly.engineerFeatures(bars)).code).toBe('features/timeframe')
    expect(refusal(() => hourly.createPriceFeatures(bars)).code).toBe('features/timeframe')
    expect(hourly.engineerFeatures(simulateBars({ seed: 1, length: 10, timeframeMs: 3_600_000 })).length).toBe(10)
  })

  it('refuses an unknown warm-up rule', () => {
    expect(refusal(() => engineer.engineerFeatures(bars, { warmup: 'dorp' as 'drop' })).message).toContain('"drop"')
  })
})

describe('the groups', () => {
  const whole = engineer.engineerFeatures(bars)
  it.each([
    ['price', engineer.createPriceFeatures(bars)],
    ['volume', engineer.createVolumeFeatures(bars)],
    ['technical', engineer.createTechnicalIndicators(bars)],
    ['market', engineer.createMarketFeatures(bars)],
  ] as const)('%s: its own columns, with the same bits', (group, frame) => {
    expect(frame.names).toEqual(engineer.definitions.filter((definition) => definition.group === group).map(({ name }) => name))
    expect(frame.names.length).toBeGreaterThan(15)
    for (const name of frame.names) expect(frame.column(name)).toEqual(whole.column(name))
  })

  it('price from closes alone: the columns that need no other price', () => {
    const frame = engineer.createPriceFeatures({ openTimeMs: bars.openTimeMs, close: bars.close })
    expect(frame.names).toContain('momentum_30')
    expect(frame.names).toContain('price_change_1')
    expect(frame.names).not.toContain('body_ratio')
    expect(frame.names).not.toContain('breakout_5')
    for (const name of frame.names) expect(frame.column(name)).toEqual(whole.column(name))
    expect(frame.timeMs).toEqual(bars.openTimeMs)
  })

  it('price from closes refuses faults too', () => {
    const { openTimeMs, close } = bars
    expect(refusal(() => engineer.createPriceFeatures({ openTimeMs, close: close.slice(1) })).code).toBe('bars/column-length')
    expect(refusal(() => engineer.createPriceFeatures({ openTimeMs, close: close.map((x) => -x) })).code).toBe('bars/price-not-positive')
    expect(refusal(() => engineer.createPriceFeatures({ openTimeMs: openTimeMs.slice().reverse(), close })).code).toBe(
      'bars/unordered-time',
    )
    expect(refusal(() => engineer.createPriceFeatures({ openTimeMs } as Bars)).code).toBe('bars/missing-column')
    expect(refusal(() => engineer.createPriceFeatures({ ...bars, open: undefined } as unknown as Bars)).code).toBe('bars/missing-column')
  })
})

describe('stream', () => {
  const live = engineer.stream()
  for (let i = 0; i < 200; i++) live.next(barAt(bars, i))
  const stored = JSON.stringify(live.snapshot())
  const altered = (change: (snapshot: FeatureSnapshot & { state: Record<string, unknown> }) => unknown): FeatureSnapshot => {
    const snapshot = JSON.parse(stored)
    change(snapshot)
    return snapshot
  }

  it('refuses a bar that is faulty or not after the last, and goes on', () => {
    const bar = barAt(bars, 200)
    expect(refusal(() => live.next(barAt(bars, 199))).code).toBe('bars/duplicate-time')
    expect(refusal(() => live.next({ ...bar, high: 1, low: 2 })).code).toMatch(/^bars\//)
    expect(refusal(() => live.replaceLast(bar)).code).toBe('indicators/replace')
    const values = live.next(bar)
    const frame = engineer.engineerFeatures(bars)
    expect([...values]).toEqual(engineer.names.map((name) => frame.column(name)[200]))
  })

  it.each([
    ['of another engineer', () => classic.stream(JSON.parse(stored)), 'features/snapshot'],
    ['of the same columns in another order', () => reversed.stream(JSON.parse(stored)), 'features/snapshot'],
    ['that lost its state', () => engineer.stream(altered((s) => Reflect.deleteProperty(s, 'state'))), 'features/snapshot'],
    ['of a newer version', () => engineer.stream(altered((s) => Object.assign(s, { formatVersion: 2 }))), 'features/snapshot'],
    ['that is not one', () => engineer.stream(null as unknown as FeatureSnapshot), 'features/snapshot'],
    [
      'truncated',
      () => engineer.stream(altered((s) => Object.assign(s.state, { numbers: s.state.numbers.slice(0, -16) }))),
      'indicators/snapshot',
    ],
    [
      'altered',
      () => engineer.stream(altered((s) => Object.assign(s.state, { numbers: `AAAA${s.state.numbers.slice(4)}` }))),
      'indicators/snapshot',
    ],
  ])('refuses a snapshot %s', (_what, run, code) => {
    expect(refusal(run).code).toBe(code)
  })
  const reversed = createFeatureEngineer({ features: [...engineer.names].reverse() })
})

it('scales frames of any columns, by the engineer too', () => {
  const frame = createFrame({ columns: { anything: Float64Array.of(1, 2, 6) } })
  const scaler = engineer.fitScaler(frame)
  expect(scaler.mean).toEqual([3])
  expect([...engineer.scaleFeatures(frame, { scaler }).column('anything')]).toEqual([...engineer.scaleFeatures(frame).column('anything')])
})
