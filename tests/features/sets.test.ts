import { type Bars, createRandom, type Frame, sha256, sliceBars } from 'barcast/core'
import { createFeatureEngineer, FEATURE_SETS } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { columnsRead } from '../../src/features/column.js'
import { columnsOf } from '../../src/features/sets.js'

/* The sets `full` and `alpha158`: their names and definitions are frozen; what every column promises is in tests/properties/features.test.ts. */

const full = createFeatureEngineer({ set: 'full' })
const alpha158 = createFeatureEngineer({ set: 'alpha158' })

/** Bars with gaps between close and open, which the simulated ones do not have. */
function gappy(length: number): Bars {
  const bars = simulateBars({ seed: 4, length, timeframeMs: 25_200_000 })
  const random = createRandom(5)
  let level = 1
  const levels = bars.close.map(() => {
    level *= 1 + 0.006 * random.normal()
    return level
  })
  const moved = (column: Float64Array): Float64Array => column.map((x, i) => x * levels[i]!)
  return { ...bars, open: moved(bars.open), high: moved(bars.high), low: moved(bars.low), close: moved(bars.close) }
}

const bars = gappy(900)

function rescaled(of: Bars, price: number, volume: number): Bars {
  const times = (column: Float64Array, factor: number): Float64Array => column.map((x) => x * factor)
  const { open, high, low, close } = of
  return {
    ...of,
    open: times(open, price),
    high: times(high, price),
    low: times(low, price),
    close: times(close, price),
    volume: times(of.volume, volume),
  }
}

function standardised(frame: Frame, name: string): Float64Array {
  const x = frame.column(name)
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length)
  return deviation === 0 ? new Float64Array(x.length) : x.map((value) => (value - mean) / deviation)
}

