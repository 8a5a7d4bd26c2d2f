import { defineIndicator } from '../indicator.js'

type FairValueGapOutput = 'gap' | 'bullTop' | 'bullBottom' | 'bearTop' | 'bearBottom'

/**
 * Fair value gaps, by three candles: `gap` is 1 on the third of them where its low is above the first one's high, −1 where its high is below the first one's low, else 0. `bullBottom … bullTop` is what is left
 * open of the last bullish gap, from the first candle's high to the lowest low since, `bearBottom … bearTop` of the last bearish one; a gap is closed, and NaN again, when a later bar trades through all of it.
 * A later gap of the same side takes the place of the one before. Reported on the third candle, on which it is known. Warm-up 2; a bar with a missing price is passed over, so that its neighbours count as consecutive. As in
 * TradingView's and ICT's use (three-candle imbalance).
 */
export const fairValueGap = /* @__PURE__ */ defineIndicator<Record<never, never>, FairValueGapOutput>({
  name: 'fairValueGap',
  title: 'Fair value gap',
  params: {},
  outputs: ['gap', 'bullTop', 'bullBottom', 'bearTop', 'bearBottom'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 2,
  stateSize: () => 11,
  onMissing: 'skip',
  gaps: 'where no bullish gap is open, no bearish one',
  // count, highs of the last two bars, their lows; whether open, top and bottom of the bullish gap and of the bearish one
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const [gap, bullTop, bullBottom, bearTop, bearBottom] = outputs as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    let n = state[0]! | 0
    let [firstHigh, lastHigh, firstLow, lastLow] = [state[1]!, state[2]!, state[3]!, state[4]!]
    let [isBull, topOfBull, bottomOfBull] = [state[5]!, state[6]!, state[7]!]
    let [isBear, topOfBear, bottomOfBear] = [state[8]!, state[9]!, state[10]!]
    let o = at
    for (let i = from; i < to; i++, o++) {
      const h = high[i]!
      const l = low[i]!
      if (l <= bottomOfBull) isBull = 0
      else if (l < topOfBull) topOfBull = l
      if (h >= topOfBear) isBear = 0
      else if (h > bottomOfBear) bottomOfBear = h
      const warm = n > 1
      const side = warm ? (l > firstHigh ? 1 : h < firstLow ? -1 : 0) : 0
      if (side === 1) [isBull, topOfBull, bottomOfBull] = [1, l, firstHigh]
      else if (side === -1) [isBear, topOfBear, bottomOfBear] = [1, firstLow, h]
      gap[o] = warm ? side : NaN
      bullTop[o] = isBull === 1 ? topOfBull : NaN
      bullBottom[o] = isBull === 1 ? bottomOfBull : NaN
      bearTop[o] = isBear === 1 ? topOfBear : NaN
      bearBottom[o] = isBear === 1 ? bottomOfBear : NaN
      firstHigh = lastHigh
      lastHigh = h
      firstLow = lastLow
      lastLow = l
      if (n < 2) n += 1
    }
    state.set([n, firstHigh, lastHigh, firstLow, lastLow, isBull, topOfBull, bottomOfBull, isBear, topOfBear, bottomOfBear])
  },
})
