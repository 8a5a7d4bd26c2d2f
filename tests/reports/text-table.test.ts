import { isBarcastError } from 'barcast/core'
import { figureText, renderTable } from 'barcast/reports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Row {
  name: string
  value: string
}

const columns = [
  { title: 'Figure', text: (row: Row) => row.name },
  { title: 'Strategy', text: (row: Row) => row.value },
]

const rows: Row[] = [
  { name: 'Total return', value: figureText(0.1234, 'percent') },
  { name: 'Sharpe', value: figureText(-0.5, 'ratio') },
  { name: 'Win rate', value: figureText(NaN, 'percent') },
  { name: 'Profit factor', value: figureText(Infinity, 'ratio') },
]

describe('renderTable', () => {
  it('draws a box with numbers at the right', () => {
    expect(`\n${renderTable(rows, columns)}`).toBe(`
┌───────────────┬──────────┐
│ Figure        │ Strategy │
├───────────────┼──────────┤
│ Total return  │   12.34% │
│ Sharpe        │    −0.50 │
│ Win rate      │        – │
│ Profit factor │        ∞ │
└───────────────┴──────────┘`)
  })

  it('draws an empty table, and refuses one without columns', () => {
    expect(renderTable([], columns).split('\n')).toHaveLength(4)
    expect(() => renderTable(rows, [])).toThrowError(/at least one column/)
    try {
      renderTable(rows, [])
    } catch (error) {
      expect(isBarcastError(error, 'reports/no-columns')).toBe(true)
    }
  })

  it('fits the width by shortening texts, never numbers while texts are left', () => {
    const long = [{ name: 'a very long name that does not fit into the terminal at all', value: '1,234,567.89' }]
    const table = renderTable(long, columns, { maxWidth: 40 })
    for (const line of table.split('\n')) expect([...line]).toHaveLength(40)
    expect(table).toContain('…')
    expect(table).toContain('1,234,567.89')
  })

  it('lets no text take over the terminal or the box', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(fc.array(fc.record({ name: text, value: text }), { maxLength: 5 }), (found) => {
        const lines = renderTable(found, columns, { maxWidth: 60 }).split('\n')
        expect(lines).toHaveLength(found.length + 4)
        expect(new Set(lines.map((line) => [...line].length)).size).toBe(1)
        expect([...lines[0]!].length).toBeLessThanOrEqual(60)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 40, seed: 1 },
    )
  })
})

describe('figureText', () => {
  it.each([
    [0.1234, 'percent', '12.34%'],
    [-0.00001, 'percent', '0.00%'],
    [-1234.5678, 'ratio', '−1,234.57'],
    [1_234_567.8, 'money', '1,234,568'],
    [-12.345, 'money', '−12.35'],
    [0, 'money', '0.00'],
    [1234, 'count', '1,234'],
    [21.44, 'bars', '21.4 bars'],
    [3, 'days', '3 days'],
    [NaN, 'bars', '–'],
    [-Infinity, 'ratio', '−∞'],
    [1.5e21, 'ratio', '1.50e+21'],
  ] as const)('writes %s as %s: %s', (value, unit, text) => {
    expect(figureText(value, unit)).toBe(text)
  })
})
