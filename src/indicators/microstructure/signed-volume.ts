import { defineIndicator } from '../indicator.js'
import { tickSign } from './window-slope.js'

/**
 * Volume with a sign, the order flow as bars alone show it. `rule: 'tick'`: all of it with the sign of the change of the close, or of the last change where there was none (0 before the first).
 * `rule: 'closeLocation'`: volume · ((close − low) − (high − close)) / (high − low), 0 for a bar without range. Warm-up 1; a bar with a missing price or volume leaves the state
 * unchanged. Sources: Lee and Ready, Inferring Trade Direction from Intraday Data, Journal of Finance 46:2, 1991; the location of the close is Chaikin's.
 */
export const signedVolume = /* @__PURE__ */ defineIndicator<{ rule: string }, 'signedVolume'>({
  name: 'signedVolume',
  title: 'Signed volume',
  params: { rule: { default: 'tick', choices: ['tick', 'closeLocation'] } },
  outputs: ['signedVolume'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 4,
  onMissing: 'skip',
  // whether by location, whether a bar was seen, last close, last sign
  init(state, { rule }) {
    state[0] = rule === 'closeLocation' ? 1 : 0
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    const byLocation = state[0] === 1
    let hasLast = state[1] === 1
    let last = state[2]!
    let sign = state[3]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      const range = high[i]! - low[i]!
      if (hasLast) sign = tickSign(price - last, sign)
      const share = !byLocation ? sign : range > 0 ? (price - low[i]! - (high[i]! - price)) / range : 0
      out[o] = hasLast ? share * volume[i]! : NaN
      hasLast = true
      last = price
    }
    state[1] = hasLast ? 1 : 0
    state[2] = last
    state[3] = sign
  },
})
