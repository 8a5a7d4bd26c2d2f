import type { IndicatorDefinition } from '../indicators/index.js'

/** A kernel without memory: each output row is a function of the same row of the inputs. */
export type Pointwise = IndicatorDefinition<Record<never, never>, 'value'>

/*
 * Pointwise kernels join indicators to features. Each says what it gives for 0/0, so that no flat price, zero range or zero
 * volume makes a NaN. Each has a loop of its own, so that each is compiled for itself.
 */

export function pointwise(name: string, formula: string, inputs: readonly string[], advance: Pointwise['advance']): Pointwise {
  return {
    name,
    title: formula,
    params: {},
    outputs: ['value'],
    inputs: () => inputs,
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    init: () => undefined,
    advance,
  }
}

export const difference = pointwise('difference', 'a − b', ['close', 'open'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! - b[i]!
})

export const absoluteDifference = pointwise('absoluteDifference', '|a − b|', ['close', 'open'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = Math.abs(a[i]! - b[i]!)
})

export const product = pointwise('product', 'a · b', ['close', 'volume'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! * b[i]!
})

export const fraction = pointwise('fraction', 'a / b; 0 where b is 0', ['close', 'open'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] === 0 ? 0 : a[i]! / b[i]!
})

/** For a part of a whole with a sign: rounding never takes it outside −1 … 1. */
export const balance = pointwise(
  'balance',
  'a / b within −1 … 1; 0 where b is 0',
  ['close', 'open'],
  (_state, inputs, outputs, from, to, at) => {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] === 0 ? 0 : Math.max(-1, Math.min(1, a[i]! / b[i]!))
  },
)

export const ratio = pointwise('ratio', 'a / b; 1 where b is 0', ['volume', 'volume'], (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] === 0 ? 1 : a[i]! / b[i]!
})

export const relativeDifference = pointwise(
  'relativeDifference',
  '(a − b) / b; 0 where b is 0',
  ['close', 'open'],
  (_state, inputs, outputs, from, to, at) => {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] === 0 ? 0 : (a[i]! - b[i]!) / b[i]!
  },
)

/** Bounded where `a / b − 1` would not be: −1 … 1 also when b is 0. For quantities that may vanish, such as volume. */
export const symmetricChange = pointwise(
  'symmetricChange',
  '(a − b) / (a + b); 0 where both are 0',
  ['volume', 'volume'],
  (_state, inputs, outputs, from, to, at) => {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const total = a[i]! + b[i]!
      out[o] = total === 0 ? 0 : (a[i]! - b[i]!) / total
    }
  },
)

export const standardScore = pointwise(
  'standardScore',
  '(x − mean) / deviation; 0 where the deviation is 0',
  ['volume', 'volume', 'volume'],
  (_state, inputs, outputs, from, to, at) => {
    const x = inputs[0]!
    const mean = inputs[1]!
    const deviation = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = deviation[i] === 0 ? 0 : (x[i]! - mean[i]!) / deviation[i]!
  },
)

/** A channel lower than this share of its top has no height but rounding: prices have no such ticks, RSI does on a flat market. */
const ROUNDING = 1e-10

export const channelPosition = pointwise(
  'channelPosition',
  '(x − bottom) / (top − bottom); 0.5 where the channel has no height',
  ['close', 'low', 'high'],
  (_state, inputs, outputs, from, to, at) => {
    const x = inputs[0]!
    const bottom = inputs[1]!
    const top = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const height = top[i]! - bottom[i]!
      out[o] = height <= ROUNDING * top[i]! ? 0.5 : (x[i]! - bottom[i]!) / height
    }
  },
)
