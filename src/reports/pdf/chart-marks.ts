import { BarcastError } from '../../core/index.js'
import type { PageMark, Paint, Stroke } from '../../ports/index.js'
import { classesOf, elementsOf, type MarkupElement, textOf } from '../markup-tree.js'
import { type ChartStyle, chartStyle, type Styled } from './chart-rules.js'

/** A drawing area inside a chart: where its corner lies on the page, its size in its own units, and points per unit. */
interface Area {
  xPt: number
  yPt: number
  width: number
  height: number
  xScale: number
  yScale: number
}

/** What all marks of a chart share. */
interface Chart {
  marks: PageMark[]
  /** Points per pixel: strokes and letters keep their size where an area is stretched. */
  scale: number
  textWidthPt: (text: string, sizePt: number, isBold: boolean) => number
}

interface Place {
  area: Area
  line: readonly Styled[]
  style: ChartStyle
}

/** A length in an area's units: plain or in percent of the whole. */
function lengthOf(text: string | undefined, whole: number): number {
  if (text === undefined) return 0
  return text.endsWith('%') ? (whole * Number(text.slice(0, -1))) / 100 : Number.parseFloat(text)
}

const NO_PAINT = new Set(['none', 'transparent'])

function paintOf(color: string | undefined, opacity: string | undefined, whole: string | undefined): Paint | undefined {
  if (color === undefined || NO_PAINT.has(color)) return undefined
  const short = /^#(.)(.)(.)$/.exec(color)
  return {
    color:
      short === null
        ? color
        : `#${short
            .slice(1)
            .map((digit) => digit + digit)
            .join('')}`,
    opacity: Number(opacity ?? 1) * Number(whole ?? 1),
  }
}

function paintsOf(style: ChartStyle, scale: number): { fill?: Paint; stroke?: Stroke } {
  const fill = paintOf(style.fill ?? '#000', style['fill-opacity'], style.opacity)
  const paint = paintOf(style.stroke, style['stroke-opacity'], style.opacity)
  const dashes = style['stroke-dasharray']?.split(/[\s,]+/).map((dash) => scale * Number.parseFloat(dash))
  const stroke =
    paint === undefined
      ? undefined
      : {
          ...paint,
          widthPt: scale * Number.parseFloat(style['stroke-width'] ?? '1'),
          ...(dashes === undefined || dashes.some(Number.isNaN) ? {} : { dashPt: dashes }),
        }
  return { ...(fill === undefined ? {} : { fill }), ...(stroke === undefined ? {} : { stroke }) }
}

function unknown(what: string, found: string): never {
  throw new BarcastError('reports/chart-markup', `Draw chart on a page: ${what} must be one that charts use, found ${found}`, {
    value: found,
  })
}

/** Runs of points of a path with the commands M, L, H, V and Z, absolute. */
function runsOf(path: string, { xPt, yPt, xScale, yScale }: Area): { runs: number[][]; closed: boolean } {
  const runs: number[][] = []
  let [x, y] = [0, 0]
  for (const [, command, rest] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (rest!.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number)
    if (!'MLHVZ'.includes(command!)) unknown('a path command', command!)
    if (command === 'M') runs.push([])
    const step = command === 'H' || command === 'V' ? 1 : 2
    for (let i = 0; i < numbers.length; i += step) {
      x = command === 'V' ? x : numbers[i]!
      y = command === 'V' ? numbers[i]! : command === 'H' ? y : numbers[i + 1]!
      runs[runs.length - 1]!.push(xPt + x * xScale, yPt + y * yScale)
    }
  }
  return { runs, closed: /z\s*$/i.test(path) }
}

function shape(chart: Chart, element: MarkupElement, { area, style }: Place): void {
  const { attributes: at } = element
  const x = (name: string): number => area.xPt + area.xScale * lengthOf(at[name], area.width)
  const y = (name: string): number => area.yPt + area.yScale * lengthOf(at[name], area.height)
  const paints = paintsOf(style, chart.scale)
  if (element.name === 'circle') {
    chart.marks.push({ kind: 'circle', xPt: x('cx'), yPt: y('cy'), radiusPt: chart.scale * Number(at.r), ...paints })
    return
  }
  if (element.name === 'rect') {
    const [left, top] = [x('x'), y('y')]
    const [right, bottom] = [left + area.xScale * lengthOf(at.width, area.width), top + area.yScale * lengthOf(at.height, area.height)]
    chart.marks.push({ kind: 'path', runs: [[left, top, right, top, right, bottom, left, bottom]], closed: true, ...paints })
    return
  }
  if (element.name === 'line') {
    const { stroke } = paints
    chart.marks.push({ kind: 'path', runs: [[x('x1'), y('y1'), x('x2'), y('y2')]], closed: false, ...(stroke && { stroke }) })
    return
  }
  const data = element.name === 'path' ? at.d! : `M${at.points ?? ''}${element.name === 'polygon' ? 'Z' : ''}`
  chart.marks.push({ kind: 'path', ...runsOf(data, area), ...paints })
}

