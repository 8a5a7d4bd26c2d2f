import { defineIndicator, type Indicator } from '../indicator.js'

type ChangeParams = { period: number; input: string }

/** A value made of the newest and that of `period` bars ago; 0 where the old one is 0. */
function changeOf<N extends string>(
  name: N,
  title: string,
  apply: (x: Float64Array, out: Float64Array, period: number, from: number, to: number, at: number) => void,
): Indicator<ChangeParams, N> {
  return defineIndicator<ChangeParams, N>({
    name,
    title,
    params: { period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: ({ period }) => period,
    warmupBars: ({ period }) => period,
    stateSize: () => 2,
    onMissing: 'reset',
    // period, count
    init(state, { period }) {
      state[0] = period
    },
    advance(state, inputs, outputs, from, to, at) {
      const period = state[0]! | 0
      const missing = Math.min(to - from, Math.max(0, period - state[1]!))
      outputs[0]!.fill(NaN, at, at + missing)
      state[1] = Math.min(period, state[1]! + to - from)
      apply(inputs[0]!, outputs[0]!, period, from + missing, to, at + missing)
    },
  })
}

/**
 * Rate of change as a fraction: (x − x[−period]) / x[−period]; 0 where the old value is 0. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's ROCP; `roc` is the same
 * in percent.
 */
export const rocp = /* @__PURE__ */ changeOf('rocp', 'Rate of change as a fraction', (x, out, period, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) {
    const old = x[i - period]!
    out[o] = old === 0 ? 0 : (x[i]! - old) / old
  }
})

/** Rate of change as a ratio: x / x[−period]; 0 where the old value is 0. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's ROCR. */
export const rocr = /* @__PURE__ */ changeOf('rocr', 'Rate of change as a ratio', (x, out, period, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) {
    const old = x[i - period]!
    out[o] = old === 0 ? 0 : x[i]! / old
  }
})

/** Rate of change as a ratio times 100: 100 · x / x[−period]; 0 where the old value is 0. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's ROCR100. */
export const rocr100 = /* @__PURE__ */ changeOf('rocr100', 'Rate of change as a ratio times 100', (x, out, period, from, to, at) => {
  for (let i = from, o = at; i < to; i++, o++) {
    const old = x[i - period]!
    out[o] = old === 0 ? 0 : (x[i]! / old) * 100
  }
})
