import type { FeatureColumn, FeatureGroup } from './column.js'
import { readTextColumn, type TextColumn } from './text-column.js'

/*
 * The 158 columns of qlib's Alpha158, by its names and in its order, as expressions. They give qlib's values from the first row on which all that they read is there; qlib has
 * values before it. Where a denominator of qlib's is kept from 0 by + 1e-12, so is it here.
 */

const SOURCE = 'qlib, Alpha158'

const BARS: readonly TextColumn[] = (
  [
    ['KMID', 'Body of the bar against its open', 'fraction', '(close - open) / open'],
    ['KLEN', 'Range of the bar against its open', 'fraction', '(high - low) / open'],
    ['KMID2', 'Body of the bar against its range', '−1 … 1', '(close - open) / (high - low + 1e-12)'],
    ['KUP', 'Shadow above the body against the open', 'fraction', '(high - greater(open, close)) / open'],
    ['KUP2', 'Shadow above the body against the range', '0 … 1', '(high - greater(open, close)) / (high - low + 1e-12)'],
    ['KLOW', 'Shadow below the body against the open', 'fraction', '(less(open, close) - low) / open'],
    ['KLOW2', 'Shadow below the body against the range', '0 … 1', '(less(open, close) - low) / (high - low + 1e-12)'],
    ['KSFT', 'Close above or below the middle of the bar, twice, against the open', 'fraction', '(2 * close - high - low) / open'],
    [
      'KSFT2',
      'Close above or below the middle of the bar, twice, against the range',
      '−1 … 1 but for rounding',
      '(2 * close - high - low) / (high - low + 1e-12)',
    ],
    ['OPEN0', 'Open against the close', 'ratio', 'open / close'],
    ['HIGH0', 'High against the close', 'ratio', 'high / close'],
    ['LOW0', 'Low against the close', 'ratio', 'low / close'],
    [
      'VWAP0',
      'Typical price against the close, in place of the mean price by volume, which bars do not hold',
      'ratio',
      '(high + low + close) / 3 / close',
    ],
  ] as const
).map(([name, title, unit, text]) => ({ name, group: 'price', title, unit, source: SOURCE, text }))

interface Family {
  readonly name: string
  readonly group: FeatureGroup
  readonly title: string
  readonly unit: string
  text(d: number): string
}

const UP = 'greater(close - lag(close, 1), 0)'
const DOWN = 'greater(lag(close, 1) - close, 0)'
const STEP = 'abs(close - lag(close, 1))'
const VOLUME_UP = 'greater(volume - lag(volume, 1), 0)'
const VOLUME_DOWN = 'greater(lag(volume, 1) - volume, 0)'
const VOLUME_STEP = 'abs(volume - lag(volume, 1))'
const WEIGHTED_STEP = 'abs(close / lag(close, 1) - 1) * volume'
const ROSE = 'close > lag(close, 1)'
const FELL = 'close < lag(close, 1)'

/** Sums over the window as shares of a sum of sizes. */
const share = (part: string, of: string, d: number): string => `sum(${part}, ${d}) / (sum(${of}, ${d}) + 1e-12)`
const balance = (up: string, down: string, of: string, d: number): string =>
  `(sum(${up}, ${d}) - sum(${down}, ${d})) / (sum(${of}, ${d}) + 1e-12)`

const price = (name: string, title: string, unit: string, text: (d: number) => string): Family => ({
  name,
  group: 'price',
  title,
  unit,
  text,
})
const volume = (name: string, title: string, unit: string, text: (d: number) => string): Family => ({
  name,
  group: 'volume',
  title,
  unit,
  text,
})

