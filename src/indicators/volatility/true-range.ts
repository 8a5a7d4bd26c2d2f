import { defineIndicator } from '../indicator.js'

/**
 * True range: max(high, last close) − min(low, last close). Warm-up 1; a bar with a missing price, and the one after it, give NaN. Equal to TA-Lib's TRANGE.
 * Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const trueRange = /* @__PURE__ */ defineIndicator<Record<never, never>, 'trueRange'>({
  name: 'trueRange',
  title: 'True range',
  params: {},
  outputs: ['trueRange'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: () => 1,
  stateSize: () => 1,
  onMissing: 'reset',
  // count (0 or 1)
  init: () => undefined,
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    let i = from
    let o = at
    if (state[0] === 0 && i < to) {
      state[0] = 1
      out[o] = NaN
      i++
      o++
    }
    for (; i < to; i++, o++) {
      const last = close[i - 1]!
      const top = high[i]! > last ? high[i]! : last
      const bottom = low[i]! < last ? low[i]! : last
      out[o] = top - bottom
    }
  },
})
