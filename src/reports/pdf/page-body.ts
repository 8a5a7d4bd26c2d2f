import { classesOf, elementsOf, findAll, type MarkupElement, textOf } from '../markup-tree.js'
import { chartMarks, chartSize } from './chart-marks.js'
import { CONTENT_HEIGHT_PT, CONTENT_WIDTH_PT, INK, LEFT_PT, type PageFlow } from './page-flow.js'
import { drawTable } from './page-table.js'

/** How wide a chart is laid out; scaled to the page, its letters of 11 pixels are 7.9 points high. */
const CHART_PX = 720
/** A heading never stands alone at the foot of a page. */
const HEADING_PT = 34

const LEFT_OUT = new Set(['button', 'input', 'label', 'nav', 'script', 'select', 'style', 'template', 'title'])

/** Pixels to points: the width of the page, or less where a tall chart would not fit on one. */
function chartScale(svg: MarkupElement): number {
  return Math.min(CONTENT_WIDTH_PT / CHART_PX, (CONTENT_HEIGHT_PT - 3 * HEADING_PT) / chartSize(svg).heightPx)
}

function chart(flow: PageFlow, svg: MarkupElement): void {
  const scale = chartScale(svg)
  const heightPt = scale * chartSize(svg).heightPx
  flow.space(4)
  flow.reserve(heightPt)
  const place = { xPt: LEFT_PT, yPt: flow.yPt, widthPx: CONTENT_WIDTH_PT / scale, scale }
  flow.add(...chartMarks(svg, place, (text, sizePt, isBold) => flow.writer.textWidthPt(text, sizePt, isBold)))
  flow.advance(heightPt)
}

function bullets(flow: PageFlow, list: MarkupElement, indentPt = 0): void {
  for (const item of findAll(list, 'li')) {
    flow.reserve(13)
    flow.add({
      kind: 'text',
      text: '•',
      xPt: LEFT_PT + indentPt,
      yPt: flow.yPt + 9,
      sizePt: 9,
      isBold: false,
      anchor: 'start',
      color: INK.text,
    })
    flow.text(textOf(item), { indentPt: indentPt + 10, widthPt: CONTENT_WIDTH_PT - 2 * indentPt - 10 })
  }
}

/** Warnings stand on colour behind an edge, part by part where they run over a page. */
function warnings(flow: PageFlow, box: MarkupElement): void {
  const title = textOf(elementsOf(box).find(({ name }) => name === 'strong') ?? { name: '', attributes: {}, children: ['Warning'] })
  const lines = findAll(box, 'li').flatMap((item) => flow.lines(`• ${textOf(item)}`, CONTENT_WIDTH_PT - 24, 9))
  flow.space(8)
  const all = [{ text: title, isBold: true }, ...lines.map((text) => ({ text, isBold: false }))]
  for (const { text, isBold } of all) {
    flow.reserve(14)
    const [top, bottom] = [flow.yPt, flow.yPt + 14]
    const box = (fromPt: number, toPt: number, color: string): void =>
      flow.add({ kind: 'path', runs: [[fromPt, top, toPt, top, toPt, bottom, fromPt, bottom]], closed: true, fill: { color, opacity: 1 } })
    box(LEFT_PT, LEFT_PT + CONTENT_WIDTH_PT, INK.warning)
    box(LEFT_PT, LEFT_PT + 4, INK.warningEdge)
    flow.add({ kind: 'text', text, xPt: LEFT_PT + 12, yPt: flow.yPt + 10, sizePt: 9, isBold, anchor: 'start', color: INK.text })
    flow.advance(14)
  }
  flow.space(4)
}

/** Marks that nobody overlooks, white on colour, side by side. */
function badges(flow: PageFlow, row: MarkupElement): void {
  const sizePt = 10
  let left = LEFT_PT
  flow.space(8)
  flow.reserve(20)
  for (const badge of elementsOf(row)) {
    const text = textOf(badge).toUpperCase()
    const right = left + flow.writer.textWidthPt(text, sizePt, true) + 16
    const [top, bottom] = [flow.yPt, flow.yPt + 18]
    flow.add({
      kind: 'path',
      runs: [[left, top, right, top, right, bottom, left, bottom]],
      closed: true,
      fill: { color: INK.badge, opacity: 1 },
    })
    flow.add({ kind: 'text', text, xPt: left + 8, yPt: top + 12.5, sizePt, isBold: true, anchor: 'start', color: INK.paper })
    left = right + 8
  }
  flow.advance(20)
}

/** Names beside their texts. */
function facts(flow: PageFlow, list: MarkupElement): void {
  const texts = findAll(list, 'dt', 'dd')
  const names = texts.filter(({ name }) => name === 'dt').map(textOf)
  const indentPt = Math.min(CONTENT_WIDTH_PT / 3, Math.max(...names.map((name) => flow.writer.textWidthPt(name, 9, false)))) + 16
  for (const element of texts) {
    if (element.name === 'dt') {
      flow.reserve(13)
      const look = { sizePt: 9, isBold: false, color: INK.muted } as const
      flow.add({ kind: 'text', text: textOf(element), xPt: LEFT_PT, yPt: flow.yPt + 9, anchor: 'start', ...look })
    } else flow.text(textOf(element), { indentPt })
  }
}

/** What must stand together with a heading: its caption and the chart that follows. */
function headRoom(section: MarkupElement): number {
  const first = findAll(section, 'svg', 'table', 'ul', 'dl')[0]
  return HEADING_PT + 30 + (first?.name === 'svg' ? chartScale(first) * chartSize(first).heightPx : 30)
}

/** Of what a switch shows by turns, paper shows what the page shows at first. */
function hiddenClass(element: MarkupElement): string | undefined {
  const control = elementsOf(element).find((child) => child.name === 'input' && classesOf(child).includes('switch'))
  if (control === undefined) return undefined
  return 'checked' in control.attributes ? 'when-off' : 'when-on'
}

/** Draws a page's content, element by element; controls and scripts are left out. */
export function drawBody(flow: PageFlow, element: MarkupElement): void {
  const hidden = hiddenClass(element)
  for (const child of elementsOf(element)) {
    if (LEFT_OUT.has(child.name) || 'hidden' in child.attributes) continue
    if (hidden !== undefined && classesOf(child).includes(hidden)) continue
    if (child.name === 'svg') chart(flow, child)
    else if (child.name === 'table') drawTable(flow, child)
    else if (child.name === 'ul') bullets(flow, child)
    else if (child.name === 'dl') facts(flow, child)
    else if (child.name === 'h1') flow.text(textOf(child), { sizePt: 19, isBold: true })
    else if (child.name === 'h2' || child.name === 'h3') flow.text(textOf(child), { sizePt: 12, isBold: true })
    else if (child.name === 'p' || child.name === 'summary') flow.text(textOf(child), { sizePt: 8.5, color: INK.muted })
    else if (classesOf(child).includes('warnings')) warnings(flow, child)
    else if (classesOf(child).includes('badges')) badges(flow, child)
    else if (child.name !== 'footer') {
      if (child.name === 'section') {
        flow.space(18)
        flow.reserve(headRoom(child))
      }
      drawBody(flow, child)
    }
  }
}
