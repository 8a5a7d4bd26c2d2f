import { defineIndicator } from '../indicator.js'

/**
 * Market facilitation index: (high − low) / volume, the way a price goes per unit of volume; 0 for a bar without volume. No warm-up. Equal to TA-Lib's MARKETFI. Source: Williams,
 * Trading Chaos, 1995.
 */
export const marketFacilitation = /* @__PURE__ */ defineIndicator<Record<never, never>, 'marketFacilitation'>({
  name: 'marketFacilitation',
  title: 'Market facilitation index',
  params: {},
  outputs: ['marketFacilitation'],
  inputs: () => ['high', 'low', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const [high, low, volume] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = volume[i] === 0 ? 0 : (high[i]! - low[i]!) / volume[i]!
  },
})
