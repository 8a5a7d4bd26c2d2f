import type { TextColumn } from '../text-column.js'

/* What was traded, and how it went with prices; free of the unit of volume. */

const column = (name: string, title: string, unit: string, text: string): TextColumn => ({ name, group: 'volume', title, unit, text })

const RETURN = 'ret(close, 1)'
const SIDE = 'sign(close - lag(close, 1))'

export const volumeColumns: readonly TextColumn[] = [
  column(
    'force_index_13',
    'Mean of price changes by volume over 13 bars against close and mean volume (Force Index)',
    'fraction',
    'forceIndex(13) / (close * mean(volume, 13))',
  ),
  column(
    'chaikin_oscillator',
    'Fast less slow mean of the accumulation line against the mean volume of 10 bars',
    'ratio',
    'chaikinOscillator() / mean(volume, 10)',
  ),
  column(
    'obv_share_20',
    'Volume of rises less that of falls as a share of the volume of 20 bars (On Balance Volume)',
    '−1 … 1 but for rounding',
    `sum(${SIDE} * volume, 20) / sum(volume, 20)`,
  ),
  column(
    'obv_share_60',
    'Volume of rises less that of falls as a share of the volume of 60 bars (On Balance Volume)',
    '−1 … 1 but for rounding',
    `sum(${SIDE} * volume, 60) / sum(volume, 60)`,
  ),
  column(
    'volume_weighted_return_20',
    'Mean one-bar return of 20 bars weighted by volume (Volume Price Trend)',
    'fraction per bar',
    `sum(${RETURN} * volume, 20) / sum(volume, 20)`,
  ),
  column(
    'body_volume_share_20',
    'Volume of rising bars as a share of the volume of 20 bars',
    '0 … 1 but for rounding',
    'sum(if(close > open, volume, 0), 20) / sum(volume, 20)',
  ),
  column(
    'negative_volume_change_20',
    'Change over 20 bars of the index of bars with less volume',
    'fraction',
    'ret(negativeVolumeIndex(), 20)',
  ),
  column(
    'positive_volume_change_20',
    'Change over 20 bars of the index of bars with more volume',
    'fraction',
    'ret(positiveVolumeIndex(), 20)',
  ),
  column(
    'market_facilitation_zscore_20',
    'Range by volume in standard deviations from its mean over 20 bars',
    'standard deviations',
    'zScore(marketFacilitation(), 20)',
  ),
  column(
    'illiquidity_5_60',
    'Size of returns by money traded, mean of 5 against that of 60 bars (Amihud)',
    'ratio',
    `mean(abs(${RETURN}) / (close * volume), 5) / mean(abs(${RETURN}) / (close * volume), 60)`,
  ),
  column(
    'volume_variation_20',
    'Standard deviation of volume against its mean over 20 bars',
    'ratio',
    'std(volume, 20) / mean(volume, 20)',
  ),
  column('volume_rank_60', 'Rank of the volume among the last 60', '0 … 1', 'rank(volume, 60)'),
  column('volume_peak_share_60', 'Volume as a share of the highest of 60 bars', '0 … 1', 'volume / max(volume, 60)'),
  column('volume_skew_20', 'Skewness of the volume of 20 bars', 'number, 0 when symmetric', 'skew(volume, 20)'),
  column(
    'volume_persistence_20',
    'Correlation of the volume with that of the bar before, over 20 bars',
    '−1 … 1',
    'corr(volume, lag(volume, 1), 20)',
  ),
  column('volume_range_corr_20', 'Correlation of volume and range over 20 bars', '−1 … 1', 'corr(volume, (high - low) / close, 20)'),
  column('volume_size_corr_20', 'Correlation of volume and size of the return over 20 bars', '−1 … 1', `corr(volume, abs(${RETURN}), 20)`),
  column('volume_price_corr_20', 'Correlation of volume and close over 20 bars', '−1 … 1', 'corr(volume, close, 20)'),
  column(
    'volume_slope_20',
    'Slope of the line through the volumes of 20 bars against their mean',
    'fraction per bar',
    'slope(volume, 20) / mean(volume, 20)',
  ),
]
