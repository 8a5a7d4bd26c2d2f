import { BarcastError, type Bars, checkBars } from '../core/index.js'

/** Closes on a time axis, for data that has nothing else. `timeframeMs` defaults to the most frequent step between rows. */
export interface ClosePrices {
  openTimeMs: Float64Array
  close: Float64Array
  timeframeMs?: number
}

/** The part of the bars that labels look at, checked. */
export interface PriceSeries {
  length: number
  timeMs: Float64Array
  close: Float64Array
  /** Undefined where there are closes only. */
  volume: Float64Array | undefined
  /** Undefined for one row without a stated timeframe. */
  timeframeMs: number | undefined
}

const ACTION = 'Label data'

function mostFrequentStep(timeMs: Float64Array): number | undefined {
  const counts = new Map<number, number>()
  for (let i = 1; i < timeMs.length; i++) {
    const step = timeMs[i]! - timeMs[i - 1]!
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let best: number | undefined
  let bestCount = 0
  for (const [step, count] of counts) {
    if (count < bestCount || (count === bestCount && best !== undefined && step > best)) continue
    best = step
    bestCount = count
  }
  return best
}

/** Closes without the rest are checked as bars whose other columns are missing. */
function checkCloses({ openTimeMs, close, timeframeMs }: ClosePrices): void {
  const length = openTimeMs instanceof Float64Array ? openTimeMs.length : 0
  const missing = new Float64Array(length).fill(Number.NaN)
  const columns = { openTimeMs, open: missing, high: missing, low: missing, close, volume: missing }
  checkBars({ symbol: '', timeframeMs: timeframeMs ?? 1, length, ...columns, extra: {} }, ACTION)
}

/** @throws BarcastError `bars/<rule>` for whatever `checkBars` refuses. */
export function priceSeries(bars: Bars | ClosePrices): PriceSeries {
  if (typeof bars !== 'object' || bars === null) {
    throw new BarcastError('bars/missing-column', `${ACTION}: bars must be an object of columns, found ${String(bars)}`, { value: bars })
  }
  if ('open' in bars || 'high' in bars || 'low' in bars) {
    checkBars(bars as Bars, ACTION)
    const { openTimeMs, close, volume, timeframeMs } = bars as Bars
    return { length: openTimeMs.length, timeMs: openTimeMs, close, volume, timeframeMs }
  }
  checkCloses(bars)
  const { openTimeMs, close, timeframeMs } = bars
  return {
    length: openTimeMs.length,
    timeMs: openTimeMs,
    close,
    volume: undefined,
    timeframeMs: timeframeMs ?? mostFrequentStep(openTimeMs),
  }
}
