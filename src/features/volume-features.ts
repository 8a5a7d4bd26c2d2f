import { chaikinMoneyFlow, mfi, rollingCorrelation, rollingStd, rollingSum, sma } from '../indicators/index.js'
import * as events from './bar-events.js'
import * as shape from './bar-shape.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import * as pointwise from './pointwise.js'
import { before, relativeChange } from './price-features.js'

/* Families of volume columns. All are free of the unit in which volume is counted. */

const meanVolume = (windowBars: number): Expression => apply(sma.definition, { period: windowBars }, ['volume'])
const sumOf = (windowBars: number, of: Expression): Expression => apply(rollingSum.definition, { period: windowBars }, [of])
const volumeChangeOver = (bars: number): Expression => apply(pointwise.symmetricChange, {}, ['volume', before(bars, 'volume')])
const typicalPrice = apply(shape.typicalPrice)
const moneyFlowOfBar = apply(pointwise.product, {}, [typicalPrice, 'volume'])

export function volumeChange(bars: number): FeatureColumn {
  return {
    name: `volume_change_${bars}`,
    group: 'volume',
    title: `Change of volume over ${bars} bars, bounded`,
    formula: `(volume − volume[−${bars}]) / (volume + volume[−${bars}]); 0 where both are 0`,
    unit: '−1 … 1',
    expression: volumeChangeOver(bars),
  }
}

export function volumeMaRatio(windowBars: number): FeatureColumn {
  return {
    name: `volume_ma_ratio_${windowBars}`,
    group: 'volume',
    title: `Volume against its mean over ${windowBars} bars`,
    formula: `volume / mean volume over ${windowBars} bars; 1 where the mean is 0`,
    unit: 'ratio',
    expression: apply(pointwise.ratio, {}, ['volume', meanVolume(windowBars)]),
  }
}

export function volumeSpike(windowBars: number): FeatureColumn {
  return {
    name: `volume_spike_${windowBars}`,
    group: 'volume',
    title: `Volume above twice the mean of the ${windowBars} bars before`,
    formula: `1 where volume > 2 · mean volume of the ${windowBars} bars before, else 0`,
    unit: 'flag 0, 1',
    expression: apply(events.spike, {}, ['volume', before(1, meanVolume(windowBars))]),
  }
}

export function vwapDistance(windowBars: number): FeatureColumn {
  return {
    name: `vwap_distance_${windowBars}`,
    group: 'volume',
    title: `Close against the volume-weighted mean price of ${windowBars} bars`,
    formula: `close / (Σ typical price · volume / Σ volume over ${windowBars} bars) − 1; 0 where no volume was traded`,
    unit: 'fraction',
    expression: apply(pointwise.relativeDifference, {}, [
      'close',
      apply(pointwise.fraction, {}, [sumOf(windowBars, moneyFlowOfBar), sumOf(windowBars, 'volume')]),
    ]),
  }
}

export function moneyFlow(windowBars: number): FeatureColumn {
  const signed = apply(events.signedFlow, {}, [typicalPrice, before(1, typicalPrice), 'volume'])
  return {
    name: `money_flow_${windowBars}`,
    group: 'volume',
    title: `Money that flowed in on rises less out on falls, over ${windowBars} bars`,
    formula:
      `Σ sign(typical price − typical price[−1]) · typical price · volume / Σ typical price · volume over ${windowBars} bars; ` +
      '0 where no volume was traded',
    unit: '−1 … 1',
    source: 'the terms of the Money Flow Index (Quong and Soudack, 1989), as a balance',
    expression: apply(pointwise.balance, {}, [sumOf(windowBars, signed), sumOf(windowBars, moneyFlowOfBar)]),
  }
}

export function volumeZscore(windowBars: number): FeatureColumn {
  return {
    name: `volume_zscore_${windowBars}`,
    group: 'volume',
    title: `Volume in standard deviations from its mean over ${windowBars} bars`,
    formula: `(volume − mean) / population standard deviation over ${windowBars} bars; 0 where the deviation is 0`,
    unit: 'standard deviations',
    expression: apply(pointwise.standardScore, {}, [
      'volume',
      meanVolume(windowBars),
      apply(rollingStd.definition, { period: windowBars }, ['volume']),
    ]),
  }
}

export function volumeTrend(fastBars: number, slowBars: number): FeatureColumn {
  return {
    name: `volume_trend_${fastBars}_${slowBars}`,
    group: 'volume',
    title: `Recent volume against its longer mean`,
    formula: `mean volume over ${fastBars} bars / mean volume over ${slowBars} bars; 1 where the longer mean is 0`,
    unit: 'ratio',
    expression: apply(pointwise.ratio, {}, [meanVolume(fastBars), meanVolume(slowBars)]),
  }
}

export function priceVolumeCorrelation(windowBars: number): FeatureColumn {
  return {
    name: `pv_corr_${windowBars}`,
    group: 'volume',
    title: `Correlation of price and volume changes over ${windowBars} bars`,
    formula:
      `Pearson correlation of price_change_1 with (volume − volume[−1]) / (volume + volume[−1]) over ${windowBars} bars; ` +
      '0 where either is constant',
    unit: '−1 … 1',
    expression: apply(rollingCorrelation.definition, { period: windowBars }, [relativeChange(1), volumeChangeOver(1)]),
  }
}

export function moneyFlowIndex(period: number): FeatureColumn {
  return {
    name: `mfi_${period}`,
    group: 'volume',
    title: `Part of the money of ${period} bars that flowed in on rises (Money Flow Index)`,
    formula: `MFI(high, low, close, volume, ${period}); 0 where nothing flowed`,
    unit: '0 … 100 but for rounding',
    source: 'Quong and Soudack, 1989; as TA-Lib MFI',
    expression: apply(mfi.definition, { period }),
  }
}

export function closeLocationFlow(period: number): FeatureColumn {
  return {
    name: `cmf_${period}`,
    group: 'volume',
    title: `Volume that closed near the high less that near the low, over ${period} bars (Chaikin Money Flow)`,
    formula: `Σ ((close − low) − (high − close)) / (high − low) · volume / Σ volume over ${period} bars; 0 for 0/0`,
    unit: '−1 … 1 but for rounding',
    source: 'Chaikin',
    expression: apply(chaikinMoneyFlow.definition, { period }),
  }
}
