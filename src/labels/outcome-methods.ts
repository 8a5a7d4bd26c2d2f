import { BarcastError } from '../core/index.js'
import type { Horizon, ParsedConfig } from './config.js'
import { bestSideReturn, type TradeCosts, tradeReturn } from './costs.js'
import { forwardReturns, horizonLength, OUTLIER, outcomeRows, UNJUDGED } from './forward-return.js'
import { type LabelColumn, type LabeledData, labeledData, type TargetColumn } from './labeled-data.js'
import type { PriceSeries } from './price-series.js'
import { labelByQuantiles, labelByThresholds, type Outcomes, volatilityScores } from './return-labels.js'
import {
  bandOf,
  classLabels,
  DIRECTION_CLASSES,
  futureVolatility,
  numericTarget,
  POSITION_CLASSES,
  PROFITABLE_CLASSES,
} from './target-labels.js'
import { type ReturnMethod, resolveThresholds, type Thresholds } from './thresholds.js'
import { trailingVolatility } from './trailing-volatility.js'
import { refuseGaps } from './window-gap.js'

const RETURN_METHODS: readonly ReturnMethod[] = ['return_based', 'volatility_adjusted', 'quantile_based']
const TARGET_METHODS = ['direction', 'long_short_flat', 'profitable', 'price_change', 'future_volatility'] as const

/** Methods about what came one horizon after a row. */
export type OutcomeMethod = ReturnMethod | (typeof TARGET_METHODS)[number]
export const OUTCOME_METHODS: readonly OutcomeMethod[] = [...RETURN_METHODS, ...TARGET_METHODS]

/** Columns of all horizons in the making. */
interface Table {
  names: string[]
  columns: Map<string, Float64Array>
  labels: Map<string, LabelColumn>
  targets: Map<string, TargetColumn>
}

interface Job {
  series: PriceSeries
  method: OutcomeMethod
  config: ParsedConfig
  /** Trailing volatility of one bar, where the method or `maxVolatilities` needs it. */
  volatility: Float64Array | undefined
  /** Of the methods that class a return. */
  thresholds: Thresholds | undefined
  /** Undefined without costs. */
  costs: TradeCosts | undefined
}

const isReturnMethod = (method: OutcomeMethod): method is ReturnMethod => (RETURN_METHODS as readonly string[]).includes(method)

function costsOf(method: OutcomeMethod, { feeBps, slippageBps }: ParsedConfig): TradeCosts | undefined {
  const aboutTrades = method === 'long_short_flat' || method === 'profitable'
  if (!aboutTrades && !isReturnMethod(method)) return undefined
  const costs = { fee: (feeBps ?? (aboutTrades ? 10 : 0)) / 10_000, slippage: (slippageBps ?? (aboutTrades ? 5 : 0)) / 10_000 }
  return aboutTrades || costs.fee > 0 || costs.slippage > 0 ? costs : undefined
}

/** Returns of one horizon, without those that gaps or `maxVolatilities` rule out. */
function outcomesOf({ series, config, volatility }: Job, horizon: Horizon, bars: number): Outcomes {
  const rows = outcomeRows(series, horizon)
  refuseGaps(series, rows, config.maxGapBars)
  const returns = forwardReturns(series.close, rows)
  const { maxVolatilities } = config
  if (maxVolatilities !== undefined) {
    for (let i = 0; i < rows.length; i++) {
      if (Number.isNaN(returns[i]!)) continue
      const unit = volatility![i]! * Math.sqrt(bars)
      if (unit > 0 && Math.abs(returns[i]!) <= maxVolatilities * unit) continue
      rows[i] = unit > 0 ? OUTLIER : UNJUDGED
      returns[i] = Number.NaN
    }
  }
  return { timeMs: series.timeMs, rows, returns }
}

/** What is classed: the return, or after costs what the better side (for `profitable` the one asked about) earns. */
function netReturns({ series, method, config }: Job, { rows, returns }: Outcomes, costs: TradeCosts): Float64Array {
  const { close } = series
  return returns.map((r, i) => {
    if (Number.isNaN(r)) return r
    const [entry, exit] = [close[i]!, close[rows[i]!]!]
    return method === 'profitable' ? tradeReturn(config.side, entry, exit, costs) : bestSideReturn(entry, exit, costs)
  })
}

function addTarget(table: Table, name: string, outcomes: Outcomes, value: Float64Array): void {
  table.names.push(name)
  table.columns.set(name, value)
  table.targets.set(name, numericTarget(outcomes, value))
}

function classesOf({ method, config }: Job, outcomes: Outcomes, scores: Float64Array): LabelColumn | undefined {
  const { deadBand } = config
  if (method === 'direction') return classLabels(outcomes, scores, DIRECTION_CLASSES, (score) => bandOf(score, deadBand))
  if (method === 'long_short_flat') return classLabels(outcomes, scores, POSITION_CLASSES, (score) => bandOf(score, deadBand))
  if (method === 'profitable') return classLabels(outcomes, scores, PROFITABLE_CLASSES, (score) => (score > 0 ? 1 : 0))
  return undefined
}

function labelHorizon(job: Job, horizon: Horizon, table: Table): void {
  const { series, method, config, volatility, thresholds, costs } = job
  const bars = horizonLength(horizon, series.timeframeMs)
  const suffix = `${horizon.count}${horizon.unit}`
  const outcomes = outcomesOf(job, horizon, bars)
  if (method === 'future_volatility') {
    if (bars < 2) {
      const rule = `future_volatility needs a horizon of two bars or more, found ${suffix}`
      throw new BarcastError('labels/horizon-too-short', `Label data: ${rule}`, { value: horizon.count, where: { path: 'horizonBars' } })
    }
    addTarget(table, `future_volatility_${suffix}`, outcomes, futureVolatility(series.close, outcomes.rows))
    return
  }
  addTarget(table, `return_${suffix}`, outcomes, outcomes.returns)
  const scores = costs === undefined ? outcomes.returns : netReturns(job, outcomes, costs)
  if (costs !== undefined) addTarget(table, `net_return_${suffix}`, outcomes, scores)
  let label = classesOf(job, outcomes, scores)
  if (method === 'volatility_adjusted') {
    const horizonVolatility = volatility!.map((sigma) => sigma * Math.sqrt(bars))
    table.columns.set(`volatility_${suffix}`, horizonVolatility)
    table.names.push(`volatility_${suffix}`)
    label = labelByThresholds(outcomes, volatilityScores(scores, horizonVolatility), thresholds!)
  } else if (method === 'quantile_based') label = labelByQuantiles(outcomes, scores, thresholds!, config.quantileOutcomes)
  else if (method === 'return_based') label = labelByThresholds(outcomes, scores, thresholds!)
  if (label === undefined) return
  table.labels.set(`label_${suffix}`, label)
  table.names.push(`label_${suffix}`)
}

/** Labels every horizon of the config. */
export function labelByMethod(series: PriceSeries, method: OutcomeMethod, config: ParsedConfig): LabeledData {
  const needsVolatility = method === 'volatility_adjusted' || config.maxVolatilities !== undefined
  const job: Job = {
    series,
    method,
    config,
    volatility: needsVolatility ? trailingVolatility(series.close, config.volatilityBars) : undefined,
    thresholds: isReturnMethod(method) ? resolveThresholds(method, config.thresholds) : undefined,
    costs: costsOf(method, config),
  }
  const table: Table = { names: [], columns: new Map(), labels: new Map(), targets: new Map() }
  for (const horizon of config.horizons) labelHorizon(job, horizon, table)
  return labeledData(series.timeMs, table.names, table.columns, table.labels, table.targets)
}
