import { readFileSync } from 'node:fs'
import { type Bars, decodeFloats, isBarcastError } from 'barcast/core'
import {
  ewmaVolatility,
  fitGarch,
  forecastGarch,
  type GarchOptions,
  type GarchParameters,
  garchStandardErrors,
  garchVolatility,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sp500 } from './series.js'

interface Fitted {
  parameters: number[]
  logLikelihood: number
}
interface Case extends Fitted {
  returns: 'simple' | 'log'
  options: GarchOptions
  anchor: Fitted
  standardErrors: number[]
  forecasts: number[]
  volatility: number[]
  standardResiduals: number[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/arch/arch.json', import.meta.url), 'utf8')) as {
  reference: string
  cases: Case[]
  ewma: string
}
const closes = readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => Number(line.split(',')[4]))
const RETURNS = {
  simple: Float64Array.from(closes.slice(1), (close, i) => 100 * (close / closes[i]! - 1)),
  log: Float64Array.from(closes.slice(1), (close, i) => 100 * Math.log(close / closes[i]!)),
}

const listed = ({ mu, omega, alpha, gamma, beta, nu }: GarchParameters): number[] =>
  [mu, omega, ...alpha, ...gamma, ...beta, nu].filter((value) => value !== undefined)

/** The largest distance, as a share of the size where that is above 1. */
function distance(found: readonly number[], expected: readonly number[]): number {
  expect(found.length).toBe(expected.length)
  return Math.max(...expected.map((value, k) => Math.abs(found[k]! - value) / Math.max(1, Math.abs(value))))
}

describe(`${golden.reference} on the S&P 500`, () => {
  it.each(golden.cases.map((entry) => [`${JSON.stringify(entry.options)} of ${entry.returns} returns`, entry] as const))(
    '%s',
    (_, entry) => {
      const returns = RETURNS[entry.returns]
      const fit = fitGarch(returns, entry.options)
      expect(fit.converged).toBe(true)
      expect(Math.abs(fit.logLikelihood - entry.anchor.logLikelihood)).toBeLessThan(1e-4)
      expect(distance(listed(fit.parameters), entry.anchor.parameters)).toBeLessThan(1e-3)
      // Beside arch with a tighter tolerance; none of its fits is better.
      expect(Math.abs(fit.logLikelihood - entry.logLikelihood)).toBeLessThan(1e-6)
      expect(fit.logLikelihood).toBeGreaterThan(entry.logLikelihood - 1e-8)
      expect(distance(listed(fit.parameters), entry.parameters)).toBeLessThan(1e-5)
      expect(distance([...forecastGarch(fit, entry.forecasts.length)], entry.forecasts)).toBeLessThan(1e-5)
      expect(
        distance(
          [...fit.volatility].filter((_, t) => t % 250 === 0),
          entry.volatility,
        ),
      ).toBeLessThan(1e-5)
      expect(
        distance(
          [...fit.standardResiduals].filter((_, t) => t % 250 === 0),
          entry.standardResiduals,
        ),
      ).toBeLessThan(1e-5)
      const errors = listed(garchStandardErrors(returns, fit))
      entry.standardErrors.forEach((error, k) => {
        // Of EGARCH the reference's are rougher: its differences reach across the kinks of |z|.
        expect(Math.abs(errors[k]! / error - 1)).toBeLessThan(entry.options.model === 'egarch' ? 2e-3 : 1e-4)
      })
    },
  )
})

