import type { Bars, Signal } from 'barcast/core'
import { createRandom } from 'barcast/core'

export const DAY = 86_400_000
export const HOUR = 3_600_000
export const START = Date.UTC(2024, 0, 3)

export interface Row {
  open: number
  close: number
  volume?: number
}

/** Bars from opens and closes, `stepMs` apart; high and low hold both, volume defaults to a million. */
export function barsOf(rows: readonly Row[], stepMs = DAY, startMs = START): Bars {
  const open = Float64Array.from(rows, (row) => row.open)
  const close = Float64Array.from(rows, (row) => row.close)
  const known = (a: number, b: number, pick: (a: number, b: number) => number): number =>
    Number.isNaN(a) ? b : Number.isNaN(b) ? a : pick(a, b)
  return {
    symbol: 'TEST',
    timeframeMs: stepMs,
    length: rows.length,
    openTimeMs: Float64Array.from(rows, (_, i) => startMs + i * stepMs),
    open,
    high: open.map((value, i) => known(value, close[i]!, Math.max)),
    low: open.map((value, i) => known(value, close[i]!, Math.min)),
    close,
    volume: Float64Array.from(rows, (row) => row.volume ?? 1e6),
    extra: {},
  }
}

export interface MarketOptions {
  seed: number
  length: number
  volatility: number
  /** Shares of bars with a missing open, a missing close, no volume, and of bars left out altogether. */
  missing: number
  stepMs: number
}

/** A random walk with gaps between close and open, missing prices, empty and left-out bars. */
export function randomMarket({ seed, length, volatility, missing, stepMs }: MarketOptions): Bars {
  const random = createRandom(seed)
  let price = 100
  const rows: Row[] = Array.from({ length }, () => {
    const open = price * (1 + 0.3 * volatility * Math.max(-2.5, Math.min(2.5, random.normal())))
    price = open * (1 + volatility * Math.max(-2.5, Math.min(2.5, random.normal())))
    return {
      open: random.uniform() < missing ? NaN : open,
      close: random.uniform() < missing ? NaN : price,
      volume: random.uniform() < missing ? (random.uniform() < 0.5 ? 0 : NaN) : 200 * random.uniform(),
    }
  })
  rows[0]!.close = 100
  const bars = barsOf(rows, stepMs)
  let time = START
  for (let i = 0; i < length; i++) {
    bars.openTimeMs[i] = time
    time += stepMs * (random.uniform() < missing ? 1 + random.integer(0, 100) : 1)
  }
  return bars
}

const SIGNALS: readonly Signal[] = ['BUY', 'SELL', 'HOLD']

/** Signals on a random choice of the bars, the first one wherever it falls. */
export function randomSignals(
  bars: Bars,
  seed: number,
  share: number,
): { timeMs: Float64Array; signal: Signal[]; confidence: Float64Array } {
  const random = createRandom(seed)
  const timeMs = bars.openTimeMs.filter((_, i) => random.uniform() < share || i === bars.length - 2)
  return {
    timeMs,
    signal: Array.from(timeMs, () => SIGNALS[random.integer(0, 3)]!),
    confidence: timeMs.map(() => random.uniform()),
  }
}
