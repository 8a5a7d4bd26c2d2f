import { BarcastError, type ErrorPlace } from '../core/index.js'
import type { Assumptions, Calibration, CandleBars, Confusion, FoldSummary, NamedAmount, TearSheetInput } from './tear-sheet-input.js'

function refuse(rule: string, message: string, value: unknown, where: ErrorPlace = {}): never {
  throw new BarcastError(`reports/${rule}`, `Render tear sheet: ${message}`, { value, where })
}

function checkLength(column: string, found: number, expected: number): void {
  if (found !== expected) refuse('length', `${column} must have the ${expected} rows of timeMs, found ${found}`, found, { column })
}

function checkNumber(path: string, value: number, min: number, max = Infinity): void {
  if (value >= min && value <= max && value < Infinity) return
  const range =
    max === Infinity
      ? min < 0
        ? 'a finite number'
        : min === 0
          ? 'a finite number, 0 or more'
          : `a finite number above 0`
      : `between ${min} and ${max}`
  refuse('number', `${path} must be ${range}, found ${value}`, value, { path })
}

function checkNumbers(path: (i: number) => string, values: ArrayLike<number>, min = 0): void {
  for (let i = 0; i < values.length; i++) checkNumber(path(i), values[i]!, min)
}

function checkTime(timeMs: Float64Array, column = 'timeMs'): void {
  for (let row = 0; row < timeMs.length; row++) {
    const time = timeMs[row]!
    const where = { row, column }
    if (!(Math.abs(time) <= 8.64e15)) refuse('time', `${column} must be epoch milliseconds, found ${time} in row ${row}`, time, where)
    if (row > 0 && time <= timeMs[row - 1]!) {
      refuse('time-order', `${column} must ascend, found ${time} after ${timeMs[row - 1]} in row ${row}`, time, { ...where, timeMs: time })
    }
  }
}

function checkEquity(column: string, equity: Float64Array): void {
  let known = 0
  for (let row = 0; row < equity.length; row++) {
    const value = equity[row]!
    if (value === Infinity || value === -Infinity) {
      refuse('infinite', `${column} must be finite or NaN, found ${value} in row ${row}`, value, { row, column })
    }
    if (!Number.isNaN(value)) known += 1
  }
  if (known === 0) refuse('no-values', `${column} must hold at least one number, found only NaN`, NaN, { column })
}

function checkFold(fold: FoldSummary, i: number): void {
  const path = `folds[${i}]`
  for (const key of ['trainFromMs', 'trainToMs', 'testFromMs', 'testToMs'] as const)
    checkNumber(`${path}.${key}`, fold[key], -8.64e15, 8.64e15)
  for (const key of ['trainRows', 'testRows', 'purgedRows'] as const) checkNumber(`${path}.${key}`, fold[key], 0)
}

function checkCalibration({ curve }: Calibration): void {
  const { meanPredicted, fractionPositive, count } = curve
  if (meanPredicted.length !== count.length || fractionPositive.length !== count.length) {
    const found = `${meanPredicted.length}, ${fractionPositive.length} and ${count.length}`
    refuse('length', `calibration.curve must have columns of one length, found ${found}`, found, { path: 'calibration.curve' })
  }
  for (let i = 0; i < count.length; i++) {
    checkNumber(`calibration.curve.count[${i}]`, count[i]!, 0)
    checkNumber(`calibration.curve.meanPredicted[${i}]`, meanPredicted[i]!, 0, 1)
    checkNumber(`calibration.curve.fractionPositive[${i}]`, fractionPositive[i]!, 0, 1)
  }
}

function checkConfusion({ classNames, matrix }: Confusion): void {
  const { classes, data } = matrix
  if (classes !== classNames.length || data.length !== classes * classes) {
    const found = `${classes} classes and ${data.length} counts`
    const message = `confusion.matrix must be ${classNames.length} × ${classNames.length} like its class names, found ${found}`
    refuse('confusion', message, found, { path: 'confusion.matrix' })
  }
  checkNumbers((i) => `confusion.matrix.data[${i}]`, data)
}

