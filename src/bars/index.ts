/**
 * Bars in and out: CSV as exchanges and tools export it (also gzip and streams), one repair with a report of everything it did,
 * bars from arrays, and the names of symbols.
 *
 * @example
 * import { cleanBars, formatCleanReport, parseCsv } from 'barcast/bars'
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
export type { CleanPolicy, ColumnReference, CsvOptions, JsonOptions, ReadOptions, ResampleOptions, ResamplerOptions } from './config.js'
export { parseCsv } from './parse-csv.js'
export { parseJson } from './parse-json.js'
export type { CalendarOptions } from './period.js'
export { readBars } from './read-bars.js'
export { resampleBars } from './resample-bars.js'
export type { Resampler, ResamplerSnapshot } from './resampler.js'
export { createResampler } from './resampler.js'
export { splitBars } from './split-bars.js'
export type { SymbolParts, SymbolStyle } from './symbol.js'
export { formatSymbol, normalizeSymbol } from './symbol.js'
export { toCsv } from './write-csv.js'
export { toJson } from './write-json.js'
