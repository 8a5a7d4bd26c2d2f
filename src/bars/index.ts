/**
 * Bars in and out: CSV and JSON as exchanges and tools write them (also gzip and streams), one repair with a report of everything it
 * did, bars from arrays, longer bars by any time zone's calendar that are seen only once they are closed, and the names of symbols.
 *
 * @example
 * import { alignBars, cleanBars, formatCleanReport, parseCsv, resampleBars } from 'barcast/bars'
 * import { simulateBars } from 'barcast/testing'
 *
 * const text = `Date,Open,High,Low,Close,Adj Close,Volume
 * 2024-03-01,10,11,9,10.5,10.5,1200
 * 2024-03-04,10.5,10.8,10.1,10.9,10.9,900
 * 2024-03-05,10.9,11.5,10.7,11.2,11.2,null`
 *
 * const { bars, report } = cleanBars(parseCsv(text, { symbol: 'ACME' }))
 * console.log(bars.length, bars.high[1]) // 3 10.9
 * console.log(formatCleanReport(report))
 *
 * // What each day may know of weeks when it closes: the last one that is over.
 * const days = simulateBars({ seed: 1, length: 100, timeframeMs: 86_400_000 })
 * const weeks = resampleBars(days, '1w')
 * const known = alignBars(days, weeks, { columns: { close: weeks.close }, suffix: '_1w' })
 * console.log(known.names, weeks.length) // [ 'close_1w' ] 14
 *
 * @module bars
 */
export type { Aggregate } from './aggregate.js'
export type { AlignOptions, HigherColumns } from './align-bars.js'
export { alignBars } from './align-bars.js'
export type { BarColumns } from './bars-from-columns.js'
export { barsFromColumns } from './bars-from-columns.js'
export { cleanBars } from './clean-bars.js'
export type { CleanAction, CleanFinding, CleanReport, CleanRule, Gap, Outlier } from './clean-report.js'
export { formatCleanReport } from './clean-report.js'
export { closeTimeOf } from './close-times.js'
export type {
  CleanPolicy,
  ColumnReference,
  CsvOptions,
  JsonOptions,
  ReadOptions,
  ResampleOptions,
  ResamplerOptions,
  SessionCalendarOptions,
  SessionOptions,
} from './config.js'
export { parseCsv } from './parse-csv.js'
export { parseJson } from './parse-json.js'
export type { CalendarOptions } from './period.js'
export { readBars } from './read-bars.js'
export type { ResampledRows } from './resample-bars.js'
export { resampleBars, resampleRows } from './resample-bars.js'
export type { Resampler, ResamplerSnapshot } from './resampler.js'
export { createResampler } from './resampler.js'
export type { SessionCalendar, TradingSession } from './session-calendar.js'
export { createSessionCalendar } from './session-calendar.js'
export { sessionDays } from './session-days.js'
export { splitBars } from './split-bars.js'
export type { SymbolParts, SymbolStyle } from './symbol.js'
export { formatSymbol, normalizeSymbol } from './symbol.js'
export type { TimeZone } from './time-zone.js'
export { timeZoneOf } from './time-zone.js'
export { toCsv } from './write-csv.js'
export { toJson } from './write-json.js'
