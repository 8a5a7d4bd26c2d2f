import { defineIndicator } from '../indicator.js'
import {
  HIGH,
  initSwings,
  isWarm,
  LOW,
  NEW_HIGH,
  NEW_LOW,
  pushSwingBar,
  type SwingParams,
  swingParams,
  swingsSize,
  swingsState,
} from './swings.js'

type TrendLinesParams = SwingParams & { points: number }
type TrendLinesOutput = 'resistance' | 'resistanceSlope' | 'resistanceDistance' | 'support' | 'supportSlope' | 'supportDistance' | 'broken'

/** After the swings: bar number, points asked for; then for highs and for lows: points kept, line's price at the newest, slope, and the points, newest first, as bars and prices. */
const LINE = 3

/**
 * Trend lines through the last `points` confirmed swings of a kind, the least-squares line where they are more than two: `resistance` is the price at this bar of the line through swing highs, `support` of
 * that through swing lows; `…Slope` in price per bar; `…Distance` = close − line; `broken` is 1 where the close is above the resistance line and not below the support line, −1 where below the support line and not above the resistance line, else 0. Swings as in
 * `swingPoints`; a line is drawn anew on the bar on which a swing is known, `rightBars` after its own, and what it was before never changes. Warm-up `leftBars + rightBars`; lines NaN until there are enough swings; bars with a
 * missing price are passed over and not counted. Source: Murphy, Technical Analysis of the Financial Markets, 1999, chapter 4.
 */
export const trendLines = /* @__PURE__ */ defineIndicator<TrendLinesParams, TrendLinesOutput>({
  name: 'trendLines',
  title: 'Trend lines through swings',
  params: { ...swingParams, points: { default: 2, min: 2, max: 100, integer: true, unit: 'swings' } },
  outputs: ['resistance', 'resistanceSlope', 'resistanceDistance', 'support', 'supportSlope', 'supportDistance', 'broken'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  stateSize: (params) => swingsState(params) + 2 + 2 * (LINE + 2 * params.points),
  onMissing: 'skip',
  gaps: 'until there are enough swing highs, enough swing lows',
  init(state, params) {
    initSwings(state, 0, params)
    state[swingsState(params) + 1] = params.points
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const own = swingsSize(state, 0)
    const points = state[own + 1]! | 0
    const right = state[1]! | 0
    const ofHighs = own + 2
    const ofLows = ofHighs + LINE + 2 * points
    const broken = outputs[6]!
    let n = state[own]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const found = pushSwingBar(state, 0, high[i]!, low[i]!)
      if (found & NEW_HIGH) addPoint(state, ofHighs, points, n - right, state[HIGH]!)
      if (found & NEW_LOW) addPoint(state, ofLows, points, n - right, state[LOW]!)
      const above = writeLine(state, ofHighs, points, n, close[i]!, outputs, 0, o)
      const below = writeLine(state, ofLows, points, n, close[i]!, outputs, 3, o)
      const isUp = above > 0
      const isDown = below < 0
      broken[o] = isWarm(state, 0) ? (isUp === isDown ? 0 : isUp ? 1 : -1) : NaN
      n += 1
    }
    state[own] = n
  },
})

function addPoint(state: Float64Array, line: number, points: number, bar: number, price: number): void {
  const bars = line + LINE
  const prices = bars + points
  state.copyWithin(bars + 1, bars, bars + points - 1)
  state.copyWithin(prices + 1, prices, prices + points - 1)
  state[bars] = bar
  state[prices] = price
  state[line] = Math.min(points, state[line]! + 1)
  if (state[line] === points) fitLine(state, line, points)
}

/** Least squares around the means, with bars counted from the newest point. */
function fitLine(state: Float64Array, line: number, points: number): void {
  const bars = line + LINE
  const prices = bars + points
  let [meanBar, meanPrice] = [0, 0]
  for (let k = 0; k < points; k++) {
    meanBar += state[bars + k]! - state[bars]!
    meanPrice += state[prices + k]! - state[prices]!
  }
  meanBar /= points
  meanPrice /= points
  let [together, spread] = [0, 0]
  for (let k = 0; k < points; k++) {
    const x = state[bars + k]! - state[bars]! - meanBar
    together += x * (state[prices + k]! - state[prices]! - meanPrice)
    spread += x * x
  }
  const slope = together / spread
  state[line + 1] = state[prices]! + meanPrice - slope * meanBar
  state[line + 2] = slope
}

/** Writes line, slope and distance; returns the distance, 0 without a line. */
function writeLine(
  state: Float64Array,
  line: number,
  points: number,
  bar: number,
  close: number,
  outputs: readonly Float64Array[],
  first: number,
  o: number,
): number {
  const known = state[line] === points
  const slope = state[line + 2]!
  const price = state[line + 1]! + slope * (bar - state[line + LINE]!)
  outputs[first]![o] = known ? price : NaN
  outputs[first + 1]![o] = known ? slope : NaN
  outputs[first + 2]![o] = known ? close - price : NaN
  return known ? close - price : 0
}
