import type { TextColumn } from '../text-column.js'

/* Where the close stands against averages, bands and stops. */

const distance = (name: string, title: string, line: string): TextColumn => ({
  name,
  group: 'technical',
  title: `Close against ${title}`,
  unit: 'fraction',
  text: `close / ${line} - 1`,
})

const spread = (name: string, title: string, a: string, b: string): TextColumn => ({
  name,
  group: 'technical',
  title,
  unit: 'fraction',
  text: `${a} / ${b} - 1`,
})

const technical = (name: string, title: string, unit: string, text: string): TextColumn => ({ name, group: 'technical', title, unit, text })

export const averageColumns: readonly TextColumn[] = [
  distance('dema_distance_20', 'its double exponential mean of 20 bars', 'dema(20)'),
  distance('tema_distance_20', 'its triple exponential mean of 20 bars', 'tema(20)'),
  distance('t3_distance_5', 'its T3 average of 5 bars', 't3(5)'),
  distance('hma_distance_16', 'its Hull average of 16 bars', 'hma(16)'),
  distance('kama_distance_10', 'its adaptive average of 10 bars (Kaufman)', 'kama(10)'),
  distance('zlema_distance_20', 'its exponential mean of 20 bars without lag', 'zlema(20)'),
  distance('rma_distance_14', 'its Wilder average of 14 bars', 'rma(14)'),
  distance('wma_distance_20', 'its weighted mean of 20 bars', 'wma(20)'),
  distance('trima_distance_20', 'its triangular mean of 20 bars', 'trima(20)'),
  distance('median_distance_20', 'its median of 20 bars', 'median(close, 20)'),
  distance('session_vwap_distance', 'the mean price by volume of the day so far (UTC)', 'anchoredVwap(anchor: day)'),
  spread('sma_spread_50_200', 'Mean of 50 bars against that of 200', 'sma(50)', 'sma(200)'),
  spread('vwma_spread_20', 'Mean of 20 bars weighted by volume against the plain one', 'vwma(20)', 'sma(20)'),
  spread('sma_slope_50', 'Change of the mean of 50 bars over 10 bars', 'sma(50)', 'lag(sma(50), 10)'),
  technical(
    'ema_alignment',
    'How the exponential means of 9, 20, 50 and 200 bars stand above each other',
    'count −3 … 3',
    'sign(ema(9) - ema(20)) + sign(ema(20) - ema(50)) + sign(ema(50) - ema(200))',
  ),
  distance('conversion_distance', 'the conversion line of Ichimoku', 'ichimoku().conversion'),
  distance('base_distance', 'the base line of Ichimoku', 'ichimoku().base'),
  distance('span_a_distance', 'the first edge of the cloud of Ichimoku, as it lies under this bar', 'ichimoku().spanA'),
  distance('span_b_distance', 'the second edge of the cloud of Ichimoku, as it lies under this bar', 'ichimoku().spanB'),
  technical(
    'cloud_thickness',
    'First less second edge of the cloud of Ichimoku against the close',
    'fraction',
    '(ichimoku().spanA - ichimoku().spanB) / close',
  ),
  distance('sar_distance', 'the stop of Parabolic SAR', 'parabolicSar()'),
  distance('super_trend_distance_10', 'SuperTrend of 10 bars and 3 ranges', 'superTrend(10, 3).superTrend'),
  technical('super_trend_direction_10', 'Direction of SuperTrend of 10 bars and 3 ranges', 'flag −1, 0, 1', 'superTrend(10, 3).direction'),
  technical(
    'keltner_position_20',
    'Close within the Keltner channel of 20 bars',
    '0 at the lower band, 1 at the upper',
    '(close - keltner(20).lower) / (keltner(20).upper - keltner(20).lower)',
  ),
  technical(
    'keltner_width_20',
    'Width of the Keltner channel of 20 bars',
    'fraction',
    '(keltner(20).upper - keltner(20).lower) / keltner(20).middle',
  ),
  technical(
    'donchian_width_20',
    'Width of the Donchian channel of 20 bars',
    'fraction',
    '(donchian(20).upper - donchian(20).lower) / donchian(20).middle',
  ),
  technical(
    'donchian_position_55',
    'Close within the Donchian channel of 55 bars',
    '0 … 1',
    '(close - donchian(55).lower) / (donchian(55).upper - donchian(55).lower)',
  ),
  technical(
    'squeeze_20',
    'Bollinger bands against the Keltner channel, both of 20 bars: below 1 they are within it',
    'ratio',
    '(bollinger(20).upper - bollinger(20).lower) / (keltner(20).upper - keltner(20).lower)',
  ),
]
