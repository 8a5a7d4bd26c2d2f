/**
 * Reports as Excel files with the package `write-excel-file` (`npm install write-excel-file`). For `renderWorkbook` and `createAdvancedAnalytics` of `barcast/reports`; gives bytes,
 * which the host writes where it likes.
 *
 * @example
 * import { createExcelWriter } from 'barcast/adapters/report/write-excel-file'
 * import { renderWorkbook } from 'barcast/reports'
 *
 * const timeMs = Float64Array.from({ length: 60 }, (_, day) => Date.UTC(2024, 0, 1 + day))
 * const equity = timeMs.map((_, day) => 10_000 + 12 * day - (day % 9) * 30)
 * const bytes = await renderWorkbook(
 *   { title: 'Slow climb', symbol: 'NONE', timeframeMs: 86_400_000, libraryVersion: '0.1.0', timeMs, equity, initialEquity: 10_000 },
 *   await createExcelWriter(),
 * )
 * console.log(new TextDecoder().decode(bytes.subarray(0, 2))) // PK, a zip archive; write it to report.xlsx
 *
 * @module adapters/report/write-excel-file
 */
export { createExcelWriter } from './excel-writer.js'