describe('full', () => {
  it('is extended and then these columns, each once, ready after 199 bars', () => {
    const extended = createFeatureEngineer({ set: 'extended' }).names
    expect(full.names.slice(0, extended.length)).toEqual(extended)
    expect(new Set(full.names).size).toBe(full.names.length)
    expect(full.warmupBars).toBe(199)
    expect(full.names.slice(extended.length)).toMatchInlineSnapshot(`
      [
        "price_change_2",
        "price_change_40",
        "price_change_120",
        "volatility_40",
        "volatility_120",
        "momentum_20",
        "acceleration_20",
        "open_norm_20",
        "high_norm_20",
        "low_norm_20",
        "close_norm_120",
        "breakout_20",
        "breakout_60",
        "trend_strength_10",
        "trend_strength_60",
        "trend_strength_120",
        "volatility_regime_60",
        "high_distance_20",
        "high_distance_60",
        "high_distance_120",
        "low_distance_20",
        "low_distance_60",
        "low_distance_120",
        "drawdown_20",
        "drawdown_120",
        "ema_distance_5",
        "ema_distance_20",
        "ema_distance_50",
        "ema_distance_100",
        "ema_slope_9",
        "ema_slope_20",
        "ema_slope_50",
        "ema_cross_9_20",
        "ema_cross_20_50",
        "sma_distance_10",
        "sma_distance_100",
        "rsi_21",
        "rsi_28",
        "rsi_7_norm",
        "rsi_14_zone",
        "natr_7",
        "natr_28",
        "atr_ratio_14_50",
        "cci_40",
        "volume_change_5",
        "volume_ma_ratio_60",
        "volume_zscore_60",
        "volume_trend_20_60",
        "volume_spike_20",
        "vwap_distance_5",
        "vwap_distance_120",
        "money_flow_20",
        "money_flow_60",
        "mfi_28",
        "cmf_60",
        "pv_corr_10",
        "pv_corr_60",
        "dema_distance_20",
        "tema_distance_20",
        "t3_distance_5",
        "hma_distance_16",
        "kama_distance_10",
        "zlema_distance_20",
        "rma_distance_14",
        "wma_distance_20",
        "trima_distance_20",
        "median_distance_20",
        "session_vwap_distance",
        "sma_spread_50_200",
        "vwma_spread_20",
        "sma_slope_50",
        "ema_alignment",
        "conversion_distance",
        "base_distance",
        "span_a_distance",
        "span_b_distance",
        "cloud_thickness",
        "sar_distance",
        "super_trend_distance_10",
        "super_trend_direction_10",
        "keltner_position_20",
        "keltner_width_20",
        "donchian_width_20",
        "donchian_position_55",
        "squeeze_20",
        "aroon_up_25",
        "aroon_down_25",
        "awesome_oscillator",
        "accelerator_oscillator",
        "balance_of_power",
        "cmo_14",
        "coppock",
        "dpo_20",
        "bull_power_13",
        "bear_power_13",
        "forecast_oscillator_14",
        "intraday_momentum_14",
        "qstick_10",
        "smi",
        "smi_signal",
        "stochastic_rsi_d_14",
        "trix_15",
        "tsi_25_13",
        "ultimate_oscillator",
        "vertical_horizontal_28",
        "vortex_plus_14",
        "vortex_minus_14",
        "mass_index",
        "adxr_14",
        "dx_14",
        "di_balance_14",
        "kdj_j",
        "rsi_14_change_3",
        "adx_14_change_5",
        "rsi_spread_7_21",
        "garman_klass_20",
        "rogers_satchell_20",
        "yang_zhang_20",
        "ewma_volatility_94",
        "range_vs_close_20",
        "true_range",
        "true_range_ratio_14",
        "range_ratio_5_20",
        "chaikin_volatility_10",
        "relative_volatility_index_14",
        "downside_deviation_20",
        "upside_deviation_20",
        "volatility_of_volatility_20",
        "volatility_rank_60",
        "gap_volatility_20",
        "intraday_volatility_20",
        "gap_sum_20",
        "shadow_balance_20",
        "body_share_20",
        "force_index_13",
        "chaikin_oscillator",
        "obv_share_20",
        "obv_share_60",
        "volume_weighted_return_20",
        "body_volume_share_20",
        "negative_volume_change_20",
        "positive_volume_change_20",
        "market_facilitation_zscore_20",
        "illiquidity_5_60",
        "volume_variation_20",
        "volume_rank_60",
        "volume_peak_share_60",
        "volume_skew_20",
        "volume_persistence_20",
        "volume_range_corr_20",
        "volume_size_corr_20",
        "volume_price_corr_20",
        "volume_slope_20",
        "cycle_period",
        "cycle_sine",
        "cycle_lead_sine",
        "cycle_in_phase",
        "cycle_quadrature",
        "trend_mode",
        "trendline_distance",
        "mama_distance",
        "mama_spread",
        "close_rank_20",
        "slope_20",
        "straightness_20",
        "residual_20",
        "up_share_20",
        "high_place_20",
        "low_place_20",
        "return_max_20",
        "return_min_20",
        "sharpe_20",
        "close_rank_60",
        "slope_60",
        "straightness_60",
        "residual_60",
        "up_share_60",
        "high_place_60",
        "low_place_60",
        "return_max_60",
        "return_min_60",
        "sharpe_60",
        "close_zscore_60",
        "return_persistence_1_60",
        "return_persistence_2_60",
        "return_persistence_5_60",
        "variance_ratio_5_60",
        "return_rank_60",
        "return_spread_60",
        "return_mad_ratio_20",
        "jump_share_20",
        "return_range_corr_20",
        "high_low_beta_20",
        "gap_return_corr_20",
        "return_percent_rank_100",
        "candle_abandoned_baby",
        "candle_advance_block",
        "candle_belt_hold",
        "candle_breakaway",
        "candle_closing_marubozu",
        "candle_concealing_baby_swallow",
        "candle_counterattack",
        "candle_dark_cloud_cover",
        "candle_doji",
        "candle_doji_star",
        "candle_dragonfly_doji",
        "candle_engulfing",
        "candle_evening_doji_star",
        "candle_evening_star",
        "candle_gap_side_by_side_white",
        "candle_gap_three_methods",
        "candle_gravestone_doji",
        "candle_hammer",
        "candle_hanging_man",
        "candle_harami",
        "candle_harami_cross",
        "candle_high_wave",
        "candle_hikkake",
        "candle_homing_pigeon",
        "candle_identical_three_crows",
        "candle_in_neck",
        "candle_inverted_hammer",
        "candle_kicking",
        "candle_kicking_by_length",
        "candle_ladder_bottom",
        "candle_long_legged_doji",
        "candle_long_line",
        "candle_marubozu",
        "candle_mat_hold",
        "candle_matching_low",
        "candle_modified_hikkake",
        "candle_morning_doji_star",
        "candle_morning_star",
        "candle_on_neck",
        "candle_piercing",
        "candle_rickshaw_man",
        "candle_rising_falling_three_methods",
        "candle_separating_lines",
        "candle_shooting_star",
        "candle_short_line",
        "candle_spinning_top",
        "candle_stalled_pattern",
        "candle_stick_sandwich",
        "candle_takuri",
        "candle_tasuki_gap",
        "candle_three_black_crows",
        "candle_three_inside",
        "candle_three_line_strike",
        "candle_three_outside",
        "candle_three_stars_in_the_south",
        "candle_three_white_soldiers",
        "candle_thrusting",
        "candle_tristar",
        "candle_two_crows",
        "candle_unique_three_river",
        "candle_upside_gap_two_crows",
      ]
    `)
  })

  it('keeps its definitions', () => {
    expect(full.definitionsHash).toMatchInlineSnapshot(`"6eae6b288eeb8bb8c82159466577c4b38f7b14b2da991c9aea3e7a19385b67e4"`)
  })

  it('says different things: no column but the candlesticks is another one rescaled', () => {
    const frame = full.engineerFeatures(bars, { warmup: 'drop' })
    const names = full.names.filter((name) => !name.startsWith('candle_'))
    const columns = names.map((name) => standardised(frame, name))
    for (let a = 0; a < names.length; a++) {
      for (let b = 0; b < a; b++) {
        let product = 0
        for (let i = 0; i < frame.length; i++) product += columns[a]![i]! * columns[b]![i]!
        expect(Math.abs(product / frame.length), `${names[a]} and ${names[b]}`).toBeLessThan(0.9999)
      }
    }
  })

  it('does not depend on the price level or the unit of volume', () => {
    const few = sliceBars(bars, 0, 500)
    const before = full.engineerFeatures(few)
    const after = full.engineerFeatures(rescaled(few, 1024, 1 / 4096))
    for (const name of full.names) {
      const [a, b] = [before.column(name), after.column(name)]
      const row = a.findIndex((x, i) => !Object.is(x, b[i]))
      if (row >= 0) expect.fail(`${name} at row ${row}: ${a[row]}, ${b[row]}`)
    }
  })
})

