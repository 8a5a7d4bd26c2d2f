import type { Bars } from 'barcast/core'
import { type Indicator, indicators } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

type Any = Indicator<Record<string, number | string>, string>

const PRICE = 100.1

/** Bars on which nothing moves and nothing is traded. */
function flatBars(length: number): Bars {
  const bars = simulateBars({ seed: 1, length })
  const flat = new Float64Array(length).fill(PRICE)
  return { ...bars, open: flat, high: flat, low: flat, close: flat, volume: new Float64Array(length) }
}

/** What the docstrings say of 0 / 0, output by output. */
const stated: Readonly<Record<string, readonly number[]>> = {
  adxr: [0],
  anchoredVwap: [PRICE],
  averageRange: [0],
  balanceOfPower: [0],
  chaikinVolatility: [0],
  cmo: [0],
  coppock: [0],
  dx: [0],
  efficiencyRatio: [1],
  elderRay: [0, 0],
  forecastOscillator: [0],
  fractal: [0, 0],
  intradayMomentum: [50],
  kdj: [0, 0, 0],
  linearRegressionAngle: [0],
  marketFacilitation: [0],
  massIndex: [25],
  minusDm: [0],
  negativeVolumeIndex: [1000],
  percentRank: [0],
  positiveVolumeIndex: [1000],
  ppo: [0],
  pvo: [0],
  qstick: [0],
  relativeVolatilityIndex: [50],
  relativeVolume: [NaN],
  rocp: [0],
  rocr: [1],
  rocr100: [100],
  rollingBeta: [0],
  rollingPercentile: [PRICE],
  smi: [0, 0],
  smoothedStochasticRsi: [0, 0],
  stochasticFast: [0, 0],
  verticalHorizontalFilter: [0],
  vortex: [0, 0],
  williamsAd: [0],
  alma: [PRICE],
  alligator: [PRICE, PRICE, PRICE],
  atrTrailingStop: [PRICE, -1],
  bollingerBandwidth: [0],
  bollingerPercentB: [0.5],
  brAr: [100, 100],
  butterworthFilter: [PRICE],
  centerOfGravity: [-5.5],
  chandeKrollStop: [PRICE, PRICE],
  chandelierExit: [PRICE, PRICE],
  choppiness: [100],
  connorsRsi: [0],
  crossing: [0],
  cyberCycle: [0, 0],
  deMarker: [0.5],
  decycler: [PRICE],
  derivativeOscillator: [0],
  disparity: [0],
  donchianWidth: [0],
  drawdown: [0],
  easeOfMovement: [0],
  elasticVwma: [PRICE],
  elderImpulse: [0],
  fisherTransform: [0, 0],
  frama: [PRICE],
  gannHiLo: [PRICE, 0],
  gator: [0, 0],
  higuchiDimension: [1],
  historicalVolatility: [0],
  hurst: [0.5],
  inertia: [50],
  internalBarStrength: [0.5],
  katzDimension: [1],
  klinger: [0, 0],
  knowSureThing: [0, 0],
  laguerreFilter: [PRICE],
  laguerreRsi: [50],
  linearRegressionChannel: [PRICE, PRICE, PRICE],
  mcGinley: [PRICE],
  narrowRange: [0],
  premierStochastic: [0],
  prettyGoodOscillator: [0],
  priceZoneOscillator: [0],
  psychologicalLine: [0],
  qqe: [0, 0, 1],
  randomWalkIndex: [0, 0],
  rankCorrelation: [50],
  reflex: [0],
  relativeMomentumIndex: [50],
  relativeVigorIndex: [0, 0],
  returnAutocorrelation: [0],
  returnEntropy: [0],
  roofingFilter: [0],
  schaffTrendCycle: [0],
  sevcikDimension: [1],
  squeeze: [0, 0],
  sslChannel: [PRICE, PRICE, 0],
  streak: [0],
  superSmoother: [PRICE],
  swingIndex: [0],
  tdSetup: [0],
  trendCorrelation: [0],
  trendFlex: [0],
  trendTriggerFactor: [0],
  twiggsMoneyFlow: [0],
  ulcerIndex: [0],
  variableAccumulation: [0],
  varianceRatio: [1],
  vidya: [PRICE],
  volumeFlow: [0, 0],
  volumePriceConfirmation: [0],
  volumeWeightedMacd: [0, 0, 0],
  volumeZoneOscillator: [0],
  vwapBands: [PRICE, PRICE, PRICE],
  waddahAttar: [0, 0, 0],
  waveTrend: [0, 0],
}

describe('where nothing moves and nothing is traded', () => {
  it.each(Object.entries(stated))('%s is what its description says', (name, values) => {
    const indicator = indicators[name as keyof typeof indicators] as unknown as Any
    const result = indicator(flatBars(300))
    const columns = result instanceof Float64Array ? [result] : Object.values(result as Record<string, Float64Array>)
    expect(columns.length).toBe(values.length)
    columns.forEach((column, k) => {
      const last = column.at(-1)!
      if (Number.isNaN(values[k]!)) expect(last).toBeNaN()
      else expect(Math.abs(last - values[k]!)).toBeLessThan(1e-12)
    })
  })

  it('the unsmoothed form of cmo is 0 as well', () => {
    expect(indicators.cmo(flatBars(40), { form: 'sum' }).at(-1)).toBe(0)
  })
})

describe('a change over a missing value', () => {
  const close = Float64Array.of(10, 11, NaN, 13, 12, 14)

  it('counts as one change for cmo, in both forms', () => {
    const sum = indicators.cmo(close, { period: 2, form: 'sum' })
    expect([...sum]).toEqual([NaN, NaN, NaN, 100, (100 * (2 - 1)) / 3, (100 * (2 - 1)) / 3])
    const wilder = indicators.cmo(close, { period: 2 })
    expect(wilder[3]).toBe(100)
    // Gains 1.5 → 0.75 → 1.375, losses 0 → 0.5 → 0.25.
    expect(wilder[4]).toBeCloseTo((100 * 0.25) / 1.25, 12)
    expect(wilder[5]).toBeCloseTo((100 * (1.375 - 0.25)) / 1.625, 12)
  })

  it('restarts the windows of efficiencyRatio and linearRegression', () => {
    expect([...indicators.efficiencyRatio(close, { period: 2 })]).toEqual([NaN, NaN, NaN, NaN, NaN, 1 / 3])
    expect([...indicators.linearRegression(close, { period: 2 })]).toEqual([NaN, 11, NaN, NaN, 12, 14])
  })
})