function checkAssumptions({ rowsDropped, trialsSearched, deflatedSharpeRatio, feeBps, slippage }: Assumptions): void {
  checkNumbers(
    (i) => `assumptions.rowsDropped[${i}].rows`,
    (rowsDropped ?? []).map(({ rows }) => rows),
  )
  if (trialsSearched !== undefined) checkNumber('assumptions.trialsSearched', trialsSearched, 0)
  if (deflatedSharpeRatio !== undefined && !Number.isNaN(deflatedSharpeRatio))
    checkNumber('assumptions.deflatedSharpeRatio', deflatedSharpeRatio, 0, 1)
  if (feeBps !== undefined) checkNumber('assumptions.feeBps', feeBps, -Number.MAX_VALUE)
  if (slippage !== undefined) checkNumber('assumptions.slippage.rate', slippage.rate, 0)
}

function checkAmounts(path: string, amounts: readonly NamedAmount[]): void {
  checkNumbers(
    (i) => `${path}[${i}].amount`,
    amounts.map(({ amount }) => amount),
    -Number.MAX_VALUE,
  )
}

/** Times that the candles lie on must ascend; prices are finite or missing. */
function checkBarColumns(bars: CandleBars): void {
  const { openTimeMs } = bars
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    const found = bars[column].length
    if (found !== openTimeMs.length)
      refuse('length', `bars.${column} must have the ${openTimeMs.length} rows of bars.openTimeMs, found ${found}`, found, { column })
    const row = bars[column].findIndex((price) => price === Infinity || price === -Infinity)
    if (row >= 0)
      refuse('infinite', `bars.${column} must be finite or NaN, found ${bars[column][row]} in row ${row}`, bars[column][row], {
        row,
        column,
      })
  }
  checkTime(openTimeMs, 'bars.openTimeMs')
}

function checkAccountParts({ bars, exposure, costs, attribution, timeMs }: TearSheetInput): void {
  if (bars !== undefined) checkBarColumns(bars)
  if (exposure !== undefined)
    for (const column of ['net', 'gross'] as const) checkLength(`exposure.${column}`, exposure[column].length, timeMs.length)
  checkAmounts('costs', costs ?? [])
  attribution?.forEach(({ groups }, i) => {
    checkAmounts(`attribution[${i}].groups`, groups)
  })
}

/** Refuses a tear sheet's input that no honest picture could be drawn of. */
export function checkInput(input: TearSheetInput): void {
  const { timeMs, equity, benchmark } = input
  if (timeMs.length === 0) refuse('empty', 'timeMs must have at least one row, found 0', 0, { column: 'timeMs' })
  checkLength('equity', equity.length, timeMs.length)
  checkTime(timeMs)
  checkEquity('equity', equity)
  if (benchmark !== undefined) {
    checkLength('benchmark.equity', benchmark.equity.length, timeMs.length)
    checkEquity('benchmark.equity', benchmark.equity)
  }
  checkNumber('initialEquity', input.initialEquity, Number.MIN_VALUE)
  checkNumber('timeframeMs', input.timeframeMs, 1)
  if (input.periodsPerYear !== undefined) checkNumber('periodsPerYear', input.periodsPerYear, Number.MIN_VALUE)
  checkNumbers(
    (i) => `trades[${i}].returnFraction`,
    (input.trades ?? []).map(({ returnFraction }) => returnFraction),
    -Number.MAX_VALUE,
  )
  checkAccountParts(input)
  input.folds?.forEach(checkFold)
  checkNumbers(
    (i) => `importance.features[${i}].value`,
    (input.importance?.features ?? []).map(({ value }) => value),
  )
  if (input.calibration !== undefined) checkCalibration(input.calibration)
  if (input.confusion !== undefined) checkConfusion(input.confusion)
  if (input.assumptions !== undefined) checkAssumptions(input.assumptions)
}
