import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { rise, signOf } from '../math/sign-parts.js'
import { percentageDifference } from '../momentum/percentage-difference.js'
import { lag } from './lag.js'
import { rollingMin } from './rolling-min.js'

/**
 * Opening gap in percent: by how much the open lies above the last close; 0 where that is 0. Warm-up 1; a bar with a missing price, and the one after it, give NaN.
 */
export const openingGap = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<Record<never, never>, 'gap'>({
    name: 'openingGap',
    title: 'Opening gap',
    params: {},
    outputs: ['gap'],
    inputs: () => ['open', 'close'],
    onMissing: 'reset',
    build(_params, node, [open, close]) {
      const [last] = node(lag, { bars: 1 }, [close!])
      return node(percentageDifference, {}, [open!, last!])
    },
  }),
)

/**
 * Narrow range: 1 on a bar whose high − low is smaller than that of each of the `period − 1` bars before, else 0; `period: 4` is NR4, 7 NR7. Exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts the
 * window. Source: Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990.
 */
export const narrowRange = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'narrowRange'>({
    name: 'narrowRange',
    title: 'Narrowest range of some bars',
    params: { period: { default: 7, min: 2, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['narrowRange'],
    inputs: () => ['high', 'low'],
    onMissing: 'reset',
    build({ period }, node, [high, low]) {
      const [range] = node(subtract, {}, [high!, low!])
      const [narrowest] = node(rollingMin, { period: period - 1 }, [range!])
      const [before] = node(lag, { bars: 1 }, [narrowest!])
      const [less] = node(subtract, {}, [before!, range!])
      const [sign] = node(signOf, {}, [less!])
      return node(rise, {}, [sign!])
    },
  }),
)

/**
 * Inside and outside bars: `inside` is 1 on a bar whose high is below and whose low is above the last bar's, `outside` 1 on one whose high is above and whose low is below them, else 0. Warm-up 1; a bar with a missing price, and the one after it, give NaN.
 * Source: Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990.
 */
export const insideOutside = /* @__PURE__ */ defineIndicator<Record<never, never>, 'inside' | 'outside'>({
  name: 'insideOutside',
  title: 'Inside and outside bars',
  params: {},
  outputs: ['inside', 'outside'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 1,
  warmupBars: () => 1,
  stateSize: () => 1,
  onMissing: 'reset',
  // count (0 or 1)
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const inside = outputs[0]!
    const outside = outputs[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const seen = state[0] === 1
      inside[o] = seen ? Number(high[i]! < high[i - 1]! && low[i]! > low[i - 1]!) : NaN
      outside[o] = seen ? Number(high[i]! > high[i - 1]! && low[i]! < low[i - 1]!) : NaN
      state[0] = 1
    }
  },
})

/**
 * Crossing of two columns: 1 on the bar on which `left` is above `right` and was not on the bar before, −1 on which it is below and was not, else 0. Warm-up 1; a bar with a missing value, and the one after it, give NaN. Equal to qtpylib's crossed_above
 * and crossed_below.
 */
export const crossing = /* @__PURE__ */ defineIndicator<{ left: string; right: string }, 'crossing'>({
  name: 'crossing',
  title: 'Crossing of two columns',
  params: { left: { default: 'close', column: true }, right: { default: 'open', column: true } },
  outputs: ['crossing'],
  inputs: ({ left, right }) => [left, right],
  lookbackBars: () => 1,
  warmupBars: () => 1,
  stateSize: () => 1,
  onMissing: 'reset',
  // count (0 or 1)
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const left = inputs[0]!
    const right = inputs[1]!
    const out = outputs[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const up = left[i]! > right[i]! && left[i - 1]! <= right[i - 1]!
      const down = left[i]! < right[i]! && left[i - 1]! >= right[i - 1]!
      out[o] = state[0] === 1 ? Number(up) - Number(down) : NaN
      state[0] = 1
    }
  },
})
