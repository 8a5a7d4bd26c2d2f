import { readFileSync } from 'node:fs'
import { createFrame, type Frame, isBarcastError } from 'barcast/core'
import {
  applyImputer,
  clipOutliers,
  clipRow,
  createForwardFill,
  dropOutliers,
  fitImputer,
  fitOutlierBounds,
  fitScaler,
  forwardFill,
  type ImputerOptions,
  imputeRow,
  type OutlierOptions,
  outlierFlags,
  parseImputer,
  parseOutlierBounds,
  scaleFeatures,
} from 'barcast/features'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Columns = Record<string, (number | null)[]>

interface Golden {
  train: number
  columns: Columns
  imputed: Record<'mean' | 'constant', Columns>
  outliers: Record<'quantile' | 'mad' | 'iqr', { lower: number[]; upper: number[] }>
  clipped: Columns
  forward: Record<string, Columns>
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/sklearn/preparation.json', import.meta.url), 'utf8'))
const frameOf = (columns: Columns): Frame =>
  createFrame({ columns: Object.fromEntries(Object.entries(columns).map(([name, x]) => [name, Float64Array.from(x, (v) => v ?? NaN)])) })
const frame = frameOf(golden.columns)
const train = frame.slice(0, golden.train)
const bits = (of: Frame): Record<string, number[]> => Object.fromEntries(of.names.map((name) => [name, [...of.column(name)]]))
const rowOf = (of: Frame, i: number): Float64Array => Float64Array.from(of.names, (name) => of.column(name)[i]!)

const IMPUTERS: ImputerOptions[] = [{ strategy: 'median' }, { strategy: 'mean' }, { strategy: 'constant', value: -7.5 }]
const BOUNDS: OutlierOptions[] = [
  { kind: 'quantile', lower: 0.05, upper: 0.9 },
  { kind: 'mad', factor: 3 },
  { kind: 'iqr', factor: 1.5 },
]

function refusal(run: () => unknown): { code: string; message: string; where: object } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

describe('imputers against scikit-learn SimpleImputer', () => {
  it('constant, to the bit', () => {
    expect(bits(applyImputer(fitImputer(train, { strategy: 'constant', value: -7.5 }), frame))).toEqual(golden.imputed.constant)
  })

  it('mean, to the last bits: our sum is compensated', () => {
    const ours = applyImputer(fitImputer(train, { strategy: 'mean' }), frame)
    for (const name of frame.names)
      golden.imputed.mean[name]!.forEach((theirs, i) => {
        expect(Math.abs(ours.column(name)[i]! - theirs!), `${name} at ${i}`).toBeLessThanOrEqual(4e-16 * Math.abs(theirs!))
      })
  })

  it('takes constants by name, and refuses those it lacks', () => {
    const two = createFrame({ columns: { a: Float64Array.of(NaN, 1), b: Float64Array.of(NaN, NaN) } })
    expect(bits(applyImputer(fitImputer(two, { strategy: 'constant', value: { a: 5, b: -0 } }), two))).toEqual({ a: [5, 1], b: [0, 0] })
    const lacking = refusal(() => fitImputer(two, { strategy: 'constant', value: { a: 5 } }))
    expect(lacking).toMatchObject({ code: 'features/imputer-value', where: { column: 'b' } })
    expect(refusal(() => fitImputer(two, { strategy: 'constant' } as ImputerOptions)).code).toBe('features/imputer-value')
    expect(refusal(() => fitImputer(two, { strategy: 'constant', value: NaN })).code).toBe('features/imputer-value')
    expect(refusal(() => fitImputer(two, { strategy: 'mean' }))).toMatchObject({
      code: 'features/imputer-empty-column',
      where: { column: 'b' },
    })
  })
})

describe('forwardFill', () => {
  it.each(['1', '3'])('equals pandas ffill(limit=%s), and row by row', (limit) => {
    const limitRows = Number(limit)
    const filled = forwardFill(frame, { limitRows })
    expect(bits(filled)).toEqual(bits(frameOf(golden.forward[limit]!)))
    const live = createForwardFill(frame.names.length, { limitRows })
    for (let i = 0; i < frame.length; i++) expect([...live.next(rowOf(frame, i))]).toEqual([...rowOf(filled, i)])
  })

  it('sees the past only: later rows change nothing before them', () => {
    const filled = forwardFill(frame, { limitRows: 2 })
    for (let rows = 1; rows < frame.length; rows += 7)
      expect(bits(forwardFill(frame.slice(0, rows), { limitRows: 2 }))).toEqual(bits(filled.slice(0, rows)))
  })

  it('refuses limits that are none, and rows of another length', () => {
    expect(refusal(() => forwardFill(frame, { limitRows: 0 })).code).toBe('features/forward-fill-limit')
    expect(refusal(() => createForwardFill(2, { limitRows: 1.5 })).code).toBe('features/forward-fill-limit')
    expect(refusal(() => createForwardFill(2, { limitRows: 1 }).next(Float64Array.of(1))).code).toBe('features/forward-fill-row')
  })
})

describe('outlier bounds', () => {
  it.each(BOUNDS)('$kind equals NumPy and SciPy to the bit', (options) => {
    const { lower, upper } = fitOutlierBounds(train, options)
    expect({ lower, upper }).toEqual(golden.outliers[options.kind!])
  })

  it('clips as pandas does', () => {
    expect(bits(clipOutliers(fitOutlierBounds(train, BOUNDS[2]!), frame))).toEqual(bits(frameOf(golden.clipped)))
  })

  it('flags and drops what it clips, and clips rows to the same bits', () => {
    const bounds = fitOutlierBounds(train, BOUNDS[0]!)
    const [clipped, dropped, flags] = [clipOutliers(bounds, frame), dropOutliers(bounds, frame), outlierFlags(bounds, frame)]
    let flagged = 0
    for (let i = 0; i < frame.length; i++) {
      const row = rowOf(frame, i)
      expect([...clipRow(bounds, row)]).toEqual([...rowOf(clipped, i)])
      row.forEach((x, k) => {
        const flag = rowOf(flags, i)[k]!
        flagged += flag === 1 ? 1 : 0
        expect(flag).toBe(Number.isNaN(x) ? NaN : x === rowOf(clipped, i)[k] ? 0 : 1)
        expect(rowOf(dropped, i)[k]).toBe(flag === 0 ? x : NaN)
      })
      expect([...clipRow(bounds, row, row)]).toEqual([...rowOf(clipped, i)])
    }
    expect(flagged).toBeGreaterThan(10)
  })

  it('keeps a flag that is mostly 0: no spread, no bounds but the range', () => {
    const flag = createFrame({ columns: { flag: Float64Array.of(0, -100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100) } })
    for (const options of [...BOUNDS.slice(1), { lower: 0.2, upper: 0.5 }])
      expect([...clipOutliers(fitOutlierBounds(flag, options), flag).column('flag')]).toEqual([...flag.column('flag')])
  })

  it.each([
    ['kind', { kind: 'mda' }, 'features/outlier-kind', '"mad"'],
    ['factor', { kind: 'iqr', factor: 0 }, 'features/outlier-option', 'positive'],
    ['lower', { lower: -0.1 }, 'features/outlier-option', 'from 0 to 1'],
    ['upper', { lower: 0.5, upper: 0.5 }, 'features/outlier-option', 'above 0.5'],
  ])('refuses by name a wrong %s', (_what, options, code, text) => {
    const { code: found, message } = refusal(() => fitOutlierBounds(train, options as OutlierOptions))
    expect(found).toBe(code)
    expect(message).toContain(text)
  })

  it('refuses empty and infinite columns, other columns, and frames that have seen themselves', () => {
    const column = (...values: number[]): Frame => createFrame({ columns: { x: Float64Array.from(values) } })
    expect(refusal(() => fitOutlierBounds(column(NaN))).code).toBe('features/outlier-empty-column')
    expect(refusal(() => fitOutlierBounds(column(1, Infinity))).code).toBe('features/outlier-infinite')
    expect(refusal(() => fitOutlierBounds(column(1.7e308, -1.7e308, 0, 1e308, -1e308), { kind: 'iqr' })).code).toBe(
      'features/outlier-infinite',
    )
    expect(refusal(() => fitOutlierBounds(scaleFeatures(column(1, 2)))).code).toBe('features/exploration-only')
    expect(refusal(() => clipOutliers(fitOutlierBounds(column(1, 2)), frame)).code).toBe('features/outlier-names')
    expect(refusal(() => clipRow(fitOutlierBounds(column(1, 2)), Float64Array.of(1, 2))).code).toBe('features/outlier-names')
  })

  const stored = JSON.stringify(fitOutlierBounds(train, { kind: 'iqr' }))
  const altered = (change: (document: Record<string, unknown>) => void): string => {
    const document = JSON.parse(stored)
    change(document)
    return JSON.stringify(document)
  }
  it.each([
    ['truncated', stored.slice(0, -30), 'features/outlier-format'],
    ['of a newer version', altered((s) => Object.assign(s, { formatVersion: 2 })), 'features/outlier-version'],
    ['of another kind', altered((s) => Object.assign(s, { kind: 'sd' })), 'features/outlier-format'],
    ['without a bound', altered((s) => (s.lower as number[]).pop()), 'features/outlier-format'],
    ['crossed', altered((s) => Object.assign(s, { lower: s.upper, upper: s.lower })), 'features/outlier-format'],
    ['changed', altered((s) => Object.assign(s.upper as object, [1e9])), 'features/outlier-altered'],
  ])('refuses stored ones that are %s', (_what, text, code) => {
    expect(refusal(() => parseOutlierBounds(text)).code).toBe(code)
  })
})

describe('any frame', () => {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    { weight: 2, arbitrary: fc.constant(NaN) },
    { weight: 2, arbitrary: fc.constantFrom(0, -0, 1, 5e-324, 3) },
  )
  const frames = fc.integer({ min: 1, max: 30 }).chain((rows) =>
    fc
      .array(
        fc.oneof(
          fc.array(value, { minLength: rows, maxLength: rows }),
          value.map((x) => Array<number>(rows).fill(x)),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((columns) => {
        // Every column needs a value to learn from; the last one is there twice.
        for (const column of columns) if (column.every((x) => Number.isNaN(x))) column[0] = 1
        columns.push([...columns.at(-1)!])
        return createFrame({ columns: Object.fromEntries(columns.map((column, k) => [`c${k}`, Float64Array.from(column)])) })
      }),
  )
  const FITS = [
    ...IMPUTERS.map((options) => (rows: Frame) => fitImputer(rows, options)),
    ...BOUNDS.map((options) => (rows: Frame) => fitOutlierBounds(rows, options)),
    ...(['standard', 'robust', 'minMax', 'quantile'] as const).map((kind) => (rows: Frame) => fitScaler(rows, { kind })),
  ]

  it('learns from the training part alone: other test rows leave every fitted state as it is, to the bit', () => {
    fc.assert(
      fc.property(frames, frames, (first, second) => {
        const joined = (rest: (x: number) => number): Frame =>
          createFrame({
            columns: Object.fromEntries(
              first.names.map((name) => [
                name,
                Float64Array.from(
                  [...first.column(name), ...second.column(second.names[0]!)].map((x, i) => (i < first.length ? x : rest(x))),
                ),
              ]),
            ),
          })
        for (const learn of FITS) {
          const states = [(x: number) => x, () => 1e9, () => NaN].map((rest) => JSON.stringify(learn(joined(rest).slice(0, first.length))))
          expect(new Set(states).size).toBe(1)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('survives JSON, changes nothing the second time, and makes no value missing', () => {
    fc.assert(
      fc.property(frames, (any) => {
        for (const options of IMPUTERS) {
          const imputer = fitImputer(any, options)
          expect(parseImputer(JSON.stringify(imputer))).toEqual(imputer)
          const once = applyImputer(parseImputer(JSON.stringify(imputer)), any)
          expect(bits(applyImputer(imputer, once))).toEqual(bits(once))
          for (const name of any.names)
            once.column(name).forEach((x, i) => {
              const before = any.column(name)[i]!
              if (Number.isNaN(before)) expect(x).not.toBeNaN()
              else expect(x).toBe(before)
            })
          expect([...imputeRow(imputer, rowOf(any, 0))]).toEqual([...rowOf(once, 0)])
        }
        for (const options of BOUNDS) {
          const bounds = fitOutlierBounds(any, options)
          expect(parseOutlierBounds(JSON.stringify(bounds))).toEqual(bounds)
          const once = clipOutliers(bounds, any)
          expect(bits(clipOutliers(bounds, once))).toEqual(bits(once))
          for (const name of any.names)
            once.column(name).forEach((x, i) => {
              expect(Number.isNaN(x)).toBe(Number.isNaN(any.column(name)[i]))
            })
        }
      }),
      { numRuns: 60 },
    )
  })
})
