import type { PageMark, PdfWriter } from '../../ports/index.js'

/** A4, in points. */
export const PAGE = { widthPt: 595.28, heightPt: 841.89 } as const
const MARGIN_PT = 40
/** Where the page's content begins and ends; the header and the footer stand outside. */
const TOP_PT = 56
const BOTTOM_PT = PAGE.heightPt - 52

export const CONTENT_WIDTH_PT: number = PAGE.widthPt - 2 * MARGIN_PT
export const CONTENT_HEIGHT_PT: number = BOTTOM_PT - TOP_PT
export const LEFT_PT: number = MARGIN_PT

/** The light colours of the page on the screen. */
export const INK = {
  text: '#1b1f24',
  muted: '#59626d',
  rule: '#d4d8dd',
  warning: '#fff3dc',
  warningEdge: '#e69f00',
  badge: '#d55e00',
  paper: '#ffffff',
} as const

export interface TextOptions {
  sizePt?: number
  isBold?: boolean
  color?: string
  /** Distance of the text from the left edge of the content. */
  indentPt?: number
  widthPt?: number
}

/** A cursor that runs down pages and opens the next one where what comes does not fit. */
export class PageFlow {
  readonly pages: PageMark[][] = [[]]
  #yPt = TOP_PT

  constructor(readonly writer: Pick<PdfWriter, 'textWidthPt'>) {}

  get yPt(): number {
    return this.#yPt
  }

  get leftPt(): number {
    return BOTTOM_PT - this.#yPt
  }

  add(...marks: PageMark[]): void {
    const page = this.pages[this.pages.length - 1]!
    for (const mark of marks) page.push(mark)
  }

  /** Begins a page unless so much room is left on this one; true when it did. */
  reserve(heightPt: number): boolean {
    if (heightPt <= this.leftPt || this.#yPt === TOP_PT) return false
    this.pages.push([])
    this.#yPt = TOP_PT
    return true
  }

  /** Room between parts; none at the head of a page. */
  space(heightPt: number): void {
    if (this.#yPt > TOP_PT) this.#yPt += heightPt
  }

  advance(heightPt: number): void {
    this.#yPt += heightPt
  }

  /** Words broken into lines no wider than this; a word that is wider alone is broken itself. */
  lines(text: string, widthPt: number, sizePt: number, isBold = false): string[] {
    const width = (part: string): number => this.writer.textWidthPt(part, sizePt, isBold)
    const lines: string[] = []
    let line = ''
    for (const word of text.split(/\s+/).filter((part) => part !== '')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (width(longer) <= widthPt) {
        line = longer
        continue
      }
      if (line !== '') lines.push(line)
      line = word
      while (width(line) > widthPt && line.length > 1) {
        const characters = [...line]
        let count = characters.length - 1
        while (count > 1 && width(characters.slice(0, count).join('')) > widthPt) count -= 1
        lines.push(characters.slice(0, count).join(''))
        line = characters.slice(count).join('')
        if (count === characters.length) break
      }
    }
    return line === '' ? lines : [...lines, line]
  }

  /** Lines of text from the cursor on, over as many pages as they need. */
  text(
    text: string,
    { sizePt = 9, isBold = false, color = INK.text, indentPt = 0, widthPt = CONTENT_WIDTH_PT - indentPt }: TextOptions = {},
  ): void {
    for (const line of this.lines(text, widthPt, sizePt, isBold)) {
      this.reserve(1.35 * sizePt)
      this.add({ kind: 'text', text: line, xPt: LEFT_PT + indentPt, yPt: this.#yPt + sizePt, sizePt, isBold, anchor: 'start', color })
      this.advance(1.35 * sizePt)
    }
  }

  rule(yPt: number, color: string = INK.rule): void {
    const run = [LEFT_PT, yPt, LEFT_PT + CONTENT_WIDTH_PT, yPt]
    this.add({ kind: 'path', runs: [run], closed: false, stroke: { color, opacity: 1, widthPt: 0.5 } })
  }
}

/** The longest beginning of a text that fits, with an ellipsis where something is left out. */
export function shortened(flow: PageFlow, text: string, widthPt: number, sizePt: number): string {
  if (flow.writer.textWidthPt(text, sizePt, false) <= widthPt) return text
  const characters = [...text]
  while (characters.length > 1 && flow.writer.textWidthPt(`${characters.join('')}…`, sizePt, false) > widthPt) characters.pop()
  return `${characters.join('')}…`
}

/** Writes the title over each page, and below it a line with the page's number of so many. */
export function numberPages(flow: PageFlow, title: string, footer: string): void {
  const sizePt = 7.5
  const right = LEFT_PT + CONTENT_WIDTH_PT
  const head = shortened(flow, title, CONTENT_WIDTH_PT, sizePt)
  flow.pages.forEach((page, i) => {
    const text = { kind: 'text', sizePt, isBold: false, color: INK.muted } as const
    const number = `Page ${i + 1} of ${flow.pages.length}`
    const room = CONTENT_WIDTH_PT - flow.writer.textWidthPt(number, sizePt, false) - 12
    if (i > 0) page.push({ ...text, text: head, xPt: LEFT_PT, yPt: 36, anchor: 'start' })
    page.push({ ...text, text: shortened(flow, footer, room, sizePt), xPt: LEFT_PT, yPt: PAGE.heightPt - 28, anchor: 'start' })
    page.push({ ...text, text: number, xPt: right, yPt: PAGE.heightPt - 28, anchor: 'end' })
  })
}
