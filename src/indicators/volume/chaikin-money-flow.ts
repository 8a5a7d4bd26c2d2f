import { defineIndicator } from '../indicator.js'
import { slideSizes, slideSum } from '../statistics/exact-sum.js'
import { moneyFlowVolume } from './money-flow-volume.js'

/**
 * Chaikin money flow, −1 … 1: the sum of money flow volume over the sum of volume of the last `period` bars, money flow volume being volume · ((close − low) − (high − close)) /
 * (high − low), 0 for a bar without range; 0 where no volume was traded. Sums are exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price or
 * volume restarts the window. Equal to TA-Lib's CMF. Source: Chaikin; Achelis, Technical Analysis from A to Z, 2nd edition 2000.
 */
export const chaikinMoneyFlow = /* @__PURE__ */ defineIndicator<{ period: number }, 'chaikinMoneyFlow'>({
  name: 'chaikinMoneyFlow',
  title: 'Chaikin money flow',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['chaikinMoneyFlow'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 6,
  onMissing: 'reset',
  // period, count, sums of money flow volume and of volume
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const full = n > period
      const flow = moneyFlowVolume(high, low, close, volume, i)
      const flows = slideSum(state, 2, flow, full ? moneyFlowVolume(high, low, close, volume, i - period) : 0)
      const total = slideSizes(state, 4, volume[i]!, full ? volume[i - period]! : 0)
      out[o] = n < period ? NaN : total === 0 ? 0 : flows / total
    }
    state[1] = n
  },
})
