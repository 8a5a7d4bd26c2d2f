import { BarcastError, type Bars, unknownNameError } from '../core/index.js'
import { type DataLabelerConfig, parseConfig } from './config.js'
import { type LabeledData, labeledData } from './labeled-data.js'
import { labelByMethod, OUTCOME_METHODS, type OutcomeMethod } from './outcome-methods.js'
import { type ClosePrices, type PriceSeries, priceSeries } from './price-series.js'
import { signalOutcomes, type TradedSignal } from './signal-outcome.js'

/** How rows are labelled; `signal_outcome` needs the signals. */
export type LabelOptions = { method: OutcomeMethod; signals?: never } | { method: 'signal_outcome'; signals: readonly TradedSignal[] }

export type LabelMethod = LabelOptions['method']

/** Labels rows of bars by what came after them. */
export interface DataLabeler {
  /**
   * Labels every row; see {@link createDataLabeler} for the methods.
   *
   * @throws BarcastError `bars/<rule>` for faulty bars, `labels/<rule>` for windows, thresholds or signals that do not fit them.
   */
  labelData(bars: Bars | ClosePrices, options: LabelOptions): LabeledData
  /** Rows per class, in order of first appearance. Missing labels ('') are not counted. */
  calculateLabelDistribution(labels: readonly string[]): Record<string, number>
}

const METHODS: readonly LabelMethod[] = [...OUTCOME_METHODS, 'signal_outcome']

function labelBySignals(series: PriceSeries, signals: readonly TradedSignal[]): LabeledData {
  const { returns, label } = signalOutcomes(series.timeMs, signals)
  const names = ['signal_return', 'signal_outcome']
  return labeledData(series.timeMs, names, new Map([['signal_return', returns]]), new Map([['signal_outcome', label]]))
}

function checkOptions(options: LabelOptions | undefined): void {
  const method: LabelMethod | undefined = options?.method
  const signals = options?.signals
  if (method === undefined || !METHODS.includes(method)) {
    throw unknownNameError('labels/unknown-method', 'Label data', 'method', `${method}`, METHODS, { path: 'method' })
  }
  const needed = method === 'signal_outcome'
  if (needed !== Array.isArray(signals)) {
    const rule = needed ? 'signal_outcome needs signals' : `${method} takes no signals`
    throw new BarcastError('labels/signals', `Label data: ${rule}, found ${typeof signals}`, { value: signals, where: { path: 'signals' } })
  }
}

/**
 * Makes a labeler. With h the horizon and r = close[t + h] / close[t] − 1 (column `return_…`), the methods are
 *
 * - `return_based`: r against `thresholds`. Defaults ±0.005 and ±0.02.
 * - `volatility_adjusted`: r / (σ √h) against `thresholds`, h in bars. σ is the sample standard deviation of the last `volatilityBars`
 *   one-bar returns up to row t, so it is learnt from the past alone; σ √h is column `volatility_…`. Defaults ±0.5 and ±2.
 * - `quantile_based`: r against quantiles of the last `quantileOutcomes` outcomes already known at row t (those with t1 ≤ t0 of the row).
 *   `thresholds` are probabilities, default 0.2, 0.4, 0.6, 0.8: five classes of about equal size.
 * - `direction`: `up` for r > `deadBand` (default 0.002), `down` for r < −`deadBand`, else `flat`.
 * - `long_short_flat`: LONG or SHORT, whichever position earns more than `deadBand` after costs, else FLAT.
 * - `profitable`: `yes` when a position of the given `side` (default long) earns anything after costs, else `no`.
 * - `price_change` and `future_volatility` have no classes but targets: r, and the sample standard deviation of the one-bar returns after the row up
 *   to its outcome (column `future_volatility_…`, two returns at least); read them by `target(name)`.
 * - `signal_outcome`: rows at which a signal was given, by side and by sign of its realised profit (`SIGNAL_OUTCOME_CLASSES`);
 *   columns `signal_return` and `signal_outcome`. Horizons and thresholds play no part.
 *
 * Costs (`feeBps`, `slippageBps` per fill): a long position opens at close (1 + s) and closes at close (1 − s), a short one the other way round, and
 * both fills pay the fee. With costs, column `net_return_…` is what is classed: what the better side earns, negative for a short position, 0 when
 * neither pays; for `profitable` what its side earns. `direction`, `price_change` and `future_volatility` look at prices alone.
 *
 * Edges: see `Thresholds`; `hold` is sell < r < buy. Infinite edges remove classes: `{ strongBuy: Infinity, strongSell: -Infinity }`
 * leaves sell, hold, buy; adding `{ buy: 0, sell: 0 }` leaves sell and buy (0 is a buy).
 *
 * `forwardWindows` are minutes and end at the bar that opens exactly so much later (`label_5min`); `horizonBars` count rows whatever gap
 * lies between (`label_5bars`). A row has no label ('', −1, t1 NaN) when its horizon ends after the last bar or in a gap, when one of its
 * two closes is NaN, when the past does not yet give volatility or quantiles, and by `maxGapBars` and `maxVolatilities`; `missing(name)` counts them by
 * reason. A label changes
 * only with bars up to its t1.
 *
 * @throws BarcastError `labels/config`, `labels/unknown-option`, `labels/unknown-threshold`, `labels/horizons` (both kinds given).
 *
 * @example
 * const labeler = createDataLabeler({ horizonBars: [5], thresholds: { buy: 0.01, sell: -0.01 } })
 * const { value, classes, t1 } = labeler.labelData(bars, { method: 'return_based' }).spans('label_5bars')
 */
export function createDataLabeler(config: DataLabelerConfig = {}): DataLabeler {
  const parsed = parseConfig(config)
  return {
    labelData(bars, options) {
      checkOptions(options)
      const series = priceSeries(bars)
      return options.method === 'signal_outcome' ? labelBySignals(series, options.signals) : labelByMethod(series, options.method, parsed)
    },
    calculateLabelDistribution(labels) {
      const counts = new Map<string, number>()
      for (const label of labels) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1)
      return Object.fromEntries(counts)
    },
  }
}
