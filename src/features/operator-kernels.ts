import { exp, log } from '../core/index.js'
import type { IndicatorDefinition, ParamRules } from '../indicators/index.js'

/*
 * Arithmetic of users' own features, kernels without memory. A result beyond the range of doubles is missing (NaN), never infinite. Each has a loop of its own, so
 * that each is compiled for itself.
 */

type Kernel = IndicatorDefinition['advance']

/** Names with a dot meet no name of an indicator. */
export function kernel(
  name: string,
  title: string,
  inputs: readonly string[],
  advance: Kernel,
  params: ParamRules<Record<string, number>> = {},
): IndicatorDefinition {
  const keys = Object.keys(params)
  return {
    name: `operator.${name}`,
    title,
    params,
    outputs: ['value'],
    inputs: () => inputs,
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => keys.length,
    onMissing: 'skip',
    init(state, given) {
      for (let k = 0; k < keys.length; k++) state[k] = Number(given[keys[k]!])
    },
    advance,
  }
}

export const PAIR = ['close', 'open']
export const SINGLE = ['close']
const LARGEST = Number.MAX_VALUE
const anyNumber = (value: number): { default: number; min: number; max: number } => ({ default: value, min: -LARGEST, max: LARGEST })

export const sum = kernel('add', 'a + b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! + b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

export const difference = kernel('subtract', 'a − b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! - b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

export const product = kernel('multiply', 'a · b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! * b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

export const quotient = kernel(
  'divide',
  'a / b; whenZero where b is 0',
  PAIR,
  (state, inputs, outputs, from, to, at) => {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    const whenZero = state[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const value = b[i] === 0 ? whenZero : a[i]! / b[i]!
      out[o] = value - value === 0 ? value : NaN
    }
  },
  { whenZero: anyNumber(0) },
)

export const logRatio = kernel('logRatio', 'ln(a / b); missing unless a / b is above 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = log(a[i]! / b[i]!)
    out[o] = value - value === 0 ? value : NaN
  }
})

export const magnitude = kernel('abs', '|a|', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = Math.abs(a[i]!)
})

export const sign = kernel('sign', '1 above 0, −1 below, 0 at 0', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! > 0 ? 1 : a[i]! < 0 ? -1 : 0
})

export const clip: IndicatorDefinition = {
  ...kernel(
    'clip',
    'a, at least min and at most max',
    SINGLE,
    (state, inputs, outputs, from, to, at) => {
      const a = inputs[0]!
      const out = outputs[0]!
      const min = state[0]!
      const max = state[1]!
      for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! < min ? min : a[i]! > max ? max : a[i]!
    },
    { min: anyNumber(-LARGEST), max: anyNumber(LARGEST) },
  ),
  check({ min, max }) {
    if (min === -LARGEST && max === LARGEST) return 'needs min or max, found neither'
    return Number(min) <= Number(max) ? undefined : `min must not be above max, found ${min} and ${max}`
  },
}

export const relativeChange = kernel('relativeChange', 'a / b − 1; 0 where b is 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = b[i] === 0 ? 0 : (a[i]! - b[i]!) / b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

export const naturalLog = kernel('log', 'ln a; missing unless a is above 0', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = log(a[i]!)
    out[o] = value - value === 0 ? value : NaN
  }
})

export const exponential = kernel('exp', 'e to the power of a', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = exp(a[i]!)
    out[o] = value - value === 0 ? value : NaN
  }
})

export const squareRoot = kernel('sqrt', '√a; missing below 0', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = Math.sqrt(a[i]!)
})

/** Larger whole exponents go the way of the others. */
const LARGEST_WHOLE = 1024

/** a ** b by squaring for whole b, by square roots for halves of whole numbers, else exp(b · ln a); NaN where it is not a number. */
function powerOf(a: number, b: number): number {
  const size = Math.abs(b)
  if (size <= LARGEST_WHOLE && Number.isInteger(2 * size)) {
    let value = 1
    let square = a
    for (let rest = Math.floor(size); rest > 0; rest = rest >> 1) {
      if ((rest & 1) === 1) value *= square
      square *= square
    }
    if (!Number.isInteger(size)) value *= Math.sqrt(a)
    return b < 0 ? 1 / value : value
  }
  if (a > 0) return exp(b * log(a))
  return a === 0 && b > 0 ? 0 : NaN
}

export const power = kernel('power', 'a to the power of b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = powerOf(a[i]!, b[i]!)
    out[o] = value - value === 0 ? value : NaN
  }
})

export const larger = kernel('greater', 'the larger of a and b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! > b[i]! ? a[i]! : b[i]!
})

export const smaller = kernel('less', 'the smaller of a and b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! < b[i]! ? a[i]! : b[i]!
})

export const constant = kernel(
  'constant',
  'a number',
  ['openTimeMs'],
  (state, _inputs, outputs, from, to, at) => outputs[0]!.fill(state[0]!, at, at + to - from),
  { value: anyNumber(0) },
)
