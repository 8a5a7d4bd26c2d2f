import { createRandom } from 'barcast/core'
import { maxDrawdown, monteCarlo, totalReturn, valueAtRisk } from 'barcast/metrics'
import { describe, expect, it } from 'vitest'

const random = createRandom(3)
const returns = Float64Array.from({ length: 300 }, () => 0.001 + 0.015 * random.normal())

/** Quantile by a full sort, written for itself. */
function sortedQuantile(values: Float64Array, fraction: number): number {
  const ascending = values.slice().sort()
  const position = (values.length - 1) * fraction
  const below = ascending[Math.floor(position)]!
  return below + (ascending[Math.ceil(position)]! - below) * (position - Math.floor(position))
}

describe('simulated paths', () => {
  for (const method of ['tradeShuffle', 'stationaryBootstrap', 'parametric'] as const) {
    it(`${method}: the same seed gives the same paths, another seed others`, () => {
      const run = (seed: number) => monteCarlo({ returns, method, paths: 50, horizonSteps: 40, seed })
      expect(run(7)).toEqual(run(7))
      expect(run(7).finalValue).not.toEqual(run(8).finalValue)
    })

    it(`${method}: bands, drawdowns and shares are those of the paths`, () => {
      const result = monteCarlo({ returns, method, paths: 701, horizonSteps: 60, seed: 1, ruinBelow: 0.95, quantiles: [0, 0.05, 0.5, 1] })
      for (const [k, fraction] of result.quantiles.entries()) {
        expect(result.bands[k]![0]).toBe(1)
        expect(result.bands[k]![60]).toBeCloseTo(sortedQuantile(result.finalValue, fraction), 14)
        expect(result.maxDrawdownQuantiles[k]).toBeCloseTo(sortedQuantile(result.maxDrawdown, fraction), 14)
      }
      expect(result.probabilityOfLoss).toBe(result.finalValue.filter((value) => value < 1).length / 701)
      // A path cannot be ruined without having fallen as far from its peak, nor end at the ruin without having been ruined.
      expect(result.probabilityOfRuin).toBeLessThanOrEqual(result.maxDrawdown.filter((depth) => depth <= -0.05 + 1e-12).length / 701)
      expect(result.probabilityOfRuin).toBeGreaterThanOrEqual(result.finalValue.filter((value) => value <= 0.95).length / 701)
    })
  }

  it('bands at many ranks are those of a full sort', () => {
    const quantiles = Array.from({ length: 60 }, (_, k) => (k + 0.37) / 60)
    const { bands, finalValue } = monteCarlo({ returns, paths: 3000, horizonSteps: 5, seed: 3, quantiles })
    for (const [k, fraction] of quantiles.entries()) expect(bands[k]![5]).toBeCloseTo(sortedQuantile(finalValue, fraction), 14)
  })

  it('a shuffle uses every trade once: the same end for all, other drawdowns', () => {
    const { finalValue, maxDrawdown: depths } = monteCarlo({ trades: returns, paths: 200, seed: 2 })
    for (const value of finalValue) expect(value).toBeCloseTo(1 + totalReturn(returns), 10)
    expect(new Set(depths).size).toBeGreaterThan(150)
    const two = monteCarlo({ trades: Float64Array.of(1, -0.5), paths: 4000, seed: 5, ruinBelow: 0.5 })
    // Loss first in half of the orders, and only then the capital is halved.
    expect(Math.abs(two.probabilityOfRuin - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000))
  })

  it('one long block that never ends is the history itself, wrapped round', () => {
    const { finalValue, maxDrawdown: depths } = monteCarlo({ returns, meanBlockBars: 1e15, horizonSteps: 300, paths: 50, seed: 4 })
    for (const value of finalValue) expect(value).toBeCloseTo(1 + totalReturn(returns), 10)
    const rotations = Array.from(returns, (_, k) => maxDrawdown(Float64Array.of(...returns.subarray(k), ...returns.subarray(0, k))))
    for (const depth of depths) expect(Math.min(...rotations.map((value) => Math.abs(value - depth)))).toBeLessThan(1e-12)
  })

  it('blocks keep autocorrelation, single rows lose it', () => {
    const waves = Float64Array.from({ length: 400 }, (_, i) => (Math.floor(i / 10) % 2 === 0 ? 0.01 : -0.01))
    const spread = (meanBlockBars: number): number => {
      const { finalValue } = monteCarlo({ returns: waves, meanBlockBars, horizonSteps: 10, paths: 2000, seed: 6, quantiles: [] })
      const centre = finalValue.reduce((sum, value) => sum + value, 0) / finalValue.length
      return Math.sqrt(finalValue.reduce((sum, value) => sum + (value - centre) ** 2, 0) / finalValue.length)
    }
    expect(spread(1)).toBeCloseTo(0.01 * Math.sqrt(10), 2)
    expect(spread(50)).toBeGreaterThan(1.5 * spread(1))
  })

  it('parametric: log returns have the mean and deviation of the sample', () => {
    const logs = returns.map((value) => Math.log1p(value))
    const centre = logs.reduce((sum, value) => sum + value, 0) / logs.length
    const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (logs.length - 1))
    const ends = monteCarlo({ returns, method: 'parametric', horizonSteps: 16, paths: 20_000, seed: 9 }).finalValue.map(Math.log)
    const found = ends.reduce((sum, value) => sum + value, 0) / ends.length
    const width = Math.sqrt(ends.reduce((sum, value) => sum + (value - found) ** 2, 0) / ends.length)
    expect(Math.abs(found - 16 * centre)).toBeLessThan((4 * 4 * deviation) / Math.sqrt(20_000))
    expect(Math.abs(width / (4 * deviation) - 1)).toBeLessThan(4 / Math.sqrt(40_000))
  })

  it('everything lost stays lost, and a band of equal paths is flat', () => {
    const dead = monteCarlo({ returns: Float64Array.of(-1.5), horizonSteps: 3, paths: 5, seed: 1 })
    expect(Array.from(dead.finalValue)).toEqual([0, 0, 0, 0, 0])
    expect(Array.from(dead.maxDrawdown)).toEqual([-1, -1, -1, -1, -1])
    const flat = monteCarlo({ returns: Float64Array.of(0, 0), horizonSteps: 3, paths: 5, seed: 1 })
    for (const band of flat.bands) expect(Array.from(band)).toEqual([1, 1, 1, 1])
    expect(flat.probabilityOfRuin + flat.probabilityOfLoss).toBe(0)
  })

  it('value at risk over one bar agrees with the historical one', () => {
    const simulated = valueAtRisk(returns, { method: 'monteCarlo', seed: 1, paths: 20_000 })
    expect(Math.abs(simulated / valueAtRisk(returns) - 1)).toBeLessThan(0.05)
    const ten = valueAtRisk(returns, { method: 'monteCarlo', seed: 1, horizonBars: 10 })
    expect(ten).toBeLessThan(1.5 * simulated)
  })

  it('refuses what it cannot simulate, by name', () => {
    const refused = (options: object, code: string, text: RegExp): void =>
      expect(() => monteCarlo({ seed: 1, ...options })).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }))
    refused({}, 'metrics/option', /one of returns and trades must be given, found neither/)
    refused({ returns, trades: returns }, 'metrics/option', /found both/)
    refused({ returns: new Float64Array(0) }, 'metrics/empty', /at least one row/)
    refused({ returns: Float64Array.of(0, NaN) }, 'metrics/not-finite', /row 1/)
    refused({ returns, method: 'bootstrap' }, 'metrics/option', /did you mean "stationaryBootstrap"|known/)
    refused({ returns, horizonStep: 5 }, 'metrics/unknown-option', /did you mean "horizonSteps"/)
    refused({ trades: returns, horizonSteps: 301 }, 'metrics/option', /horizonSteps must be a number from 1 to 300/)
    refused({ returns, seed: 0.5 }, 'metrics/option', /seed must be a whole number/)
    refused({ returns: Float64Array.of(0.1, -1), method: 'parametric' }, 'metrics/total-loss', /found -1/)
    refused({ trades: new Float64Array(20_000), paths: 10_000 }, 'metrics/option', /at most 100000000/)
  })
})
