import { BarcastError, type Signal } from '../core/index.js'
import { countMissing, type LabelColumn, noneMissing } from './labeled-data.js'

/** A signal that was traded, and how the trade ended. */
export interface TradedSignal {
  /** `openTimeMs` of the bar that gave the signal. */
  timeMs: number
  signalType: Exclude<Signal, 'HOLD'>
  entryPrice: number
  /** NaN while the trade is open. */
  exitPrice: number
  /** Profit after all costs; its sign decides the label. NaN while the trade is open. */
  realizedPnl: number
  /** Time of the exit. Needed for spans only: without it nobody knows when the outcome was decided. */
  exitTimeMs?: number
}

/** Classes of `signal_outcome`, from what spoke for lower prices to what spoke for higher ones. `flat` is a profit of exactly 0. */
export const SIGNAL_OUTCOME_CLASSES = ['sell_win', 'buy_loss', 'flat', 'sell_loss', 'buy_win'] as const
export type SignalOutcomeClass = (typeof SIGNAL_OUTCOME_CLASSES)[number]

export interface SignalOutcomes {
  /** Return on the entry price: exit / entry − 1 for a BUY, 1 − exit / entry for a SELL, before costs. */
  returns: Float64Array
  label: LabelColumn
}

function refuse(code: string, rule: string, index: number, field: keyof TradedSignal, value: unknown): never {
  throw new BarcastError(`labels/${code}`, `Label data: ${rule}, found ${String(value)} at signal ${index}`, {
    value,
    where: { row: index, path: `signals[${index}].${field}` },
  })
}

function isPrice(price: unknown): boolean {
  return typeof price === 'number' && price > 0 && price < Infinity
}

function checkSignal(signal: TradedSignal, index: number): void {
  const { timeMs, signalType, entryPrice, exitPrice, realizedPnl, exitTimeMs } = signal
  if (signalType !== 'BUY' && signalType !== 'SELL')
    refuse('signal-type', 'signalType must be BUY or SELL (HOLD trades nothing)', index, 'signalType', signalType)
  if (!isPrice(entryPrice)) refuse('signal-price', 'entryPrice must be a positive number', index, 'entryPrice', entryPrice)
  if (!Number.isNaN(exitPrice) && !isPrice(exitPrice))
    refuse('signal-price', 'exitPrice must be a positive number, or NaN while open', index, 'exitPrice', exitPrice)
  if (!Number.isNaN(realizedPnl) && !Number.isFinite(realizedPnl))
    refuse('signal-pnl', 'realizedPnl must be a finite number, or NaN while open', index, 'realizedPnl', realizedPnl)
  if (exitTimeMs !== undefined && !(exitTimeMs >= timeMs && exitTimeMs < Infinity))
    refuse('signal-exit-time', `exitTimeMs must not lie before timeMs (${timeMs})`, index, 'exitTimeMs', exitTimeMs)
}

function rowAt(timeMs: Float64Array, time: number): number {
  let low = 0
  let high = timeMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeMs[middle]! < time) low = middle + 1
    else high = middle
  }
  return timeMs[low] === time ? low : -1
}

function outcomeClass({ signalType, realizedPnl }: TradedSignal): SignalOutcomeClass {
  if (realizedPnl === 0) return 'flat'
  if (signalType === 'BUY') return realizedPnl > 0 ? 'buy_win' : 'buy_loss'
  return realizedPnl > 0 ? 'sell_win' : 'sell_loss'
}

/**
 * Labels the rows at which a signal was given by what became of it.
 *
 * @throws BarcastError `labels/signal-type`, `-price`, `-pnl`, `-exit-time`, `-time` (no bar opens then, or two signals share one); its
 *   `t1` throws `labels/signal-exit-time` when a closed trade does not say when it ended.
 */
export function signalOutcomes(timeMs: Float64Array, signals: readonly TradedSignal[]): SignalOutcomes {
  const value = new Int32Array(timeMs.length).fill(-1)
  const returns = new Float64Array(timeMs.length).fill(Number.NaN)
  const signalOf = new Int32Array(timeMs.length).fill(-1)
  signals.forEach((signal, index) => {
    checkSignal(signal, index)
    const row = rowAt(timeMs, signal.timeMs)
    if (row < 0) refuse('signal-time', 'timeMs must be the openTimeMs of a bar', index, 'timeMs', signal.timeMs)
    if (signalOf[row]! >= 0) refuse('signal-time', 'a bar has one signal at most', index, 'timeMs', signal.timeMs)
    signalOf[row] = index
    const growth = (signal.exitPrice - signal.entryPrice) / signal.entryPrice
    returns[row] = signal.signalType === 'BUY' ? growth : -growth
    if (!Number.isNaN(signal.realizedPnl)) value[row] = SIGNAL_OUTCOME_CLASSES.indexOf(outcomeClass(signal))
  })
  const missing = noneMissing()
  for (let i = 0; i < value.length; i++) if (value[i]! < 0) countMissing(missing, signalOf[i]! < 0 ? 'noSignal' : 'openTrade')
  const t1 = (): Float64Array =>
    Float64Array.from(value, (index, row) => {
      if (index < 0) return Number.NaN
      const signal = signalOf[row]!
      return signals[signal]!.exitTimeMs ?? refuse('signal-exit-time', 'spans need the exitTimeMs of signals', signal, 'exitTimeMs', 'none')
    })
  return { returns, label: { value, classes: SIGNAL_OUTCOME_CLASSES, missing, t1 } }
}
