import { defineIndicator, type Indicator } from '../indicator.js'

type PairParams = { left: string; right: string }

/** An operation on two values of the same bar. */
function pairOf<N extends string>(
  name: N,
  title: string,
  apply: (a: Float64Array, b: Float64Array, out: Float64Array, from: number, to: number, at: number) => void,
  gaps?: string,
): Indicator<PairParams, N> {
  return defineIndicator<PairParams, N>({
    name,
    title,
    params: { left: { default: 'high', column: true }, right: { default: 'low', column: true } },
    outputs: [name],
    inputs: ({ left, right }) => [left, right],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    ...(gaps === undefined ? {} : { gaps }),
    init() {},
    advance(_state, inputs, outputs, from, to, at) {
      apply(inputs[0]!, inputs[1]!, outputs[0]!, from, to, at)
    },
  })
}

/** left + right. Equal to TA-Lib's ADD. */
export const add = /* @__PURE__ */ pairOf('add', 'Sum of two columns', (a, b, out, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! + b[i]!
})

/** left − right. Equal to TA-Lib's SUB. */
export const subtract = /* @__PURE__ */ pairOf('subtract', 'Difference of two columns', (a, b, out, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! - b[i]!
})

/** left · right. Equal to TA-Lib's MULT. */
export const multiply = /* @__PURE__ */ pairOf('multiply', 'Product of two columns', (a, b, out, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! * b[i]!
})

/** left / right; no value (NaN) where `right` is 0. Equal to TA-Lib's DIV, which gives ±Infinity there. */
export const divide = /* @__PURE__ */ pairOf(
  'divide',
  'Quotient of two columns',
  (a, b, out, from, to, at) => {
    for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] === 0 ? NaN : a[i]! / b[i]!
  },
  'where right is 0',
)
