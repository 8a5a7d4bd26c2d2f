import { BarcastError, type Bars, checkBars, type Labels } from '../core/index.js'
import { atr } from '../indicators/index.js'
import { BARRIER_CLASSES, type BarrierExits, BarrierWalk, type BothTouched, noExits, verticalBarrier } from './barrier-exit.js'
import { type ParsedBarriers, parseBarriers } from './config.js'
import { tradeReturn } from './costs.js'
import { checkEvents, checkSides } from './events.js'
import { AFTER_END, IN_GAP } from './forward-return.js'
import { priceSeries } from './price-series.js'
import { trailingVolatility } from './trailing-volatility.js'
import { refuseGaps } from './window-gap.js'

/**
 * What a barrier of multiple 1 is away from the entry, as a fraction of its price, learnt from bars up to the row: the sample standard deviation of the last
 * `volatilityBars` one-bar returns, the average true range over `atrBars` bars ÷ close, the same fraction for all rows (0.01 is one percent), or one of your
 * own for each row (NaN: no label).
 */
export type BarrierWidth = { volatilityBars: number } | { atrBars: number } | { fraction: number } | Float64Array

/** Options of {@link tripleBarrierLabels}. The vertical barrier is `maxBars` or `maxMs`, one of the two. */
export type TripleBarrierOptions = {
  /** Default `{ volatilityBars: 100 }`: of one bar, so h bars ahead move about √h of it. */
  width?: BarrierWidth
  /** Distance of the target in widths. Infinity: none. Default 1. */
  profit?: number
  /** Distance of the stop in widths. Infinity: none. Default 1. */
  stop?: number
  /** Default `stop`. */
  bothTouched?: BothTouched
  /** The position, of all rows or of each: 1 long, −1 short, 0 or NaN none. Default long. */
  side?: 'long' | 'short' | ArrayLike<number>
  /** Rows to label, such as those of `cusumEvents`. Default: all. */
  events?: ArrayLike<number>
  /** Rows of a smaller width have no label: what they could win would not pay. Default 0. */
  minReturn?: number
  /** A row has no label when its span meets a gap or halt of more missing bars than this. Default Infinity. */
  maxGapBars?: number
  /** Fee of each of the two fills. Default 10. */
  feeBps?: number
  /** How much worse than its price each fill is. Default 5. */
  slippageBps?: number
} & (
  | {
      /** Bars after which a position ends, at the close. */
      maxBars: number
      maxMs?: never
    }
  | {
      /** Time after which it ends: at the close of the bar that opens so much later, or at the open of the next one when the market was closed then. */
      maxMs: number
      maxBars?: never
    }
)

/** How many rows have no label, by reason. */
export interface MissingBarriers {
  total: number
  /** No barrier was touched up to the last bar, and the vertical one is after it. */
  afterEnd: number
  /** The span meets a gap beyond `maxGapBars`. */
  inGap: number
  /** A price is missing at the entry, or in the first bar that may have decided. */
  noPrice: number
  /** The past gives no width yet, or one of 0. */
  noHistory: number
  /** The width is below `minReturn`. */
  tooNarrow: number
  /** Not among the events, or without a side. */
  noEvent: number
}

/** Labels of the triple barrier and how each position ended; rows without a label have NaN (−1 in `exitRow`). */
export interface TripleBarrierLabels extends Labels {
  /** 1 long, −1 short, 0 none. */
  readonly side: Int8Array
  /** Width of the row, as a fraction of its close; known at the row, also where there is no label. */
  readonly width: Float64Array
  /** Row that decided the label; `t1` is its time. */
  readonly exitRow: Int32Array
  /** Price of the exit before slippage: the barrier, the open of a bar that opened beyond it, or the close at the end of the time. */
  readonly exitPrice: Float64Array
  /** What the position earned after fees and slippage, as a fraction. */
  readonly netReturn: Float64Array
  readonly missing: MissingBarriers
}

const ACTION = 'Label by triple barrier'
type Reason = Exclude<keyof MissingBarriers, 'total'>

function widths(bars: Bars, width: BarrierWidth): Float64Array {
  if (width instanceof Float64Array) {
    if (width.length === bars.length) return width
    throw new BarcastError('labels/row-count', `${ACTION}: width must have one value a row (${bars.length}), found ${width.length}`, {
      value: width.length,
      where: { path: 'width' },
    })
  }
  if ('fraction' in width) return new Float64Array(bars.length).fill(width.fraction)
  if ('atrBars' in width) return atr(bars, { period: width.atrBars }).map((range, i) => range / bars.close[i]!)
  return trailingVolatility(bars.close, width.volatilityBars)
}

function entryFault(price: number, width: number, minReturn: number): Reason | undefined {
  if (!(price > 0)) return 'noPrice'
  if (!(width > 0 && width < Infinity)) return 'noHistory'
  return width < minReturn ? 'tooNarrow' : undefined
}

