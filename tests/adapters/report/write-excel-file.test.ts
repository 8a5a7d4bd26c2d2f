import { createExcelWriter } from 'barcast/adapters/report/write-excel-file'
import { isBarcastError } from 'barcast/core'
import type { SheetCell } from 'barcast/ports'
import { renderWorkbook } from 'barcast/reports'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { smallInput } from '../../reports/sample.js'
import { readZip } from './zip-file.js'

const writer = await createExcelWriter()
const sheet = (rows: SheetCell[][]) => [{ name: 'A', columns: [{ title: '=head()', widthCharacters: 12 }], rows }]

const unescaped = (xml: string): string =>
  xml.replace(
    /&(lt|gt|amp|quot|apos|#39);/g,
    (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#39': "'" })[name]!,
  )

/** Texts, and cells by their place: type, style and what they hold. */
function read(bytes: Uint8Array) {
  const files = readZip(bytes)
  const shared = [...files.get('xl/sharedStrings.xml')!.matchAll(/<si><t[^>]*>([\s\S]*?)<\/t><\/si>/g)].map(([, text]) => unescaped(text!))
  const xml = files.get('xl/worksheets/sheet1.xml')!
  const cells = new Map(
    [...xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*)>(.*?)<\/c>/g)].map(([, place, attributes, body]) => {
      const value = Number(/<v>([^<]*)<\/v>/.exec(body!)![1])
      return [place!, / t="s"/.test(attributes!) ? shared[value]! : value] as const
    }),
  )
  return { files, xml, cells }
}

describe('an Excel file by write-excel-file', () => {
  it('never writes a formula: what begins with a sign of one stays a text', async () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '')
    const texts = fc.array(
      fc.tuple(start, fc.string({ minLength: 1, maxLength: 12 })).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 20 },
    )
    await fc.assert(
      fc.asyncProperty(texts, async (found) => {
        const { xml, cells } = read(await writer.write(sheet(found.map((text) => [{ kind: 'text', text }]))))
        expect(xml).not.toMatch(/<f[ >]/)
        const clean = (text: string): string => text.replace(/[^\x20-\x7e]/g, '')
        expect(found.map((_, i) => clean(String(cells.get(`A${i + 2}`))))).toEqual(found.map(clean))
      }),
      { numRuns: 15 },
    )
  })
  it('writes dates as days since 1900 in UTC, with a format of dates, and numbers as they are', async () => {
    const rows: SheetCell[][] = [
      [{ kind: 'time', timeMs: Date.UTC(2024, 1, 29), format: 'date' }],
      [{ kind: 'time', timeMs: Date.UTC(2024, 1, 29, 18), format: 'dateTime' }],
      [{ kind: 'number', value: 0.1 + 0.2, format: 'percent' }],
      [undefined],
    ]
    const { files, xml, cells } = read(await writer.write(sheet(rows)))
    expect([...cells.values()]).toEqual(['=head()', 45351, 45351.75, 0.1 + 0.2])
    const formats = [...files.get('xl/styles.xml')!.matchAll(/formatCode="([^"]*)"/g)].map(([, code]) => code)
    expect(formats).toEqual(expect.arrayContaining(['yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss']))
    expect(files.get('xl/styles.xml')).toMatch(/formatCode="@"|numFmtId="49"/)
    expect(xml).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/)
    expect(xml).toContain('width="12"')
  })
  it('writes a whole report', async () => {
    const trades = [{ symbol: '=HYPERLINK("http://x")', tag: '@sum', side: 'long' as const, returnFraction: 0.5, entryTimeMs: 0, fees: 1 }]
    const files = readZip(await renderWorkbook({ ...smallInput(), trades }, writer))
    expect([...files.get('xl/workbook.xml')!.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'Equity',
      'Trades',
      'Monthly returns',
      'Drawdowns',
      'Costs',
    ])
    for (const [name, xml] of files) if (name.includes('worksheets/sheet')) expect(xml).not.toMatch(/<f[ >]/)
    expect(unescaped(files.get('xl/sharedStrings.xml')!)).toContain('=HYPERLINK("http://x")')
  })
  it('refuses a sheet name that Excel does', async () => {
    const failure = await writer.write([{ name: 'a/b', columns: [], rows: [] }]).catch((error: unknown) => error)
    expect(isBarcastError(failure, 'report/sheet')).toBe(true)
  })
  it('names the package that is missing', async () => {
    vi.doMock('write-excel-file/universal', () => {
      throw new Error("Cannot find package 'write-excel-file'")
    })
    await expect(createExcelWriter()).rejects.toMatchObject({ code: 'report/package', value: 'write-excel-file' })
    vi.doUnmock('write-excel-file/universal')
  })
})
