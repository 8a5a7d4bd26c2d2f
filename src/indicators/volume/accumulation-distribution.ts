import { defineIndicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'
import { moneyFlowVolume } from './money-flow-volume.js'

/**
 * Accumulation/distribution line: the running sum of volume · ((close − low) − (high − close)) / (high − low); a bar without range adds nothing. The sum is an exact pair. No
 * warm-up; a bar with a missing price or volume leaves the state unchanged. Its level depends on where the history began. Equal to TA-Lib's AD. Source: Chaikin; Achelis, Technical
 * Analysis from A to Z, 2nd edition 2000.
 */
export const accumulationDistribution = /* @__PURE__ */ defineIndicator<Record<never, never>, 'accumulationDistribution'>({
  name: 'accumulationDistribution',
  title: 'Accumulation/distribution line',
  params: {},
  outputs: ['accumulationDistribution'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  // the sum
  init: () => undefined,
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    let o = at
    for (let i = from; i < to; i++, o++) out[o] = growSum(state, 0, moneyFlowVolume(high, low, close, volume, i))
  },
})
