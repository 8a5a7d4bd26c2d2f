import { createRandom } from 'barcast/core'
import {
  averageDrawdown,
  benchmarkMetrics,
  conditionalValueAtRisk,
  correlationMatrix,
  cumulativeReturns,
  drawdownTable,
  entropicRisk,
  entropicValueAtRisk,
  factorRegression,
  longestDrawdownBars,
  lowerPartialMoment,
  maxDrawdown,
  returnMetrics,
  returnsByPeriod,
  rollingBeta,
  rollingCorrelation,
  rollingMaxDrawdown,
  rollingSharpe,
  rollingSortino,
  rollingVolatility,
  totalReturn,
  valueAtRisk,
} from 'barcast/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const DAY = 86_400_000
const aReturn = fc.oneof(fc.double({ min: -0.5, max: 1, noNaN: true }), fc.constantFrom(0, 0, 0.01, -0.01))
const someReturns = fc.array(aReturn, { maxLength: 60 }).map((values) => Float64Array.from(values))
const near = (found: number, wanted: number, scale = 1, tolerance = 1e-12): void => {
  if (Number.isNaN(wanted) || !Number.isFinite(wanted)) expect(found).toEqual(wanted)
  else expect(Math.abs(found - wanted), `${found} for ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(scale, Math.abs(wanted)))
}

describe('definitions hold for every series', () => {
  it('a loss in the first row is a drawdown of its own size at least', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.9, max: -0.001, noNaN: true }), someReturns, (loss, rest) => {
        const returns = Float64Array.of(loss, ...rest)
        expect(maxDrawdown(returns)).toBeLessThanOrEqual(loss + 1e-15)
        expect(longestDrawdownBars(returns)).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  it('drawdowns: the table, the deepest, the average and the longest agree', () => {
    fc.assert(
      fc.property(someReturns, (returns) => {
        const table = drawdownTable(
          returns,
          returns.map((_, i) => i * DAY),
        )
        expect(longestDrawdownBars(returns)).toBe(Math.max(0, ...table.map(({ bars }) => bars)))
        near(averageDrawdown(returns), table.reduce((sum, { depth }) => sum + depth, 0) / table.length)
        if (returns.length > 0) expect(maxDrawdown(returns)).toBe(table[0]?.depth ?? 0)
      }),
    )
  })

  it('0, 1 and 2 observations and zero variance give numbers or NaN, never an error, and ratios know their rule', () => {
    const options = { periodsPerYear: 252 }
    for (const values of [[], [0.01], [-0.01], [0], [0.01, -0.01], [0.01, 0.01], [0, 0], [-0.01, -0.01]]) {
      const returns = Float64Array.from(values)
      const found = returnMetrics(returns, options)
      for (const [name, value] of Object.entries(found)) expect(typeof value, name).toBe('number')
      if (values.length < 2) expect([found.sharpeRatio, found.sortinoRatio, found.ulcerIndex, found.skewness]).toEqual([NaN, NaN, NaN, NaN])
      benchmarkMetrics(returns, returns, options)
    }
    const gains = returnMetrics(Float64Array.of(0.01, 0.01, 0.01, 0.01), options)
    expect(gains).toMatchObject({ sharpeRatio: Infinity, profitFactor: Infinity, winRate: 1, skewness: 0, kurtosis: 0, maxDrawdown: 0 })
    for (const name of ['payoffRatio', 'gainToPainRatio', 'recoveryFactor', 'kellyCriterion', 'calmarRatio', 'continuousKelly'] as const) {
      expect(gains[name], name).toBeNaN()
    }
  })

  it('order does not matter where only the distribution counts, and scale not where it cancels', () => {
    const free = ['winRate', 'payoffRatio', 'profitFactor', 'skewness', 'kurtosis', 'giniMeanDifference', 'entropicValueAtRisk'] as const
    const scaleFree = ['sharpeRatio', 'sortinoRatio', 'payoffRatio', 'profitFactor', 'omegaRatio', 'tailRatio', 'kurtosis'] as const
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400, max: 500 }), { minLength: 5, maxLength: 40 }), fc.integer(), (steps, seed) => {
        const returns = Float64Array.from(steps, (step) => step / 1024)
        const options = { periodsPerYear: 252 }
        const found = returnMetrics(returns, options)
        const shuffled = returnMetrics(createRandom(seed).shuffle(returns.slice()), options)
        const halved = returnMetrics(
          returns.map((value) => value / 2),
          options,
        )
        for (const name of free) near(shuffled[name], found[name], 1, 1e-8)
        for (const name of scaleFree) near(halved[name], found[name], 1, 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  it('worst return ≤ EVaR ≤ CVaR ≤ VaR, and entropic risk lies between the worst return and the mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -400, max: 500 }), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 80, max: 99 }),
        (steps, percent) => {
          const returns = Float64Array.from(steps, (step) => step / 1024)
          const level = percent / 100
          const worst = Math.min(...returns)
          const shortfall = conditionalValueAtRisk(returns, { level })
          expect(shortfall).toBeLessThanOrEqual(valueAtRisk(returns, { level }) + 1e-12)
          const ascending = returns.slice().sort()
          const tail = (1 - level) * returns.length
          // The mean of exactly the worst 1 − level, a part of a row included, is what the entropic bound lies below.
          const whole = ascending.reduce((sum, value, i) => sum + value * Math.min(1, Math.max(0, tail - i)), 0) / tail
          expect(entropicValueAtRisk(returns, { level })).toBeLessThanOrEqual(whole + 1e-9)
          expect(entropicValueAtRisk(returns, { level })).toBeGreaterThanOrEqual(worst - 1e-9)
          const risk = entropicRisk(returns, { aversion: 20 })
          expect(risk).toBeGreaterThanOrEqual(worst - 1e-12)
          expect(risk).toBeLessThanOrEqual(returns.reduce((sum, value) => sum + value, 0) / returns.length + 1e-12)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('partial moments by hand', () => {
    const returns = Float64Array.of(0.02, -0.01, -0.03)
    expect(lowerPartialMoment(returns, { order: 1 })).toBeCloseTo(0.04 / 3, 15)
    expect(lowerPartialMoment(returns)).toBeCloseTo(0.001 / 3, 15)
    expect(lowerPartialMoment(returns, { riskFree: 0.02, order: 1 })).toBeCloseTo(0.08 / 3, 15)
  })
})

describe('rolling figures are those of the window alone', () => {
  const windows = fc.tuple(fc.array(fc.integer({ min: -300, max: 400 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 2, max: 9 }))

  it('equal to the metric of the rows', () => {
    fc.assert(
      fc.property(windows, ([steps, windowBars]) => {
        const returns = Float64Array.from(steps, (step) => step / 1024)
        const benchmark = Float64Array.from(steps, (step, i) => ((step * 7 + i * 131) % 300) / 1024)
        const options = { periodsPerYear: 252, riskFree: 1 / 1024 }
        const rolling = { ...options, windowBars }
        const found = {
          annualVolatility: rollingVolatility(returns, rolling),
          sharpeRatio: rollingSharpe(returns, rolling),
          sortinoRatio: rollingSortino(returns, rolling),
          maxDrawdown: rollingMaxDrawdown(returns, rolling),
        }
        const slope = rollingBeta(returns, benchmark, { windowBars })
        const linked = rollingCorrelation(returns, benchmark, { windowBars })
        for (let row = 0; row < returns.length; row++) {
          const own = returns.slice(Math.max(0, row - windowBars + 1), row + 1)
          const other = benchmark.slice(Math.max(0, row - windowBars + 1), row + 1)
          const wanted = returnMetrics(own, options)
          const against = benchmarkMetrics(own, other, options)
          for (const [name, values] of Object.entries(found) as [keyof typeof found, Float64Array][]) {
            near(values[row]!, row < windowBars - 1 ? NaN : wanted[name], 1, 1e-10)
          }
          near(slope[row]!, row < windowBars - 1 ? NaN : against.beta, 1, 1e-10)
          near(linked[row]!, row < windowBars - 1 ? NaN : against.correlation, 1, 1e-10)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('an absurd row leaves no residue once it has left', () => {
    const random = createRandom(2)
    const calm = Float64Array.from({ length: 300 }, () => 0.01 * random.normal())
    const shaken = calm.slice()
    shaken[100] = 1e12
    const options = { windowBars: 20, periodsPerYear: 252 }
    for (const rolling of [rollingSharpe, rollingVolatility, rollingSortino, rollingMaxDrawdown]) {
      expect(rolling(shaken, options).subarray(120)).toEqual(rolling(calm, options).subarray(120))
    }
  })
})

describe('calendar and factors', () => {
  it('periods compound to the whole and hold every row once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(aReturn, fc.integer({ min: 1, max: 40 * 24 })), { minLength: 1, maxLength: 50 }),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const, 'year' as const),
        (rows, period) => {
          let time = Date.UTC(1969, 10, 3)
          const timeMs = Float64Array.from(rows, ([, hours]) => (time += hours * 3_600_000))
          const returns = Float64Array.from(rows, ([value]) => value)
          const found = returnsByPeriod(returns, timeMs, period)
          near(totalReturn(found.returns), totalReturn(returns), 1, 1e-10)
          expect(found.rows.reduce((sum, count) => sum + count, 0)).toBe(rows.length)
          if (period === 'week') for (const start of found.timeMs) expect(new Date(start).getUTCDay()).toBe(1)
        },
      ),
    )
  })

  it('a return made of factors is found again, and collinear factors are refused', () => {
    const random = createRandom(4)
    const [a, b] = [0, 1].map(() => Float64Array.from({ length: 50 }, () => random.normal()))
    const returns = a!.map((value, i) => 0.01 + 0.5 * value - 2 * b![i]!)
    const { factors, intercept, rSquared } = factorRegression(returns, { a: a!, b: b! }, { periodsPerYear: 252 })
    near(factors.a.value, 0.5)
    near(factors.b.value, -2)
    near(intercept.value, 0.01)
    near(rSquared, 1)
    const double = { a: a!, twice: a!.map((value) => 2 * value) }
    expect(() => factorRegression(returns, double, { periodsPerYear: 252 })).toThrow(expect.objectContaining({ code: 'metrics/collinear' }))
    const constant = { a: new Float64Array(50).fill(0.3) }
    expect(() => factorRegression(returns, constant, { periodsPerYear: 252 })).toThrow(
      expect.objectContaining({ code: 'metrics/collinear' }),
    )
  })

  it('correlations are symmetric with ones on the diagonal, NaN beside a constant', () => {
    const random = createRandom(5)
    const noise = Float64Array.from({ length: 30 }, () => random.normal())
    const { names, values } = correlationMatrix({ noise, mirror: noise.map((value) => -value), flat: new Float64Array(30) })
    expect(names).toEqual(['noise', 'mirror', 'flat'])
    expect(values.map((row) => Array.from(row))).toEqual([
      [1, expect.closeTo(-1, 14), NaN],
      [expect.closeTo(-1, 14), 1, NaN],
      [NaN, NaN, NaN],
    ])
  })

  it('cumulative returns end at the total', () => {
    expect(Array.from(cumulativeReturns(Float64Array.of(0.5, -0.5)))).toEqual([0.5, -0.25])
  })
})
