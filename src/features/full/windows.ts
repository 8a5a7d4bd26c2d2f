import type { FeatureColumn } from '../column.js'
import * as market from '../market-features.js'
import * as price from '../price-features.js'
import * as technical from '../technical-features.js'
import * as volume from '../volume-features.js'

/** Families that `extended` has too, over other windows. */
export const windowColumns: readonly FeatureColumn[] = [
  ...[2, 40, 120].map(price.priceChange),
  ...[40, 120].map(price.volatility),
  price.momentum(20),
  price.acceleration(20),
  price.normalisedPrice('open', 20),
  price.normalisedPrice('high', 20),
  price.normalisedPrice('low', 20),
  price.normalisedPrice('close', 120),
  ...[20, 60].map(price.breakout),
  ...[10, 60, 120].map(market.trendStrength),
  market.volatilityRegime(60),
  ...[20, 60, 120].map(market.highDistance),
  ...[20, 60, 120].map(market.lowDistance),
  market.drawdown(20),
  market.drawdown(120),
  ...[5, 20, 50, 100].map(technical.emaDistance),
  ...[9, 20, 50].map(technical.emaSlope),
  technical.emaCross(9, 20),
  technical.emaCross(20, 50),
  ...[10, 100].map(technical.smaDistance),
  ...[21, 28].map(technical.rsiValue),
  technical.stochasticRsi(7),
  technical.rsiZone(14),
  ...[7, 28].map(technical.natr),
  technical.atrRatio(14, 50),
  technical.channelIndex(40),
  volume.volumeChange(5),
  volume.volumeMaRatio(60),
  volume.volumeZscore(60),
  volume.volumeTrend(20, 60),
  volume.volumeSpike(20),
  ...[5, 120].map(volume.vwapDistance),
  ...[20, 60].map(volume.moneyFlow),
  volume.moneyFlowIndex(28),
  volume.closeLocationFlow(60),
  ...[10, 60].map(volume.priceVolumeCorrelation),
]
