import { type Bars, checkBars, encodeFloats, isBarcastError, sha256 } from 'barcast/core'
import { type SimulationOptions, simulateBars, simulateMarket } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const HOUR = 3_600_000

function logReturns({ open, close }: Bars): Float64Array {
  return close.map((value, i) => Math.log(value / open[i]!))
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
const meanSquare = (values: ArrayLike<number>): number => mean(Array.from(values, (value) => value * value))

function codeOf(options: unknown): string {
  try {
    simulateBars(options as SimulationOptions)
  } catch (error) {
    if (isBarcastError(error)) return `${error.code} ${error.where.path}: ${error.message}`
    throw error
  }
  return 'none'
}

describe('simulateBars', () => {
  it('gives the same bytes for the same seed, others for another, and always these', () => {
    const options = {
      seed: 42,
      length: 500,
      regimes: [
        { driftPerBar: 0.0001, volatilityFactor: 1 },
        { driftPerBar: -0.0002, volatilityFactor: 2 },
      ],
      jumps: { probability: 0.01, size: 0.02 },
      intradayAmplitude: 0.5,
    }
    const hash = (seed: number): string => {
      const { open, high, low, close, volume } = simulateBars({ ...options, seed })
      return sha256([open, high, low, close, volume].map(encodeFloats).join())
    }
    expect(hash(42)).toBe(hash(42))
    expect(hash(43)).not.toBe(hash(42))
    // Users' tests rest on these numbers: a change of them belongs into the changelog.
    expect(hash(42)).toBe('c7d7c7b2676fb9e54255b79fb9f825bc1394f3f07d5b95b192e6cac9550a914d')
  })

  it('gives valid bars for any options, or says which one it refuses', () => {
    const rate = fc.double({ min: 0, max: 0.3, noNaN: true })
    const options = fc.record<SimulationOptions>(
      {
        seed: fc.maxSafeInteger(),
        length: fc.integer({ min: 1, max: 60 }),
        timeframeMs: fc.constantFrom(1000, 60_000, HOUR, 24 * HOUR),
        startMs: fc.integer({ min: 2e11, max: 3e12 }),
        startPrice: fc.double({ min: 1e-8, max: 1e8, noNaN: true }),
        driftPerBar: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        volatilityPerBar: rate,
        garch: fc.record({ alpha: rate, beta: rate }),
        regimes: fc.array(fc.record({ driftPerBar: rate, volatilityFactor: fc.double({ min: 0, max: 5, noNaN: true }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        regimePersistence: fc.double({ min: 0, max: 1, noNaN: true }),
        jumps: fc.record({ probability: rate, size: rate }),
        intradayAmplitude: fc.double({ min: 0, max: 0.99, noNaN: true }),
      },
      { requiredKeys: ['seed', 'length'] },
    )
    fc.assert(
      fc.property(options, (given) => {
        const { bars, truth } = simulateMarket(given)
        checkBars({ ...bars }, 'Test')
        expect(bars.length).toBe(given.length)
        expect([truth.volatility.length, truth.regime.length, truth.jump.length]).toEqual([given.length, given.length, given.length])
        for (let i = 1; i < bars.length; i++) expect(bars.open[i]).toBe(bars.close[i - 1])
        expect(bars.volume.every((value) => value > 0)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is flat without volatility', () => {
    const { open, high, low, close } = simulateBars({ seed: 1, length: 50, volatilityPerBar: 0 })
    for (const column of [open, high, low, close]) expect(column.every((value) => value === 100)).toBe(true)
  })
})

describe('the truth of a simulated market', () => {
  it('returns divided by their volatility are standard normal, around the drift', () => {
    const { bars, truth } = simulateMarket({ seed: 3, length: 50_000, driftPerBar: 0.0003 })
    const standard = logReturns(bars).map((value, i) => (value - 0.0003) / truth.volatility[i]!)
    expect(Math.abs(mean(standard))).toBeLessThan(4 / Math.sqrt(50_000))
    expect(Math.abs(meanSquare(standard) - 1)).toBeLessThan(4 * Math.sqrt(2 / 50_000))
    expect(Math.abs(mean(standard.map((value) => value ** 4)) - 3)).toBeLessThan(4 * Math.sqrt(96 / 50_000))
  })

  it('volatility follows the GARCH recursion, and clusters', () => {
    const garch = { alpha: 0.1, beta: 0.85 }
    const { bars, truth } = simulateMarket({ seed: 4, length: 40_000, garch, volatilityPerBar: 0.01 })
    const returns = logReturns(bars)
    for (let i = 1; i < 2000; i++) {
      const expected = 0.0001 * 0.05 + garch.alpha * returns[i - 1]! ** 2 + garch.beta * truth.volatility[i - 1]! ** 2
      expect(truth.volatility[i]! ** 2 / expected).toBeCloseTo(1, 9)
    }
    expect(Math.sqrt(meanSquare(returns)) / 0.01).toBeCloseTo(1, 1)
    const squares = returns.map((value) => value * value)
    const centre = mean(squares)
    const autocovariance = (lag: number): number => mean(squares.subarray(lag).map((value, i) => (value - centre) * (squares[i]! - centre)))
    expect(autocovariance(1) / autocovariance(0)).toBeGreaterThan(0.1)
    expect(autocovariance(10) / autocovariance(0)).toBeGreaterThan(0.03)
    const calm = logReturns(simulateBars({ seed: 4, length: 40_000, garch: { alpha: 0, beta: 0 } })).map((value) => value * value)
    const calmCentre = mean(calm)
    const lagged = mean(calm.subarray(1).map((value, i) => (value - calmCentre) * (calm[i]! - calmCentre)))
    expect(Math.abs(lagged / mean(calm.map((value) => (value - calmCentre) ** 2)))).toBeLessThan(4 / Math.sqrt(40_000))
  })

  it('regimes last as long as their persistence says, with their own drift and volatility', () => {
    const regimes = [
      { driftPerBar: 0.002, volatilityFactor: 1 },
      { driftPerBar: -0.003, volatilityFactor: 3 },
      { driftPerBar: 0, volatilityFactor: 0.5 },
    ]
    const length = 60_000
    const { bars, truth } = simulateMarket({
      seed: 5,
      length,
      regimes,
      regimePersistence: 0.98,
      volatilityPerBar: 0.005,
      garch: { alpha: 0, beta: 0 },
    })
    const returns = logReturns(bars)
    const switches = truth.regime.filter((regime, i) => i > 0 && regime !== truth.regime[i - 1]).length
    expect(Math.abs(switches / length - 0.02)).toBeLessThan(4 * Math.sqrt((0.02 * 0.98) / length))
    regimes.forEach(({ driftPerBar, volatilityFactor }, regime) => {
      const own = returns.filter((_, i) => truth.regime[i] === regime)
      expect(own.length / length).toBeGreaterThan(0.25)
      const deviation = 0.005 * volatilityFactor
      expect(Math.abs(mean(own) - driftPerBar)).toBeLessThan((4 * deviation) / Math.sqrt(own.length))
      expect(Math.abs(meanSquare(own.map((value) => value - driftPerBar)) / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / own.length))
    })
  })

  it('jumps come as often and as large as stated, on top of the rest', () => {
    const length = 50_000
    const { bars, truth } = simulateMarket({ seed: 6, length, jumps: { probability: 0.01, size: 0.05 }, volatilityPerBar: 0.001 })
    const sizes = truth.jump.filter((size) => size !== 0)
    expect(Math.abs(sizes.length / length - 0.01)).toBeLessThan(4 * Math.sqrt((0.01 * 0.99) / length))
    expect(Math.abs(meanSquare(sizes) / 0.0025 - 1)).toBeLessThan(4 * Math.sqrt(2 / sizes.length))
    const rest = logReturns(bars).map((value, i) => (value - truth.jump[i]!) / truth.volatility[i]!)
    expect(Math.abs(meanSquare(rest) - 1)).toBeLessThan(4 * Math.sqrt(2 / length))
  })

  it('volatility over the day is a V, its mean square the stated one, before 1970 too', () => {
    for (const startMs of [Date.UTC(2024, 0, 1), Date.UTC(1950, 0, 1)]) {
      const { bars, truth } = simulateMarket({
        seed: 7,
        length: 24 * 100,
        timeframeMs: HOUR,
        startMs,
        intradayAmplitude: 0.6,
        volatilityPerBar: 0.01,
        garch: { alpha: 0, beta: 0 },
      })
      const hours = bars.openTimeMs.map((time) => new Date(time).getUTCHours())
      const at = (hour: number): number => truth.volatility[hours.indexOf(hour)]!
      expect(at(0) / at(12)).toBeCloseTo(1.6 / 0.4, 9)
      expect(at(6) / at(12)).toBeCloseTo(1 / 0.4, 9)
      expect(at(18)).toBeCloseTo(at(6), 12)
      expect(Math.sqrt(meanSquare(truth.volatility)) / 0.01).toBeCloseTo(1, 2)
    }
  })

  it('high and low are those of a path: the variance of Rogers and Satchell is unbiased, drift or not', () => {
    for (const driftPerBar of [0, 0.01]) {
      const length = 20_000
      const { open, high, low, close } = simulateBars({
        seed: 8,
        length,
        driftPerBar,
        volatilityPerBar: 0.01,
        garch: { alpha: 0, beta: 0 },
      })
      const terms = Float64Array.from({ length }, (_, i) => {
        const [h, l, c] = [high[i]!, low[i]!, close[i]!].map((price) => Math.log(price / open[i]!)) as [number, number, number]
        return (h * (h - c) + l * (l - c)) / 0.0001
      })
      const error = Math.sqrt((meanSquare(terms) - mean(terms) ** 2) / length)
      expect(Math.abs(mean(terms) - 1)).toBeLessThan(4 * error)
    }
  })

  it('volume is larger on larger moves', () => {
    const { bars, truth } = simulateMarket({ seed: 9, length: 5000 })
    const surprise = logReturns(bars).map((value, i) => Math.abs(value) / truth.volatility[i]!)
    const volumeWhere = (large: boolean): number => mean(bars.volume.filter((_, i) => surprise[i]! > 1 === large))
    expect(volumeWhere(true)).toBeGreaterThan(1.5 * volumeWhere(false))
  })
})

describe('options', () => {
  it.each<[string, unknown]>([
    ['options', null],
    ['seed', { length: 5 }],
    ['seed', { seed: 1.5, length: 5 }],
    ['length', { seed: 1 }],
    ['length', { seed: 1, length: 0 }],
    ['length', { seed: 1, length: 2.5 }],
    ['timeframeMs', { seed: 1, length: 5, timeframeMs: 0 }],
    ['timeframeMs', { seed: 1, length: 5, timeframeMs: Infinity }],
    ['startMs', { seed: 1, length: 5, startMs: NaN }],
    ['startPrice', { seed: 1, length: 5, startPrice: 0 }],
    ['driftPerBar', { seed: 1, length: 5, driftPerBar: NaN }],
    ['volatilityPerBar', { seed: 1, length: 5, volatilityPerBar: -0.1 }],
    ['garch', { seed: 1, length: 5, garch: { alpha: 0.5, beta: 0.5 } }],
    ['garch', { seed: 1, length: 5, garch: { alpha: 0.5 } }],
    ['regimes', { seed: 1, length: 5, regimes: [] }],
    ['regimes.1.driftPerBar', { seed: 1, length: 5, regimes: [{ driftPerBar: 0, volatilityFactor: 1 }, { volatilityFactor: 1 }] }],
    ['regimes.0.volatilityFactor', { seed: 1, length: 5, regimes: [{ driftPerBar: 0, volatilityFactor: -1 }] }],
    ['regimePersistence', { seed: 1, length: 5, regimePersistence: 1.1 }],
    ['jumps.probability', { seed: 1, length: 5, jumps: { probability: 2, size: 0.1 } }],
    ['jumps.size', { seed: 1, length: 5, jumps: { probability: 0.1 } }],
    ['intradayAmplitude', { seed: 1, length: 5, intradayAmplitude: 1 }],
    ['drift and volatility', { seed: 1, length: 2000, driftPerBar: 1 }],
    ['drift and volatility', { seed: 1, length: 2000, driftPerBar: -1 }],
  ])('%s is refused by name %#', (path, options) => {
    expect(codeOf(options)).toMatch(`testing/simulation ${path}: `)
  })

  it('unknown ones are refused, undefined ones take their default', () => {
    expect(codeOf({ seed: 1, length: 5, volatilityPrBar: 0.1 })).toContain('did you mean "volatilityPerBar"')
    expect(codeOf(JSON.parse('{"seed": 1, "length": 5, "__proto__": 1}'))).toContain('unknown option "__proto__"')
    expect(codeOf({ seed: 1, length: 5, startMs: 1_700_000_000 })).toContain('bars/time-unit')
    expect(simulateBars({ seed: 1, length: 5, symbol: undefined } as unknown as SimulationOptions)).toEqual(
      simulateBars({ seed: 1, length: 5 }),
    )
  })
})
