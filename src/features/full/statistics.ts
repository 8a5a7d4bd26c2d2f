import type { FeatureGroup } from '../column.js'
import type { TextColumn } from '../text-column.js'

/* Closes and returns of a window as a line and as a distribution. */

const column = (name: string, title: string, unit: string, text: string, group: FeatureGroup = 'price'): TextColumn => ({
  name,
  group,
  title,
  unit,
  text,
})

const RETURN = 'ret(close, 1)'

const windowed = (bars: number): TextColumn[] => [
  column(`close_rank_${bars}`, `Rank of the close among the last ${bars}`, '0 … 1', `rank(close, ${bars})`),
  column(
    `slope_${bars}`,
    `Slope of the line through ${bars} closes against the close`,
    'fraction per bar',
    `slope(close, ${bars}) / close`,
    'market',
  ),
  column(`straightness_${bars}`, `How straight the closes of ${bars} bars are (R²)`, '0 … 1', `rsquare(close, ${bars})`, 'market'),
  column(
    `residual_${bars}`,
    `Close above or below the line through ${bars} closes, against the close`,
    'fraction',
    `resi(close, ${bars}) / close`,
  ),
  column(
    `up_share_${bars}`,
    `Share of the last ${bars} bars that closed higher than the bar before`,
    '0 … 1',
    `countTrue(close > lag(close, 1), ${bars}) / ${bars}`,
  ),
  column(
    `high_place_${bars}`,
    `Place of the highest high among ${bars} bars, 1 for the newest`,
    '0 … 1',
    `idxMax(high, ${bars}) / ${bars}`,
    'market',
  ),
  column(
    `low_place_${bars}`,
    `Place of the lowest low among ${bars} bars, 1 for the newest`,
    '0 … 1',
    `idxMin(low, ${bars}) / ${bars}`,
    'market',
  ),
  column(`return_max_${bars}`, `Highest one-bar return of ${bars} bars`, 'fraction', `max(${RETURN}, ${bars})`),
  column(`return_min_${bars}`, `Lowest one-bar return of ${bars} bars`, 'fraction', `min(${RETURN}, ${bars})`),
  column(
    `sharpe_${bars}`,
    `Mean one-bar return of ${bars} bars against its standard deviation`,
    'ratio per bar',
    `mean(${RETURN}, ${bars}) / std(${RETURN}, ${bars})`,
    'market',
  ),
]

const persistence = (bars: number): TextColumn =>
  column(
    `return_persistence_${bars}_60`,
    `Correlation of one-bar returns with those ${bars} bar${bars === 1 ? '' : 's'} before, over 60 bars`,
    '−1 … 1',
    `corr(${RETURN}, lag(${RETURN}, ${bars}), 60)`,
  )

export const statisticColumns: readonly TextColumn[] = [
  ...[20, 60].flatMap(windowed),
  column('close_zscore_60', 'Close in standard deviations from its mean over 60 bars', 'standard deviations', 'zScore(close, 60)'),
  ...[1, 2, 5].map(persistence),
  column(
    'variance_ratio_5_60',
    'Variance of five-bar against five times that of one-bar returns, over 60 bars: above 1 they go on',
    'ratio',
    `var(ret(close, 5), 60) / (5 * var(${RETURN}, 60))`,
    'market',
  ),
  column('return_rank_60', 'Rank of the one-bar return among the last 60', '0 … 1', `rank(${RETURN}, 60)`),
  column(
    'return_spread_60',
    'Distance of the quartiles of 60 one-bar returns',
    'fraction',
    `quantile(${RETURN}, 60, 0.75) - quantile(${RETURN}, 60, 0.25)`,
  ),
  column(
    'return_mad_ratio_20',
    'Mean absolute against standard deviation of 20 one-bar returns',
    'ratio',
    `mad(${RETURN}, 20) / std(${RETURN}, 20)`,
  ),
  column(
    'jump_share_20',
    'Largest one-bar move as a share of the way gone in 20 bars',
    '0 … 1 but for rounding',
    `max(abs(${RETURN}), 20) / sum(abs(${RETURN}), 20)`,
    'market',
  ),
  column(
    'return_range_corr_20',
    'Correlation of one-bar return and range over 20 bars',
    '−1 … 1',
    `corr(${RETURN}, (high - low) / close, 20)`,
  ),
  column('high_low_beta_20', 'Slope of the changes of the low on those of the high over 20 bars', 'ratio', 'rollingBeta(high, low, 20)'),
  column(
    'gap_return_corr_20',
    'Correlation of the gap at the open and the move after it, over 20 bars',
    '−1 … 1',
    'corr(open / lag(close, 1), close / open, 20)',
  ),
  column(
    'return_percent_rank_100',
    'Share of the 100 one-bar returns before that are not above the last',
    '0 … 100',
    `percentRank(${RETURN}, 100)`,
  ),
]
