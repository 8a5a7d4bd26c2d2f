import { BarcastError, type Bars, type ErrorPlace, unknownNameError } from '../core/index.js'
import type { SignalSeries } from './result.js'

export const KEEP = 0
export const GO_LONG = 1
export const GO_OUT = 2

/** What is decided at the close of each row from `first` on. */
export interface SignalPlan {
  /** Row of the first signal: the account's first row. */
  first: number
  /** Row of the last signal. */
  last: number
  /** `KEEP`, `GO_LONG` or `GO_OUT` per row of the bars from `first` on; rows without a signal keep. */
  decision: Int8Array
  /** Confidence per row from `first` on, NaN where none was given; undefined when none was given at all. */
  confidence?: Float64Array
}

const ACTION = 'Run backtest'

function refuse(rule: string, message: string, value: unknown, where: ErrorPlace): never {
  throw new BarcastError(`backtest/${rule}`, `${ACTION}: ${message}`, { value, where })
}

function checkShape(signals: SignalSeries): void {
  if (typeof signals !== 'object' || signals === null) {
    refuse('column-type', `signals must be an object of columns, found ${signals === null ? 'null' : typeof signals}`, signals, {})
  }
  const { timeMs, signal, confidence } = signals
  if (!(timeMs instanceof Float64Array)) refuse('column-type', 'signals need timeMs as a Float64Array', timeMs, { column: 'timeMs' })
  if (!Array.isArray(signal)) refuse('column-type', `signals need signal as an array, found ${typeof signal}`, signal, { column: 'signal' })
  if (timeMs.length === 0) refuse('no-signals', 'at least one signal is needed, found 0', 0, { column: 'timeMs' })
  if (signal.length !== timeMs.length) {
    refuse('length', `signal must have ${timeMs.length} rows like timeMs, found ${signal.length}`, signal.length, { column: 'signal' })
  }
  if (confidence === undefined) return
  if (!(confidence instanceof Float64Array)) {
    refuse('column-type', 'confidence must be a Float64Array', confidence, { column: 'confidence' })
  }
  if (confidence.length !== timeMs.length) {
    refuse('length', `confidence must have ${timeMs.length} rows like timeMs, found ${confidence.length}`, confidence.length, {
      column: 'confidence',
    })
  }
}

function decisionOf(signal: string, row: number): number {
  if (signal === 'BUY') return GO_LONG
  if (signal === 'SELL') return GO_OUT
  if (signal === 'HOLD') return KEEP
  throw unknownNameError('backtest/unknown-signal', ACTION, 'signal', String(signal), ['BUY', 'SELL', 'HOLD'], { row, column: 'signal' })
}

/** First row of the bars that is not before `time`. */
function rowFrom(openTimeMs: Float64Array, time: number): number {
  let low = 0
  let high = openTimeMs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (openTimeMs[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

function checkTimes(timeMs: Float64Array): void {
  let before = -Infinity
  for (let i = 0; i < timeMs.length; i++) {
    const time = timeMs[i]!
    if (!(time > before && time < Infinity)) refuseTime(time, before, i)
    before = time
  }
}

function refuseTime(time: number, before: number, row: number): never {
  const where = { row, column: 'timeMs', timeMs: time }
  if (!Number.isFinite(time)) refuse('signal-time', `signal times must be finite numbers, found ${time} at row ${row}`, time, where)
  if (time === before) refuse('duplicate-signal', `signal times must be unique, found ${time} twice at row ${row}`, time, where)
  refuse('unordered-signal', `signal times must ascend, found ${time} after ${before} at row ${row}`, time, where)
}

/**
 * Lays the signals on the bars' rows.
 *
 * @throws BarcastError `backtest/no-signals`, `backtest/length`, `backtest/column-type`, `backtest/signal-time`, `backtest/duplicate-signal`,
 *   `backtest/unordered-signal`, `backtest/unaligned-signal` (no bar opens at that time), `backtest/unknown-signal`, `backtest/confidence`
 */
export function planSignals(signals: SignalSeries, bars: Bars): SignalPlan {
  checkShape(signals)
  checkTimes(signals.timeMs)
  const { timeMs, signal, confidence } = signals
  const { openTimeMs, length } = bars
  const first = rowFrom(openTimeMs, timeMs[0]!)
  const decision = new Int8Array(length - first)
  const sure = confidence === undefined ? undefined : new Float64Array(length - first).fill(NaN)
  let row = first
  for (let i = 0; i < timeMs.length; i++) {
    const time = timeMs[i]!
    while (row < length && openTimeMs[row]! < time) row += 1
    if (row === length || openTimeMs[row] !== time) {
      refuse('unaligned-signal', `every signal needs a bar that opens at its time, found none at ${time} (signal row ${i})`, time, {
        row: i,
        column: 'timeMs',
        timeMs: time,
      })
    }
    decision[row - first] = decisionOf(signal[i]!, i)
    if (confidence === undefined || sure === undefined) continue
    if (confidence[i]! < 0 || confidence[i]! > 1) {
      refuse('confidence', `confidence must be in 0 … 1, found ${confidence[i]} at row ${i}`, confidence[i], {
        row: i,
        column: 'confidence',
      })
    }
    sure[row - first] = confidence[i]!
  }
  return { first, last: row, decision, ...(sure === undefined ? {} : { confidence: sure }) }
}
