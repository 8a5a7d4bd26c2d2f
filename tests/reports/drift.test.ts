import { createModelMonitor } from 'barcast/monitoring'
import { renderTearSheet } from 'barcast/reports'
import { describe, expect, it } from 'vitest'
import { recordAll, repeat, type Sketch } from '../monitoring/sample.js'
import { markupProblems, visibleText } from './markup-check.js'
import { smallInput } from './sample.js'

function pageOf(sketches: readonly Sketch[]): string {
  const monitor = createModelMonitor()
  recordAll(monitor, sketches, { name: '<b>model</b>' })
  return renderTearSheet({ ...smallInput(), monitoring: monitor.generateMonitoringReport('<b>model</b>') })
}

const rawWords = (page: string): string[] =>
  page.replace(/<style>[^<]*<\/style>/g, '').match(/.{0,40}(?:NaN|undefined|Infinity|\[object).{0,20}/g) ?? []
const barWidths = (page: string, kind: string): number[] =>
  [...page.matchAll(new RegExp(`<rect class="bar ${kind}" x="0" y="[\\d.]+" width="([\\d.]+)%`, 'g'))].map((match) => Number(match[1]))

describe('the section on monitoring', () => {
  it('shows alerts in full, drifted features in another colour, accuracy over time', () => {
    const page = pageOf([...repeat(50, { accuracy: 0.9 }), ...repeat(50, { accuracy: 0.6, a: 1 })])
    expect(markupProblems(page)).toEqual([])
    expect(rawWords(page)).toEqual([])
    const text = visibleText(page)
    expect(text).toContain('Model &lt;b&gt;model&lt;/b&gt;. The history is shorter than the baseline window of 30 days')
    expect(text).toMatch(/Critical: Accuracy fell by \d\d\.\d points/)
    expect(text).toContain('Retrain the model')
    const [drifted, quiet] = [barWidths(page, 'loss'), barWidths(page, 'strategy')]
    expect([drifted.length, quiet.length]).toEqual([1, 1])
    expect(drifted[0]).toBeGreaterThan(3 * quiet[0]!)
    expect(page).toContain('<path class="reference"')
  })

  it('says that nothing moved, without a warning', () => {
    const page = pageOf(repeat(40, { rows: 100 }))
    expect(visibleText(page)).toContain('no action needed')
    const from = page.indexOf('Model monitoring')
    expect(page.slice(from)).not.toContain('class="warnings"')
    expect(barWidths(page, 'loss')).toEqual([])
  })

  it.each([
    ['one batch', repeat(1)],
    ['no outcomes', repeat(30, { open: true })],
    ['single predictions', repeat(300, { rows: 1 })],
    ['features that are missing', repeat(20, { missing: 1 })],
  ])('draws %s without raw words', (_, sketches) => {
    const page = pageOf(sketches)
    expect(markupProblems(page)).toEqual([])
    expect(rawWords(page)).toEqual([])
  })

  it('is left out without a report', () => {
    expect(renderTearSheet(smallInput())).not.toContain('Model monitoring')
  })
})
