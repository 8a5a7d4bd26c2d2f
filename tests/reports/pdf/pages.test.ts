import type { PageDocument, PageMark } from 'barcast/ports'
import { renderTearSheetPdf, type TearSheetInput } from 'barcast/reports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markupTree } from '../../../src/reports/markup-tree.js'
import { chartMarks } from '../../../src/reports/pdf/chart-marks.js'
import { chartStyle } from '../../../src/reports/pdf/chart-rules.js'
import { CONTENT_WIDTH_PT, PageFlow } from '../../../src/reports/pdf/page-flow.js'
import { accountInput, smallInput } from '../sample.js'

const textWidthPt = (text: string, sizePt: number): number => 0.5 * sizePt * [...text].length

async function pagesOf(input: TearSheetInput): Promise<PageDocument> {
  let found: PageDocument | undefined
  await renderTearSheetPdf(input, {
    textWidthPt,
    write: async (document) => {
      found = document
      return new Uint8Array(0)
    },
  })
  return found!
}

/** Corners of what a mark covers. */
function boxOf(mark: PageMark): { left: number; right: number; top: number; bottom: number } {
  if (mark.kind === 'circle')
    return {
      left: mark.xPt - mark.radiusPt,
      right: mark.xPt + mark.radiusPt,
      top: mark.yPt - mark.radiusPt,
      bottom: mark.yPt + mark.radiusPt,
    }
  if (mark.kind === 'path') {
    const points = mark.runs.flat()
    const [x, y] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)]
    const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)
    const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity)
    return { left: least(x), right: most(x), top: least(y), bottom: most(y) }
  }
  const width = textWidthPt(mark.text, mark.sizePt)
  const left = mark.xPt - (mark.anchor === 'end' ? width : mark.anchor === 'middle' ? width / 2 : 0)
  return { left, right: left + width, top: mark.yPt - mark.sizePt, bottom: mark.yPt }
}

describe('pages', () => {
  it.each([
    ['a small input', smallInput()],
    ['every section', accountInput(500, 3)],
    [
      '80 years',
      { ...smallInput(29_000), title: 'long '.repeat(60), warnings: Array.from({ length: 70 }, (_, i) => `${i} ${'w'.repeat(200)}`) },
    ],
  ])('keep %s inside the page, with every number finite', async (_, input) => {
    const { pages, widthPt, heightPt } = await pagesOf(input)
    const outside = pages.flat().filter((mark) => {
      // A mark without points draws nothing.
      if (mark.kind === 'path' && mark.runs.flat().length === 0) return false
      const { left, right, top, bottom } = boxOf(mark)
      return !(left >= 15 && right <= widthPt - 15 && top >= 10 && bottom <= heightPt - 15)
    })
    expect(outside).toEqual([])
  })
  it('never leave a heading alone at the foot', async () => {
    const { pages } = await pagesOf(accountInput(500, 3))
    for (const page of pages) {
      const headings = page.filter((mark) => mark.kind === 'text' && mark.isBold && mark.sizePt === 12)
      for (const heading of headings) {
        const below = page.filter((mark) => boxOf(mark).top > boxOf(heading).bottom && boxOf(mark).bottom < 790)
        expect(below.length).toBeGreaterThan(2)
      }
    }
  })
  it('break words into lines that fit and lose none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé中]{1,40}$/u), { maxLength: 30 }),
        fc.integer({ min: 20, max: 400 }),
        (words, widthPt) => {
          const lines = new PageFlow({ textWidthPt }).lines(words.join(' '), widthPt, 9)
          expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''))
          for (const line of lines) expect(textWidthPt(line, 9)).toBeLessThanOrEqual(widthPt)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a chart on a page', () => {
  const place = { xPt: 100, yPt: 50, widthPx: 220, scale: 0.5 }
  const marksOf = (inner: string): PageMark[] => {
    const svg = `<svg class="chart" height="60" style="box-sizing:border-box;padding:10px 5px 10px 15px">${inner}</svg>`
    return chartMarks(markupTree(svg).children[0] as never, place, textWidthPt)
  }
  it('stands where margins, percentages and stretched areas put it', () => {
    // The drawing area begins at 100 + 15 / 2, 50 + 10 / 2 and is 200 × 40 pixels.
    const [rect, path] = marksOf(
      '<rect class="bar strategy" x="25%" y="10" width="50%" height="20"/>' +
        '<svg width="100%" height="40" viewBox="0 0 1000 40" preserveAspectRatio="none"><path class="line loss" d="M0 0L500 40M1000 20"/></svg>',
    )
    expect(rect).toMatchObject({
      runs: [[132.5, 60, 182.5, 60, 182.5, 70, 132.5, 70]],
      closed: true,
      fill: { color: '#0072b2', opacity: 1 },
    })
    expect(path).toMatchObject({
      runs: [
        [107.5, 55, 157.5, 75],
        [207.5, 65],
      ],
      closed: false,
      stroke: { color: '#d55e00', widthPt: 0.6 },
    })
    expect(path).not.toHaveProperty('fill')
  })
  it('puts text at its anchor and legends beside their squares', () => {
    const marks = marksOf(
      '<text class="legend" x="100%" y="20" text-anchor="end"><tspan class="strategy">■</tspan><tspan dx="4">ab</tspan></text>',
    )
    // 12 pixels are 6 points: a square of 3.6, a gap of 2, letters of 3 each, all ending at 207.5.
    expect(marks[1]).toMatchObject({ kind: 'text', text: 'ab', yPt: 65, sizePt: 6, color: '#1b1f24' })
    expect((marks[1] as { xPt: number }).xPt).toBeCloseTo(201.5, 10)
    expect(boxOf(marks[0]!).left).toBeCloseTo(195.9, 10)
  })
  it('refuses what it cannot draw', () => {
    for (const inner of ['<image x="0"/>', '<g transform="scale(2)"/>', '<path d="M0 0C1 1 2 2 3 3"/>'])
      expect(() => marksOf(inner)).toThrow(/that charts use, found/)
  })
  it('reads the style sheet as a browser does', () => {
    const line = (...classes: string[]) => [
      { name: 'svg', classes: ['chart'] },
      { name: 'path', classes },
    ]
    expect(chartStyle(line('line', 'loss'), {}, {})).toMatchObject({ fill: 'none', stroke: '#d55e00', 'stroke-width': '1.2' })
    expect(chartStyle(line('area', 'loss'), {}, {})).toMatchObject({ fill: '#d55e00', stroke: 'none', 'fill-opacity': '.3' })
    expect(chartStyle([...line(), { name: 'text', classes: ['legend'] }], { fill: 'red' }, {})).toMatchObject({ fill: '#1b1f24' })
    expect(
      chartStyle(
        [
          { name: 'g', classes: ['hover'] },
          { name: 'rect', classes: [] },
        ],
        {},
        {},
      ),
    ).toMatchObject({ fill: 'transparent' })
  })
  it('is as wide as the content', () => expect(CONTENT_WIDTH_PT).toBeCloseTo(515.28, 10))
})
