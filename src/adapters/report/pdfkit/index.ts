/**
 * Reports as PDF with the package `pdfkit` (`npm install pdfkit`). For `renderTearSheetPdf` and `createAdvancedAnalytics` of `barcast/reports`; gives bytes, which the host writes
 * where it likes.
 *
 * @example
 * import { createPdfkitWriter } from 'barcast/adapters/report/pdfkit'
 * import { renderTearSheetPdf } from 'barcast/reports'
 *
 * const timeMs = Float64Array.from({ length: 60 }, (_, day) => Date.UTC(2024, 0, 1 + day))
 * const equity = timeMs.map((_, day) => 10_000 + 12 * day - (day % 9) * 30)
 * const bytes = await renderTearSheetPdf(
 *   { title: 'Slow climb', symbol: 'NONE', timeframeMs: 86_400_000, libraryVersion: '0.1.0', timeMs, equity, initialEquity: 10_000 },
 *   await createPdfkitWriter(),
 * )
 * console.log(new TextDecoder().decode(bytes.subarray(0, 5))) // %PDF-; write them to report.pdf
 *
 * @module adapters/report/pdfkit
 */
export type { PdfkitWriterOptions } from './pdfkit-writer.js'
export { createPdfkitWriter } from './pdfkit-writer.js'
