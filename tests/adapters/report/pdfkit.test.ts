import { createPdfkitWriter } from 'barcast/adapters/report/pdfkit'
import { isBarcastError } from 'barcast/core'
import { renderTearSheetPdf } from 'barcast/reports'
import { describe, expect, it, vi } from 'vitest'
import { accountInput, smallInput } from '../../reports/sample.js'
import { readPdf } from './pdf-file.js'

const writer = await createPdfkitWriter()
const words = (page: string): string => page.replace(/\s+/g, ' ')

describe('a PDF by pdfkit', () => {
  it('holds every page, figure, warning and trade as text', async () => {
    const input = accountInput(900, 3)
    const trades = Array.from({ length: 90 }, (_, i) => ({
      symbol: `S${i}`,
      side: 'long' as const,
      entryTimeMs: input.timeMs[i]!,
      exitTimeMs: input.timeMs[i + 1]!,
      returnFraction: (i - 40) / 1000,
    }))
    const { pages, title } = readPdf(await renderTearSheetPdf({ ...input, trades, notTradable: 'made up' }, writer))
    const all = words(pages.join(' '))
    expect(title).toBe('Everything – TEST')
    expect(pages.map((page) => /Page \d+ of \d+/.exec(page)?.[0])).toEqual(pages.map((_, i) => `Page ${i + 1} of ${pages.length}`))
    for (const figure of input.figures!) expect(all).toContain(figure.definition)
    for (const text of [
      'NOT TRADABLE',
      'Not tradable: made up.',
      'Monthly returns',
      'Rolling beta',
      'Where the profit came from',
      'Costs',
      'feature_29',
    ])
      expect(all).toContain(text)
    for (const { symbol } of trades) expect(all.split(`${symbol} long`)).toHaveLength(2)
    // The head of the trades stands on each page that lists some.
    const listing = pages.filter((page) => /S\d+\nlong/.test(page))
    expect(listing.length).toBeGreaterThan(1)
    for (const page of listing) expect(words(page)).toContain('Symbol Side Entry (UTC)')
  })
  it('names characters that its font lacks, and spells signs', async () => {
    const input = { ...smallInput(), title: 'a−b √2 ≤ 3 “é” €', symbol: '中😀' }
    const { pages, title } = readPdf(await renderTearSheetPdf(input, writer))
    expect(words(pages[0]!)).toContain('a-b sqrt 2 <= 3 “é” €')
    expect(words(pages[0]!)).toContain('Symbol [U+4E2D][U+1F600]')
    expect(title).toBe('a−b √2 ≤ 3 “é” € – 中😀')
  })
  it('gives the same bytes for the same input', async () => {
    const [a, b] = [await renderTearSheetPdf(smallInput(), writer), await renderTearSheetPdf(smallInput(), await createPdfkitWriter())]
    expect(Buffer.compare(a, b)).toBe(0)
  })
  it('refuses bytes that are no font', async () => {
    const failure = await createPdfkitWriter({ font: Uint8Array.of(1, 2, 3, 4) }).catch((error: unknown) => error)
    expect(isBarcastError(failure, 'report/font')).toBe(true)
  })
  it('names the package that is missing', async () => {
    vi.doMock('pdfkit', () => {
      throw new Error("Cannot find package 'pdfkit'")
    })
    await expect(createPdfkitWriter()).rejects.toMatchObject({ code: 'report/package', value: 'pdfkit' })
    vi.doUnmock('pdfkit')
  })
})
