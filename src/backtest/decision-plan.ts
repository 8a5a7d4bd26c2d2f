import { BarcastError, type Bars, type ErrorPlace, type Signal, unknownNameError } from '../core/index.js'
import type { ClassPredictions, Decisions, DecisionsBySymbol, ReturnPredictions, SymbolDecisions, TargetWeights } from './decisions.js'
import { barRow, type Market } from './market.js'
import type { SignalSeries } from './result.js'
import { GO_LONG, GO_OUT, planSignals } from './signal-plan.js'

/** What is wanted of each symbol at each row of the clock from `first` on. */
export interface DecisionPlan {
  /** Rows of the clock with the first and the last decision. */
  first: number
  last: number
  /** `side`: 1 long, −1 out or short; `weight`: fractions of equity. */
  kind: 'side' | 'weight'
  /** By symbol and row, NaN where nothing is decided. */
  wanted: readonly Float64Array[]
  /** By symbol and row, NaN where none was given. */
  confidence: readonly (Float64Array | undefined)[]
}

const ACTION = 'Run backtest'

function refuse(rule: string, message: string, value: unknown, where: ErrorPlace): never {
  throw new BarcastError(`backtest/${rule}`, `${ACTION}: ${message}`, { value, where })
}

function checkColumn(column: unknown, length: number, name: string): void {
  if (!(column instanceof Float64Array))
    refuse('column-type', `${name} must be a Float64Array, found ${typeof column}`, column, { column: name })
  if (column.length !== length)
    refuse('length', `${name} must have ${length} rows like timeMs, found ${column.length}`, column.length, { column: name })
}

function checkTimes(timeMs: unknown): asserts timeMs is Float64Array {
  if (!(timeMs instanceof Float64Array)) refuse('column-type', 'decisions need timeMs as a Float64Array', timeMs, { column: 'timeMs' })
}

/** The most probable class decides. */
function classSignals({ timeMs, probabilities, classNames, rule }: ClassPredictions): SignalSeries {
  checkTimes(timeMs)
  const { rows, classes, data } = probabilities
  if (rows !== timeMs.length)
    refuse('length', `probabilities must have ${timeMs.length} rows like timeMs, found ${rows}`, rows, { column: 'probabilities' })
  checkColumn(data, rows * classes, 'probabilities.data')
  if (classNames.length !== classes)
    refuse('length', `classNames must be as many as the columns (${classes}), found ${classNames.length}`, classNames.length, {
      path: 'classNames',
    })
  const { minConfidence = 0, actions } = rule
  if (!(minConfidence >= 0 && minConfidence <= 1))
    refuse('rule', `rule.minConfidence must be in 0 … 1, found ${minConfidence}`, minConfidence, { path: 'rule.minConfidence' })
  for (const name of Object.keys(actions))
    if (!classNames.includes(name))
      throw unknownNameError('backtest/unknown-class', ACTION, 'class', name, classNames, { path: `rule.actions.${name}` })
  const signals = classNames.map((name): Signal => {
    const signal = Object.hasOwn(actions, name) ? actions[name] : undefined
    return (
      signal ?? refuse('rule', `rule.actions must name a signal for every class, found none for "${name}"`, name, { path: 'rule.actions' })
    )
  })
  const signal: Signal[] = []
  const confidence = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const at = row * classes
    let best = 0
    for (let k = 1; k < classes; k++) if (data[at + k]! > data[at + best]!) best = k
    confidence[row] = data[at + best]!
    signal.push(confidence[row]! >= minConfidence ? signals[best]! : 'HOLD')
  }
  return { timeMs, signal, confidence }
}

function returnSignals({ timeMs, expectedReturn, buyAbove, sellBelow }: ReturnPredictions): SignalSeries {
  checkTimes(timeMs)
  checkColumn(expectedReturn, timeMs.length, 'expectedReturn')
  if (!(sellBelow <= buyAbove))
    refuse('rule', `sellBelow must be at most buyAbove (${buyAbove}), found ${sellBelow}`, sellBelow, { path: 'sellBelow' })
  return { timeMs, signal: Array.from(expectedReturn, (value) => (value > buyAbove ? 'BUY' : value < sellBelow ? 'SELL' : 'HOLD')) }
}

/** Signals of whatever is decided about one symbol. */
export function signalsOf(decisions: SymbolDecisions): SignalSeries {
  if (typeof decisions === 'object' && decisions !== null) {
    if ('probabilities' in decisions) return classSignals(decisions)
    if ('expectedReturn' in decisions) return returnSignals(decisions)
  }
  return decisions
}

export function isWeights(decisions: Decisions): decisions is TargetWeights {
  return typeof decisions === 'object' && decisions !== null && 'weights' in decisions
}

export function isBySymbol(decisions: Decisions): decisions is DecisionsBySymbol {
  return typeof decisions === 'object' && decisions !== null && 'bySymbol' in decisions
}

function symbolsOf(named: Readonly<Record<string, unknown>>, market: Market, path: string): number[] {
  const names = Object.keys(named)
  if (names.length === 0) refuse('no-signals', `${path} must name one symbol or more, found none`, 0, { path })
  return names.map((name) => {
    const at = market.symbols.indexOf(name)
    if (at < 0) throw unknownNameError('backtest/unknown-symbol', ACTION, 'symbol', name, market.symbols, { path: `${path}.${name}` })
    return at
  })
}

