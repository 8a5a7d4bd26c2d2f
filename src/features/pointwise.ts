import { log } from '../core/index.js'
import type { IndicatorDefinition } from '../indicators/index.js'

/**
 * Kernels without memory: each output row is a function of the same row of the inputs. They join indicators to
 * features, and each says what it gives for 0/0, so that no flat price, zero range or zero volume makes a NaN.
 */
export type Pointwise = IndicatorDefinition<Record<never, never>, 'value'>

function pointwise(
  name: string,
  title: string,
  inputs: readonly string[],
  value: (a: number, b: number, c: number, d: number) => number,
): Pointwise {
  return {
    name,
    title,
    params: {},
    outputs: ['value'],
    inputs: () => inputs,
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    init: () => undefined,
    advance(_state, columns, outputs, from, to, at) {
      const a = columns[0]!
      const b = columns[1] ?? a
      const c = columns[2] ?? a
      const d = columns[3] ?? a
      const out = outputs[0]!
      for (let i = from, o = at; i < to; i++, o++) out[o] = value(a[i]!, b[i]!, c[i]!, d[i]!)
    },
  }
}

export const difference = pointwise('difference', 'a − b', ['close', 'open'], (a, b) => a - b)

export const absoluteDifference = pointwise('absoluteDifference', '|a − b|', ['close', 'open'], (a, b) => Math.abs(a - b))

export const product = pointwise('product', 'a · b', ['close', 'volume'], (a, b) => a * b)

export const fraction = pointwise('fraction', 'a / b; 0 where b is 0', ['close', 'open'], (a, b) => (b === 0 ? 0 : a / b))

export const ratio = pointwise('ratio', 'a / b; 1 where b is 0', ['volume', 'volume'], (a, b) => (b === 0 ? 1 : a / b))

export const relativeDifference = pointwise('relativeDifference', '(a − b) / b; 0 where b is 0', ['close', 'open'], (a, b) =>
  b === 0 ? 0 : (a - b) / b,
)

/** Bounded where `a / b − 1` would not be: −1 … 1 also when b is 0. For quantities that may vanish, such as volume. */
export const symmetricChange = pointwise('symmetricChange', '(a − b) / (a + b); 0 where both are 0', ['volume', 'volume'], (a, b) =>
  a + b === 0 ? 0 : (a - b) / (a + b),
)

export const logRatio = pointwise('logRatio', 'ln(a / b)', ['close', 'open'], (a, b) => log(a / b))

export const standardScore = pointwise(
  'standardScore',
  '(x − mean) / deviation; 0 where the deviation is 0',
  ['volume', 'volume', 'volume'],
  (x, mean, deviation) => (deviation === 0 ? 0 : (x - mean) / deviation),
)

export const channelPosition = pointwise(
  'channelPosition',
  '(x − bottom) / (top − bottom); 0.5 where the channel has no height',
  ['close', 'low', 'high'],
  (x, bottom, top) => (top === bottom ? 0.5 : (x - bottom) / (top - bottom)),
)

export const typicalPrice = pointwise('typicalPrice', '(high + low + close) / 3', ['high', 'low', 'close'], (h, l, c) => (h + l + c) / 3)

export const bodyRatio = pointwise(
  'bodyRatio',
  '(close − open) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (open, high, low, close) => (high === low ? 0 : (close - open) / (high - low)),
)

export const upperShadow = pointwise(
  'upperShadow',
  '(high − max(open, close)) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (open, high, low, close) => (high === low ? 0 : (high - Math.max(open, close)) / (high - low)),
)

export const lowerShadow = pointwise(
  'lowerShadow',
  '(min(open, close) − low) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (open, high, low, close) => (high === low ? 0 : (Math.min(open, close) - low) / (high - low)),
)

export const squaredLogRange = pointwise('squaredLogRange', 'ln(high / low)²', ['high', 'low'], (high, low) => {
  const range = log(high / low)
  return range * range
})

/** 4 ln 2: the mean squared log range of a Brownian motion is 4 ln 2 times its variance. */
const PARKINSON_FACTOR = 2.772588722239781

export const parkinsonDeviation = pointwise(
  'parkinsonDeviation',
  '√(mean squared log range / (4 ln 2))',
  ['close'],
  (meanSquaredLogRange) => Math.sqrt(Math.max(meanSquaredLogRange, 0) / PARKINSON_FACTOR),
)

export const rsiZone = pointwise('rsiZone', '−1 at 30 or below (oversold), 1 at 70 or above (overbought), else 0', ['close'], (rsi) =>
  rsi <= 30 ? -1 : rsi >= 70 ? 1 : 0,
)

export const crossing = pointwise(
  'crossing',
  '1 where a spread rises above 0 from 0 or below, −1 where it falls below 0 from 0 or above, else 0',
  ['close', 'close'],
  (spread, spreadBefore) => (spread > 0 && spreadBefore <= 0 ? 1 : spread < 0 && spreadBefore >= 0 ? -1 : 0),
)

export const breakout = pointwise(
  'breakout',
  '1 where the price is above the top, −1 where it is below the bottom, else 0',
  ['close', 'high', 'low'],
  (price, top, bottom) => (price > top ? 1 : price < bottom ? -1 : 0),
)

export const spike = pointwise('spike', '1 where x is above twice the usual value, else 0', ['volume', 'volume'], (x, usual) =>
  x > 2 * usual ? 1 : 0,
)

export const signedFlow = pointwise(
  'signedFlow',
  'price · volume, positive where the price rose, negative where it fell, 0 where it stood still',
  ['close', 'close', 'volume'],
  (price, priceBefore, volume) => (price > priceBefore ? price * volume : price < priceBefore ? -price * volume : 0),
)
