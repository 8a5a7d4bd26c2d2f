import { log } from '../core/index.js'
import { pointwise } from './pointwise.js'

/* Pointwise kernels over the prices of one bar. */

export const logRatio = pointwise('logRatio', 'ln(a / b)', ['close', 'open'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = log(a[i]! / b[i]!)
})

export const typicalPrice = pointwise(
  'typicalPrice',
  '(high + low + close) / 3',
  ['high', 'low', 'close'],
  (_state, inputs, outputs, from, to, at) => {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = (high[i]! + low[i]! + close[i]!) / 3
  },
)

export const bodyRatio = pointwise(
  'bodyRatio',
  '(close − open) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (_state, inputs, outputs, from, to, at) => {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const range = high[i]! - low[i]!
      out[o] = range === 0 ? 0 : (close[i]! - open[i]!) / range
    }
  },
)

export const upperShadow = pointwise(
  'upperShadow',
  '(high − max(open, close)) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (_state, inputs, outputs, from, to, at) => {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const range = high[i]! - low[i]!
      out[o] = range === 0 ? 0 : (high[i]! - Math.max(open[i]!, close[i]!)) / range
    }
  },
)

export const lowerShadow = pointwise(
  'lowerShadow',
  '(min(open, close) − low) / (high − low); 0 where the bar has no range',
  ['open', 'high', 'low', 'close'],
  (_state, inputs, outputs, from, to, at) => {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const range = high[i]! - low[i]!
      out[o] = range === 0 ? 0 : (Math.min(open[i]!, close[i]!) - low[i]!) / range
    }
  },
)

export const squaredLogRange = pointwise('squaredLogRange', 'ln(high / low)²', ['high', 'low'], (_state, inputs, outputs, from, to, at) => {
  const high = inputs[0]!
  const low = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const range = log(high[i]! / low[i]!)
    out[o] = range * range
  }
})

/** 4 ln 2: the mean squared log range of a Brownian motion is 4 ln 2 times its variance. */
const PARKINSON_FACTOR = 2.772588722239781

export const parkinsonDeviation = pointwise(
  'parkinsonDeviation',
  '√(mean squared log range / (4 ln 2))',
  ['close'],
  (_state, inputs, outputs, from, to, at) => {
    const meanSquaredLogRange = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = Math.sqrt(Math.max(meanSquaredLogRange[i]!, 0) / PARKINSON_FACTOR)
  },
)
