import { readFileSync } from 'node:fs'
import { createRandom, isBarcastError } from 'barcast/core'
import {
  adjustedPValues,
  deflatedSharpeRatio,
  expectedMaximumSharpe,
  haircutSharpeRatio,
  minimumTrackRecordLength,
  type PValueAdjustment,
  probabilisticSharpeRatio,
  simpleReturns,
} from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import golden from '../golden/overfitting/overfitting.json' with { type: 'json' }

const lines = readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
const sp500 = simpleReturns(Float64Array.from(lines, (line) => Number(line.split(',')[4])))

function near(found: number, wanted: number, what: string, tolerance = 1e-10): void {
  expect(Math.abs(found - wanted), `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)))
}

describe('Sharpe ratio inference equals the formulas in NumPy', () => {
  it.each(golden.sharpe)('$name', ({ returns: stored, psr, dsr, trackRecord }) => {
    const returns = stored === undefined ? sp500 : Float64Array.from(stored)
    for (const [benchmarkSharpe, wanted] of psr)
      near(probabilisticSharpeRatio({ returns, benchmarkSharpe: benchmarkSharpe! }), wanted!, 'PSR')
    for (const [trials, trialSharpeVariance, wanted] of dsr) {
      near(deflatedSharpeRatio({ returns, trials: trials!, trialSharpeVariance: trialSharpeVariance! }), wanted!, 'DSR')
    }
    for (const [benchmarkSharpe, confidence, wanted] of trackRecord) {
      const found = minimumTrackRecordLength({ returns, benchmarkSharpe: benchmarkSharpe!, confidence: confidence! })
      if (wanted === null) expect(found).toBe(Infinity)
      else near(found, wanted!, 'track record')
    }
  })

  it('expected maximum', () => {
    for (const [trials, trialSharpeVariance, wanted] of golden.expectedMaximum) {
      near(expectedMaximumSharpe({ trials: trials!, trialSharpeVariance: trialSharpeVariance! }), wanted!, `${trials} trials`)
    }
  })
})

describe('anchors', () => {
  it('the S&P 500 of 1999 to 2018 has a Sharpe ratio above 0 with probability 0.8966', () => {
    expect(sp500.length).toBe(5030)
    expect(probabilisticSharpeRatio({ returns: sp500 })).toBeCloseTo(0.8965831154, 10)
  })

  it('one trial deflates nothing, and more deflate more', () => {
    const dsr = (trials: number): number => deflatedSharpeRatio({ returns: sp500, trials, trialSharpeVariance: 1e-4 })
    expect(dsr(1)).toBe(probabilisticSharpeRatio({ returns: sp500 }))
    expect(deflatedSharpeRatio({ returns: sp500, trials: 100, trialSharpeVariance: 0 })).toBe(dsr(1))
    expect([dsr(2), dsr(10), dsr(1000)].every((value, k, all) => value < (k === 0 ? dsr(1) : all[k - 1]!))).toBe(true)
  })

  it('the track record that a PSR of 0.95 needs gives just that', () => {
    // Repeating a series leaves its population moments alone: the bias-corrected ones move towards them.
    const length = minimumTrackRecordLength({ returns: sp500 })
    const times = Math.ceil(length / sp500.length)
    const repeated = (count: number) => Float64Array.from({ length: Math.round(count) }, (_, i) => sp500[i % sp500.length]!)
    expect(times).toBe(2)
    expect(probabilisticSharpeRatio({ returns: repeated(2 * sp500.length) })).toBeGreaterThan(0.95)
    expect(minimumTrackRecordLength({ returns: sp500, confidence: probabilisticSharpeRatio({ returns: sp500 }) })).toBeCloseTo(5030, 6)
  })

  it('the expected maximum is that of simulated normal trials', () => {
    const random = createRandom(5)
    let sum = 0
    for (let k = 0; k < 4000; k++) sum += Math.max(...Array.from({ length: 50 }, () => random.normal()))
    expect(expectedMaximumSharpe({ trials: 50, trialSharpeVariance: 4 }) / 2).toBeCloseTo(sum / 4000, 1)
  })

  it('is missing where returns tell nothing', () => {
    expect(probabilisticSharpeRatio({ returns: Float64Array.of(0.1, 0.2, 0.1) })).toBeNaN()
    expect(probabilisticSharpeRatio({ returns: new Float64Array(9) })).toBeNaN()
    expect(minimumTrackRecordLength({ returns: new Float64Array(9).fill(0.01) })).toBeNaN()
    const contradicting = Float64Array.of(0.01, 0.01, 0.03, 0.03)
    expect([probabilisticSharpeRatio({ returns: contradicting }), minimumTrackRecordLength({ returns: contradicting })]).toEqual([NaN, NaN])
    expect(deflatedSharpeRatio({ returns: new Float64Array(0), trials: 3, trialSharpeVariance: 1 })).toBeNaN()
  })
})

/** Best of so many strategies that are noise, with the variance of their Sharpe ratios. */
function bestOfNoise(seed: number, trials: number, rows: number): { returns: Float64Array; trialSharpeVariance: number } {
  const random = createRandom(seed)
  const sharpeOf = (returns: Float64Array): number => {
    const mean = returns.reduce((sum, value) => sum + value, 0) / rows
    return mean / Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (rows - 1))
  }
  const all = Array.from({ length: trials }, () => Float64Array.from({ length: rows }, () => 0.01 * random.normal()))
  const sharpes = all.map(sharpeOf)
  const centre = sharpes.reduce((sum, value) => sum + value, 0) / trials
  const trialSharpeVariance = sharpes.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (trials - 1)
  return { returns: all[sharpes.indexOf(Math.max(...sharpes))]!, trialSharpeVariance }
}

describe('the best of many strategies that are noise', () => {
  it('passes a deflated Sharpe ratio of 0.95 in at most 16 of 200 seeds, and an undeflated one in most', () => {
    for (const trials of [10, 60]) {
      let [deflated, plain] = [0, 0]
      for (let seed = 1; seed <= 200; seed++) {
        const { returns, trialSharpeVariance } = bestOfNoise(seed, trials, 120)
        if (deflatedSharpeRatio({ returns, trials, trialSharpeVariance }) > 0.95) deflated += 1
        if (probabilisticSharpeRatio({ returns }) > 0.95) plain += 1
      }
      expect(deflated, `${trials} trials`).toBeLessThanOrEqual(16)
      expect(plain, `${trials} trials`).toBeGreaterThan(trials === 10 ? 60 : 150)
    }
  })
})

describe('haircuts', () => {
  const METHODS: PValueAdjustment[] = ['bonferroni', 'holm', 'bhy']

  it('adjust the six p-values of Harvey and Liu as they do', () => {
    const six = Float64Array.of(0.005, 0.009, 0.0128, 0.0135, 0.045, 0.06)
    const adjusted = (method: PValueAdjustment): number[] => [...adjustedPValues(six, method)].map((p) => Math.round(p * 1e4) / 1e4)
    expect(adjusted('bonferroni')).toEqual([0.03, 0.054, 0.0768, 0.081, 0.27, 0.36])
    expect(adjusted('holm')).toEqual([0.03, 0.045, 0.0512, 0.0512, 0.09, 0.09])
    expect(adjusted('bhy')).toEqual([0.0496, 0.0496, 0.0496, 0.0496, 0.06, 0.06])
  })

  it('equal scipy and statsmodels', () => {
    for (const { trialSharpes, observations, pValue, adjusted, sharpe } of golden.haircut) {
      for (const method of METHODS) {
        const found = haircutSharpeRatio({ trialSharpes: Float64Array.from(trialSharpes), observations, method })
        trialSharpes.forEach((original, k) => {
          near(found.pValue[k]!, pValue[k]!, 'p-value')
          near(found.adjustedPValue[k]!, adjusted[method][k]!, `${method} p-value`)
          near(found.sharpe[k]!, sharpe[method][k]!, `${method} Sharpe ratio`)
          near(found.haircut[k]!, 1 - sharpe[method][k]! / original, `${method} haircut`, 1e-9)
        })
      }
    }
  })

  it('keep signs, cut nothing of a single trial, and know no share of 0', () => {
    expect([...haircutSharpeRatio({ trialSharpes: Float64Array.of(-0.2), observations: 90 }).sharpe]).toEqual([-0.2])
    const { sharpe, haircut } = haircutSharpeRatio({ trialSharpes: Float64Array.of(-0.2, 0, 0.3), observations: 90, method: 'holm' })
    expect([...sharpe].map(Math.sign)).toEqual([-1, 0, 1])
    expect([Math.abs(sharpe[0]!) < 0.2, Number.isNaN(haircut[1]), haircut[2]! > 0]).toEqual([true, true, true])
  })
})

describe('refusals', () => {
  const returns = Float64Array.of(0.01, -0.02, 0.03, 0.01)
  const cases: [string, string, () => unknown][] = [
    ['a missing return', 'not-finite', () => probabilisticSharpeRatio({ returns: Float64Array.of(0.1, Number.NaN) })],
    ['an option that is not known', 'unknown-option', () => probabilisticSharpeRatio({ returns, benchmark: 1 } as never)],
    ['a benchmark that is missing', 'option', () => probabilisticSharpeRatio({ returns, benchmarkSharpe: Number.NaN })],
    ['no trials', 'option', () => deflatedSharpeRatio({ returns, trials: 0, trialSharpeVariance: 1 })],
    ['half a trial', 'option', () => deflatedSharpeRatio({ returns, trials: 1.5, trialSharpeVariance: 1 })],
    ['a negative variance', 'option', () => expectedMaximumSharpe({ trials: 2, trialSharpeVariance: -1 })],
    ['a missing variance', 'option', () => expectedMaximumSharpe({ trials: 2 } as never)],
    ['certainty', 'option', () => minimumTrackRecordLength({ returns, confidence: 1 })],
    ['one observation', 'option', () => haircutSharpeRatio({ trialSharpes: returns, observations: 1 })],
    ['another method', 'option', () => haircutSharpeRatio({ trialSharpes: returns, observations: 9, method: 'by' as never })],
    ['a p-value above 1', 'option', () => adjustedPValues(Float64Array.of(1.1), 'holm')],
  ]
  it.each(cases)('%s', (_, rule, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, `metrics/${rule}`), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })
})
