import { defineIndicator } from '../indicator.js'

/** Price of a bar that counts the close twice: (high + low + 2 · close) / 4. No warm-up. Equal to TA-Lib's WCLPRICE. */
export const weightedClose = /* @__PURE__ */ defineIndicator<Record<never, never>, 'weightedClose'>({
  name: 'weightedClose',
  title: 'Weighted close price',
  params: {},
  outputs: ['weightedClose'],
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
    for (let i = from, o = at; i < to; i++, o++) out[o] = (high[i]! + low[i]! + close[i]! * 2) / 4
  },
})