function exitFault(row: number): Reason | undefined {
  if (row >= 0) return undefined
  return row === AFTER_END ? 'afterEnd' : row === IN_GAP ? 'inGap' : 'noPrice'
}

/** Exits of the rows without a fault. */
function walk(bars: Bars, width: Float64Array, side: Int8Array, options: ParsedBarriers, faultAt: (row: number) => unknown): BarrierExits {
  const { profit, stop, maxBars, maxMs, bothTouched } = options
  const positions = new BarrierWalk(bars, verticalBarrier(bars, maxBars, maxMs), bothTouched)
  const exits = noExits(bars.length)
  for (let row = 0; row < bars.length; row++) {
    if (faultAt(row) !== undefined) continue
    const [entry, sign, unit] = [bars.close[row]!, side[row]!, width[row]!]
    positions.note(exits, row, { sign, target: entry * (1 + sign * profit * unit), stop: entry * (1 - sign * stop * unit) })
  }
  return exits
}

/**
 * Triple-barrier labels (López de Prado 2018, section 3.3): a position opened at the close of a row ends at its target, its stop or its time limit, whichever
 * comes first; classes `stop`, `timeout`, `target`. For a long one the target is close (1 + `profit` · width) and the stop close (1 − `stop` · width); for a
 * short one the other way round. A barrier is touched by the high or low of a later bar, edges included. A bar that opens beyond a barrier fills at its
 * open; one that reaches both without that is decided by `bothTouched`.
 *
 * A position still open at the last bar has no label, nor has one whose deciding bar lacks a price. A label changes only with bars up to its t1 and is known at the
 * close of that bar. So the last rows have only those labels that were decided fast.
 *
 * @throws BarcastError `bars/<rule>`, `labels/config`, `labels/unknown-option`, `labels/horizons`, `labels/row-count`, `labels/events`, `labels/sides`,
 *   `labels/window-multiple` (`maxMs` is no whole number of bars).
 *
 * @example
 * const labels = tripleBarrierLabels(bars, { profit: 3, stop: 2, maxBars: 48, events: cusumEvents(bars, { threshold: 0.02 }) })
 * labels.value[0] // index into labels.classes: 0 stop, 1 timeout, 2 target; −1 none
 */
export function tripleBarrierLabels(bars: Bars, options: TripleBarrierOptions): TripleBarrierLabels {
  const parsed = parseBarriers(options, ACTION)
  // Closes alone would do for other labels: barriers need highs and lows.
  checkBars(bars, ACTION)
  const series = priceSeries(bars)
  const { length, close, openTimeMs, timeframeMs } = bars
  const { maxMs, minReturn, maxGapBars } = parsed
  if (maxMs !== undefined && !Number.isInteger(maxMs / timeframeMs)) {
    throw new BarcastError(
      'labels/window-multiple',
      `${ACTION}: maxMs must be a whole number of bars (${timeframeMs} ms), found ${maxMs}`,
      {
        value: maxMs,
        where: { path: 'maxMs' },
      },
    )
  }
  const side = checkSides(parsed.side, length, ACTION)
  const isEvent = checkEvents(parsed.events, length, ACTION)
  const width = widths(bars, parsed.width)
  const faultAt = (row: number): Reason | undefined =>
    side[row] === 0 || !isEvent(row) ? 'noEvent' : entryFault(close[row]!, width[row]!, minReturn)
  const exits = walk(bars, width, side, parsed, faultAt)
  refuseGaps(series, exits.row, maxGapBars)

  const costs = { fee: parsed.feeBps / 10_000, slippage: parsed.slippageBps / 10_000 }
  const missing: MissingBarriers = { total: 0, afterEnd: 0, inGap: 0, noPrice: 0, noHistory: 0, tooNarrow: 0, noEvent: 0 }
  const t1 = new Float64Array(length).fill(Number.NaN)
  const netReturn = new Float64Array(length).fill(Number.NaN)
  for (let row = 0; row < length; row++) {
    const fault = faultAt(row) ?? exitFault(exits.row[row]!)
    if (fault === undefined) {
      t1[row] = openTimeMs[exits.row[row]!]!
      netReturn[row] = tradeReturn(side[row]! > 0 ? 'long' : 'short', close[row]!, exits.price[row]!, costs)
      continue
    }
    missing.total += 1
    missing[fault] += 1
    exits.row[row] = -1
    exits.class[row] = -1
    exits.price[row] = Number.NaN
  }
  const { row: exitRow, class: value, price: exitPrice } = exits
  return {
    length,
    timeMs: openTimeMs,
    value,
    classes: BARRIER_CLASSES,
    t0: openTimeMs,
    t1,
    side,
    width,
    exitRow,
    exitPrice,
    netReturn,
    missing,
  }
}
