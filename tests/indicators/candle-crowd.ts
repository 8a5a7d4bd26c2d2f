import type { Bars } from 'barcast/core'

const SEED = 20261121
const REGIME_BARS = 200
const SIZES = [
  [0, 1, 2],
  [0, 0, 1, 2, 4],
  [0, 1, 2, 4, 8, 16],
  [0, 8, 8, 16],
  [0, 1, 1, 10, 20],
]
const SHADOWS = [
  [0, 1],
  [0, 0, 1, 2],
  [0, 0, 0, 1, 4, 16],
  [0, 0, 0, 1],
  [0, 1, 5, 10, 20],
]
const GAPS = [
  [-1, 0, 0, 1],
  [-2, -1, 0, 0, 1, 2],
  [-8, -2, -1, 0, 1, 2, 8],
  [-20, -8, 0, 8, 20],
  [-4, -1, 0, 1, 4],
]

/** The series of tests/golden/talib/make_candles.py: whole numbers, few sizes, many equalities. */
export function crowd(length: number): Bars {
  let state = SEED
  const uniform = (): number => {
    state = (state * 69069 + 1) % 4294967296
    return state / 4294967296
  }
  const choose = (values: readonly number[]): number => values[Math.floor(uniform() * values.length)]!
  const [open, high, low, close] = [0, 1, 2, 3].map(() => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let last = 1000
  let up = 0.5
  for (let i = 0; i < length; i++) {
    const regime = Math.floor(i / REGIME_BARS) % SIZES.length
    if (i % 8 === 0) up = 0.1 + 0.8 * uniform()
    const sign = uniform() < up ? 1 : -1
    open[i] = last + choose(GAPS[regime]!)
    last = open[i]! + sign * choose(SIZES[regime]!)
    close[i] = last
    high[i] = Math.max(open[i]!, last) + choose(SHADOWS[regime]!)
    low[i] = Math.min(open[i]!, last) - choose(SHADOWS[regime]!)
    if (last < 600 || last > 1400) last = 1000
  }
  const openTimeMs = Float64Array.from({ length }, (_, i) => i * 60_000)
  return { symbol: 'CROWD', timeframeMs: 60_000, length, openTimeMs, open, high, low, close, volume: new Float64Array(length), extra: {} }
}
