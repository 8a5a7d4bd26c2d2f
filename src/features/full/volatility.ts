import type { FeatureGroup } from '../column.js'
import type { TextColumn } from '../text-column.js'

/* How much prices move, by returns, ranges and gaps. */

const PER_BAR = 'log fraction per bar'

const column = (name: string, title: string, unit: string, text: string, group: FeatureGroup = 'price'): TextColumn => ({
  name,
  group,
  title,
  unit,
  text,
})

const RETURN = 'ret(close, 1)'
const OVERNIGHT = '(open / lag(close, 1) - 1)'
const INTRADAY = '(close / open - 1)'

export const volatilityColumns: readonly TextColumn[] = [
  column('garman_klass_20', 'Volatility by open, high, low, close of 20 bars (Garman and Klass)', PER_BAR, 'garmanKlass(20)'),
  column('rogers_satchell_20', 'Volatility by ranges of 20 bars, free of drift (Rogers and Satchell)', PER_BAR, 'rogersSatchell(20)'),
  column('yang_zhang_20', 'Volatility by gaps and ranges of 20 bars (Yang and Zhang)', PER_BAR, 'yangZhang(20)'),
  column('ewma_volatility_94', 'Volatility of returns, decaying by 0.94 a bar (RiskMetrics)', PER_BAR, 'ewmaVolatility(decay: 0.94)'),
  column('range_vs_close_20', 'Volatility by ranges against that by closes, of 20 bars', 'ratio', `parkinson(20) / std(${RETURN}, 20)`),
  column('true_range', 'True range of the bar against the close', 'fraction', 'trueRange() / close'),
  column('true_range_ratio_14', 'True range of the bar against its Wilder average of 14 bars', 'ratio', 'trueRange() / atr(14)'),
  column('range_ratio_5_20', 'Mean range of 5 bars against that of 20', 'ratio', 'averageRange(5) / averageRange(20)'),
  column('chaikin_volatility_10', 'Change over 10 bars of the mean range of 10 bars', 'percent', 'chaikinVolatility(10, 10)'),
  column(
    'relative_volatility_index_14',
    'Share of the deviation that went with rises (Relative Volatility Index)',
    '0 … 100 but for rounding',
    'relativeVolatilityIndex(14)',
    'technical',
  ),
  column(
    'downside_deviation_20',
    'Root mean square of the falls of 20 bars',
    'fraction per bar',
    `sqrt(mean(less(${RETURN}, 0) ** 2, 20))`,
  ),
  column(
    'upside_deviation_20',
    'Root mean square of the rises of 20 bars',
    'fraction per bar',
    `sqrt(mean(greater(${RETURN}, 0) ** 2, 20))`,
  ),
  column(
    'volatility_of_volatility_20',
    'How much the volatility of 20 bars varied over 20 bars, against its mean',
    'ratio',
    `std(std(${RETURN}, 20), 20) / mean(std(${RETURN}, 20), 20)`,
  ),
  column('volatility_rank_60', 'Rank of the volatility of 20 bars among the last 60', '0 … 1', `rank(std(${RETURN}, 20), 60)`, 'market'),
  column('gap_volatility_20', 'Standard deviation of the gaps at the open over 20 bars', 'fraction per bar', `std(${OVERNIGHT}, 20)`),
  column(
    'intraday_volatility_20',
    'Standard deviation of the moves from open to close over 20 bars',
    'fraction per bar',
    `std(${INTRADAY}, 20)`,
  ),
  column('gap_sum_20', 'Sum of the gaps at the open over 20 bars', 'fraction', `sum(${OVERNIGHT}, 20)`),
  column(
    'shadow_balance_20',
    'Lower less upper shadows of 20 bars as a share of their ranges',
    '−1 … 1 but for rounding',
    'sum((less(open, close) - low) - (high - greater(open, close)), 20) / sum(high - low, 20)',
  ),
  column(
    'body_share_20',
    'Bodies of 20 bars as a share of their ranges',
    '0 … 1 but for rounding',
    'sum(abs(close - open), 20) / sum(high - low, 20)',
  ),
]
