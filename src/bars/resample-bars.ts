import { BarcastError, type Bars, checkBars } from '../core/index.js'
import { type ExtraRule, extraRules } from './aggregate.js'
import { BarBuilder } from './bar-builder.js'
import { parseResampleOptions, type ResampleOptions } from './config.js'
import { type CalendarOptions, type Period, periodOf } from './period.js'

const ACTION = 'Resample bars'

/**
 * The periods of both timeframes.
 *
 * @throws BarcastError `bars/not-a-multiple`, and those of {@link periodOf}.
 */
export function periodsOf(
  from: number | string,
  to: number | string,
  calendar: CalendarOptions,
  action: string,
): [from: Period, to: Period] {
  const target = periodOf(to, calendar, action)
  const plain = periodOf(from, {}, action)
  // Lower bars of days are cut by the same calendar; shorter ones are the same in all.
  const source = plain.timeframeMs % 86_400_000 === 0 ? periodOf(from, calendar, action) : plain
  const wholes = source.timeframeMs < target.timeframeMs && target.unitMs % source.timeframeMs === 0
  if (wholes) return [source, target]
  throw new BarcastError(
    'bars/not-a-multiple',
    `${action}: the timeframe must be a multiple of the bars' ${source.name} and longer, found ${target.name}`,
    { value: to, where: { path: 'timeframe' } },
  )
}

/** Columns of the bars made so far. */
interface Rows {
  openTimeMs: number[]
  open: number[]
  high: number[]
  low: number[]
  close: number[]
  volume: number[]
  closeTimeMs: number[]
  extra: number[][]
}

function append(rows: Rows, bar: BarBuilder): void {
  rows.openTimeMs.push(bar.openMs)
  rows.open.push(bar.open)
  rows.high.push(bar.high)
  rows.low.push(bar.low)
  rows.close.push(bar.close)
  rows.volume.push(bar.volume)
  rows.closeTimeMs.push(bar.closeMs)
  for (let k = 0; k < rows.extra.length; k++) rows.extra[k]!.push(bar.extra[k]!)
}

function refuseNow(nowMs: number, lastTimeMs: number): never {
  throw new BarcastError('bars/now', `Resample bars: nowMs must not be before the last bar's open ${lastTimeMs}, found ${nowMs}`, {
    value: nowMs,
    where: { path: 'nowMs' },
  })
}

/**
 * Bars of a longer timeframe: `openTimeMs` is the open of each, `extra.closeTimeMs` the instant at which it is complete, before which
 * nothing may look at it ({@link alignBars} sees to that). Open is the first, high the largest, low the smallest, close the last and
 * volume the sum of its bars, as pandas' `resample(…, label='left', closed='left').agg(…)`.
 *
 * - Timeframes below a day are counted from 1970-01-01 UTC. Days, weeks (from Monday) and months (`1M`) follow `timeZone` and
 *   `dayStart`: days of 23 and 25 hours are one bar each, with a `timeframeMs` that is nominal (24 hours; a month counts 31 days).
 * - A bar is complete when its close is reached: by the close of the last bar given, or by `nowMs`. Only the last one can be incomplete.
 * - Missing bars: a bar is made of those there are, times without any have none. The first bar holds what the history has of it.
 * - Missing values (NaN) are passed over; where all are missing, so is the result (pandas' sum gives 0). Where a high or low is missing
 *   beside a known open or close, the bar is widened to hold them.
 *
 * @param timeframe A name such as `1h`, `1d`, `1w`, `1M`, or milliseconds: a multiple of the bars' own.
 * @throws BarcastError `bars/not-a-multiple`, `bars/across-boundary` (a bar that reaches into the next longer one), `bars/no-aggregate`,
 * `bars/empty` when no bar is complete, `bars/calendar`, `bars/time-zone`, `bars/time-of-day`, `bars/now`, `bars/unknown-column`,
 * `bars/config`, `bars/unknown-option`, those of `parseTimeframe`, and `bars/<rule>` for faulty bars.
 */
