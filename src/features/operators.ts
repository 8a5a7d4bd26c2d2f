import { log } from '../core/index.js'
import { type IndicatorDefinition, lag, type ParamRules, rollingZScore } from '../indicators/index.js'
import { apply, type Expression } from './column.js'

/*
 * The closed set of operators in users' own features. Each is a kernel without memory, or one of the indicators, so what is made of them sees no
 * future and streams like the rest. A result beyond the range of doubles is missing (NaN), never infinite.
 */

type Kernel = IndicatorDefinition['advance']

/** Names with a dot meet no name of an indicator. */
function kernel(
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

const PAIR = ['close', 'open']
const SINGLE = ['close']
const LARGEST = Number.MAX_VALUE
const anyNumber = (value: number): { default: number; min: number; max: number } => ({ default: value, min: -LARGEST, max: LARGEST })

const sum = kernel('add', 'a + b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! + b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

const difference = kernel('subtract', 'a − b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! - b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

const product = kernel('multiply', 'a · b', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = a[i]! * b[i]!
    out[o] = value - value === 0 ? value : NaN
  }
})

const quotient = kernel(
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

const logRatio = kernel('logRatio', 'ln(a / b); missing unless a / b is above 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = log(a[i]! / b[i]!)
    out[o] = value - value === 0 ? value : NaN
  }
})

const magnitude = kernel('abs', '|a|', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = Math.abs(a[i]!)
})

const sign = kernel('sign', '1 above 0, −1 below, 0 at 0', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! > 0 ? 1 : a[i]! < 0 ? -1 : 0
})

const clip: IndicatorDefinition = {
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

const constant = kernel(
  'constant',
  'a number',
  ['openTimeMs'],
  (state, _inputs, outputs, from, to, at) => outputs[0]!.fill(state[0]!, at, at + to - from),
  { value: anyNumber(0) },
)

/** A number as an expression; it is there on every bar, because the time of a bar is never missing. */
export const numberOf = (value: number): Expression => apply(constant, { value })

/** An operator: the kernel that holds its parameters and arity, and how it is applied when that is more than the kernel. */
interface Operator {
  readonly definition: IndicatorDefinition
  readonly arity: number
  build?(params: Readonly<Record<string, number | string>>, inputs: readonly Expression[]): Expression
}

const pair = (definition: IndicatorDefinition): Operator => ({ definition, arity: 2 })
const single = (definition: IndicatorDefinition): Operator => ({ definition, arity: 1 })
/** The driver only sees numbers and names of columns, whatever an indicator calls its parameters. */
const plain = (of: { definition: unknown }): IndicatorDefinition => of.definition as IndicatorDefinition

/** Every operator by the name it has in data. */
export const OPERATORS = {
  add: pair(sum),
  subtract: pair(difference),
  multiply: pair(product),
  divide: pair(quotient),
  logRatio: pair(logRatio),
  abs: single(magnitude),
  sign: single(sign),
  clip: single(clip),
  lag: single(plain(lag)),
  difference: {
    ...single(plain(lag)),
    build: (params, inputs) => apply(difference, {}, [inputs[0]!, apply(plain(lag), params, inputs)]),
  },
  zScore: single(plain(rollingZScore)),
} as const satisfies Record<string, Operator>

export type OperatorName = keyof typeof OPERATORS

/** The operator of that name, when there is one. */
export function operatorOf(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name as OperatorName] : undefined
}
