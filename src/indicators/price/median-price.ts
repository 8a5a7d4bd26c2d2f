import { defineIndicator } from '../indicator.js'

/** Middle of a bar: (high + low) / 2. No warm-up. Equal to TA-Lib's MEDPRICE. */
export const medianPrice = /* @__PURE__ */ defineIndicator<Record<never, never>, 'medianPrice'>({
  name: 'medianPrice',
  title: 'Median price',
  params: {},
  outputs: ['medianPrice'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = (high[i]! + low[i]!) / 2
  },
})
