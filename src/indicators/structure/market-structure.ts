import { defineIndicator } from '../indicator.js'
import {
  HIGH,
  HIGH_COUNT,
  initSwings,
  isWarm,
  LOW,
  LOW_COUNT,
  NEW_HIGH,
  NEW_LOW,
  pushSwingBar,
  type SwingParams,
  swingParams,
  swingsSize,
  swingsState,
} from './swings.js'

/**
 * Break of structure and change of character. A close above the last confirmed swing high breaks it upwards, one below the last swing low downwards; every swing is broken once at most, and a close
 * beyond both breaks neither way. `trend` is the direction of the last break (0 before the first); `breakOfStructure` is 1 or −1 on the bar of a break along the trend (or the first one),
 * `changeOfCharacter` on the bar of a break against it, both 0 elsewhere. A swing counts from the bar on which it is known, `rightBars` after its own: when the close is beyond it then, it is broken on that
 * bar. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. As the "smart money" scripts of TradingView define them, on closes.
 */
export const marketStructure = /* @__PURE__ */ defineIndicator<SwingParams, 'trend' | 'breakOfStructure' | 'changeOfCharacter'>({
  name: 'marketStructure',
  title: 'Break of structure and change of character',
  params: swingParams,
  outputs: ['trend', 'breakOfStructure', 'changeOfCharacter'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  stateSize: (params) => swingsState(params) + 3,
  onMissing: 'skip',
  // swings; then trend, whether the last swing high and low are yet to be broken
  init(state, params) {
    initSwings(state, 0, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const [trends, structure, character] = outputs as [Float64Array, Float64Array, Float64Array]
    const own = swingsSize(state, 0)
    let trend = state[own]!
    let highStands = state[own + 1]!
    let lowStands = state[own + 2]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const found = pushSwingBar(state, 0, high[i]!, low[i]!)
      if (found & NEW_HIGH) highStands = 1
      if (found & NEW_LOW) lowStands = 1
      const price = close[i]!
      const up = highStands === 1 && state[HIGH_COUNT] !== 0 && price > state[HIGH]!
      const down = lowStands === 1 && state[LOW_COUNT] !== 0 && price < state[LOW]!
      if (up) highStands = 0
      if (down) lowStands = 0
      const side = up === down ? 0 : up ? 1 : -1
      const turned = side !== 0 && side === -trend
      if (side !== 0) trend = side
      const warm = isWarm(state, 0)
      trends[o] = warm ? trend : NaN
      structure[o] = warm ? (turned ? 0 : side) : NaN
      character[o] = warm ? (turned ? side : 0) : NaN
    }
    state[own] = trend
    state[own + 1] = highStands
    state[own + 2] = lowStands
  },
})
