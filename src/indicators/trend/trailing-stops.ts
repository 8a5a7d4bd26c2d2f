import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { weightedPair } from '../math/weighted-pair.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { atr } from '../volatility/atr.js'

type StopParams = { period: number; multiplier: number; input: string }
type Stop = 'stop' | 'direction'

/** Slab: multiplier, followed extremes (1) or the newest value (0), stop, direction (0 before the first row), last value, highest and lowest value since the turn. */
const trail = /* @__PURE__ */ defineIndicator<{ multiplier: number; extremes: number }, Stop>({
  name: 'trail',
  title: 'Stop that follows a price',
  params: { multiplier: { default: 3, min: 0, max: 1e6 }, extremes: { default: 0, min: 0, max: 1, integer: true } },
  outputs: ['stop', 'direction'],
  inputs: () => ['value', 'range'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 7,
  onMissing: 'skip',
  init(state, { multiplier, extremes }) {
    state[0] = multiplier
    state[1] = extremes
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const range = inputs[1]!
    const stops = outputs[0]!
    const sides = outputs[1]!
    const extremes = state[1] === 1
    let stop = state[2]!
    let side = state[3]!
    let last = state[4]!
    let highest = state[5]!
    let lowest = state[6]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      const width = state[0]! * range[i]!
      const was = side
      if (side === 0 || !extremes) {
        highest = value
        lowest = value
      } else {
        highest = Math.max(highest, value)
        lowest = Math.min(lowest, value)
      }
      if (extremes) {
        if (side > 0) stop = Math.max(stop, highest - width)
        else if (side < 0) stop = Math.min(stop, lowest + width)
        side = side === 0 || value - stop >= 0 ? 1 : -1
      } else if (side === 0 || value > stop) {
        if (side > 0 && last > stop) stop = Math.max(stop, value - width)
        else stop = value - width
        side = 1
      } else {
        if (value < stop && last < stop) stop = Math.min(stop, value + width)
        else stop = value + width
        side = -1
      }
      if (extremes && side !== was) {
        highest = value
        lowest = value
        stop = side > 0 ? value - width : value + width
      }
      last = value
      stops[o] = stop
      sides[o] = side
    }
    state[2] = stop
    state[3] = side
    state[4] = last
    state[5] = highest
    state[6] = lowest
  },
})

const rules = (period: number, multiplier: number) =>
  ({
    period: { default: period, min: 1, max: 100_000, integer: true, unit: 'bars' },
    multiplier: { default: multiplier, min: 0, max: 1e6 },
    input: { default: 'close', column: true },
  }) as const

/**
 * ATR trailing stop: while the price is above it, the stop is the highest `price − multiplier · ATR` so far; the bar that closes at or below it turns it to `price + multiplier · ATR`, from where it only falls
 * until a close above. `direction` is 1 above and −1 below, from the bar that turned on: nothing is repainted. Starts above, below the first price. ATR as in `atr`. Warm-up `period`; a bar with a missing price
 * leaves the state unchanged. Depends on where the history began. Known as UT Bot's stop; equal to trading-signals' VolatilityStop but for the first values of its ATR. Source: Wilder, New Concepts in Technical
 * Trading Systems, 1978.
 */
export const atrTrailingStop = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<StopParams, Stop>({
    name: 'atrTrailingStop',
    title: 'ATR trailing stop',
    params: rules(10, 3),
    outputs: ['stop', 'direction'],
    inputs: ({ input }) => ['high', 'low', 'close', input],
    onMissing: 'skip',
    build({ period, multiplier }, node, [high, low, close, x]) {
      const [range] = node(atr, { period }, [high!, low!, close!])
      return node(trail, { multiplier }, [x!, range!])
    },
  }),
)

/**
 * Volatility stop: as `atrTrailingStop`, but hung on the highest (in a fall: over the lowest) price since the last turn, and turning only on a close beyond it. Starts above, below the first price. Warm-up
 * `period`; a bar with a missing price leaves the state unchanged. Depends on where the history began. Equal to TradingView's built-in of that name, but for the first values of its ATR. Source: TradingView,
 * Volatility Stop.
 */
export const volatilityStop = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<StopParams, Stop>({
    name: 'volatilityStop',
    title: 'Volatility stop',
    params: rules(20, 2),
    outputs: ['stop', 'direction'],
    inputs: ({ input }) => ['high', 'low', 'close', input],
    onMissing: 'skip',
    build({ period, multiplier }, node, [high, low, close, x]) {
      const [range] = node(atr, { period }, [high!, low!, close!])
      return node(trail, { multiplier, extremes: 1 }, [x!, range!])
    },
  }),
)

/**
 * Chandelier exit: `long` = highest high − `multiplier` · ATR, the stop of a long position, and `short` = lowest low + `multiplier` · ATR, all over `period` bars, this one included. ATR as in `atr`. Warm-up
 * `period`; a bar with a missing price is left out. Depends on where the history began, ever less with time. Source: LeBeau; Elder, Come Into My Trading Room, 2002.
 */
export const chandelierExit = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; multiplier: number }, 'long' | 'short'>({
    name: 'chandelierExit',
    title: 'Chandelier exit',
    params: { period: rules(22, 3).period, multiplier: rules(22, 3).multiplier },
    outputs: ['long', 'short'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period, multiplier }, node, [high, low, close]) {
      const [range] = node(atr, { period }, [high!, low!, close!])
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      return [
        node(weightedPair, { second: -multiplier }, [highest!, range!])[0]!,
        node(weightedPair, { second: multiplier }, [lowest!, range!])[0]!,
      ]
    },
  }),
)

type ChandeKrollParams = { period: number; multiplier: number; stopPeriod: number }

/**
 * Chande–Kroll stop: `fromHigh` = the highest of the last `stopPeriod` values of (highest high of `period` bars − `multiplier` · ATR) and `fromLow` = the lowest of (lowest low + `multiplier` · ATR). Sources call
 * the first the stop of long positions (pandas-ta-classic's cksp) or of short ones (TradingView, trading-signals). ATR of `period` bars as in `atr`. Warm-up `period + stopPeriod − 1`; a bar with a missing price
 * is left out. Depends on where the history began, ever less with time. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const chandeKrollStop = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<ChandeKrollParams, 'fromHigh' | 'fromLow'>({
    name: 'chandeKrollStop',
    title: 'Chande–Kroll stop',
    params: { period: rules(10, 1).period, multiplier: rules(10, 1).multiplier, stopPeriod: rules(9, 1).period },
    outputs: ['fromHigh', 'fromLow'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period, multiplier, stopPeriod }, node, inputs) {
      const [long, short] = node(chandelierExit, { period, multiplier }, inputs)
      return [node(rollingMax, { period: stopPeriod }, [long!])[0]!, node(rollingMin, { period: stopPeriod }, [short!])[0]!]
    },
  }),
)
