import { defineIndicator, type Indicator } from '../indicator.js'

/** Parts of compositions: a function of one value, times `factor`. */
function partOf<N extends string>(name: N, title: string, apply: (value: number) => number): Indicator<{ factor: number }, N> {
  return defineIndicator<{ factor: number }, N>({
    name,
    title,
    params: { factor: { default: 1, min: -1e9, max: 1e9 } },
    outputs: [name],
    inputs: () => ['close'],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 1,
    onMissing: 'skip',
    init(state, { factor }) {
      state[0] = factor
    },
    advance(state, inputs, outputs, from, to, at) {
      const x = inputs[0]!
      const out = outputs[0]!
      const factor = state[0]!
      for (let i = from, o = at; i < to; i++, o++) out[o] = factor * apply(x[i]!)
    },
  })
}

/** factor · |x| */
export const magnitude = /* @__PURE__ */ partOf('magnitude', 'Size of a value', (x) => Math.abs(x))
/** factor · max(x, 0) */
export const rise = /* @__PURE__ */ partOf('rise', 'Value above 0', (x) => (x > 0 ? x : 0))
/** factor · max(−x, 0) */
export const fall = /* @__PURE__ */ partOf('fall', 'Size of a value below 0', (x) => (x < 0 ? -x : 0))
/** factor · 1, 0 or −1 */
export const signOf = /* @__PURE__ */ partOf('signOf', 'Sign of a value', (x) => (x > 0 ? 1 : x < 0 ? -1 : 0))
