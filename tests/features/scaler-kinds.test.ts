import { readFileSync } from 'node:fs'
import { createFrame, createRandom, decodeFloats, encodeFloats, type Frame, isBarcastError } from 'barcast/core'
import {
  applyScaler,
  createFeatureEngineer,
  fitScaler,
  parseScaler,
  type Scaler,
  type ScalerOptions,
  scaleFeatures,
  scaleRow,
} from 'barcast/features'
import { describe, expect, it } from 'vitest'

interface Case {
  train: number
  every: number
  columns: Record<string, string>
  scaled: Record<string, Record<string, string>>
}

const golden: { cases: Case[] } = JSON.parse(readFileSync(new URL('../golden/sklearn/scaler-kinds.json', import.meta.url), 'utf8'))
const OPTIONS: Record<string, ScalerOptions> = {
  robust: { kind: 'robust' },
  minMax: { kind: 'minMax' },
  uniform: { kind: 'quantile' },
  normal: { kind: 'quantile', output: 'normal' },
}
const kinds = Object.keys(OPTIONS)
const frameOf = (columns: Record<string, string>): Frame =>
  createFrame({ columns: Object.fromEntries(Object.entries(columns).map(([name, text]) => [name, decodeFloats(text)])) })

function refusal(run: () => unknown): { code: string; message: string; where: object } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

describe.each(golden.cases)('against scikit-learn, fitted on $train rows', ({ train, every, columns, scaled }) => {
  const frame = frameOf(columns)

  it.each(kinds)('%s', (kind) => {
    const ours = applyScaler(fitScaler(frame.slice(0, train), OPTIONS[kind]!), frame)
    // All but the normal output are the same operations in the same order.
    const bound = kind === 'normal' ? 1e-12 : 0
    for (const name of frame.names) {
      const theirs = decodeFloats(scaled[kind]![name]!)
      const stored = ours.column(name).filter((_, i) => i % every === 0)
      theirs.forEach((expected, i) => {
        const error = Math.abs(stored[i]! - expected)
        if (Number.isNaN(expected)) expect(stored[i], `${name} at ${i}`).toBeNaN()
        else if (!(error <= bound)) expect.fail(`${name} at ${i}: ours ${stored[i]}, theirs ${expected}`)
      })
    }
  })
})

const random = createRandom(6)
const draw = (of: () => number): Float64Array => Float64Array.from({ length: 120 }, of)
const frame = createFrame({
  columns: {
    normal: draw(() => random.normal()),
    gaps: draw(() => (random.uniform() < 0.2 ? NaN : 1e6 * random.uniform())),
    ties: draw(() => random.integer(0, 4)),
    constant: draw(() => -3),
  },
})

