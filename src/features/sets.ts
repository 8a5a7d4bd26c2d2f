import { alpha158 } from './alpha158.js'
import type { FeatureColumn } from './column.js'
import { fullColumns } from './full.js'
import * as market from './market-features.js'
import * as price from './price-features.js'
import * as returns from './return-features.js'
import * as technical from './technical-features.js'
import { timeColumns } from './time-features.js'
import * as volume from './volume-features.js'

/**
 * The 49 columns of `classic`, in their frozen order: candle anatomy, returns, exponential means, RSI, volume,
 * volatility, momentum. They read OHLCV only. No column is another one rescaled.
 */
function classic(): FeatureColumn[] {
  return [
    price.normalisedPrice('open', 20),
    price.normalisedPrice('high', 20),
    price.normalisedPrice('low', 20),
    price.normalisedPrice('close', 20),
    price.highLowRange,
    price.bodyRatio,
    price.upperShadow,
    price.lowerShadow,
    price.priceChange(1),
    price.priceChange(5),
    price.priceChange(20),
    price.logReturn(3),
    price.logReturn(10),
    price.volatility(5),
    price.volatility(10),
    price.volatility(20),
    ...[5, 9, 20, 50].map(technical.emaDistance),
    ...[5, 9, 20, 50].map(technical.emaSlope),
    technical.emaSpread(5, 9),
    technical.emaSpread(9, 20),
    technical.emaSpread(20, 50),
    technical.emaCross(5, 9),
    technical.emaCross(9, 20),
    technical.emaCross(20, 50),
    technical.rsiValue(7),
    technical.rsiValue(14),
    technical.stochasticRsi(7),
    technical.stochasticRsi(14),
    technical.rsiZone(7),
    technical.rsiZone(14),
    volume.volumeMaRatio(5),
    volume.volumeMaRatio(20),
    volume.volumeZscore(20),
    volume.volumeTrend(5, 20),
    volume.priceVolumeCorrelation(10),
    volume.priceVolumeCorrelation(20),
    technical.natr(7),
    technical.natr(14),
    technical.atrRatio(7, 14),
    price.parkinson(20),
    technical.rocPercent(12),
    price.momentum(10),
    price.acceleration(10),
  ]
}

const LAGS = [1, 2, 3, 5, 10]

/**
 * The 80 columns of `extended`, in their frozen order: price, technical, volume, time, lags, distribution of returns. They read OHLCV and the
 * bars' times only.
 */
function extended(): FeatureColumn[] {
  return [
    ...[1, 3, 5, 10, 20, 60].map(price.priceChange),
    price.openGap,
    price.highLowRange,
    price.bodyRatio,
    price.upperShadow,
    price.lowerShadow,
    price.normalisedPrice('close', 20),
    price.normalisedPrice('close', 60),
    price.momentum(10),
    price.acceleration(10),
    price.parkinson(20),
    market.trendStrength(20),
    market.drawdown(60),
    technical.rsiValue(7),
    technical.rsiValue(14),
    technical.stochasticRsi(14),
    ...technical.macdColumns,
    ...technical.bollingerColumns,
    ...technical.stochasticColumns,
    technical.williams(14),
    technical.channelIndex(20),
    technical.adxColumn,
    technical.directional('plus', 14),
    technical.directional('minus', 14),
    technical.natr(14),
    technical.atrRatio(7, 14),
    ...[20, 50, 200].map(technical.smaDistance),
    technical.emaDistance(9),
    technical.emaSpread(9, 20),
    technical.emaSpread(20, 50),
    volume.volumeChange(1),
    volume.volumeMaRatio(5),
    volume.volumeMaRatio(20),
    volume.volumeZscore(20),
    volume.volumeTrend(5, 20),
    volume.vwapDistance(20),
    volume.vwapDistance(60),
    volume.moneyFlowIndex(14),
    volume.closeLocationFlow(20),
    volume.priceVolumeCorrelation(20),
    ...timeColumns,
    ...LAGS.map((bars) => returns.lagged(price.priceChange(1), bars)),
    ...LAGS.map((bars) => returns.lagged(volume.volumeMaRatio(20), bars)),
    ...[5, 10, 20, 60].map(price.volatility),
    market.volatilityRegime(20),
    ...[20, 60].map(returns.returnSkew),
    ...[20, 60].map(returns.returnKurtosis),
    ...[10, 50, 90].map((percent) => returns.returnQuantile(percent, 60)),
    returns.returnZscore(20),
  ]
}

/** Columns that come with lookbacks but have fixed periods, beside what `classic` already holds. */
function standardTechnical(): FeatureColumn[] {
  return [...technical.macdColumns, ...technical.bollingerColumns, ...technical.stochasticColumns, technical.adxColumn]
}

const WINDOWED: readonly ((windowBars: number) => FeatureColumn)[] = [
  price.priceChange,
  price.volatility,
  price.momentum,
  price.acceleration,
  price.breakout,
  volume.volumeChange,
  volume.volumeMaRatio,
  volume.volumeSpike,
  volume.vwapDistance,
  volume.moneyFlow,
  technical.smaDistance,
  technical.emaDistance,
  market.trendStrength,
  market.volatilityRegime,
  market.highDistance,
  market.lowDistance,
  market.drawdown,
]

const full = (): FeatureColumn[] => [...extended(), ...fullColumns()]

const SETS = { classic, extended, full, alpha158 } as const

export type FeatureSet = keyof typeof SETS

/** Names of the column sets. */
export const FEATURE_SETS = Object.keys(SETS) as [FeatureSet, ...FeatureSet[]]

/** The set's columns, then per lookback the windowed ones; a column that both name appears once. */
export function columnsOf(set: FeatureSet, lookbackPeriods: readonly number[]): FeatureColumn[] {
  const windowed = WINDOWED.flatMap((family) => lookbackPeriods.map(family))
  const columns = [...SETS[set](), ...(lookbackPeriods.length === 0 ? [] : standardTechnical()), ...windowed]
  return [...new Map(columns.map((column) => [column.name, column])).values()]
}
