import { readFileSync } from 'node:fs'
import { createFrame, createRandom, type Frame } from 'barcast/core'
import { applyScaler, fitScaler, parseScaler, type Scaler, scaleFeatures, scaleRow } from 'barcast/features'
import { describe, expect, it } from 'vitest'

interface Golden {
  train: number
  columns: Record<string, (number | null)[]>
  mean: number[]
  scale: number[]
  scaled: Record<string, (number | null)[]>
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/sklearn/scaler.json', import.meta.url), 'utf8'))
const column = (values: (number | null)[]): Float64Array => Float64Array.from(values, (x) => x ?? NaN)
const goldenFrame = createFrame({ columns: Object.fromEntries(Object.entries(golden.columns).map(([name, x]) => [name, column(x)])) })

function randomFrame(seed: number, rows = 100): Frame {
  const random = createRandom(seed)
  const draw = (of: () => number): Float64Array => Float64Array.from({ length: rows }, of)
  return createFrame({ columns: { small: draw(() => 0.01 * random.normal()), large: draw(() => 1e6 + 1e4 * random.normal()) } })
}

function refusal(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('nothing was refused')
}

describe('fitScaler against scikit-learn StandardScaler', () => {
  const scaler = fitScaler(goldenFrame.slice(0, golden.train))
  const eps = Number.EPSILON

  it.each(goldenFrame.names.map((name, k) => [name, k] as const))('learns the mean and deviation of %s', (_name, k) => {
    expect(Math.abs(scaler.mean[k]! - golden.mean[k]!)).toBeLessThanOrEqual(
      4 * eps * Math.abs(golden.mean[k]!) + 4 * eps * golden.scale[k]!,
    )
    expect(Math.abs(scaler.scale[k]! / golden.scale[k]! - 1)).toBeLessThanOrEqual(8 * eps)
  })

  it.each([...goldenFrame.names])('scales %s', (name) => {
    const ours = applyScaler(scaler, goldenFrame).column(name)
    const theirs = column(golden.scaled[name]!)
    // A constant column's rest is the rounding of its mean, which is why the bound grows with the mean.
    const k = goldenFrame.names.indexOf(name)
    const bound = (8 * eps * Math.abs(golden.mean[k]!)) / golden.scale[k]!
    for (let i = 0; i < ours.length; i++) {
      if (Number.isNaN(theirs[i])) expect(ours[i]).toBeNaN()
      else expect(Math.abs(ours[i]! - theirs[i]!)).toBeLessThanOrEqual(bound + 16 * eps * Math.abs(theirs[i]!))
    }
  })
})

describe('fitScaler', () => {
  it('learns from nothing but the frame it is given (changing later rows leaves it bit-equal)', () => {
    const frame = randomFrame(3)
    const before = JSON.stringify(fitScaler(frame.slice(0, 60)))
    for (const name of frame.names) frame.column(name).fill(1e9, 60)
    expect(JSON.stringify(fitScaler(frame.slice(0, 60)))).toBe(before)
  })

  it('gives an exact mean where a plain sum loses it', () => {
    const frame = createFrame({ columns: { x: Float64Array.of(1, 1e100, 1, -1e100) } })
    // Squares of 1e100 are finite, so only the mean is at stake.
    expect(fitScaler(frame).mean[0]).toBe(0.5)
  })

  it('refuses a column without a value, by name', () => {
    const frame = createFrame({ columns: { good: Float64Array.of(1, 2), empty: Float64Array.of(NaN, NaN) } })
    expect(refusal(() => fitScaler(frame))).toMatchObject({ code: 'features/scaler-empty-column', where: { column: 'empty' } })
    expect(refusal(() => fitScaler(frame.slice(0, 0))).code).toBe('features/scaler-empty-column')
  })

  it.each([Infinity, -Infinity, 1e200])('refuses %d', (x) => {
    const frame = createFrame({ columns: { wild: Float64Array.of(1, -x) } })
    expect(refusal(() => fitScaler(frame)).code).toBe('features/scaler-infinite')
  })

  it('keeps a column named __proto__', () => {
    const frame = createFrame({ columns: new Map([['__proto__', Float64Array.of(1, 3)]]) })
    const scaler = parseScaler(JSON.stringify(fitScaler(frame)))
    expect([...applyScaler(scaler, frame).column('__proto__')]).toEqual([-1, 1])
  })
})

describe('applyScaler', () => {
  it('refuses other names and another order, naming the column', () => {
    const frame = randomFrame(1)
    const scaler = fitScaler(frame)
    const { small, large } = { small: frame.column('small'), large: frame.column('large') }
    for (const columns of [{ large, small }, { small }, { small, large, more: small }, { small, largo: large }] as Record<
      string,
      Float64Array
    >[]) {
      expect(refusal(() => applyScaler(scaler, createFrame({ columns }))).code).toBe('features/scaler-names')
    }
    expect(refusal(() => applyScaler(scaler, createFrame({ columns: { large, small } }))).message).toContain('"large" instead of "small"')
  })

  it('scales one row to the same bits as the frame, also in place', () => {
    const frame = randomFrame(2)
    const scaler = fitScaler(frame)
    const scaled = applyScaler(scaler, frame)
    for (let i = 0; i < frame.length; i++) {
      const row = Float64Array.from(frame.names, (name) => frame.column(name)[i]!)
      expect([...scaleRow(scaler, row)]).toEqual(frame.names.map((name) => scaled.column(name)[i]))
      expect([...scaleRow(scaler, row, row)]).toEqual(frame.names.map((name) => scaled.column(name)[i]))
    }
    expect(refusal(() => scaleRow(scaler, Float64Array.of(1))).code).toBe('features/scaler-names')
  })
})

describe('scaleFeatures', () => {
  it('marks a frame scaled by its own rows, also when sliced or scaled again, and refuses to learn from it', () => {
    const frame = randomFrame(4)
    const own = scaleFeatures(frame)
    expect(own.explorationOnly).toBe(true)
    expect(own.slice(0, 5).explorationOnly).toBe(true)
    const scaler = fitScaler(frame)
    expect(scaleFeatures(frame, { scaler }).explorationOnly).toBeUndefined()
    expect(scaleFeatures(own, { scaler }).explorationOnly).toBe(true)
    expect(refusal(() => fitScaler(own)).code).toBe('features/exploration-only')
  })

  it('keeps NaN and the time axis', () => {
    const frame = createFrame({ columns: { x: Float64Array.of(NaN, 1, 3) }, timeMs: Float64Array.of(10, 20, 40) })
    const scaled = scaleFeatures(frame)
    expect([...scaled.column('x')]).toEqual([NaN, -1, 1])
    expect([...scaled.timeMs]).toEqual([10, 20, 40])
  })
})

describe('parseScaler', () => {
  const stored = JSON.stringify(fitScaler(randomFrame(5)))
  const altered = (change: (scaler: Record<string, unknown>) => void): string => {
    const scaler = JSON.parse(stored)
    change(scaler)
    return JSON.stringify(scaler)
  }

  it('gives back what was stored, from text and from a value', () => {
    expect(JSON.stringify(parseScaler(stored))).toBe(stored)
    expect(JSON.stringify(parseScaler(JSON.parse(stored) as Scaler))).toBe(stored)
  })

  it.each([
    ['truncated', stored.slice(0, -30), 'features/scaler-format'],
    ['empty', '', 'features/scaler-format'],
    ['null', 'null', 'features/scaler-format'],
    ['a newer version', altered((s) => Object.assign(s, { formatVersion: 2, kind: 'robust' })), 'features/scaler-version'],
    ['an unknown kind', altered((s) => Object.assign(s, { kind: 'robst' })), 'features/scaler-kind'],
    ['a missing mean', altered((s) => (s.mean as number[]).pop()), 'features/scaler-format'],
    ['a null mean', altered((s) => Object.assign(s.mean as object, [null])), 'features/scaler-format'],
    ['a zero scale', altered((s) => Object.assign(s.scale as object, [0])), 'features/scaler-format'],
    ['a changed mean', altered((s) => Object.assign(s.mean as object, [0.5])), 'features/scaler-altered'],
    ['swapped names', altered((s) => (s.names as string[]).reverse()), 'features/scaler-altered'],
  ])('refuses a document that is %s', (_what, text, code) => {
    expect(refusal(() => parseScaler(text)).code).toBe(code)
  })
})
