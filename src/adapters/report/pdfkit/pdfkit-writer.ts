import { BarcastError } from '../../../core/index.js'
import type { PageMark, Paint, PathMark, PdfWriter, Stroke, TextMark } from '../../../ports/index.js'
import { drawableText, isWinAnsi } from './drawable-text.js'

/** What is used of the package. */
interface PdfkitDocument {
  addPage(): void
  registerFont(name: string, font: string | Uint8Array): void
  font(name: string): PdfkitDocument
  fontSize(sizePt: number): PdfkitDocument
  widthOfString(text: string): number
  text(text: string, xPt: number, yPt: number, options: object): void
  moveTo(xPt: number, yPt: number): void
  lineTo(xPt: number, yPt: number): void
  closePath(): void
  circle(xPt: number, yPt: number, radiusPt: number): void
  lineWidth(widthPt: number): void
  dash(lengthPt: number, options: { space: number }): void
  undash(): void
  lineCap(kind: 'round' | 'butt'): void
  lineJoin(kind: 'round'): void
  fillColor(color: string, opacity?: number): PdfkitDocument
  fillOpacity(opacity: number): void
  strokeColor(color: string, opacity?: number): void
  strokeOpacity(opacity: number): void
  fill(): void
  stroke(): void
  fillAndStroke(): void
  on(event: 'data', take: (chunk: Uint8Array) => void): void
  on(event: 'end', take: () => void): void
  on(event: 'error', take: (error: unknown) => void): void
  end(): void
  _font: { font: { hasGlyphForCodePoint?: (codePoint: number) => boolean } }
}

interface Pdfkit {
  default: new (options: object) => PdfkitDocument
  /** The browser's build carries no font of its own. */
  registerStdFonts?: (...fonts: unknown[]) => void
}

/** Fonts of one's own for {@link createPdfkitWriter}: the bytes of TrueType or OpenType files. */
export interface PdfkitWriterOptions {
  /** Embedded (the glyphs that are used) instead of Helvetica. */
  font?: Uint8Array
  /** Of titles; without it they are in `font`. */
  boldFont?: Uint8Array
}

/** Names of the fonts of a document. */
interface FontNames {
  plain: string
  bold: string
}

async function loadPdfkit(): Promise<Pdfkit> {
  try {
    // @ts-expect-error the package has no types
    const pdfkit = (await import('pdfkit')) as Pdfkit
    if (pdfkit.registerStdFonts !== undefined) {
      // @ts-expect-error the package has no types
      const plain = (await import('pdfkit/standard-fonts/Helvetica')) as { default: unknown }
      // @ts-expect-error the package has no types
      const bold = (await import('pdfkit/standard-fonts/HelveticaBold')) as { default: unknown }
      pdfkit.registerStdFonts(plain.default, bold.default)
    }
    return pdfkit
  } catch (cause) {
    throw new BarcastError(
      'report/package',
      'Create PDF writer: needs the package pdfkit, 0.20 or later (npm install pdfkit), found none that loads',
      {
        value: 'pdfkit',
        cause,
      },
    )
  }
}

/** One name for one font: pdfkit reads a font again at every use of a second name. */
function registerFonts(document: PdfkitDocument, { font, boldFont }: PdfkitWriterOptions): FontNames {
  if (font === undefined && boldFont === undefined) return { plain: 'Helvetica', bold: 'Helvetica-Bold' }
  const names = { plain: font === undefined ? 'Helvetica' : 'plain', bold: boldFont === undefined ? 'plain' : 'bold' }
  try {
    if (font !== undefined) document.registerFont('plain', font)
    if (boldFont !== undefined) document.registerFont('bold', boldFont)
    document.font(names.plain)
    document.font(names.bold)
  } catch (cause) {
    throw new BarcastError(
      'report/font',
      'Create PDF writer: font must be the bytes of a TrueType or OpenType font, found bytes that pdfkit refuses',
      {
        value: (font ?? boldFont)?.length,
        where: { path: font === undefined ? 'boldFont' : 'font' },
        cause,
      },
    )
  }
  return names
}

function setStroke(document: PdfkitDocument, { color, opacity, widthPt, dashPt }: Stroke): void {
  document.lineWidth(widthPt)
  document.strokeColor(color, opacity)
  if (dashPt === undefined) document.undash()
  else document.dash(dashPt[0]!, { space: dashPt[1] ?? dashPt[0]! })
}

