import * as metrics from 'barcast/metrics'
import {
  alpha,
  battingAverage,
  benchmarkMetrics,
  conditionalValueAtRisk,
  downAlpha,
  factorRegression,
  informationRatio,
  metricDefinitions,
  monthlyReturns,
  type ReturnOptions,
  returnMetrics,
  rollingBeta,
  rollingSharpe,
  rollingSortino,
  rollingVolatility,
  upAlpha,
  valueAtRisk,
} from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import golden from '../golden/return-metrics/return-metrics.json' with { type: 'json' }

function close(found: number, wanted: number | string | null, what: string, tolerance = 1e-10): void {
  if (wanted === null) expect(found, what).toBeNaN()
  else if (typeof wanted === 'string') expect(found, what).toBe(wanted === 'inf' ? Infinity : -Infinity)
  else expect(Math.abs(found - wanted), `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)))
}

const index = Float64Array.from(golden.cases[0]!.returns as number[])
const tracker = Float64Array.from(golden.tracker)
const year = { periodsPerYear: 252 }
/** The least of a function found without its slope: half the digits. */
const LOOSE: Record<string, number> = { entropicValueAtRisk: 1e-9 }

describe('all metrics at once equal quantstats and empyrical', () => {
  for (const { name, returns, periodsPerYear, riskFree, expected } of golden.cases) {
    it(name, () => {
      const series = typeof returns === 'number' ? index.subarray(0, returns) : Float64Array.from(returns)
      const found = returnMetrics(series, { periodsPerYear, riskFree }) as Record<string, number>
      expect(Object.keys(expected).length).toBeGreaterThanOrEqual(40)
      for (const [metric, wanted] of Object.entries(expected)) close(found[metric]!, wanted, metric, LOOSE[metric])
    })
  }

  it('against a benchmark', () => {
    const found: Record<string, number> = { ...benchmarkMetrics(tracker, index, year) }
    const batting = battingAverage(tracker, index)
    Object.assign(found, {
      linearAlpha: alpha(tracker, index, { ...year, annualisation: 'linear' }),
      excessSharpe: informationRatio(tracker, index),
      upAlpha: upAlpha(tracker, index, year),
      downAlpha: downAlpha(tracker, index, year),
      battingAverage: batting.all,
      battingAverageUp: batting.up,
      battingAverageDown: batting.down,
    })
    for (const [metric, wanted] of Object.entries(golden.benchmark)) close(found[metric]!, wanted, metric)
  })

  it('each is what the function of its name gives, and has a definition', () => {
    const doors = metrics as unknown as Record<string, (...args: unknown[]) => number>
    const options: ReturnOptions = { periodsPerYear: 252, riskFree: 0.0001, level: 0.9 }
    const own = returnMetrics(tracker, options) as Record<string, number>
    const against = benchmarkMetrics(tracker, index, options) as Record<string, number>
    for (const [name, value] of Object.entries(own)) {
      if (name === 'probabilisticSharpeRatio') continue
      expect(doors[name]!(tracker, options), name).toBe(value)
    }
    for (const [name, value] of Object.entries(against)) expect(doors[name]!(tracker, index, options), name).toBe(value)
    expect(Object.keys(metricDefinitions).sort()).toEqual([...Object.keys(own), ...Object.keys(against)].sort())
  })
})

describe('tails', () => {
  it('parametric as quantstats, Cornish–Fisher as its formula integrated', () => {
    for (const { level, parametric, cornishFisher } of golden.tails) {
      for (const [method, [quantile, shortfall]] of Object.entries({ parametric, cornishFisher })) {
        const options = { level, method: method as 'parametric' }
        close(valueAtRisk(index, options), quantile!, `${method} ${level}`)
        close(conditionalValueAtRisk(index, options), shortfall!, `${method} ${level} shortfall`)
      }
    }
  })

  it('extreme values as scipy.stats.genpareto at the maximum of its likelihood', () => {
    for (const { level, valueAtRisk: quantile, conditionalValueAtRisk: shortfall } of golden.pareto.tails) {
      const options = { level, method: 'extremeValue', thresholdLevel: 0.9 } as const
      close(valueAtRisk(index, options), quantile, `extreme ${level}`, 1e-8)
      close(conditionalValueAtRisk(index, options), shortfall, `extreme ${level} shortfall`, 1e-8)
    }
  })
})

describe('over time', () => {
  it('rolling figures equal quantstats', () => {
    const { windowBars, rows, ...wanted } = golden.rolling
    const options = { windowBars, periodsPerYear: 252 }
    const found: Record<string, Float64Array> = {
      rollingVolatility: rollingVolatility(index, options),
      rollingSharpe: rollingSharpe(index, options),
      rollingSortino: rollingSortino(index, options),
      rollingBeta: rollingBeta(tracker, index, { windowBars }),
    }
    for (const [name, values] of Object.entries(wanted)) {
      for (const [k, row] of rows.entries()) close(found[name]![row]!, values[k]!, `${name} ${row}`)
    }
  })

  it('months and years equal quantstats, with NaN for months without a row', () => {
    const timeMs: number[] = []
    for (let time = golden.firstTimeMs; timeMs.length < index.length; time += 86_400_000) {
      if (![0, 6].includes(new Date(time).getUTCDay())) timeMs.push(time)
    }
    const table = monthlyReturns(index, Float64Array.from(timeMs))
    expect(table.map(({ year: number }) => number)).toEqual(golden.months.map(([number]) => number))
    for (const [row, { months, total }] of table.entries()) {
      const [, ...wanted] = golden.months[row]!
      for (const [month, value] of months.entries()) close(Number.isNaN(value) ? 0 : value, wanted[month]!, `${row} ${month}`)
      close(total, wanted[12]!, `${row}`)
    }
    expect(table[0]!.months.subarray(0, 11).every(Number.isNaN)).toBe(true)
  })
})

describe('factor regression equals statsmodels', () => {
  const { returns, factors, riskFree, lags, fits } = golden.regression
  const [market, value, momentum] = factors.map((column) => Float64Array.from(column))
  for (const [errors, wanted] of Object.entries(fits)) {
    it(errors, () => {
      const options = { ...year, riskFree, errors: errors as 'white', ...(errors === 'neweyWest' ? { lags } : {}) }
      const found = factorRegression(Float64Array.from(returns), { market: market!, value: value!, momentum: momentum! }, options)
      const rows = [found.intercept, found.factors.market, found.factors.value, found.factors.momentum]
      for (const [k, row] of rows.entries()) {
        for (const name of ['value', 'standardError', 'statistic', 'pValue'] as const)
          close(row[name], wanted[name][k]!, `${k} ${name}`, 1e-9)
        expect(row.standardError / wanted.standardError[k]!).toBeCloseTo(1, 9)
      }
      close(found.rSquared, wanted.rSquared, 'R²')
      close(found.adjustedRSquared, wanted.adjustedRSquared, 'adjusted R²')
    })
  }
})