/** Pieces of one line of text, one after the other; the whole of it stands at its anchor. A square of a legend is drawn, not written. */
function words(chart: Chart, element: MarkupElement, { area, line, style }: Place): void {
  const { attributes: at } = element
  const sizeOf = (own: ChartStyle): number => chart.scale * Number.parseFloat(own['font-size'] ?? '11')
  const shift = (text: string | undefined, size: number): number =>
    text === undefined ? 0 : Number.parseFloat(text) * (text.endsWith('em') ? size : chart.scale)
  const pieces = element.children.map((child) => {
    if (typeof child === 'string') return { text: child.replace(/\s+/g, ' '), style, before: 0 }
    if (child.name === 'title') return { text: '', style, before: 0 }
    if (child.name !== 'tspan' || 'x' in child.attributes) return unknown('an element in text', child.name)
    const own = chartStyle([...line, { name: 'tspan', classes: classesOf(child) }], child.attributes, style)
    return { text: textOf(child), style: own, before: shift(child.attributes.dx, sizeOf(own)) }
  })
  const isBold = (own: ChartStyle): boolean => own['font-weight'] === 'bold' || Number(own['font-weight'] ?? 400) > 500
  const widths = pieces.map(
    ({ text, style: own, before }) => before + (text === '■' ? 0.6 * sizeOf(own) : chart.textWidthPt(text, sizeOf(own), isBold(own))),
  )
  const total = widths.reduce((sum, width) => sum + width, 0)
  const size = sizeOf(style)
  const anchor = style['text-anchor'] === 'end' ? 1 : style['text-anchor'] === 'middle' ? 0.5 : 0
  let x = area.xPt + area.xScale * lengthOf(at.x, area.width) + shift(at.dx, size) - anchor * total
  const y = area.yPt + area.yScale * lengthOf(at.y, area.height) + shift(at.dy, size)
  pieces.forEach(({ text, style: own, before }, i) => {
    const fill = paintOf(own.fill ?? '#000', own['fill-opacity'], own.opacity)
    const [left, right] = [x + before, x + widths[i]!]
    x = right
    if (text === '' || fill === undefined) return
    if (text === '■') {
      const top = y - (right - left)
      chart.marks.push({ kind: 'path', runs: [[left, top, right, top, right, y, left, y]], closed: true, fill })
    } else
      chart.marks.push({
        kind: 'text',
        text,
        xPt: left,
        yPt: y,
        sizePt: sizeOf(own),
        isBold: isBold(own),
        anchor: 'start',
        color: fill.color,
      })
  })
}

/** A drawing area inside another: `viewBox` stretches it, otherwise its units are those of the outer one. */
function innerArea({ attributes: at }: MarkupElement, outer: Area): Area {
  const width = at.width === undefined ? outer.width : lengthOf(at.width, outer.width)
  const height = at.height === undefined ? outer.height : lengthOf(at.height, outer.height)
  const [left, top, unitsWide, unitsHigh] = (at.viewBox ?? `0 0 ${width} ${height}`).split(/[\s,]+/).map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const [xScale, yScale] = [(outer.xScale * width) / unitsWide, (outer.yScale * height) / unitsHigh]
  const xPt = outer.xPt + outer.xScale * lengthOf(at.x, outer.width) - left * xScale
  const yPt = outer.yPt + outer.yScale * lengthOf(at.y, outer.height) - top * yScale
  return { xPt, yPt, width: unitsWide, height: unitsHigh, xScale, yScale }
}

function draw(chart: Chart, element: MarkupElement, outer: Place): void {
  const { name, attributes } = element
  if (name === 'title' || name === 'desc') return
  if ('transform' in attributes) unknown('an attribute', 'transform')
  const line = [...outer.line, { name, classes: classesOf(element) }]
  const place: Place = { area: outer.area, line, style: chartStyle(line, attributes, outer.style) }
  if (['rect', 'line', 'path', 'circle', 'polyline', 'polygon'].includes(name)) shape(chart, element, place)
  else if (name === 'text') words(chart, element, place)
  else if (name === 'g' || name === 'svg') {
    const area = name === 'svg' ? innerArea(element, outer.area) : outer.area
    for (const child of elementsOf(element)) draw(chart, child, { ...place, area })
  } else unknown('an element', name)
}

/** Height of a chart of a page in pixels, and its margins. */
export function chartSize(svg: MarkupElement): { heightPx: number; padding: readonly [number, number, number, number] } {
  const padding = /padding:([\d.]+)px ([\d.]+)px ([\d.]+)px ([\d.]+)px/
    .exec(svg.attributes.style ?? '')
    ?.slice(1)
    .map(Number) ?? [0, 0, 0, 0]
  return { heightPx: Number(svg.attributes.height), padding: padding as [number, number, number, number] }
}

/** A chart of a page, `widthPx` wide, as marks on a page: the same lines and words as vectors. */
export function chartMarks(
  svg: MarkupElement,
  place: { xPt: number; yPt: number; widthPx: number; scale: number },
  textWidthPt: Chart['textWidthPt'],
): PageMark[] {
  const { xPt, yPt, widthPx, scale } = place
  const { heightPx, padding } = chartSize(svg)
  const [top, right, bottom, left] = padding
  const area: Area = {
    xPt: xPt + scale * left,
    yPt: yPt + scale * top,
    width: widthPx - left - right,
    height: heightPx - top - bottom,
    xScale: scale,
    yScale: scale,
  }
  const chart: Chart = { marks: [], scale, textWidthPt }
  const line = [{ name: 'svg', classes: classesOf(svg) }]
  for (const child of elementsOf(svg)) draw(chart, child, { area, line, style: {} })
  return chart.marks
}
