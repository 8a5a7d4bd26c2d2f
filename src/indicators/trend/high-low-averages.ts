import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { sma } from './sma.js'

/** Slab: compares with the last averages (1) or with this bar's (0), direction, last averages of high and low, count (0 or 1), line kept. */
const beyondAverages = /* @__PURE__ */ defineIndicator<{ last: number }, 'direction' | 'line'>({
  name: 'beyondAverages',
  title: 'Side of two averages',
  params: { last: { default: 0, min: 0, max: 1, integer: true } },
  outputs: ['direction', 'line'],
  inputs: () => ['close', 'highAverage', 'lowAverage'],
  lookbackBars: () => 0,
  warmupBars: ({ last }) => last,
  stateSize: () => 6,
  onMissing: 'skip',
  init(state, { last }) {
    state[0] = last
  },
  advance(state, inputs, outputs, from, to, at) {
    const [close, highs, lows] = inputs as [Float64Array, Float64Array, Float64Array]
    const sides = outputs[0]!
    const lines = outputs[1]!
    const last = state[0] === 1
    let o = at
    for (let i = from; i < to; i++, o++) {
      const high = highs[i]!
      const low = lows[i]!
      const above = close[i]! > (last ? state[2]! : high)
      const below = close[i]! < (last ? state[3]! : low)
      const seen = !last || state[4] === 1
      if (seen && above) state[1] = 1
      else if (seen && below) state[1] = -1
      if (above) state[5] = low
      else if (below) state[5] = high
      else if (state[1] === 0) state[5] = (high + low) / 2
      state[2] = high
      state[3] = low
      state[4] = 1
      sides[o] = seen ? state[1]! : NaN
      lines[o] = seen ? state[5]! : NaN
    }
  },
})

const period = (bars: number) => ({ default: bars, min: 1, max: 100_000, integer: true, unit: 'bars' }) as const

/**
 * Gann's HiLo activator: a close above the last bar's mean high of `highPeriod` bars turns `direction` to 1 and puts the line on the mean low of `lowPeriod` bars, a close below the last bar's mean low turns it
 * to −1 and puts the line on the mean high; between them both stay as they were. Before the first such close `direction` is 0 and the line the middle of both means. Warm-up the longer period; a bar with a missing
 * price is left out. Depends on where the history began. Equal to trading-signals' GannHiLo and, from the first turn on, pandas-ta-classic's hilo. Source: Krausz, The New Gann Swing Chartist, Stocks & Commodities
 * 16:2, 1998.
 */
export const gannHiLo = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ highPeriod: number; lowPeriod: number }, 'line' | 'direction'>({
    name: 'gannHiLo',
    title: "Gann's HiLo activator",
    params: { highPeriod: period(13), lowPeriod: period(21) },
    outputs: ['line', 'direction'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ highPeriod, lowPeriod }, node, [high, low, close]) {
      const [highs] = node(sma, { period: highPeriod }, [high!])
      const [lows] = node(sma, { period: lowPeriod }, [low!])
      const [direction, line] = node(beyondAverages, { last: 1 }, [close!, highs!, lows!])
      return [line!, direction!]
    },
  }),
)

/** Puts the mean high on the side of the trend; columns direction, mean high, mean low. */
const crossedChannel = /* @__PURE__ */ defineIndicator<Record<never, never>, 'up' | 'down'>({
  name: 'crossedChannel',
  title: 'Channel that crosses over with its direction',
  params: {},
  outputs: ['up', 'down'],
  inputs: () => ['direction', 'highAverage', 'lowAverage'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const [direction, high, low] = inputs as [Float64Array, Float64Array, Float64Array]
    const up = outputs[0]!
    const down = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const falling = direction[i]! < 0
      up[o] = falling ? low[i]! : high[i]!
      down[o] = falling ? high[i]! : low[i]!
    }
  },
})

/**
 * SSL channel: `direction` turns to 1 with a close above the mean high of `period` bars and to −1 with one below the mean low; `up` is the mean high and `down` the mean low, in a fall the other way round, so the two
 * cross when the trend turns. 0, and as in a rise, before the first such close. Warm-up `period − 1`; a bar with a missing price is left out. Depends on where the history began. Equal to SSLChannels of freqtrade's
 * `technical`. Source: Krausz's HiLo activator in Erwin Beckers' form.
 */
export const sslChannel = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'up' | 'down' | 'direction'>({
    name: 'sslChannel',
    title: 'SSL channel',
    params: { period: period(10) },
    outputs: ['up', 'down', 'direction'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period: bars }, node, [high, low, close]) {
      const [highs] = node(sma, { period: bars }, [high!])
      const [lows] = node(sma, { period: bars }, [low!])
      const [direction] = node(beyondAverages, {}, [close!, highs!, lows!])
      return [...node(crossedChannel, {}, [direction!, highs!, lows!]), direction!]
    },
  }),
)