const FAMILIES: readonly Family[] = [
  price('ROC', 'Close # bars ago against the close', 'ratio', (d) => `lag(close, ${d}) / close`),
  price('MA', 'Mean close of # bars against the close', 'ratio', (d) => `mean(close, ${d}) / close`),
  price('STD', 'Standard deviation of the close over # bars against the close', 'fraction', (d) => `std(close, ${d}) / close`),
  price(
    'BETA',
    'Slope of the line through the closes of # bars against the close',
    'fraction per bar',
    (d) => `slope(close, ${d}) / close`,
  ),
  price('RSQR', 'How straight the closes of # bars are', '0 … 1', (d) => `rsquare(close, ${d})`),
  price('RESI', 'Close above or below the line through # closes, against the close', 'fraction', (d) => `resi(close, ${d}) / close`),
  price('MAX', 'Highest high of # bars against the close', 'ratio', (d) => `max(high, ${d}) / close`),
  price('MIN', 'Lowest low of # bars against the close', 'ratio', (d) => `min(low, ${d}) / close`),
  price('QTLU', '80 % quantile of # closes against the close', 'ratio', (d) => `quantile(close, ${d}, 0.8) / close`),
  price('QTLD', '20 % quantile of # closes against the close', 'ratio', (d) => `quantile(close, ${d}, 0.2) / close`),
  price('RANK', 'Rank of the close among # closes', '0 … 1', (d) => `rank(close, ${d})`),
  price('RSV', 'Close within the range of # bars', '0 … 1', (d) => `(close - min(low, ${d})) / (max(high, ${d}) - min(low, ${d}) + 1e-12)`),
  price('IMAX', 'Place of the highest high among # bars, 1 for the newest', '0 … 1', (d) => `idxMax(high, ${d}) / ${d}`),
  price('IMIN', 'Place of the lowest low among # bars, 1 for the newest', '0 … 1', (d) => `idxMin(low, ${d}) / ${d}`),
  price(
    'IMXD',
    'Place of the highest high less that of the lowest low among # bars',
    '−1 … 1',
    (d) => `(idxMax(high, ${d}) - idxMin(low, ${d})) / ${d}`,
  ),
  volume('CORR', 'Correlation of close and log volume over # bars', '−1 … 1', (d) => `corr(close, log(volume + 1), ${d})`),
  volume(
    'CORD',
    'Correlation of the changes of close and volume over # bars',
    '−1 … 1',
    (d) => `corr(close / lag(close, 1), log(volume / lag(volume, 1) + 1), ${d})`,
  ),
  price('CNTP', 'Share of # bars on which the close rose', '0 … 1', (d) => `mean(${ROSE}, ${d})`),
  price('CNTN', 'Share of # bars on which the close fell', '0 … 1', (d) => `mean(${FELL}, ${d})`),
  price('CNTD', 'Share of rises less share of falls among # bars', '−1 … 1', (d) => `mean(${ROSE}, ${d}) - mean(${FELL}, ${d})`),
  price('SUMP', 'Rises as a share of the way the close went in # bars', '0 … 1 but for rounding', (d) => share(UP, STEP, d)),
  price('SUMN', 'Falls as a share of the way the close went in # bars', '0 … 1 but for rounding', (d) => share(DOWN, STEP, d)),
  price('SUMD', 'Rises less falls as a share of the way the close went in # bars', '−1 … 1 but for rounding', (d) =>
    balance(UP, DOWN, STEP, d),
  ),
  volume('VMA', 'Mean volume of # bars against the volume', 'ratio', (d) => `mean(volume, ${d}) / (volume + 1e-12)`),
  volume('VSTD', 'Standard deviation of the volume over # bars against the volume', 'ratio', (d) => `std(volume, ${d}) / (volume + 1e-12)`),
  volume(
    'WVMA',
    'Standard deviation against mean of the price changes by volume of # bars',
    'ratio',
    (d) => `std(${WEIGHTED_STEP}, ${d}) / (mean(${WEIGHTED_STEP}, ${d}) + 1e-12)`,
  ),
  volume('VSUMP', 'Increases as a share of the changes of volume in # bars', '0 … 1 but for rounding', (d) =>
    share(VOLUME_UP, VOLUME_STEP, d),
  ),
  volume('VSUMN', 'Decreases as a share of the changes of volume in # bars', '0 … 1 but for rounding', (d) =>
    share(VOLUME_DOWN, VOLUME_STEP, d),
  ),
  volume('VSUMD', 'Increases less decreases as a share of the changes of volume in # bars', '−1 … 1 but for rounding', (d) =>
    balance(VOLUME_UP, VOLUME_DOWN, VOLUME_STEP, d),
  ),
]

const WINDOWS = [5, 10, 20, 30, 60]

let columns: readonly FeatureColumn[] | undefined

/** The columns, read from their texts once. */
export function alpha158(): readonly FeatureColumn[] {
  const windowed = FAMILIES.flatMap(({ name, group, title, unit, text }) =>
    WINDOWS.map((d): TextColumn => ({ name: `${name}${d}`, group, title: title.replace('#', String(d)), unit, text: text(d) })),
  )
  columns ??= [...BARS, ...windowed].map(readTextColumn)
  return columns
}
