import { defineIndicator } from '../indicator.js'
import { adx } from './adx.js'

/** The slab's end, after that of the ADX and the ring of its last `period − 1` values: period, count of values, place in the ring. */
const OWN = 3

/**
 * Average Directional Index Rating: the mean of the ADX (see `adx`) and the ADX of `period − 1` bars ago. Warm-up `3 · period − 2`; a bar with a missing price leaves the state
 * unchanged. Equal to TA-Lib's ADXR. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const adxr = /* @__PURE__ */ defineIndicator<{ period: number }, 'adxr'>({
  name: 'adxr',
  title: 'Average Directional Index Rating',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['adxr'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 3 * period - 2,
  stateSize: (params) => adx.definition.stateSize(params) + params.period - 1 + OWN,
  onMissing: 'skip',
  init(state, params) {
    adx.definition.init(state, params)
    state[state.length - OWN] = params.period
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const own = state.length - OWN
    const shift = (state[own]! - 1) | 0
    const ring = own - shift
    let n = state[own + 1]! | 0
    let place = state[own + 2]! | 0
    const first = adx.definition.warmupBars({ period: shift + 1 })
    adx.definition.advance(state, inputs, outputs, from, to, at)
    for (let o = at; o < at + to - from; o++) {
      if (n <= first + shift) n += 1
      if (n <= first) continue
      const value = out[o]!
      out[o] = n <= first + shift ? NaN : (value + state[ring + place]!) / 2
      state[ring + place] = value
      place = place + 1 === shift ? 0 : place + 1
    }
    state[own + 1] = n
    state[own + 2] = place
  },
})
