import { renderLineChart } from 'barcast/reports'
import { describe, expect, it } from 'vitest'
import { markupProblems } from './markup-check.js'

const timeMs = Float64Array.from({ length: 50 }, (_, i) => Date.UTC(2024, 0, 1) + i * 86_400_000)
const values = timeMs.map((_, i) => 100 + Math.sin(i))

describe('a chart of its own', () => {
  it('is one well-formed picture with its style and its margins inside', () => {
    const svg = renderLineChart({
      title: 'A & B',
      timeMs,
      yLabel: '</svg><script>',
      series: [
        { name: 'a', values },
        { name: 'b', values: values.map((v) => v + 1) },
      ],
    })
    expect(markupProblems(svg)).toEqual([])
    expect(svg).toMatch(/^<svg [^>]*width="960"[^>]*viewBox/)
    expect(svg).toContain('<style>')
    expect(svg).not.toContain('<script>')
    expect(svg).not.toContain('padding:')
    expect(svg.match(/class="line /g)).toHaveLength(2)
  })

  it.each([
    [{ timeMs: timeMs.slice(0, 1), series: [{ name: 'a', values: values.slice(0, 1) }] }, /two times or more, found 1/],
    [{ timeMs, series: [] }, /one to 3 series, found 0/],
    [{ timeMs, series: [{ name: 'a', values: values.slice(1) }] }, /"a" must have 50 values like timeMs, found 49/],
  ])('refuses what it cannot draw', (input, message) => {
    expect(() => renderLineChart({ title: 't', yLabel: 'y', ...input })).toThrow(message)
  })
})
