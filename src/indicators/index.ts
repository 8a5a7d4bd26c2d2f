/**
 * Technical indicators: one definition gives whole columns, a stream that takes one bar at a time, `replaceLast` for the forming bar,
 * snapshot and restore, all with the same bits. Values equal TA-Lib's; what TA-Lib lacks follows the published formula its docstring names.
 * {@link talib} is the door for those who port from Python: TA-Lib's own names for functions, parameters and outputs.
 *
 * @example
 * import { barAt } from 'barcast/core'
 * import { macd, rsi, talib } from 'barcast/indicators'
 * import { simulateBars } from 'barcast/testing'
 *
 * const bars = simulateBars({ seed: 1, length: 300 })
 * const history = rsi(bars, { period: 14 })
 * const { histogram } = macd(bars)
 * const { macdhist } = talib('MACD', bars, { fastperiod: 12 }) // the same, in TA-Lib's names
 *
 * const live = rsi.stream({ period: 14 })
 * let last = NaN
 * for (let row = 0; row < bars.length; row++) last = live.next(barAt(bars, row))
 * last = live.replaceLast(barAt(bars, 299)) // the forming bar, as often as it changes
 * console.log(last === history[299], macdhist[299] === histogram[299]) // true true
 *
 * @module indicators
 */
import * as candlestick from './candlestick/index.js'
import * as cycle from './cycle/index.js'
import * as math from './math/index.js'
import * as microstructure from './microstructure/index.js'
import * as momentum from './momentum/index.js'
import * as price from './price/index.js'
import * as statistics from './statistics/index.js'
import * as structure from './structure/index.js'
import * as trend from './trend/index.js'
import * as volatility from './volatility/index.js'
import * as volume from './volume/index.js'

export * from './candlestick/index.js'
export { type Composition, composeDefinition, type Node } from './composition.js'
export * from './cycle/index.js'
export type { IndicatorDefinition, ParamRule, ParamRules, Params } from './definition.js'
export type { Graph, GraphColumn, GraphNode, Source } from './graph.js'
export { createGraph, graphSignature, runGraph } from './graph.js'
export { continueGraph, type GraphHistoryState, graphCodeHash, graphStateSize } from './graph-history.js'
export type { GraphStream } from './graph-stream.js'
export { createGraphStream } from './graph-stream.js'
export type { AnyIndicator, Columns, Indicator, Values } from './indicator.js'
export { defineIndicator } from './indicator.js'
export * from './math/index.js'
export * from './microstructure/index.js'
export * from './momentum/index.js'
export * from './price/index.js'
export type { StreamSnapshot } from './snapshot.js'
export * from './statistics/index.js'
export type { IndicatorStream } from './stream.js'
export * from './structure/index.js'
export type { TalibFunction, TalibParam } from './talib/catalogue.js'
export { type TalibOptions, talib, talibFunctions } from './talib/door.js'
export type { TalibName } from './talib/entry.js'
export * from './trend/index.js'
export { variableMovingAverage } from './trend/variable-moving-average.js'
export { fitGarch, type GarchFit, type GarchOptions, garchStandardErrors } from './volatility/garch/fit.js'
export { forecastGarch } from './volatility/garch/forecast.js'
export type { GarchParameters, GarchSpec } from './volatility/garch/model.js'
export * from './volatility/index.js'
export * from './volume/index.js'

/** Every indicator by name, for tools that list or test them all. */
export const indicators = /* @__PURE__ */ (() => ({
  ...candlestick,
  ...cycle,
  ...math,
  ...microstructure,
  ...momentum,
  ...price,
  ...statistics,
  ...structure,
  ...trend,
  ...volatility,
  ...volume,
}))()
