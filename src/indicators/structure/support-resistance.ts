import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'
import { HIGH, initSwings, LOW, NEW_HIGH, NEW_LOW, pushSwingBar, type SwingParams, swingParams, swingsState } from './swings.js'

type SupportResistanceParams = SwingParams & { windowBars: number; tolerance: number; minTouches: number; atrPeriod: number }
type SupportResistanceOutput = 'support' | 'resistance' | 'supportDistance' | 'resistanceDistance' | 'supportTouches' | 'resistanceTouches'

/** Slab: the average true range; count, warm-up, window, tolerance, touches asked for, swings kept; the swings; then prices of those kept in ascending order, and the bars they are of. */
const OWN = 4
const HEAD = OWN + 6

/** Swings of both kinds that a window can hold: between two of a kind lies at least one bar. */
function capacityOf({ windowBars }: { windowBars: number }): number {
  return windowBars + 3
}

/**
 * Support and resistance from clusters of confirmed swings: the swing highs and lows (as in `swingPoints`, both alike) whose own bars are among the last `windowBars`, in order of price, make clusters from the lowest on, each as wide as
 * `tolerance` · ATR (of `atrPeriod`, as `atr`) at most; a cluster of `minTouches` swings or more is a level, at their mean. `support` is the highest level not above the close, `resistance` the lowest above it; `…Distance` how far
 * away in ATRs (0 where the ATR is 0), `…Touches` how many swings made it (0 where there is none). A swing counts from the bar on which it is known, `rightBars` after its own. Warm-up the longer of `leftBars + rightBars` and `atrPeriod`; levels
 * and distances NaN where there is none; a bar with a missing price is passed over. Source: Murphy, Technical Analysis of the Financial Markets, 1999, chapter 4, for levels of former swings; the clustering is ours.
 */
export const supportResistance = /* @__PURE__ */ defineIndicator<SupportResistanceParams, SupportResistanceOutput>({
  name: 'supportResistance',
  title: 'Support and resistance',
  params: {
    ...swingParams,
    windowBars: { default: 200, min: 1, max: 10_000, integer: true, unit: 'bars' },
    tolerance: { default: 0.5, min: 0, max: 1000, unit: 'ATR' },
    minTouches: { default: 2, min: 1, max: 1000, integer: true, unit: 'swings' },
    atrPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['support', 'resistance', 'supportDistance', 'resistanceDistance', 'supportTouches', 'resistanceTouches'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars, atrPeriod }) => Math.max(leftBars + rightBars, atrPeriod),
  stateSize: (params) => HEAD + swingsState(params) + 2 * capacityOf(params),
  onMissing: 'skip',
  gaps: 'where no level is below the close, none above it',
  init(state, params) {
    atr.definition.init(state, { period: params.atrPeriod })
    state.set(
      [0, Math.max(params.leftBars + params.rightBars, params.atrPeriod), params.windowBars, params.tolerance, params.minTouches],
      OWN,
    )
    initSwings(state, HEAD, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const ranges = outputs[0]!
    const window = state[OWN + 2]! | 0
    const capacity = capacityOf({ windowBars: window })
    const prices = state.length - 2 * capacity
    const right = state[HEAD + 1]! | 0
    const warmup = state[OWN + 1]! | 0
    // The support holds the average true range first.
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let n = state[OWN]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const found = pushSwingBar(state, HEAD, high[i]!, low[i]!)
      forget(state, prices, capacity, n - window)
      if (right < window) {
        if (found & NEW_HIGH) remember(state, prices, capacity, state[HEAD + HIGH]!, n - right)
        if (found & NEW_LOW) remember(state, prices, capacity, state[HEAD + LOW]!, n - right)
      }
      if (n < warmup) for (const output of outputs) output[o] = NaN
      else writeLevels(state, prices, close[i]!, ranges[o]!, outputs, o)
      n += 1
    }
    state[OWN] = n
  },
})

/** Puts a swing among those kept, by price. */
function remember(state: Float64Array, prices: number, capacity: number, price: number, bar: number): void {
  const count = state[OWN + 5]! | 0
  let k = count
  for (; k > 0 && state[prices + k - 1]! > price; k--) {
    state[prices + k] = state[prices + k - 1]!
    state[prices + capacity + k] = state[prices + capacity + k - 1]!
  }
  state[prices + k] = price
  state[prices + capacity + k] = bar
  state[OWN + 5] = count + 1
}

/** Takes out what is of bar `bar` or before. */
function forget(state: Float64Array, prices: number, capacity: number, bar: number): void {
  const count = state[OWN + 5]! | 0
  let kept = 0
  for (let k = 0; k < count; k++) {
    if (state[prices + capacity + k]! <= bar) continue
    if (kept < k) {
      state[prices + kept] = state[prices + k]!
      state[prices + capacity + kept] = state[prices + capacity + k]!
    }
    kept += 1
  }
  state[OWN + 5] = kept
}

function writeLevels(state: Float64Array, prices: number, close: number, range: number, outputs: readonly Float64Array[], o: number): void {
  const count = state[OWN + 5]! | 0
  const width = state[OWN + 3]! * range
  const least = state[OWN + 4]!
  let [support, supportTouches, resistance, resistanceTouches] = [NaN, 0, NaN, 0]
  for (let k = 0; k < count && resistanceTouches === 0; ) {
    const lowest = state[prices + k]!
    let touches = 0
    let above = 0
    for (; k < count && state[prices + k]! - lowest <= width; k++, touches++) above += state[prices + k]! - lowest
    if (touches < least) continue
    const level = lowest + above / touches
    if (level <= close) [support, supportTouches] = [level, touches]
    else [resistance, resistanceTouches] = [level, touches]
  }
  outputs[0]![o] = support
  outputs[1]![o] = resistance
  outputs[2]![o] = supportTouches === 0 ? NaN : range === 0 ? 0 : (close - support) / range
  outputs[3]![o] = resistanceTouches === 0 ? NaN : range === 0 ? 0 : (resistance - close) / range
  outputs[4]![o] = supportTouches
  outputs[5]![o] = resistanceTouches
}