describe.each(kinds)('%s', (kind) => {
  const options = OPTIONS[kind]!
  const scaler = fitScaler(frame.slice(0, 80), options)
  const stored = JSON.stringify(scaler)

  it('learns from nothing but the frame it is given (changing later rows leaves it bit-equal)', () => {
    const changed = createFrame({
      columns: Object.fromEntries(frame.names.map((name) => [name, frame.column(name).slice().fill(1e9, 80)])),
    })
    expect(JSON.stringify(fitScaler(changed.slice(0, 80), options))).toBe(stored)
  })

  it('scales one row to the same bits as the frame, also in place and after storing', () => {
    const whole = applyScaler(scaler, frame)
    const again = parseScaler(stored)
    for (let i = 0; i < frame.length; i++) {
      const row = Float64Array.from(frame.names, (name) => frame.column(name)[i]!)
      const expected = encodeFloats(Float64Array.from(frame.names, (name) => whole.column(name)[i]!))
      expect(encodeFloats(scaleRow(again, row))).toBe(expected)
      expect(encodeFloats(scaleRow(scaler, row, row))).toBe(expected)
    }
    expect(refusal(() => scaleRow(scaler, Float64Array.of(1))).code).toBe('features/scaler-names')
  })

  it('keeps NaN, the order of values, and is finite wherever the value is', () => {
    const wild = createFrame({
      columns: Object.fromEntries(frame.names.map((name) => [name, Float64Array.of(-1e300, -1, NaN, 0, 1, 1e300)])),
    })
    const scaled = applyScaler(scaler, wild)
    for (const name of frame.names) {
      const [a, b, missing, ...rest] = scaled.column(name)
      expect(missing).toBeNaN()
      const values = [a!, b!, ...rest]
      expect(values.every((x) => Number.isFinite(x))).toBe(true)
      expect([...values].sort((x, y) => x - y)).toEqual(values)
    }
  })

  it('refuses infinity, empty columns, other columns and frames that have seen themselves', () => {
    const of = (...x: number[]): Frame => createFrame({ columns: { x: Float64Array.from(x) } })
    expect(refusal(() => fitScaler(of(1, Infinity), options))).toMatchObject({
      code: 'features/scaler-infinite',
      where: { column: 'x', row: 1 },
    })
    expect(refusal(() => fitScaler(of(-1.7e308, 1.7e308), options)).code).toBe('features/scaler-infinite')
    expect(refusal(() => fitScaler(of(NaN, NaN), options))).toMatchObject({ code: 'features/scaler-empty-column', where: { column: 'x' } })
    expect(refusal(() => applyScaler(scaler, of(1))).code).toBe('features/scaler-names')
    expect(refusal(() => fitScaler(scaleFeatures(of(1, 2)), options)).code).toBe('features/exploration-only')
  })

  it('gives back what was stored, from text and from a value', () => {
    expect(JSON.stringify(parseScaler(stored))).toBe(stored)
    expect(JSON.stringify(parseScaler(JSON.parse(stored) as Scaler))).toBe(stored)
  })

  it('refuses a document that was altered, cut or written by a newer version', () => {
    const altered = (change: (stored: { [key: string]: never }) => unknown): string => {
      const document = JSON.parse(stored)
      change(document)
      return JSON.stringify(document)
    }
    const field = { robust: 'center', minMax: 'max' }[kind] ?? 'quantiles'
    expect(refusal(() => parseScaler(altered((s) => Object.assign(s, { rows: 81 })))).code).toMatch(/scaler-(altered|format)/)
    expect(refusal(() => parseScaler(altered((s) => Object.assign(s, { formatVersion: 2 })))).code).toBe('features/scaler-version')
    expect(refusal(() => parseScaler(altered((s) => (s[field] as unknown as unknown[]).pop()))).code).toBe('features/scaler-format')
    expect(refusal(() => parseScaler(altered((s) => Object.assign(s[field]!, [null])))).code).toBe('features/scaler-format')
    expect(refusal(() => parseScaler(altered((s) => (s.names as unknown as string[]).reverse()))).code).toBe('features/scaler-altered')
    expect(refusal(() => parseScaler(altered((s) => Object.assign(s, { kind: 'standard' })))).code).toBe('features/scaler-format')
  })
})

it('refuses quantiles that descend, crossed ranges and other bytes than doubles', () => {
  const quantile = fitScaler(frame, OPTIONS.normal!)
  const withQuantiles = (text: string): object => ({ ...quantile, quantiles: ['normal', 'gaps', 'ties', 'constant'].map(() => text) })
  const descending = encodeFloats(Float64Array.from({ length: 120 }, (_, j) => -j))
  for (const text of [descending, encodeFloats(new Float64Array(120).fill(NaN)), encodeFloats(new Float64Array(7)), 'AAAA', '???'])
    expect(refusal(() => parseScaler(withQuantiles(text)))).toMatchObject({
      code: 'features/scaler-format',
      where: { path: 'quantiles.0' },
    })
  const range = fitScaler(frame, { kind: 'minMax' }) as Extract<Scaler, { kind: 'minMax' }>
  expect(refusal(() => parseScaler({ ...range, min: range.max, max: range.min })).message).toContain('max must not be below min')
})

it('names the nearest kind and output when they are unknown', () => {
  expect(refusal(() => fitScaler(frame, { kind: 'minmax' } as unknown as ScalerOptions))).toMatchObject({ code: 'features/scaler-kind' })
  expect(refusal(() => fitScaler(frame, { kind: 'minmax' } as unknown as ScalerOptions)).message).toContain('"minMax"')
  expect(refusal(() => fitScaler(frame, { kind: 'quantile', output: 'norml' } as unknown as ScalerOptions)).message).toContain('"normal"')
  expect(refusal(() => parseScaler({ ...fitScaler(frame), kind: 'robst' })).message).toContain('"robust"')
  expect(refusal(() => applyScaler({ ...fitScaler(frame), kind: 'robst' } as unknown as Scaler, frame)).code).toBe('features/scaler-kind')
})

it('leaves a scaler of the first release as it was', () => {
  const stored =
    '{"formatVersion":1,"kind":"standard","rows":3,"names":["x"],"mean":[3],"scale":[2.160246899469287],' +
    '"sha256":"9908b72461e1d8398b81c3d3739889102c783db09d28ca36496402397907b0d1"}'
  const fitted = fitScaler(createFrame({ columns: { x: Float64Array.of(1, 2, 6) } }))
  expect(parseScaler(stored)).toEqual(fitted)
  expect(JSON.stringify(fitted)).toBe(stored)
})

it('is the engineer’s too', () => {
  const engineer = createFeatureEngineer()
  expect(engineer.fitScaler(frame, { kind: 'robust' })).toEqual(fitScaler(frame, { kind: 'robust' }))
})
