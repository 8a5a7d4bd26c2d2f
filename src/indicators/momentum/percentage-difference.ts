import { defineIndicator } from '../indicator.js'

/** Part of the percentage oscillators: by how many percent the first column lies above the second; 0 where the second is 0. */
export const percentageDifference = /* @__PURE__ */ defineIndicator<Record<never, never>, 'difference'>({
  name: 'percentageDifference',
  title: 'Difference in percent',
  params: {},
  outputs: ['difference'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const first = inputs[0]!
    const second = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const base = second[i]!
      out[o] = base === 0 ? 0 : ((first[i]! - base) / base) * 100
    }
  },
})