function paint(document: PdfkitDocument, fill: Paint | undefined, stroke: Stroke | undefined): void {
  if (fill !== undefined) document.fillColor(fill.color, fill.opacity)
  if (stroke !== undefined) setStroke(document, stroke)
  if (fill !== undefined && stroke !== undefined) document.fillAndStroke()
  else if (fill !== undefined) document.fill()
  else if (stroke !== undefined) document.stroke()
}

function drawPath(document: PdfkitDocument, { runs, closed, fill, stroke }: PathMark): void {
  if (fill === undefined && stroke === undefined) return
  for (const run of runs) {
    document.moveTo(run[0]!, run[1]!)
    for (let i = 2; i < run.length; i += 2) document.lineTo(run[i]!, run[i + 1]!)
    if (closed) document.closePath()
  }
  paint(document, fill, stroke)
}

/** Measures and draws in one set of fonts; characters these lack are written out. */
class Pen {
  readonly #names: FontNames
  readonly #hasGlyph: (codePoint: number) => boolean

  constructor(
    readonly document: PdfkitDocument,
    options: PdfkitWriterOptions,
  ) {
    this.#names = registerFonts(document, options)
    const fonts = [this.#names.plain, this.#names.bold].map((name) => {
      const { _font: chosen } = document.font(name)
      return chosen.font
    })
    this.#hasGlyph = (codePoint) => fonts.every((font) => font.hasGlyphForCodePoint?.(codePoint) ?? isWinAnsi(codePoint))
  }

  #use(text: string, sizePt: number, isBold: boolean): string {
    this.document.font(isBold ? this.#names.bold : this.#names.plain).fontSize(sizePt)
    return drawableText(text, this.#hasGlyph)
  }

  widthPt(text: string, sizePt: number, isBold: boolean): number {
    return this.document.widthOfString(this.#use(text, sizePt, isBold))
  }

  #text({ text, xPt, yPt, sizePt, isBold, anchor, color }: TextMark): void {
    const drawn = this.#use(text, sizePt, isBold)
    const shift = anchor === 'start' ? 0 : anchor === 'end' ? 1 : 0.5
    this.document.fillColor(color, 1)
    this.document.text(drawn, xPt - shift * this.document.widthOfString(drawn), yPt, { lineBreak: false, baseline: 'alphabetic' })
  }

  draw(mark: PageMark): void {
    if (mark.kind === 'text') this.#text(mark)
    else if (mark.kind === 'path') drawPath(this.document, mark)
    else if (mark.fill !== undefined || mark.stroke !== undefined) {
      this.document.circle(mark.xPt, mark.yPt, mark.radiusPt)
      paint(this.document, mark.fill, mark.stroke)
    }
  }
}

/** The bytes of a document once it has ended. */
async function bytesOf(document: PdfkitDocument, draw: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk) => chunks.push(chunk))
    document.on('end', resolve)
    document.on('error', reject)
  })
  draw()
  document.end()
  await ended
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/**
 * A {@link PdfWriter} that writes with the package `pdfkit`, version 0.20 or later, which is loaded by this call. Without fonts of your own texts are in Helvetica, which every
 * reader has and which holds the characters of Windows-1252: signs of mathematics are spelt with those (− as -, √ as "sqrt ", ≤ as <=), and any other character is written as its
 * code point, `[U+4E2D]`, so that no symbol turns into another one. Give a font to have them drawn; what it lacks is written out as well. Letters are not reordered: Arabic and
 * Hebrew stand from left to right.
 *
 * @throws BarcastError `report/package` without the package, `report/font` for bytes that are no font.
 *
 * @example
 * const writer = await createPdfkitWriter({ font: readFileSync('NotoSansSC-Regular.ttf') })
 */
export async function createPdfkitWriter(options: PdfkitWriterOptions = {}): Promise<PdfWriter> {
  const { default: PdfDocument } = await loadPdfkit()
  const ruler = new Pen(new PdfDocument({ margin: 0 }), options)
  return {
    textWidthPt: (text, sizePt, isBold) => ruler.widthPt(text, sizePt, isBold),
    async write({ title, createdMs, widthPt, heightPt, pages }) {
      const info = { Title: title, Producer: 'pdfkit', Creator: 'barcast', CreationDate: new Date(createdMs) }
      const document = new PdfDocument({ size: [widthPt, heightPt], margin: 0, autoFirstPage: false, lang: 'en', displayTitle: true, info })
      const pen = new Pen(document, options)
      return bytesOf(document, () => {
        for (const page of pages) {
          document.addPage()
          document.lineCap('round')
          document.lineJoin('round')
          for (const mark of page) pen.draw(mark)
        }
      })
    },
  }
}
