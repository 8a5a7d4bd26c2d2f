import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

/**
 * Force index: an exponential average of `period` bars of (close − last close) · volume, seeded by the mean of the first `period` of them; `period: 1` is the raw force. Warm-up `period`; a
 * bar with a missing close or volume leaves the state unchanged. Equal to TA-Lib's EFI. Source: Elder, Trading for a Living, 1993.
 */
export const forceIndex = /* @__PURE__ */ defineIndicator<{ period: number }, 'forceIndex'>({
  name: 'forceIndex',
  title: 'Force index',
  params: { period: { default: 13, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['forceIndex'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => 4,
  onMissing: 'skip',
  // period, count of changes, last close, average
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = 2 / (period + 1)
    let n = state[1]! | 0
    let last = state[2]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      n += 1
      out[o] = NaN
      if (n > 0) {
        const average = stepExponential(state, 3, n, period, weight, (price - last) * volume[i]!)
        if (n >= period) out[o] = average
      }
      last = price
    }
    state[1] = n
    state[2] = last
  },
})
