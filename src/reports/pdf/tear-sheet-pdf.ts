import type { PdfWriter } from '../../ports/index.js'
import { findAll, markupTree, textOf } from '../markup-tree.js'
import { renderTearSheet } from '../tear-sheet.js'
import type { ReportInput } from '../trade-row.js'
import { tradesTable } from '../trade-table.js'
import { drawBody } from './page-body.js'
import { numberPages, PAGE, PageFlow } from './page-flow.js'

/**
 * The tear sheet as a PDF of A4 pages: the sections, figures, warnings and charts of {@link renderTearSheet} as vectors and real text, then the list of trades; the head of a
 * table stands again on each page, every page has its number of so many. The file is dated by the last bar, so that the same input and writer give the same bytes. Nothing is
 * left out but what only a screen can do (tooltips, buttons). Of more than 500 trades the first and the last 250 are listed, and the caption says so.
 *
 * @param writer draws the pages and owns the fonts; `createPdfkitWriter` of `barcast/adapters/report/pdfkit` is one
 * @returns the file's bytes
 * @throws BarcastError as {@link renderTearSheet}; `reports/trade` for a trade that is not a number where it should be.
 *
 * @example
 * writeFileSync('report.pdf', await renderTearSheetPdf(tearSheetOf(result, context), await createPdfkitWriter()))
 */
export async function renderTearSheetPdf(input: ReportInput, writer: PdfWriter): Promise<Uint8Array> {
  const page = markupTree(renderTearSheet(input))
  const trades = markupTree(tradesTable(input))
  const flow = new PageFlow(writer)
  for (const body of findAll(page, 'body')) drawBody(flow, body)
  drawBody(flow, trades)
  const title = `${input.title} – ${input.symbol}`.replace(/\s+/g, ' ')
  numberPages(flow, title, findAll(page, 'footer').map(textOf).join(' '))
  return writer.write({ title, createdMs: input.timeMs[input.timeMs.length - 1]!, ...PAGE, pages: flow.pages })
}
