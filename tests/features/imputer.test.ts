import { readFileSync } from 'node:fs'
import { createFrame, type Frame, isBarcastError } from 'barcast/core'
import { applyImputer, fitImputer, type Imputer, imputeRow, parseImputer, scaleFeatures } from 'barcast/features'
import { describe, expect, it } from 'vitest'

interface Golden {
  train: number
  columns: Record<string, (number | null)[]>
  median: number[]
  imputed: Record<string, (number | null)[]>
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/sklearn/imputer.json', import.meta.url), 'utf8'))
const frameOf = (columns: Golden['columns']): Frame =>
  createFrame({ columns: Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, Float64Array.from(x, (v) => v ?? NaN)])) })
const frame = frameOf(golden.columns)
const imputer = fitImputer(frame.slice(0, golden.train), { strategy: 'median' })

function refusal(run: () => unknown): { code: string; message: string; where: object } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

describe('fitImputer against scikit-learn SimpleImputer', () => {
  it.each([...frame.names])('learns and fills %s', (name) => {
    const k = frame.names.indexOf(name)
    expect(imputer.median[k]).toBe(golden.median[k]! + 0)
    expect([...applyImputer(imputer, frame).column(name)].map((x) => x + 0)).toEqual(golden.imputed[name]!.map((x) => x! + 0))
  })
})

describe('fitImputer', () => {
  it('learns from nothing but the frame it is given', () => {
    const changed = frameOf(golden.columns)
    for (const name of changed.names) changed.column(name).fill(1e9, golden.train)
    expect(JSON.stringify(fitImputer(changed.slice(0, golden.train)))).toBe(JSON.stringify(imputer))
  })

  it('refuses by name a column without a value, infinity, another strategy and frames that have seen themselves', () => {
    const empty = createFrame({ columns: { good: Float64Array.of(1, 2), empty: Float64Array.of(NaN, NaN) } })
    expect(refusal(() => fitImputer(empty))).toMatchObject({ code: 'features/imputer-empty-column', where: { column: 'empty' } })
    expect(refusal(() => fitImputer(frame.slice(0, 0))).code).toBe('features/imputer-empty-column')
    const wild = createFrame({ columns: { wild: Float64Array.of(1, -Infinity) } })
    expect(refusal(() => fitImputer(wild))).toMatchObject({ code: 'features/imputer-infinite', where: { column: 'wild', row: 1 } })
    expect(refusal(() => fitImputer(frame, { strategy: 'medain' as 'median' })).message).toContain('"median"')
    expect(refusal(() => fitImputer(scaleFeatures(createFrame({ columns: { x: Float64Array.of(1, 2) } })))).code).toBe(
      'features/exploration-only',
    )
  })

  it('keeps a middle between two values too large to add', () => {
    expect(fitImputer(createFrame({ columns: { x: Float64Array.of(1.5e308, 1e308) } })).median).toEqual([1.25e308])
  })
})

describe('applyImputer', () => {
  it('fills one row to the same bits as the frame, also in place', () => {
    const filled = applyImputer(imputer, frame)
    for (let i = 0; i < frame.length; i++) {
      const row = Float64Array.from(frame.names, (name) => frame.column(name)[i]!)
      const expected = frame.names.map((name) => filled.column(name)[i]!)
      expect([...imputeRow(imputer, row)]).toEqual(expected)
      expect([...imputeRow(imputer, row, row)]).toEqual(expected)
    }
    expect(refusal(() => imputeRow(imputer, Float64Array.of(1))).code).toBe('features/imputer-names')
  })

  it('leaves the frame it is given alone, and keeps the time axis and the exploration mark', () => {
    const own = scaleFeatures(createFrame({ columns: { x: Float64Array.of(NaN, 1, 3) }, timeMs: Float64Array.of(10, 20, 40) }))
    const learned = fitImputer(createFrame({ columns: { x: Float64Array.of(7) } }))
    const filled = applyImputer(learned, own)
    expect([...filled.column('x')]).toEqual([7, -1, 1])
    expect([...own.column('x')]).toEqual([NaN, -1, 1])
    expect([...filled.timeMs]).toEqual([10, 20, 40])
    expect(filled.explorationOnly).toBe(true)
  })

  it('refuses other columns, naming the first that differs', () => {
    const other = createFrame({ columns: { complete: Float64Array.of(1), even_count: Float64Array.of(1) } })
    expect(refusal(() => applyImputer(imputer, other)).message).toContain('found "even_count" instead of "odd_count" at column 1')
  })
})

describe('parseImputer', () => {
  const stored = JSON.stringify(imputer)
  const altered = (change: (stored: Record<string, unknown>) => void): string => {
    const document = JSON.parse(stored)
    change(document)
    return JSON.stringify(document)
  }

  it('gives back what was stored, from text and from a value', () => {
    expect(JSON.stringify(parseImputer(stored))).toBe(stored)
    expect(JSON.stringify(parseImputer(JSON.parse(stored) as Imputer))).toBe(stored)
  })

  it.each([
    ['truncated', stored.slice(0, -30), 'features/imputer-format'],
    ['null', 'null', 'features/imputer-format'],
    ['a newer version', altered((s) => Object.assign(s, { formatVersion: 2 })), 'features/imputer-version'],
    ['an unknown kind', altered((s) => Object.assign(s, { kind: 'mean' })), 'features/imputer-format'],
    ['a missing median', altered((s) => (s.median as number[]).pop()), 'features/imputer-format'],
    ['a null median', altered((s) => Object.assign(s.median as object, [null])), 'features/imputer-format'],
    ['a changed median', altered((s) => Object.assign(s.median as object, [0.5])), 'features/imputer-altered'],
    ['swapped names', altered((s) => (s.names as string[]).reverse()), 'features/imputer-altered'],
  ])('refuses a document that is %s', (_what, text, code) => {
    expect(refusal(() => parseImputer(text)).code).toBe(code)
  })
})
