import { BarcastError } from '../core/index.js'
import { checkFinite, checkNames, checkOption } from './observation.js'

/** What return metrics take. Every one accepts the whole object and reads what it needs. */
export interface ReturnOptions {
  /** Observations per year, for what is annualised; `periodsPerYear` counts them from the data's own times. */
  periodsPerYear: number
  /** Risk-free or required return per observation (the same period as the returns, not per year), default 0. */
  riskFree?: number
  /** Confidence of quantiles, default 0.95: the worst 5 % are the tail. */
  level?: number
}

const NAMES = ['periodsPerYear', 'riskFree', 'level']

/** Refuses NaN, ±Infinity and options out of range; every return metric passes through here once. `further` are names of its own. */
export function checkReturns(
  returns: Float64Array,
  options: Partial<ReturnOptions>,
  action: string,
  further: readonly string[] = [],
): void {
  checkNames(options, [...NAMES, ...further], action)
  checkFinite(returns, action, 'returns')
  checkOption(options.riskFree ?? 0, -Number.MAX_VALUE, Number.MAX_VALUE, action, 'riskFree')
  checkOption(options.level ?? 0.95, 0, 1, action, 'level')
}

/** Annualised metrics need the number of periods: there is no default year. */
export function checkPeriods(options: Partial<ReturnOptions>, action: string): number {
  const periods = options.periodsPerYear
  if (typeof periods !== 'number' || !(periods > 0) || periods === Infinity) {
    throw new BarcastError('metrics/option', `${action}: periodsPerYear must be a positive number, found ${periods}`, {
      value: periods,
      where: { path: 'periodsPerYear' },
    })
  }
  return periods
}

/** Refuses two columns of unequal length. */
export function checkSameRows(expected: number, found: number, action: string, noun: string): void {
  if (found === expected) return
  throw new BarcastError('metrics/length', `${action}: ${noun} must have ${expected} rows like returns, found ${found}`, {
    value: found,
    where: { column: noun },
  })
}

/** 1 − level without the rounding that would turn 1 − 0.9 into 0.09999999999999998 and cost the tail an observation. */
export function tailShare(level = 0.95): number {
  return Math.round((1 - level) * 1e12) / 1e12
}