export function resampleBars(bars: Bars, timeframe: string | number, options: ResampleOptions = {}): Bars {
  const { bars: made, name } = resample(bars, timeframe, options)
  if (made === undefined) {
    throw new BarcastError('bars/empty', `${ACTION}: the ${bars.length} bars must fill at least one of ${name}, found none complete`, {
      value: bars.length,
    })
  }
  return made
}

/** Longer bars and where in the history each becomes known. */
export interface ResampledRows {
  /** As {@link resampleBars} gives them; undefined when none is complete. */
  bars: Bars | undefined
  /**
   * For each of them the row of the given bar with which it is complete: the one that closes together with it, or, where that is missing, the
   * first after it. That row and later ones may look at it.
   */
  closedAtRow: Int32Array
}

/**
 * Bars of a longer timeframe as {@link resampleBars} makes them, with the rows from which on they are known: what {@link createResampler} returns at each
 * live bar.
 *
 * @throws BarcastError what {@link resampleBars} throws, but `bars/empty`.
 */
export function resampleRows(
  bars: Bars,
  timeframe: string | number,
  options: Omit<ResampleOptions, 'nowMs' | 'incomplete'> = {},
): ResampledRows {
  const { bars: made, closedAtRow } = resample(bars, timeframe, options)
  return { bars: made, closedAtRow }
}

function resample(bars: Bars, timeframe: string | number, options: ResampleOptions): ResampledRows & { name: string } {
  const { aggregate, incomplete, nowMs, ...calendar } = parseResampleOptions(options)
  checkBars(bars, ACTION)
  const [from, to] = periodsOf(bars.timeframeMs, timeframe, calendar, ACTION)
  const { openTimeMs, open, high, low, close, volume, length } = bars
  const lastTimeMs = openTimeMs[length - 1]!
  if (nowMs !== undefined && nowMs < lastTimeMs) refuseNow(nowMs, lastTimeMs)
  const rules = extraRules(Object.keys(bars.extra), aggregate, ACTION)
  const extra = rules.map(({ name }) => bars.extra[name]!)
  const rows: Rows = { openTimeMs: [], open: [], high: [], low: [], close: [], volume: [], closeTimeMs: [], extra: rules.map(() => []) }
  const closedAt: number[] = []
  let row = 0
  const builder = new BarBuilder(from, to, rules, (bar) => {
    append(rows, bar)
    closedAt.push(row)
  })
  for (; row < length; row++) {
    builder.begin(openTimeMs[row]!, ACTION)
    builder.add(open[row]!, high[row]!, low[row]!, close[row]!, volume[row]!)
    for (let k = 0; k < extra.length; k++) builder.addExtra(k, extra[k]![row]!)
    builder.end(nowMs ?? Infinity)
  }
  if (builder.rows > 0 && (incomplete === 'keep' || builder.closeMs <= (nowMs ?? -Infinity))) builder.finish()
  const closedAtRow = Int32Array.from(closedAt)
  return { bars: closedAt.length === 0 ? undefined : barsOf(rows, rules, bars.symbol, to.timeframeMs), closedAtRow, name: to.name }
}

function barsOf(rows: Rows, rules: readonly ExtraRule[], symbol: string, timeframeMs: number): Bars {
  const made: Bars = {
    symbol,
    timeframeMs,
    length: rows.openTimeMs.length,
    openTimeMs: Float64Array.from(rows.openTimeMs),
    open: Float64Array.from(rows.open),
    high: Float64Array.from(rows.high),
    low: Float64Array.from(rows.low),
    close: Float64Array.from(rows.close),
    volume: Float64Array.from(rows.volume),
    extra: Object.fromEntries([
      ...rules.map(({ name }, k): [string, Float64Array] => [name, Float64Array.from(rows.extra[k]!)]),
      ['closeTimeMs', Float64Array.from(rows.closeTimeMs)],
    ]),
  }
  checkBars(made, ACTION)
  return made
}