describe('a fit', () => {
  it.each(['garch', 'gjr', 'egarch'] as const)('of %s does not depend on the unit of the returns', (model) => {
    const returns = RETURNS.simple.subarray(0, 1500)
    const fit = fitGarch(returns, { model, distribution: 't' })
    const other = fitGarch(
      returns.map((value) => value * 1e-7),
      { model, distribution: 't' },
    )
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood + 1500 * 7 * Math.LN10, 6)
    expect(distance(other.parameters.beta, fit.parameters.beta)).toBeLessThan(1e-9)
    expect(other.parameters.mu! * 1e7).toBeCloseTo(fit.parameters.mu!, 9)
    expect(
      distance(
        [...other.volatility].map((value) => value * 1e7),
        [...fit.volatility],
      ),
    ).toBeLessThan(1e-9)
    expect(
      garchStandardErrors(returns, fit).mu! /
        garchStandardErrors(
          returns.map((value) => value * 1e-7),
          other,
        ).mu!,
    ).toBeCloseTo(1e7, 0)
  })

  it('forecasts by its own recursion, towards the variance in the long run', () => {
    const fit = fitGarch(RETURNS.simple)
    const { omega, alpha, beta } = fit.parameters
    const variances = forecastGarch(fit, 5000)
    const last = fit.volatility.length - 1
    const variance = fit.volatility[last]! ** 2
    const next = omega + alpha[0]! * (fit.standardResiduals[last]! ** 2 * variance) + beta[0]! * variance
    expect(variances[0]).toBeCloseTo(next, 12)
    expect(variances[1]).toBeCloseTo(omega + (alpha[0]! + beta[0]!) * variances[0]!, 12)
    expect(variances[4999]).toBeCloseTo(omega / (1 - alpha[0]! - beta[0]!), 6)
  })

  const anything = fc.oneof(
    fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, -1, 1e12, -1e12, 1e150, 5e-324),
  )
  it('always ends, with numbers or the reason why there are none', () => {
    const options = fc.record({
      model: fc.constantFrom('garch', 'gjr', 'egarch'),
      distribution: fc.constantFrom('normal', 't'),
      mean: fc.constantFrom('constant', 'zero'),
      shockLags: fc.integer({ min: 1, max: 3 }),
      varianceLags: fc.integer({ min: 1, max: 2 }),
    }) as fc.Arbitrary<GarchOptions>
    const returns = fc.oneof(
      fc.array(anything, { minLength: 50, maxLength: 90 }),
      fc.tuple(anything, fc.integer({ min: 50, max: 90 })).map(([value, length]) => new Array<number>(length).fill(value)),
      fc
        .tuple(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 50, maxLength: 90 }), anything)
        .map(([rest, spike]) => [...rest, spike]),
    )
    fc.assert(
      fc.property(returns, options, (values, chosen) => {
        try {
          const fit = fitGarch(Float64Array.from(values), chosen)
          expect(fit.iterations).toBeLessThanOrEqual(100)
          const numbers = [...listed(fit.parameters), ...fit.volatility, ...fit.standardResiduals]
          expect(numbers.filter((value) => Number.isNaN(value))).toEqual([])
          if (fit.model !== 'egarch') {
            const { alpha, gamma, beta } = fit.parameters
            const persistence = [...alpha, ...beta, ...gamma.map((value) => value / 2)].reduce((sum, value) => sum + value, 0)
            expect(persistence).toBeLessThan(1 + 1e-9)
            expect(Math.min(...alpha, ...beta, ...alpha.map((value, j) => value + (gamma[j] ?? 0)))).toBeGreaterThan(-1e-9)
          }
        } catch (error) {
          if (!isBarcastError(error, 'indicators/flat-returns')) throw error
        }
      }),
      { seed: 20261121, numRuns: 60 },
    )
  })

  it('refuses what it cannot use, and says why', () => {
    const returns = RETURNS.simple.subarray(0, 100)
    const holed = returns.slice()
    holed[7] = NaN
    expect(() => fitGarch(returns.subarray(0, 49))).toThrow('Fit GARCH: needs at least 50 returns, found 49')
    expect(() => fitGarch(holed)).toThrow('Fit GARCH: return 7 must be a finite number, found NaN')
    expect(() => fitGarch(new Float64Array(60).fill(0.1))).toThrow('Fit GARCH: returns must vary, found 60 times 0.1')
    expect(() => fitGarch(returns, { model: 'figarch' as 'garch' })).toThrow('Fit GARCH: unknown model "figarch", did you mean "garch"?')
    expect(() => fitGarch(returns, { shockLags: 0 })).toThrow('shockLags must be a whole number from 1 to 5, found 0')
    expect(() => fitGarch(returns, { varianceLag: 1 } as GarchOptions)).toThrow('did you mean "varianceLags"?')
    const fit = fitGarch(returns, { model: 'egarch' })
    expect(() => forecastGarch(fit, 2)).toThrow('Forecast egarch: horizonBars must be a whole number from 1 to 1, found 2')
    expect(() => garchStandardErrors(RETURNS.simple, fit)).toThrow('needs the 100 returns of the fit')
  })
})

