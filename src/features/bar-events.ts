import { pointwise } from './pointwise.js'

/* Pointwise kernels that say in which state a bar is, or what happened on it. */

export const rsiZone = pointwise(
  'rsiZone',
  '−1 at 30 or below (oversold), 1 at 70 or above (overbought), else 0',
  ['close'],
  (_state, inputs, outputs, from, to, at) => {
    const rsi = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = rsi[i]! <= 30 ? -1 : rsi[i]! >= 70 ? 1 : 0
  },
)

export const crossing = pointwise(
  'crossing',
  '1 where a spread rises above 0 from 0 or below, −1 where it falls below 0 from 0 or above, else 0',
  ['close', 'close'],
  (_state, inputs, outputs, from, to, at) => {
    const spread = inputs[0]!
    const before = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = spread[i]! > 0 && before[i]! <= 0 ? 1 : spread[i]! < 0 && before[i]! >= 0 ? -1 : 0
  },
)

export const breakout = pointwise(
  'breakout',
  '1 where the price is above the top, −1 where it is below the bottom, else 0',
  ['close', 'high', 'low'],
  (_state, inputs, outputs, from, to, at) => {
    const price = inputs[0]!
    const top = inputs[1]!
    const bottom = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = price[i]! > top[i]! ? 1 : price[i]! < bottom[i]! ? -1 : 0
  },
)

export const spike = pointwise(
  'spike',
  '1 where x is above twice the usual value, else 0',
  ['volume', 'volume'],
  (_state, inputs, outputs, from, to, at) => {
    const x = inputs[0]!
    const usual = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = x[i]! > 2 * usual[i]! ? 1 : 0
  },
)

export const signedFlow = pointwise(
  'signedFlow',
  'price · volume, positive where the price rose, negative where it fell, 0 where it stood still',
  ['close', 'close', 'volume'],
  (_state, inputs, outputs, from, to, at) => {
    const price = inputs[0]!
    const before = inputs[1]!
    const volume = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const flow = price[i]! * volume[i]!
      out[o] = price[i]! > before[i]! ? flow : price[i]! < before[i]! ? -flow : 0
    }
  },
)
