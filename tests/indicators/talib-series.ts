/* The series that tests/golden/talib/series.py makes, to the bit. */
import { readFileSync } from 'node:fs'
import type { Bars } from 'barcast/core'

const STEP_MS = 300_000

function uniformOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 69069 + 1) % 4294967296
    return state / 4294967296
  }
}

const cents = (x: number): number => Math.floor(x * 100 + 0.5) / 100

function barsOf(rows: readonly (readonly number[])[]): Bars {
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!)
  const uniform = uniformOf(7)
  return {
    symbol: 'TEST',
    timeframeMs: STEP_MS,
    length: rows.length,
    openTimeMs: Float64Array.from(rows, (_, i) => Date.UTC(2026, 0, 1) + i * STEP_MS),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    extra: { periods: Float64Array.from(rows, () => 0.5 + 45 * uniform()), unit: Float64Array.from(rows, () => 2.2 * uniform() - 1.1) },
  }
}

function sp500(): Bars {
  const text = readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8')
  const lines = text.trimEnd().split('\n').slice(1)
  return barsOf(lines.map((line) => line.split(',').slice(1, 6).map(Number)))
}

function fiveMinutes(): Bars {
  const uniform = uniformOf(2026)
  const rows: number[][] = []
  let price = 100
  for (let i = 0; i < 2000; i++) {
    const width = i % 400 < 80 ? 0.01 : 0.002
    const open = uniform() < 0.03 ? cents(price * (1 + 0.02 * (uniform() - 0.5))) : price
    let close = cents(open * (1 + width * (uniform() - 0.5)))
    const up = uniform()
    const down = uniform()
    let volume = Math.floor(1000 * uniform())
    const kind = uniform()
    let high = cents(Math.max(open, close) * (1 + (width * up) / 2))
    let low = cents(Math.min(open, close) * (1 - (width * down) / 2))
    if (kind < 0.2) volume = 0
    if (kind < 0.15) {
      close = open
      high = open
      low = open
    }
    rows.push([open, high, low, close, volume])
    price = close
  }
  return barsOf(rows)
}

/** Close and the factors of high and low of one bar of a stretch; the others stay as they were drawn. */
function shape(stretch: number, k: number, open: number, close: number, up: number, down: number): [number, number, number] {
  if (stretch === 1 || stretch === 9) return [open, 1, 1]
  if (stretch === 2) return [k % 10 === 0 ? open + 5 : open, 1, 1]
  if (stretch === 3) return [close, 1, 1]
  if (stretch === 4) return [open + 0.25, up, down]
  if (stretch === 5) return [open, up, down]
  if (stretch === 6) return [k % 2 === 0 ? open + 1 : open - 1, 1, 1]
  if (stretch === 8 && k === 20) return [open * 20, up, down]
  if (stretch === 8 && k === 21) return [open / 20, up, down]
  return [close, up, down]
}

function degenerate(): Bars {
  const uniform = uniformOf(5)
  const rows: number[][] = []
  let price = 50
  for (let i = 0; i < 500; i++) {
    const stretch = Math.floor(i / 50)
    const drawn = price * (1 + 0.02 * (uniform() - 0.5))
    const above = 1 + 0.01 * uniform()
    const below = 1 - 0.01 * uniform()
    const volume = 1000 * uniform()
    const [close, up, down] = shape(stretch, i % 50, price, drawn, above, below)
    const open = stretch === 3 ? close : price
    rows.push([open, Math.max(open, close) * up, Math.min(open, close) * down, close, stretch === 7 || stretch === 9 ? 0 : volume])
    price = close
  }
  return barsOf(rows)
}

export const GAP_ROW = 200

function gap(): Bars {
  const whole = fiveMinutes()
  const cut = (column: Float64Array): Float64Array => column.slice(0, 400).fill(NaN, GAP_ROW, GAP_ROW + 1)
  return {
    ...whole,
    length: 400,
    openTimeMs: whole.openTimeMs.slice(0, 400),
    open: cut(whole.open),
    high: cut(whole.high),
    low: cut(whole.low),
    close: cut(whole.close),
    volume: cut(whole.volume),
    extra: { periods: cut(whole.extra.periods!), unit: cut(whole.extra.unit!) },
  }
}

const BODIES = [0, 0, 0, 1, 1, 2, 4, 8, 8, 16, 16]
const SHADOWS = [0, 0, 0, 0, 1, 2, 8, 16]
const GAPS = [-12, -4, -2, -1, 0, 0, 0, 1, 2, 4, 12]
const SEGMENT = 30

function candles(seeds: readonly number[]): Bars {
  const rows = seeds.flatMap((seed) => {
    const uniform = uniformOf(seed)
    const choose = (values: readonly number[]): number => values[Math.floor(uniform() * values.length)]!
    let close = 1000
    return Array.from({ length: SEGMENT }, () => {
      const step = choose(GAPS)
      const open = close + (uniform() < 0.5 ? step : -step)
      const body = choose(BODIES)
      close = open + (uniform() < 0.5 ? body : -body)
      const upper = choose(SHADOWS)
      const lower = choose(SHADOWS)
      return [open, Math.max(open, close) + upper, Math.min(open, close) - lower, close, 1]
    })
  })
  return barsOf(rows)
}

/** Numbers of the list `SEEDS` in series.py. */
function readSeeds(): number[] {
  const text = readFileSync(new URL('../golden/talib/series.py', import.meta.url), 'utf8')
  return /SEEDS = \[([^\]]*)\]/.exec(text)![1]!.match(/\d+/g)!.map(Number)
}

export type SeriesName = 'sp500' | 'fiveMinutes' | 'degenerate' | 'gap' | 'candles'

export const series: Readonly<Record<SeriesName, Bars>> = {
  sp500: sp500(),
  fiveMinutes: fiveMinutes(),
  degenerate: degenerate(),
  gap: gap(),
  candles: candles(readSeeds()),
}
