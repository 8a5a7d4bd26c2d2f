import { defineIndicator } from '../indicator.js'

/** Typical price of a bar: (high + low + close) / 3. No warm-up. Equal to TA-Lib's TYPPRICE. */
export const typicalPrice = /* @__PURE__ */ defineIndicator<Record<never, never>, 'typicalPrice'>({
  name: 'typicalPrice',
  title: 'Typical price',
  params: {},
  outputs: ['typicalPrice'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = (high[i]! + low[i]! + close[i]!) / 3
  },
})
