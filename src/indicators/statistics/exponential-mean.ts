import { defineIndicator } from '../indicator.js'

/**
 * Exponentially weighted mean whose weights always add up to one over what was seen: Σ kʲ x[−j] / Σ kʲ with k = 1 − 2 / (span + 1) (pandas `ewm(span).mean()`, which adjusts;
 * qlib's EMA). It comes ever closer to `ema`, which instead starts from a seed. `span` need not be whole: for a weight α of the newest value it is 2 / α − 1. Depends on
 * where the history began, ever less with time. Warm-up ⌈span⌉ − 1 (pandas gives values there); a missing value leaves the mean unchanged (pandas: `ignore_na=True`).
 */
export const exponentialMean = /* @__PURE__ */ defineIndicator<{ span: number; input: string }, 'mean'>({
  name: 'exponentialMean',
  title: 'Exponentially weighted mean',
  params: { span: { default: 20, min: 1, max: 100_000, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['mean'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ span }) => Math.ceil(span) - 1,
  stateSize: () => 5,
  onMissing: 'skip',
  // bars of the warm-up, decay, values seen, weighted sum, sum of weights
  init(state, { span }) {
    state[0] = Math.ceil(span) - 1
    state[1] = 1 - 2 / (span + 1)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const warmup = state[0]! | 0
    const decay = state[1]!
    let n = state[2]! | 0
    let sum = state[3]!
    let weight = state[4]!
    let i = from
    let o = at
    for (; i < to && n < warmup; i++, o++, n++) {
      sum = x[i]! + decay * sum
      weight = 1 + decay * weight
      out[o] = NaN
    }
    for (; i < to; i++, o++) {
      sum = x[i]! + decay * sum
      weight = 1 + decay * weight
      out[o] = sum / weight
    }
    state[2] = n
    state[3] = sum
    state[4] = weight
  },
})