function barsOf(values: Float64Array): Bars {
  return { ...simulateBars({ seed: 1, length: values.length }), open: values, high: values, low: values, close: values }
}

describe('the volatility foretold bar by bar', () => {
  const bars = sp500()
  const changes = Float64Array.from({ length: bars.length - 1 }, (_, i) => Math.log(bars.close[i + 1]! / bars.close[i]!))

  it.each(['garch', 'gjr', 'egarch'] as const)('is the forecast of %s fitted to the window', (model) => {
    const volatility = garchVolatility(bars, { windowBars: 250, refitBars: 40, model })
    let compared = 0
    for (const row of [250, 290, 370, 410, 450, 490, 530, 690]) {
      const fit = fitGarch(changes.subarray(row - 250, row), { model })
      if (!fit.converged) continue
      compared += 1
      expect(volatility[row]! / Math.sqrt(forecastGarch(fit, 1)[0]!)).toBeCloseTo(1, 10)
    }
    expect(compared).toBeGreaterThan(model === 'egarch' ? 2 : 7)
  })

  it.each(['garch', 'gjr', 'egarch'] as const)('follows the recursion of %s between fits', (model) => {
    const volatility = garchVolatility(bars, { windowBars: 600, refitBars: 40, mean: 'zero', model })
    const fit = fitGarch(changes.subarray(0, 600), { mean: 'zero', model })
    expect(fit.converged).toBe(true)
    const { omega, alpha, gamma, beta } = fit.parameters
    for (let row = 601; row < 640; row++) {
      const last = volatility[row - 1]! ** 2
      const change = changes[row - 1]!
      const z = change / Math.sqrt(last)
      const variance =
        model === 'egarch'
          ? Math.exp(omega + alpha[0]! * (Math.abs(z) - Math.sqrt(2 / Math.PI)) + gamma[0]! * z + beta[0]! * Math.log(last))
          : omega + (alpha[0]! + (change < 0 ? (gamma[0] ?? 0) : 0)) * change ** 2 + beta[0]! * last
      expect(volatility[row]! ** 2 / variance).toBeCloseTo(1, 10)
    }
  })

  it('is 0 while nothing moves, and there again once something does', () => {
    const values = new Float64Array(300).fill(100)
    for (let i = 120; i < 300; i++) values[i] = values[i - 1]! * (1 + 0.01 * Math.sin(i * i))
    const volatility = garchVolatility(barsOf(values), { windowBars: 60, refitBars: 50 })
    expect([...volatility.subarray(60, 120)].every((value) => value === 0)).toBe(true)
    expect(volatility[121]).toBeGreaterThan(0)
    expect(volatility[299]).toBeGreaterThan(0.003)
    expect(volatility[299]).toBeLessThan(0.03)
  })

  it('stays a number after a spike of 1e12', () => {
    const close = bars.close.slice(0, 400)
    close[200] = close[200]! * 1e12
    for (const model of ['garch', 'egarch']) {
      const volatility = garchVolatility(barsOf(close), { windowBars: 100, refitBars: 25, model })
      expect([...volatility.subarray(100)].every((value) => value >= 0 && value < Infinity)).toBe(true)
    }
  })

  it('exponentially weighted equals pandas', () => {
    const expected = decodeFloats(golden.ewma, 681)
    const found = ewmaVolatility({ ...bars, close: Float64Array.from(closes.slice(0, 700)) })
    for (let row = 20; row < 700; row++) expect(found[row]! / expected[row - 20]!).toBeCloseTo(1, 12)
  })
})
