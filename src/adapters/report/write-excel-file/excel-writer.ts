import { BarcastError } from '../../../core/index.js'
import type { Sheet, SheetCell, WorkbookWriter } from '../../../ports/index.js'

/** A cell as the package takes it. */
interface ExcelCell {
  value: string | number | Date
  type: StringConstructor | NumberConstructor | DateConstructor
  format?: string
  fontWeight?: 'bold'
}

interface ExcelSheet {
  sheet: string
  data: (ExcelCell | null)[][]
  columns: { width: number }[]
  stickyRowsCount: number
}

interface WriteExcelFile {
  default: (sheets: ExcelSheet[]) => { toBlob(): Promise<Blob> }
}

const NUMBER_FORMATS = { decimal: '#,##0.00######', integer: '0', percent: '0.00%' } as const
const TIME_FORMATS = { date: 'yyyy-mm-dd', dateTime: 'yyyy-mm-dd hh:mm:ss' } as const

async function loadPackage(): Promise<WriteExcelFile> {
  try {
    return (await import('write-excel-file/universal')) as unknown as WriteExcelFile
  } catch (cause) {
    const message =
      'Create Excel writer: needs the package write-excel-file, 4 or later (npm install write-excel-file), found none that loads'
    throw new BarcastError('report/package', message, { value: 'write-excel-file', cause })
  }
}

/** Texts have the format `@`, so that one that begins with `=` stays a text when someone edits it, too. */
function excelCell(cell: SheetCell): ExcelCell | null {
  if (cell === undefined) return null
  if (cell.kind === 'text') return { value: cell.text, type: String, format: '@' }
  if (cell.kind === 'number') return { value: cell.value, type: Number, format: NUMBER_FORMATS[cell.format] }
  return { value: new Date(cell.timeMs), type: Date, format: TIME_FORMATS[cell.format] }
}

function excelSheet({ name, columns, rows }: Sheet): ExcelSheet {
  const head = columns.map(({ title }): ExcelCell => ({ value: title, type: String, format: '@', fontWeight: 'bold' }))
  return {
    sheet: name,
    data: [head, ...rows.map((row) => row.map(excelCell))],
    columns: columns.map(({ widthCharacters }) => ({ width: widthCharacters })),
    stickyRowsCount: 1,
  }
}

/**
 * A {@link WorkbookWriter} that writes `.xlsx` with the package `write-excel-file`, version 4 or later, which is loaded by this call. Cells are typed and texts have Excel's text
 * format: none is ever a formula. The file's archive holds the time of its making, so that two writes of the same sheets may differ in it.
 *
 * @throws BarcastError `report/package` without the package; `report/sheet` for sheets that it refuses.
 *
 * @example
 * const writer = await createExcelWriter()
 * const bytes = await writer.write([{ name: 'Prices', columns: [{ title: 'Close', widthCharacters: 10 }], rows: [[{ kind: 'number', value: 1.5, format: 'decimal' }]] }])
 */
export async function createExcelWriter(): Promise<WorkbookWriter> {
  const { default: writeExcelFile } = await loadPackage()
  return {
    async write(sheets) {
      try {
        const blob = await writeExcelFile(sheets.map(excelSheet)).toBlob()
        return new Uint8Array(await blob.arrayBuffer())
      } catch (cause) {
        const names = sheets.map(({ name }) => name).join(', ')
        throw new BarcastError('report/sheet', `Write Excel file: sheets must be what write-excel-file takes, found ${names}`, {
          value: names,
          cause,
        })
      }
    },
  }
}