function emptyColumns(market: Market): Float64Array[] {
  return market.symbols.map(() => new Float64Array(market.timeMs.length).fill(NaN))
}

function firstKnown(columns: readonly Float64Array[]): number {
  const starts = columns.map((column) => column.findIndex((value) => !Number.isNaN(value))).filter((row) => row >= 0)
  return Math.min(...starts)
}

/** Signals name the rows of their own symbol's bars; the clock has those of all. */
function planSides(series: readonly [number, SignalSeries][], market: Market, allowShort: boolean): DecisionPlan {
  const wanted = emptyColumns(market)
  const confidence: (Float64Array | undefined)[] = market.symbols.map(() => undefined)
  let first = market.timeMs.length
  let last = 0
  for (const [symbol, signals] of series) {
    const bars: Bars = market.bars[symbol]!
    const plan = planSignals(signals, bars)
    const sure = plan.confidence === undefined ? undefined : new Float64Array(market.timeMs.length).fill(NaN)
    confidence[symbol] = sure
    for (let row = 0; row < market.timeMs.length; row++) {
      const at = barRow(market, symbol, row) - plan.first
      if (at < 0) continue
      if (at === 0) first = Math.min(first, row)
      if (at === plan.last - plan.first) last = Math.max(last, row)
      const decision = plan.decision[at]!
      if (decision === GO_LONG) wanted[symbol]![row] = 1
      else if (decision === GO_OUT) wanted[symbol]![row] = allowShort ? -1 : 0
      if (sure !== undefined) sure[row] = plan.confidence![at]!
    }
  }
  const cut = (column: Float64Array): Float64Array => column.subarray(first)
  return { first, last, kind: 'side', wanted: wanted.map(cut), confidence: confidence.map((column) => column && cut(column)) }
}

function planWeights({ timeMs, weights }: TargetWeights, market: Market, allowShort: boolean, leverage: number): DecisionPlan {
  checkTimes(timeMs)
  if (timeMs.length === 0) refuse('no-signals', 'at least one row of weights is needed, found 0', 0, { column: 'timeMs' })
  const symbols = symbolsOf(weights, market, 'weights')
  const wanted = emptyColumns(market)
  const names = Object.keys(weights)
  for (const name of names) checkColumn(weights[name], timeMs.length, `weights.${name}`)
  let row = 0
  for (let i = 0; i < timeMs.length; i++) {
    const time = timeMs[i]!
    const where = { row: i, column: 'timeMs', timeMs: time }
    if (i > 0 && time === timeMs[i - 1]) refuse('duplicate-signal', `times must be unique, found ${time} twice at row ${i}`, time, where)
    if (i > 0 && !(time > timeMs[i - 1]!))
      refuse('unordered-signal', `times must ascend, found ${time} after ${timeMs[i - 1]} at row ${i}`, time, where)
    while (row < market.timeMs.length && market.timeMs[row]! < time) row += 1
    if (market.timeMs[row] !== time)
      refuse('unaligned-signal', `every row of weights needs a bar that opens at its time, found none at ${time} (row ${i})`, time, where)
    let gross = 0
    symbols.forEach((symbol, k) => {
      const column = `weights.${names[k]!}`
      const weight = weights[names[k]!]![i]!
      const at = { row: i, column, timeMs: time }
      if (!Number.isFinite(weight))
        refuse('weight', `weights must be finite numbers, found ${weight} for "${names[k]}" at row ${i}`, weight, at)
      if (weight < 0 && !allowShort)
        refuse('weight', `weights must not be below 0 without allowShort, found ${weight} for "${names[k]}" at row ${i}`, weight, at)
      gross += Math.abs(weight)
      wanted[symbol]![row] = weight
    })
    if (gross > leverage * (1 + 1e-9))
      refuse('weight-sum', `weights of a row must add up to ${leverage} at most (the leverage), found ${gross} at row ${i}`, gross, where)
  }
  const first = firstKnown(wanted)
  const cut = wanted.map((column) => column.subarray(first))
  return { first, last: row, kind: 'weight', wanted: cut, confidence: market.symbols.map(() => undefined) }
}

/**
 * Lays decisions of any kind on the clock.
 *
 * @throws BarcastError as `planSignals`, and `backtest/unknown-symbol`, `/symbol`, `/rule`, `/unknown-class`, `/weight`, `/weight-sum`
 */
export function planDecisions(decisions: Decisions, market: Market, allowShort: boolean, leverage: number): DecisionPlan {
  if (isWeights(decisions)) return planWeights(decisions, market, allowShort, leverage)
  if (isBySymbol(decisions)) {
    const symbols = symbolsOf(decisions.bySymbol, market, 'bySymbol')
    const all = Object.values(decisions.bySymbol)
    return planSides(
      symbols.map((symbol, k) => [symbol, signalsOf(all[k]!)]),
      market,
      allowShort,
    )
  }
  if (market.symbols.length > 1)
    refuse('symbol', `decisions about ${market.symbols.length} symbols must be { bySymbol } or { timeMs, weights }`, decisions, {
      path: 'bySymbol',
    })
  return planSides([[0, signalsOf(decisions)]], market, allowShort)
}
