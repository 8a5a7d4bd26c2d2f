import { BarcastError, log1p } from '../core/index.js'
import { checkOption } from './observation.js'

/** One group (sector, symbol, strategy) in one period; the weights are those at its beginning. */
export interface BrinsonRow {
  group: string
  portfolioWeight: number
  benchmarkWeight: number
  portfolioReturn: number
  benchmarkReturn: number
}

/** What a group added to the return above the benchmark's. */
export interface BrinsonEffect {
  group: string
  /** (portfolio weight − benchmark weight) · (benchmark's return of the group − benchmark's whole return). */
  allocation: number
  /** Benchmark weight · (portfolio's return of the group − benchmark's return of the group). */
  selection: number
  /** (portfolio weight − benchmark weight) · (portfolio's return of the group − benchmark's return of the group). */
  interaction: number
}

/** What {@link brinsonAttribution} finds. */
export interface BrinsonAttribution {
  /** By group over all periods, in the order in which the groups first appear. */
  effects: BrinsonEffect[]
  /** Sum of the effects over the groups. */
  allocation: number
  selection: number
  interaction: number
  portfolioReturn: number
  benchmarkReturn: number
  /** portfolioReturn − benchmarkReturn, which all effects add up to. */
  activeReturn: number
  /** How single periods are joined: by Carino's logarithmic coefficients. */
  linking: 'carino'
}

const ACTION = 'Attribute by Brinson'
const NUMBERS = ['portfolioWeight', 'benchmarkWeight', 'portfolioReturn', 'benchmarkReturn'] as const

function checkPeriod(rows: readonly BrinsonRow[], period: number): void {
  const seen = new Set<string>()
  for (const row of rows) {
    for (const name of NUMBERS)
      checkOption(row[name], -Number.MAX_VALUE, Number.MAX_VALUE, ACTION, `periods[${period}].${row.group}.${name}`)
    if (seen.has(row.group)) {
      throw new BarcastError('metrics/option', `${ACTION}: a group may stand once in a period, found "${row.group}" twice in ${period}`, {
        value: row.group,
        where: { path: `periods[${period}]` },
      })
    }
    seen.add(row.group)
  }
  for (const name of ['portfolioWeight', 'benchmarkWeight'] as const) {
    const total = rows.reduce((sum, row) => sum + row[name], 0)
    if (Math.abs(total - 1) <= 1e-6) continue
    throw new BarcastError('metrics/weights', `${ACTION}: ${name} must add up to 1 in every period (give cash a row), found ${total}`, {
      value: total,
      where: { path: `periods[${period}]` },
    })
  }
}

/** (ln(1 + a) − ln(1 + b)) / (a − b), and its limit where they are equal. */
function carino(a: number, b: number): number {
  return a === b ? 1 / (1 + a) : (log1p(a) - log1p(b)) / (a - b)
}

function totalOf(rows: readonly BrinsonRow[], side: 'portfolio' | 'benchmark'): number {
  return rows.reduce((total, row) => total + row[`${side}Weight`] * row[`${side}Return`], 0)
}

/**
 * Brinson attribution of a portfolio's return above its benchmark's to allocation, selection and interaction by group, over one or more
 * periods. The effects of a period add up to its active return; periods are linked by Carino's coefficients
 * kₜ / k with k = (ln(1 + R) − ln(1 + B)) / (R − B), so that the linked effects add up to the difference of the compounded returns.
 * After Brinson, Hood and Beebower (1986) with the allocation of Brinson and Fachler (1985); Carino, Combining Attribution Effects Over
 * Time (1999).
 *
 * @param periods one list of rows per period; weights of each side add up to 1, cash being a row of its own
 * @throws BarcastError `metrics/weights`, `metrics/option`, `metrics/empty`, and `metrics/total-loss` where a period loses everything
 *
 * @example
 * const { effects, activeReturn } = brinsonAttribution([
 *   [
 *     { group: 'tech', portfolioWeight: 0.7, benchmarkWeight: 0.5, portfolioReturn: 0.04, benchmarkReturn: 0.03 },
 *     { group: 'bonds', portfolioWeight: 0.3, benchmarkWeight: 0.5, portfolioReturn: 0.01, benchmarkReturn: 0.01 },
 *   ],
 * ])
 */
export function brinsonAttribution(periods: readonly (readonly BrinsonRow[])[]): BrinsonAttribution {
  if (periods.length === 0) throw new BarcastError('metrics/empty', `${ACTION}: at least one period is needed, found 0`, { value: 0 })
  for (const [period, rows] of periods.entries()) checkPeriod(rows, period)
  const own = periods.map((rows) => totalOf(rows, 'portfolio'))
  const others = periods.map((rows) => totalOf(rows, 'benchmark'))
  for (const [period, value] of [...own.entries(), ...others.entries()]) {
    if (value > -1) continue
    throw new BarcastError('metrics/total-loss', `${ACTION}: returns of a period must be above −1, found ${value} in period ${period}`, {
      value,
      where: { path: `periods[${period}]` },
    })
  }
  const portfolioReturn = own.reduce((value, change) => value * (1 + change), 1) - 1
  const benchmarkReturn = others.reduce((value, change) => value * (1 + change), 1) - 1
  const whole = carino(portfolioReturn, benchmarkReturn)
  const effects = new Map<string, BrinsonEffect>()
  for (const [period, rows] of periods.entries()) {
    const link = carino(own[period]!, others[period]!) / whole
    for (const row of rows) {
      const effect = effects.get(row.group) ?? { group: row.group, allocation: 0, selection: 0, interaction: 0 }
      const overweight = row.portfolioWeight - row.benchmarkWeight
      const better = row.portfolioReturn - row.benchmarkReturn
      effect.allocation += link * overweight * (row.benchmarkReturn - others[period]!)
      effect.selection += link * row.benchmarkWeight * better
      effect.interaction += link * overweight * better
      effects.set(row.group, effect)
    }
  }
  const list = [...effects.values()]
  const sumOf = (name: 'allocation' | 'selection' | 'interaction'): number => list.reduce((total, effect) => total + effect[name], 0)
  return {
    effects: list,
    allocation: sumOf('allocation'),
    selection: sumOf('selection'),
    interaction: sumOf('interaction'),
    portfolioReturn,
    benchmarkReturn,
    activeReturn: portfolioReturn - benchmarkReturn,
    linking: 'carino',
  }
}
