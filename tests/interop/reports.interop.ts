/*
 * A PDF and an Excel file of one report, read by pypdf and openpyxl: pages, text and fonts of the one; types, values and formats of the other's cells.
 * `BARCAST_PYTHON=… npx tsx tests/interop/reports.interop.ts`
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPdfkitWriter } from 'barcast/adapters/report/pdfkit'
import { createExcelWriter } from 'barcast/adapters/report/write-excel-file'
import { renderTearSheetPdf, renderWorkbook } from 'barcast/reports'
import { accountInput } from '../reports/sample.js'

interface Found {
  versions: Record<string, string>
  title: string
  pages: string[]
  fonts: string[]
  images: number
  sheets: Record<string, { frozen: string; widths: number[]; cells: ([type: string, value: string, format: string] | null)[][] }>
}

const sample = accountInput(800, 3)
const symbols = ['=1+1', '+A', '-A', '@A', 'A\tB', '中文', 'ÄÖ €']
const trades = symbols.map((symbol, i) => ({
  symbol,
  side: 'short' as const,
  entryTimeMs: sample.timeMs[i]!,
  exitTimeMs: sample.timeMs[i + 1]!,
  returnFraction: i / 64,
  fees: 0.25,
}))
const input = { ...sample, trades, notTradable: 'made up' }
const folder = mkdtempSync(join(tmpdir(), 'reports-'))
try {
  const [pdf, excel] = [join(folder, 'report.pdf'), join(folder, 'report.xlsx')]
  writeFileSync(pdf, await renderTearSheetPdf(input, await createPdfkitWriter()))
  writeFileSync(excel, await renderWorkbook(input, await createExcelWriter()))
  const peer = join(import.meta.dirname, 'reports_peer.py')
  const printed = execFileSync(process.env.BARCAST_PYTHON ?? 'python3', [peer, pdf, excel], { encoding: 'utf8', maxBuffer: 1e8 })
  const found = JSON.parse(printed) as Found

  assert.equal(found.title, 'Everything – TEST')
  assert.deepEqual(found.fonts, ['/Helvetica', '/Helvetica-Bold'])
  assert.equal(found.images, 0, 'charts are vectors')
  for (const [i, page] of found.pages.entries()) assert.ok(page.includes(`Page ${i + 1} of ${found.pages.length}`))
  const text = found.pages.join('\n')
  for (const { name, definition } of input.figures!) assert.ok(text.includes(name) && text.includes(definition), name)
  for (const wanted of ['NOT TRADABLE', '=1+1', '[U+4E2D][U+6587]', 'ÄÖ €', 'Rolling beta', 'Jan']) assert.ok(text.includes(wanted), wanted)

  const cells = Object.values(found.sheets).flatMap((sheet) => sheet.cells.flat().filter((cell) => cell !== null))
  assert.equal(cells.filter(([type]) => type === 'f').length, 0, 'no cell is a formula')
  for (const { frozen, widths } of Object.values(found.sheets)) {
    assert.equal(frozen, 'A2')
    assert.ok(widths.every((width) => width >= 8 && width <= 60))
  }
  const rows = found.sheets.Trades!.cells.slice(1)
  assert.deepEqual(
    rows.map(([symbol]) => symbol),
    symbols.map((symbol) => ['s', symbol, '@']),
  )
  assert.deepEqual(rows[3]![2], ['d', '1999-01-04 00:00:00', 'yyyy-mm-dd'])
  const equity = found.sheets.Equity!.cells.slice(1)
  assert.equal(equity.length, input.equity.length)
  equity.forEach((row, i) => {
    assert.equal(Number(row[1]![1]), input.equity[i])
    assert.equal(Date.parse(`${row[0]![1].replace(' ', 'T')}Z`), input.timeMs[i])
  })
  console.log(`reports: ${found.pages.length} pages and ${cells.length} cells read back, ${JSON.stringify(found.versions)}`)
} finally {
  rmSync(folder, { recursive: true })
}
