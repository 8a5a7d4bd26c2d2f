import { createRandom } from 'barcast/core'
import {
  alpha,
  annualVolatility,
  beta,
  cagr,
  calmarRatio,
  conditionalValueAtRisk,
  downsideRisk,
  drawdownSeries,
  drawdownTable,
  maxDrawdown,
  omegaRatio,
  type ReturnOptions,
  sharpeRatio,
  simpleReturns,
  sortinoRatio,
  stability,
  tailRatio,
  totalReturn,
  valueAtRisk,
} from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import golden from '../golden/empyrical/returns.json' with { type: 'json' }

type Metric = (returns: Float64Array, options: ReturnOptions) => number

const METRICS: Record<string, Metric> = {
  totalReturn,
  cagr,
  annualVolatility,
  sharpeRatio,
  sortinoRatio,
  downsideRisk,
  calmarRatio,
  omegaRatio,
  tailRatio,
  maxDrawdown,
  valueAtRisk,
  conditionalValueAtRisk,
  stability,
}

/** empyrical raises a negative growth to a power that happens to be whole there; what lost more than everything has no growth rate. */
const DIFFERENT: Record<string, Record<string, null>> = { 'more than everything lost': { cagr: null, calmarRatio: null } }

interface GoldenCase {
  name: string
  returns?: number[]
  closes?: number[]
  drawdowns?: (number | null)[]
  expected: Record<string, number | string | null>
  periodsPerYear: number
  riskFree: number
  level: number
}