describe('alpha158', () => {
  it('keeps its definitions; its names are qlib’s', () => {
    expect(alpha158.names).toHaveLength(158)
    expect(alpha158.warmupBars).toBe(60)
    expect(sha256(alpha158.names.join())).toMatchInlineSnapshot(`"7eb99d331afd0f271c0f03339e049c49771d06dec9153fbfd0f1c6bc7e7a4d31"`)
    expect(alpha158.definitionsHash).toMatchInlineSnapshot(`"370b3bc4d3518bda1092ffde97c625d42482a403b595ed56101830a64494221b"`)
  })

  it('hardly depends on the price level and, but for CORR, on the unit of volume', () => {
    const before = alpha158.engineerFeatures(bars)
    const after = alpha158.engineerFeatures(rescaled(bars, 1024, 1 / 16))
    for (const name of alpha158.names.filter((name) => !/^CORR\d/.test(name))) {
      const [a, b] = [before.column(name), after.column(name)]
      for (let i = 60; i < bars.length; i++)
        if (!(Math.abs(a[i]! - b[i]!) <= 1e-9 * Math.max(1, Math.abs(a[i]!)))) expect.fail(`${name} at row ${i}: ${a[i]}, ${b[i]}`)
    }
  })
})

describe('every set', () => {
  it.each(FEATURE_SETS)('%s reads prices, volume and time of the bars only, and is described', (set) => {
    for (const { name, expression } of columnsOf(set, []))
      for (const column of columnsRead(expression)) expect(['openTimeMs', 'open', 'high', 'low', 'close', 'volume'], name).toContain(column)
    for (const { title, formula, unit, group } of createFeatureEngineer({ set }).definitions) {
      expect(title.length).toBeGreaterThan(8)
      expect(formula.length).toBeGreaterThan(4)
      expect(unit.length).toBeGreaterThan(2)
      expect(['price', 'volume', 'technical', 'market', 'time']).toContain(group)
    }
  })
})
