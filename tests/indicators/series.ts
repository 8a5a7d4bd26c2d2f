import { readFileSync } from 'node:fs'
import type { Bars } from 'barcast/core'

const DAY_MS = 86_400_000

function barsOf(rows: readonly (readonly number[])[]): Bars {
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!)
  const openTimeMs = Float64Array.from(rows, (_, i) => Date.UTC(1999, 0, 4) + i * DAY_MS)
  return {
    symbol: 'TEST',
    timeframeMs: DAY_MS,
    length: rows.length,
    openTimeMs,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    extra: {},
  }
}

/** The first 700 days of the bundled S&P 500 file. */
export function sp500(): Bars {
  const text = readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8')
  return barsOf(
    text
      .split('\n')
      .slice(1, 701)
      .map((line) => line.split(',').slice(1, 6).map(Number)),
  )
}

/** The series that tests/golden/talib/make.py makes: with a flat stretch, bars without range, and zero volume. */
export function made(): Bars {
  let state = 12345n
  const uniform = (): number => {
    state = (state * 1103515245n + 12345n) % 2147483648n
    return Number(state) / 2147483648
  }
  const rows: number[][] = []
  let price = 100
  for (let i = 0; i < 500; i++) {
    let open = price
    let close = open * (1 + (uniform() - 0.5) * 0.04)
    let up = uniform() * 0.01
    let down = uniform() * 0.01
    let volume = 1000 * uniform()
    if (i >= 200 && i < 260) {
      close = open
      up = 0
      down = 0
    }
    if (i >= 300 && i < 320) {
      open = close
      up = 0
      down = 0
    }
    if (i >= 350 && i < 380) volume = 0
    rows.push([open, Math.max(open, close) * (1 + up), Math.min(open, close) * (1 - down), close, volume])
    price = close
  }
  return barsOf(rows)
}
