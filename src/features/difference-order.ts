import { BarcastError, pause, type TaskOptions, throwIfAborted } from '../core/index.js'
import { fractionalDifference } from '../indicators/index.js'
import { type AdfOptions, adfTest } from './dickey-fuller.js'

export interface DifferenceOrderOptions extends AdfOptions, TaskOptions {
  /** The test must be below this. @default 0.05 */
  pValue?: number
  /** Distance between the orders tried, from 0 to 1. @default 0.05 */
  step?: number
  /** Weights below this end the window. @default 1e-4 */
  threshold?: number
}

/** One order that was tried. */
export interface DifferenceCandidate {
  order: number
  /** Bars in the window: the rows before have no value. */
  windowBars: number
  /** Of {@link adfTest}; null when the window is longer than the data, or too few rows remain. */
  statistic: number | null
  pValue: number | null
  /** Correlation with the values themselves: how much memory is left, −1 … 1. */
  correlation: number | null
}

export interface DifferenceOrder {
  /** The smallest order that passes; null when none does. */
  order: number | null
  /** All that were tried, by ascending order, up to the first that passes. */
  candidates: DifferenceCandidate[]
}

const ACTION = 'Find difference order'

function checkShare(name: string, value: number): void {
  if (value > 0 && value <= 1) return
  throw new BarcastError('features/difference-order', `${ACTION}: ${name} must be above 0, up to 1, found ${value}`, {
    value,
    where: { path: name },
  })
}

/** Over the rows where both have a value. */
function correlationOf(x: Float64Array, y: Float64Array, first: number): number | null {
  const count = x.length - first
  let sumX = 0
  let sumY = 0
  for (let i = first; i < x.length; i++) {
    sumX += x[i]!
    sumY += y[i]!
  }
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = first; i < x.length; i++) {
    const dx = x[i]! - sumX / count
    const dy = y[i]! - sumY / count
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  const scale = Math.sqrt(xx * yy)
  return scale > 0 ? xy / scale : null
}

function tryOrder(values: Float64Array, order: number, threshold: number, adf: AdfOptions): DifferenceCandidate {
  const params = { order, threshold }
  const windowBars = fractionalDifference.warmupBars(params) + 1
  const candidate = { order, windowBars, statistic: null, pValue: null, correlation: null }
  const first = values.findIndex((x) => !Number.isNaN(x)) + windowBars - 1
  // Room for the lags and the constants of the test.
  if (values.length - first < 2 * ((adf.lags ?? 0) + 3)) return candidate
  const difference = fractionalDifference(values, params)
  const { statistic, pValue } = adfTest(difference, adf)
  return { order, windowBars, statistic, pValue, correlation: correlationOf(values, difference, first) }
}

/**
 * The smallest order of {@link fractionalDifference} at which the values (prices, better their logarithms) are no random walk by {@link adfTest}, in steps from
 * 0 to 1, and how much of the series is left of each (López de Prado, 2018, chapter 5). An order is learned like a scaler: from the training part only. Orders whose
 * window is longer than the data have no test, and say so by `null`.
 *
 * @throws BarcastError `features/difference-order` (an option out of range), `features/adf-<rule>`, `indicators/param`, `task/aborted`.
 */
export async function findDifferenceOrder(values: Float64Array, options: DifferenceOrderOptions = {}): Promise<DifferenceOrder> {
  const { pValue = 0.05, step = 0.05, threshold = 1e-4, lags, trend, signal, onProgress } = options
  checkShare('pValue', pValue)
  checkShare('step', step)
  const adf = { ...(lags === undefined ? {} : { lags }), ...(trend === undefined ? {} : { trend }) }
  const total = Math.floor(1 / step + 1e-9) + 1
  const candidates: DifferenceCandidate[] = []
  for (let k = 0; k < total; k++) {
    throwIfAborted(signal, ACTION)
    // Of whole numbers, so that 3 × 0.05 is 0.15 and not what three roundings make of it.
    const order = Math.min(1, Math.round(k * step * 1e12) / 1e12)
    const candidate = tryOrder(values, order, threshold, adf)
    candidates.push(candidate)
    onProgress?.({ done: k + 1, total, step: `order ${order}` })
    if (candidate.pValue !== null && candidate.pValue < pValue) return { order, candidates }
    await pause()
  }
  return { order: null, candidates }
}

/**
 * Fractional difference with a window that grows from the first row: every row is the sum over all rows before it, wₖ x(t − k). The first row is the value
 * itself; early rows lack memory, so leave some out. Because it depends on where the history began, it cannot stream: live features take
 * {@link fractionalDifference}. A missing value makes all later rows missing. Costs rows² / 2 products.
 *
 * @throws BarcastError `features/difference-order` (an order outside 0 … 2), `task/aborted`.
 */
export async function expandingDifference(
  values: Float64Array,
  { order, signal, onProgress }: TaskOptions & { order: number },
): Promise<Float64Array> {
  if (!(order >= 0 && order <= 2))
    throw new BarcastError('features/difference-order', `Difference: order must be from 0 to 2, found ${order}`, { value: order })
  const { length } = values
  const weights = new Float64Array(length)
  for (let k = 0, weight = 1; k < length; k++, weight = (-weight * (order - k + 1)) / k) weights[k] = weight
  const out = new Float64Array(length)
  const missing = values.findIndex((x) => Number.isNaN(x))
  let work = 0
  for (let i = 0; i < length; i++) {
    if (work > 2e7) {
      work = 0
      throwIfAborted(signal, 'Difference')
      onProgress?.({ done: i, total: length, step: 'rows' })
      await pause()
    }
    work += i
    if (missing >= 0 && i >= missing) out[i] = NaN
    else {
      let sum = 0
      for (let k = 0; k <= i; k++) sum += weights[k]! * values[i - k]!
      out[i] = sum
    }
  }
  return out
}
