import type { Bars } from '../core/index.js'
import type { ConfusionMatrix, ReliabilityCurve } from '../metrics/index.js'
import type { MonitoringReport } from '../monitoring/index.js'
import type { FigureUnit } from './number-text.js'

/** One line of the table of key figures. NaN is "not defined" and shows as a dash. */
export interface Figure {
  name: string
  strategy: number
  benchmark?: number
  unit: FigureUnit
  /** How it is calculated, in a sentence. */
  definition: string
}

/** One walk-forward fold. Times are those of the first and the last row of each part. */
export interface FoldSummary {
  trainFromMs: number
  trainToMs: number
  testFromMs: number
  testToMs: number
  trainRows: number
  testRows: number
  /** Rows taken from the training part because their labels overlap the test part (purge and embargo). */
  purgedRows: number
  /** Hyperparameters chosen on the fold's own past. */
  params: Readonly<Record<string, number | string | boolean | null>>
  /** Out of sample. */
  accuracy: number
  /** Accuracy of always naming the most frequent class of the training part. */
  baselineAccuracy: number
  /** NaN where the test part holds one class only. */
  auc?: number
  logLoss?: number
}

export interface FeatureImportance {
  /** What the numbers are, with their unit: `share of total gain`. */
  label: string
  features: readonly { name: string; value: number }[]
}

export interface Calibration {
  /** The class whose probability is judged. */
  className: string
  /** As `reliabilityCurve` of `barcast/metrics` gives it, over out-of-sample rows. */
  curve: ReliabilityCurve
}

export interface Confusion {
  classNames: readonly string[]
  /** As `confusionMatrix` of `barcast/metrics` gives it, over the rows of the test parts. */
  matrix: ConfusionMatrix
}

/**
 * A round trip; fits the trades of a backtest. Without `exitTimeMs` it is still open, marked at the last close. With entry and exit it is marked on the candles, with
 * `adverseFraction` and `favourableFraction` it is a dot among the excursions.
 */
export interface TradeOutcome {
  returnFraction: number
  exitTimeMs?: number
  symbol?: string
  side?: 'long' | 'short'
  entryTimeMs?: number
  entryPrice?: number
  exitPrice?: number
  /** After costs, in account currency. */
  pnl?: number
  /** Largest move against the position (MAE) and in its favour (MFE) while it was held, as a fraction of the entry price; only the size counts. */
  adverseFraction?: number
  favourableFraction?: number
}

/** Bars whose candles carry the marks of the trades. */
export type CandleBars = Pick<Bars, 'symbol' | 'openTimeMs' | 'open' | 'high' | 'low' | 'close'>

/** What was held at each close, as multiples of equity; NaN is missing. */
export interface Exposure {
  /** Long less short. */
  net: Float64Array
  /** Long plus short. */
  gross: Float64Array
}

/** An amount in account currency by its name: a cost (paid > 0, received < 0), or a group's part of the profit. */
export interface NamedAmount {
  name: string
  amount: number
}

/** Where the profit came from: amounts of groups that add up to it. */
export interface Attribution {
  /** What the groups are: `symbol`, `hour`, `regime`. */
  by: string
  groups: readonly NamedAmount[]
}

/** How the figures came about. What is left out is reported as not stated. */
export interface Assumptions {
  rowsDropped?: readonly { reason: string; rows: number }[]
  /** Parameter sets tried over all folds and searches: the more, the likelier a good one by luck. */
  trialsSearched?: number
  /** Probability that the Sharpe ratio is above what so many trials give by luck, 0 … 1: `deflatedSharpeRatio` of `barcast/metrics`. */
  deflatedSharpeRatio?: number
  /** Fee per trade in hundredths of a percent of the traded value. */
  feeBps?: number
  /** `fixed`: the rate is a fraction of the price; `linear` and `sqrt`: times the order's share of its bar's volume, or that share's root. */
  slippage?: { model: 'fixed' | 'linear' | 'sqrt'; rate: number }
  /** When and at which price orders fill: `at the next bar's open`. */
  fills?: string
  notes?: readonly string[]
}

/** Everything a tear sheet shows, as plain data. Sections without data are left out. */
export interface TearSheetInput {
  title: string
  symbol: string
  timeframeMs: number
  /** Version of the library that made the figures. */
  libraryVersion: string
  /** Label of amounts, for example `USD`. */
  currency?: string
  /** Ascending epoch milliseconds of the bars; months and years are UTC. */
  timeMs: Float64Array
  /** Account at each bar's close. */
  equity: Float64Array
  /** Account before the first bar: where returns and drawdown start. */
  initialEquity: number
  /** The same initial equity held in something else, bar by bar; NaN is missing. */
  benchmark?: { name: string; equity: Float64Array }
  figures?: readonly Figure[]
  /** Bars per year; with it the rolling Sharpe ratio over half a year is drawn. */
  periodsPerYear?: number
  trades?: readonly TradeOutcome[]
  /** Drawn as candles with the trades of their symbol on them, to be zoomed and moved. Bars beyond 4,000 are merged into longer candles. */
  bars?: CandleBars
  exposure?: Exposure
  /** Over the whole run: fees, slippage, funding, borrow. */
  costs?: readonly NamedAmount[]
  attribution?: readonly Attribution[]
  folds?: readonly FoldSummary[]
  importance?: FeatureImportance
  calibration?: Calibration
  confusion?: Confusion
  /** What a monitor saw of the model at work, as `generateMonitoringReport` gives it. */
  monitoring?: MonitoringReport
  assumptions?: Assumptions
  /** Why the result could not have been had, when it could not: `filled at the close that gave the signal`. Marks the page as not tradable. */
  notTradable?: string
  /** Shown at the top, in full. A warning of zero cost is added when the assumptions say so. */
  warnings?: readonly string[]
}
