/**
 * Technical indicators: one definition gives whole columns, a stream that takes one bar at a time, `replaceLast` for the forming bar,
 * snapshot and restore, all with the same bits. Values equal TA-Lib's; what TA-Lib lacks follows the published formula its docstring names.
 *
 * @example
 * import { rsi, macd } from 'barcast/indicators'
 * import { barAt } from 'barcast/core'
 * import { simulateBars } from 'barcast/testing'
 *
 * const bars = simulateBars({ seed: 1, length: 300 })
 * const history = rsi(bars, { period: 14 })
 * const { histogram } = macd(bars)
 *
 * const live = rsi.stream({ period: 14 })
 * let last = NaN
 * for (let row = 0; row < bars.length; row++) last = live.next(barAt(bars, row))
 * console.log(last === history[299], histogram.length) // true 300
 *
 * @module indicators
 */
import type { Indicator } from './indicator.js'
import { aroon } from './momentum/aroon.js'
import { aroonOscillator } from './momentum/aroon-oscillator.js'
import { cci } from './momentum/cci.js'
import { macd } from './momentum/macd.js'
import { momentum } from './momentum/momentum.js'
import { roc } from './momentum/roc.js'
import { rsi } from './momentum/rsi.js'
import { stochastic } from './momentum/stochastic.js'
import { stochasticRsi } from './momentum/stochastic-rsi.js'
import { trix } from './momentum/trix.js'
import { tsi } from './momentum/tsi.js'
import { ultimateOscillator } from './momentum/ultimate-oscillator.js'
import { williamsR } from './momentum/williams-r.js'
import { lag } from './statistics/lag.js'
import { rollingCorrelation } from './statistics/rolling-correlation.js'
import { rollingKurtosis } from './statistics/rolling-kurtosis.js'
import { rollingMax } from './statistics/rolling-max.js'
import { rollingMin } from './statistics/rolling-min.js'
import { rollingQuantile } from './statistics/rolling-quantile.js'
import { rollingRank } from './statistics/rolling-rank.js'
import { rollingSkew } from './statistics/rolling-skew.js'
import { rollingStd } from './statistics/rolling-std.js'
import { rollingSum } from './statistics/rolling-sum.js'
import { rollingZScore } from './statistics/rolling-z-score.js'
import { adx } from './trend/adx.js'
import { dema } from './trend/dema.js'
import { ema } from './trend/ema.js'
import { hma } from './trend/hma.js'
import { ichimoku } from './trend/ichimoku.js'
import { kama } from './trend/kama.js'
import { minusDi } from './trend/minus-di.js'
import { parabolicSar } from './trend/parabolic-sar.js'
import { plusDi } from './trend/plus-di.js'
import { sma } from './trend/sma.js'
import { superTrend } from './trend/super-trend.js'
import { tema } from './trend/tema.js'
import { wma } from './trend/wma.js'
import { atr } from './volatility/atr.js'
import { bollinger } from './volatility/bollinger.js'
import { donchian } from './volatility/donchian.js'
import { garmanKlass } from './volatility/garman-klass.js'
import { keltner } from './volatility/keltner.js'
import { natr } from './volatility/natr.js'
import { parkinson } from './volatility/parkinson.js'
import { rogersSatchell } from './volatility/rogers-satchell.js'
import { trueRange } from './volatility/true-range.js'
import { yangZhang } from './volatility/yang-zhang.js'
import { accumulationDistribution } from './volume/accumulation-distribution.js'
import { chaikinMoneyFlow } from './volume/chaikin-money-flow.js'
import { chaikinOscillator } from './volume/chaikin-oscillator.js'
import { forceIndex } from './volume/force-index.js'
import { mfi } from './volume/mfi.js'
import { obv } from './volume/obv.js'
import { volumePriceTrend } from './volume/volume-price-trend.js'
import { vwap } from './volume/vwap.js'
import { vwma } from './volume/vwma.js'

export type { IndicatorDefinition, ParamRule, ParamRules, Params } from './definition.js'
export type { Graph, GraphColumn, GraphNode, Source } from './graph.js'
export { createGraph, graphSignature, runGraph } from './graph.js'
export type { GraphStream } from './graph-stream.js'
export { createGraphStream } from './graph-stream.js'
export type { Columns, Indicator, Values } from './indicator.js'
export { defineIndicator } from './indicator.js'
export type { StreamSnapshot } from './snapshot.js'
export type { IndicatorStream } from './stream.js'
export {
  accumulationDistribution,
  adx,
  aroon,
  aroonOscillator,
  atr,
  bollinger,
  cci,
  chaikinMoneyFlow,
  chaikinOscillator,
  dema,
  donchian,
  ema,
  forceIndex,
  garmanKlass,
  hma,
  ichimoku,
  kama,
  keltner,
  lag,
  macd,
  mfi,
  minusDi,
  momentum,
  natr,
  obv,
  parabolicSar,
  parkinson,
  plusDi,
  roc,
  rogersSatchell,
  rollingCorrelation,
  rollingKurtosis,
  rollingMax,
  rollingMin,
  rollingQuantile,
  rollingRank,
  rollingSkew,
  rollingStd,
  rollingSum,
  rollingZScore,
  rsi,
  sma,
  stochastic,
  stochasticRsi,
  superTrend,
  tema,
  trix,
  trueRange,
  tsi,
  ultimateOscillator,
  volumePriceTrend,
  vwap,
  vwma,
  williamsR,
  wma,
  yangZhang,
}

/** An indicator of any parameters and outputs. */
export type AnyIndicator = Pick<Indicator<Record<never, never>, string>, 'definition'>

/** Every indicator by name, for tools that list or test them all. */
export const indicators = {
  accumulationDistribution,
  adx,
  aroon,
  aroonOscillator,
  atr,
  bollinger,
  cci,
  chaikinMoneyFlow,
  chaikinOscillator,
  dema,
  donchian,
  ema,
  forceIndex,
  garmanKlass,
  hma,
  ichimoku,
  kama,
  keltner,
  lag,
  macd,
  mfi,
  minusDi,
  momentum,
  natr,
  obv,
  parabolicSar,
  parkinson,
  plusDi,
  roc,
  rogersSatchell,
  rollingCorrelation,
  rollingKurtosis,
  rollingMax,
  rollingMin,
  rollingQuantile,
  rollingRank,
  rollingSkew,
  rollingStd,
  rollingSum,
  rollingZScore,
  rsi,
  sma,
  stochastic,
  stochasticRsi,
  superTrend,
  tema,
  trix,
  trueRange,
  tsi,
  ultimateOscillator,
  volumePriceTrend,
  vwap,
  vwma,
  williamsR,
  wma,
  yangZhang,
} as const