function close(found: number, wanted: number | string | null, what: string): void {
  if (wanted === null) expect(found, what).toBeNaN()
  else if (typeof wanted === 'string') expect(found, what).toBe(wanted === 'inf' ? Infinity : -Infinity)
  else expect(Math.abs(found - wanted), `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(wanted)))
}

describe('return metrics equal empyrical', () => {
  for (const example of golden.cases as GoldenCase[]) {
    it(example.name, () => {
      const returns = example.closes === undefined ? Float64Array.from(example.returns!) : simpleReturns(Float64Array.from(example.closes))
      const { periodsPerYear, riskFree, level } = example
      expect(Object.keys(example.expected).length).toBeGreaterThanOrEqual(12)
      for (const [name, value] of Object.entries(example.expected)) {
        const wanted = DIFFERENT[example.name]?.[name] === null ? null : value
        close(METRICS[name]!(returns, { periodsPerYear, riskFree, level }), wanted, name)
      }
      for (const [i, wanted] of (example.drawdowns ?? []).entries()) close(drawdownSeries(returns)[i]!, wanted, `drawdown ${i}`)
    })
  }

  for (const { name, returns, benchmark, periodsPerYear, riskFree, ...wanted } of golden.pairs) {
    it(`alpha and beta: ${name}`, () => {
      const pair = [Float64Array.from(returns), Float64Array.from(benchmark)] as const
      close(beta(...pair, { riskFree }), wanted.beta, 'beta')
      close(alpha(...pair, { riskFree, periodsPerYear }), wanted.alpha, 'alpha')
    })
  }
})

describe('definitions that others get wrong', () => {
  it('a loss on day one is a drawdown, whatever the price level', () => {
    expect(maxDrawdown(Float64Array.of(-0.2, 0.1))).toBeCloseTo(-0.2, 15)
    for (const base of [1e-6, 1, 100, 1e9]) {
      const returns = simpleReturns(Float64Array.of(base, base * 0.8, base * 0.88))
      expect(maxDrawdown(returns)).toBeCloseTo(-0.2, 12)
    }
  })

  it('Sortino divides by all observations, not by the losing ones', () => {
    const returns = Float64Array.of(0.03, -0.01, 0.02, -0.02)
    const downside = Math.sqrt((0.01 * 0.01 + 0.02 * 0.02) / 4)
    expect(sortinoRatio(returns, { periodsPerYear: 1 })).toBeCloseTo(0.005 / downside, 14)
  })

  it('a residue of rounding is no variance', () => {
    for (const value of [0.1, 0.001, 1 / 3, 0.07]) {
      for (let length = 2; length < 60; length++) {
        const returns = new Float64Array(length).fill(value)
        expect(sharpeRatio(returns, { periodsPerYear: 252 })).toBe(Infinity)
        expect(sharpeRatio(returns, { periodsPerYear: 252, riskFree: value })).toBeNaN()
        expect(annualVolatility(returns, { periodsPerYear: 252 })).toBe(0)
      }
    }
  })

  it('quantiles do not depend on order, ties or how the values split', () => {
    const random = createRandom(5)
    for (const draw of [() => random.normal(), () => random.integer(0, 4), () => 1]) {
      for (let length = 1; length < 120; length++) {
        const returns = Float64Array.from({ length }, draw)
        const ascending = returns.slice().sort()
        const level = random.uniform()
        const position = (length - 1) * (1 - level)
        const below = ascending[Math.floor(position)]!
        const above = ascending[Math.ceil(position)]!
        const wanted = below + (above - below) * (position - Math.floor(position))
        const worst = ascending.subarray(0, Math.floor(position) + 1)
        const shortfall = worst.reduce((total, value) => total + value, 0) / worst.length
        for (const values of [returns, ascending, ascending.slice().reverse()]) {
          expect(valueAtRisk(values, { level })).toBeCloseTo(wanted, 10)
          expect(conditionalValueAtRisk(values, { level })).toBeCloseTo(shortfall, 12)
        }
      }
    }
  })

  it('the worst 10 % of 11 returns are two of them', () => {
    const returns = Float64Array.of(-5, -4, 1, 1, 1, 1, 1, 1, 1, 1, 1).map((value) => value / 100)
    expect(conditionalValueAtRisk(returns, { level: 0.9 })).toBeCloseTo(-0.045, 15)
  })
})

describe('drawdown table', () => {
  const day = 86_400_000
  const timeMs = Float64Array.from({ length: 8 }, (_, i) => (i + 10) * day)

  it('lists the deepest first, with an open one counting days to the last row', () => {
    const returns = Float64Array.of(0.1, -0.1, 0.2, 0, -0.3, 0.1, -0.2, 0.05)
    const [deepest, other, ...rest] = drawdownTable(returns, timeMs)
    expect(rest).toEqual([])
    expect(deepest).toEqual({
      depth: expect.closeTo(0.7 * 1.1 * 0.8 - 1, 14),
      peakTimeMs: 13 * day,
      troughTimeMs: 16 * day,
      bars: 4,
      days: 4,
    })
    expect(other).toEqual({
      depth: expect.closeTo(-0.1, 14),
      peakTimeMs: 10 * day,
      troughTimeMs: 11 * day,
      recoveryTimeMs: 12 * day,
      bars: 1,
      days: 2,
    })
  })

  it('a loss on the first row starts at its own time', () => {
    const [only] = drawdownTable(Float64Array.of(-0.1, 0.01), timeMs.subarray(0, 2))
    expect(only).toMatchObject({ peakTimeMs: 10 * day, troughTimeMs: 10 * day, bars: 2, days: 1 })
    expect(only!.recoveryTimeMs).toBeUndefined()
  })

  it('has no rows without a loss, and refuses other lengths', () => {
    expect(drawdownTable(new Float64Array(8), timeMs)).toEqual([])
    expect(() => drawdownTable(new Float64Array(7), timeMs)).toThrow(expect.objectContaining({ code: 'metrics/length' }))
  })
})

describe('bad input is refused by name', () => {
  const refused = (call: () => unknown, code: string, text: RegExp): void => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }))
  }

  it('missing and infinite returns, with their row, by every metric', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const metric of Object.values(METRICS)) {
        refused(() => metric(Float64Array.of(0.1, bad), { periodsPerYear: 252 }), 'metrics/not-finite', /row 1/)
      }
      refused(() => beta(Float64Array.of(0.1, bad), Float64Array.of(1, 2)), 'metrics/not-finite', /row 1/)
      refused(() => beta(Float64Array.of(0.1, 0.2), Float64Array.of(bad, 2)), 'metrics/not-finite', /benchmark.*row 0/)
    }
    refused(() => sharpeRatio([0.1] as unknown as Float64Array, { periodsPerYear: 1 }), 'metrics/column-type', /Float64Array/)
  })

  it('options and lengths', () => {
    const returns = Float64Array.of(0.1, 0.2)
    for (const periodsPerYear of [0, -1, NaN, Infinity, undefined as unknown as number]) {
      refused(() => sharpeRatio(returns, { periodsPerYear }), 'metrics/option', /periodsPerYear must be a positive number/)
    }
    refused(() => valueAtRisk(returns, { level: 95 }), 'metrics/option', /level must be a number from 0 to 1, found 95/)
    refused(() => sharpeRatio(returns, { periodsPerYear: 1, riskFree: NaN }), 'metrics/option', /riskFree/)
    const misspelt = { periodsPerYear: 1, riskfree: 0.1 }
    refused(() => sharpeRatio(returns, misspelt), 'metrics/unknown-option', /did you mean "riskFree"/)
    refused(() => sharpeRatio(returns, undefined as never), 'metrics/option', /options must be an object/)
    refused(() => beta(returns, Float64Array.of(1)), 'metrics/length', /benchmark must have 2 rows/)
    refused(() => simpleReturns(Float64Array.of(1, 0, 2)), 'metrics/zero-value', /row 1/)
  })
})
