/** A colour as `#rrggbb`; opacity 0 … 1. */
export interface Paint {
  color: string
  opacity: number
}

export interface Stroke extends Paint {
  widthPt: number
  /** Lengths of strokes and gaps by turns; none is a whole line. */
  dashPt?: readonly number[]
}

/** Straight lines through points. */
export interface PathMark {
  kind: 'path'
  /** Each run is `x0, y0, x1, y1 …`; runs are not joined. */
  runs: readonly (readonly number[])[]
  closed: boolean
  fill?: Paint
  stroke?: Stroke
}

export interface CircleMark {
  kind: 'circle'
  xPt: number
  yPt: number
  radiusPt: number
  fill?: Paint
  stroke?: Stroke
}

/** One line of text; `yPt` is its baseline. */
export interface TextMark {
  kind: 'text'
  text: string
  xPt: number
  yPt: number
  sizePt: number
  isBold: boolean
  /** Which end of the text stands at `xPt`. */
  anchor: 'start' | 'middle' | 'end'
  color: string
}

/** One thing on a page, in points (1/72 inch) from the page's upper left corner. */
export type PageMark = PathMark | CircleMark | TextMark

/** Pages as plain data; marks are drawn in their order. */
export interface PageDocument {
  title: string
  /** What the file says of its making, epoch milliseconds. */
  createdMs: number
  widthPt: number
  heightPt: number
  pages: readonly (readonly PageMark[])[]
}

/** Turns pages into the bytes of a PDF file. The fonts are the writer's, and so is what becomes of characters they lack. */
export interface PdfWriter {
  /** How wide the writer will draw this text. */
  textWidthPt(text: string, sizePt: number, isBold: boolean): number
  write(document: PageDocument): Promise<Uint8Array>
}

/** One cell of a sheet, typed, so that no text is ever read as a formula, a number or a date. `undefined` is an empty cell. */
export type SheetCell =
  | { kind: 'text'; text: string }
  /** Finite. `percent` shows 0.5 as 50.00%. */
  | { kind: 'number'; value: number; format: 'decimal' | 'integer' | 'percent' }
  /** Epoch milliseconds, shown as UTC. */
  | { kind: 'time'; timeMs: number; format: 'date' | 'dateTime' }
  | undefined

export interface Sheet {
  /** 1 … 31 characters, none of `\ / ? * [ ] :`. */
  name: string
  /** The header row, which stays in sight. */
  columns: readonly { title: string; widthCharacters: number }[]
  rows: readonly (readonly SheetCell[])[]
}

/** Turns sheets into the bytes of an Excel file (`.xlsx`). */
export interface WorkbookWriter {
  write(sheets: readonly Sheet[]): Promise<Uint8Array>
}
