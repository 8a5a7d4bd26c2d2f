import { defineIndicator } from '../indicator.js'

/** Mean of a bar's prices: (open + high + low + close) / 4. No warm-up. Equal to TA-Lib's AVGPRICE. */
export const averagePrice = /* @__PURE__ */ defineIndicator<Record<never, never>, 'averagePrice'>({
  name: 'averagePrice',
  title: 'Average price',
  params: {},
  outputs: ['averagePrice'],
  inputs: () => ['open', 'high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = (high[i]! + low[i]! + close[i]! + open[i]!) / 4
  },
})
