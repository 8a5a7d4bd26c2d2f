import {
  type ClosePrices,
  createDataLabeler,
  type DataLabelerConfig,
  DEFAULT_THRESHOLDS,
  type ReturnMethod,
  type Thresholds,
} from 'barcast/labels'
import * as fc from 'fast-check'

export const MINUTE = 60_000
export const START = Date.UTC(2024, 0, 1)

/** Closes one minute apart; `minutes` leaves others out. */
export function closes(close: readonly number[], minutes: readonly number[] = close.map((_, i) => i)): ClosePrices {
  return { close: Float64Array.from(close), openTimeMs: Float64Array.from(minutes, (m) => START + m * MINUTE), timeframeMs: MINUTE }
}

export interface Labelled {
  label: string
  /** Minute since START of the bar that decided it. */
  decided: number
}

const name = (score: number, e: Thresholds): string => {
  if (e.sell === e.buy && score === e.buy) return 'tie'
  if (score >= e.strongBuy) return 'strong_buy'
  if (score >= e.buy) return 'buy'
  if (score <= e.strongSell) return 'strong_sell'
  if (score <= e.sell) return 'sell'
  return 'hold'
}

/** NumPy's default quantile of a sorted copy. */
function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = p * (sorted.length - 1)
  const low = sorted[Math.floor(position)]!
  const high = sorted[Math.ceil(position)]!
  return low + (high - low) * (position - Math.floor(position))
}

/** Index of the outcome row of row t, found by looking at every row, or −1. */
function outcomeOf({ openTimeMs }: ClosePrices, t: number, horizon: number, unit: 'min' | 'bars'): number {
  if (unit === 'bars') return t + horizon < openTimeMs.length ? t + horizon : -1
  return [...openTimeMs].indexOf(openTimeMs[t]! + horizon * MINUTE)
}

/** The label of row t by its definition, from scratch; undefined where there is none. */
export function labelByHand(
  bars: ClosePrices,
  t: number,
  horizon: number,
  unit: 'min' | 'bars',
  method: ReturnMethod,
  { volatilityBars, quantileOutcomes }: { volatilityBars: number; quantileOutcomes: number },
): Labelled | undefined {
  const { close, openTimeMs } = bars
  const returnAt = (row: number): number => {
    const outcome = outcomeOf(bars, row, horizon, unit)
    return outcome < 0 ? Number.NaN : (close[outcome]! - close[row]!) / close[row]!
  }
  const outcome = outcomeOf(bars, t, horizon, unit)
  const r = returnAt(t)
  if (Number.isNaN(r)) return undefined
  const decided = (openTimeMs[outcome]! - START) / MINUTE
  const thresholds = DEFAULT_THRESHOLDS[method]
  if (method === 'return_based') return { label: name(r, thresholds), decided }
  if (method === 'volatility_adjusted') {
    if (t < volatilityBars) return undefined
    const steps = Array.from({ length: volatilityBars }, (_, k) => t - volatilityBars + 1 + k)
    const past = steps.map((i) => (close[i]! - close[i - 1]!) / close[i - 1]!)
    const mean = past.reduce((sum, x) => sum + x, 0) / volatilityBars
    const sigma = Math.sqrt(past.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (volatilityBars - 1))
    return sigma > 0 ? { label: name(r / (sigma * Math.sqrt(horizon)), thresholds), decided } : undefined
  }
  const known: number[] = []
  for (let row = 0; row < t; row++) {
    const end = outcomeOf(bars, row, horizon, unit)
    if (end >= 0 && openTimeMs[end]! <= openTimeMs[t]! && !Number.isNaN(returnAt(row))) known.push(returnAt(row))
  }
  if (known.length < quantileOutcomes) return undefined
  const recent = known.slice(-quantileOutcomes)
  const edges = {
    strongSell: quantile(recent, thresholds.strongSell),
    sell: quantile(recent, thresholds.sell),
    buy: quantile(recent, thresholds.buy),
    strongBuy: quantile(recent, thresholds.strongBuy),
  }
  const label = name(r, edges)
  return { label: label === 'tie' ? 'hold' : label, decided }
}

/** Minute closes with gaps, missing values, ties and flat stretches. */
export const closesArbitrary = (minRows: number, maxRows: number): fc.Arbitrary<ClosePrices> =>
  fc
    .array(
      fc.record({
        skipped: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
        change: fc.oneof(
          { weight: 4, arbitrary: fc.double({ min: -0.03, max: 0.03, noNaN: true }) },
          { weight: 2, arbitrary: fc.constantFrom(0, 0, 0.01, -0.01) },
        ),
        missing: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      }),
      { minLength: minRows, maxLength: maxRows },
    )
    .map((rows) => {
      let price = 100
      let minute = -1
      const minutes: number[] = []
      const close = rows.map(({ skipped, change, missing }) => {
        price *= 1 + change
        minute += 1 + skipped
        minutes.push(minute)
        return missing ? Number.NaN : price
      })
      return closes(close, minutes)
    })

export const METHODS: readonly ReturnMethod[] = ['return_based', 'volatility_adjusted', 'quantile_based']
export const SHORT = { volatilityBars: 4, quantileOutcomes: 5 }

export function labelAll(bars: ClosePrices, method: ReturnMethod, config: DataLabelerConfig) {
  return createDataLabeler({ ...SHORT, ...config }).labelData(bars, { method })
}
