import { defineIndicator } from '../indicator.js'

type ExtendedSarParams = {
  startValue: number
  offsetOnReverse: number
  startLong: number
  accelerationLong: number
  maximumLong: number
  startShort: number
  accelerationShort: number
  maximumShort: number
}

/** Slab: start value, offset, then start, acceleration and maximum of either side; then what moves. */
const SHORT = 3
const COUNT = 8
const SIDE = 9
const STOP = 10
const BEST = 11
const SHARE_LONG = 12
const LAST_HIGH = 14
const LAST_LOW = 15

const rule = (value: number) => ({ default: value, min: 0, max: 3e37 }) as const

/**
 * Parabolic stop and reverse whose sides have parameters of their own: as `parabolicSar`, with the share starting at `start…`, growing by `acceleration…` up to `maximum…` (which also bounds
 * the other two). `startValue` above 0 begins long with that stop, below 0 short with its size, 0 as `parabolicSar` chooses. On a turn the stop moves away from the price by the share
 * `offsetOnReverse` of itself. While short the stop is given as a negative number. Warm-up 1; a bar with a missing price leaves the state unchanged. Depends on where the
 * history began until the first turn that other beginnings share. Equal to TA-Lib's SAREXT. Source: Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib.
 */
export const parabolicSarExtended = /* @__PURE__ */ defineIndicator<ExtendedSarParams, 'parabolicSar'>({
  name: 'parabolicSarExtended',
  title: 'Parabolic stop and reverse, with sides of their own',
  params: {
    startValue: { default: 0, min: -3e37, max: 3e37 },
    offsetOnReverse: { default: 0, min: 0, max: 3e37 },
    startLong: rule(0.02),
    accelerationLong: rule(0.02),
    maximumLong: rule(0.2),
    startShort: rule(0.02),
    accelerationShort: rule(0.02),
    maximumShort: rule(0.2),
  },
  outputs: ['parabolicSar'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 16,
  onMissing: 'skip',
  init(state, params) {
    state[0] = params.startValue
    state[1] = params.offsetOnReverse
    state[2] = Math.min(params.startLong, params.maximumLong)
    state[3] = Math.min(params.accelerationLong, params.maximumLong)
    state[4] = params.maximumLong
    state[2 + SHORT] = Math.min(params.startShort, params.maximumShort)
    state[3 + SHORT] = Math.min(params.accelerationShort, params.maximumShort)
    state[4 + SHORT] = params.maximumShort
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const high = inputs[0]![i]!
      const low = inputs[1]![i]!
      if (state[COUNT]! < 2) state[COUNT] = state[COUNT]! + 1
      if (state[COUNT] === 1) out[o] = NaN
      else {
        if (state[SIDE] === 0) start(state, high, low)
        out[o] = state[SIDE]! > 0 ? stepLong(state, high, low) : stepShort(state, high, low)
      }
      state[LAST_HIGH] = high
      state[LAST_LOW] = low
    }
  },
})

/** The second bar, which is its own predecessor. */
function start(state: Float64Array, high: number, low: number): void {
  const given = state[0]!
  const rise = high - state[LAST_HIGH]!
  const fall = state[LAST_LOW]! - low
  const short = given === 0 ? fall > 0 && fall > rise : given < 0
  state[SIDE] = short ? -1 : 1
  state[STOP] = given === 0 ? (short ? state[LAST_HIGH]! : state[LAST_LOW]!) : Math.abs(given)
  state[BEST] = short ? low : high
  state[SHARE_LONG] = state[2]!
  state[SHARE_LONG + 1] = state[2 + SHORT]!
  state[LAST_HIGH] = high
  state[LAST_LOW] = low
}

/** Moves the stop towards the best price, not beyond the last two bars' range. */
function follow(state: Float64Array, stop: number, high: number, low: number): void {
  const long = state[SIDE]! > 0
  const next = stop + state[long ? SHARE_LONG : SHARE_LONG + 1]! * (state[BEST]! - stop)
  state[STOP] = long ? Math.min(next, state[LAST_LOW]!, low) : Math.max(next, state[LAST_HIGH]!, high)
}

function stepLong(state: Float64Array, high: number, low: number): number {
  let stop = state[STOP]!
  if (low <= stop) {
    state[SIDE] = -1
    stop = Math.max(state[BEST]!, state[LAST_HIGH]!, high)
    stop += stop * state[1]!
    state[SHARE_LONG + 1] = state[2 + SHORT]!
    state[BEST] = low
    follow(state, stop, high, low)
    return -stop
  }
  if (high > state[BEST]!) {
    state[BEST] = high
    state[SHARE_LONG] = Math.min(state[SHARE_LONG]! + state[3]!, state[4]!)
  }
  follow(state, stop, high, low)
  return stop
}

function stepShort(state: Float64Array, high: number, low: number): number {
  let stop = state[STOP]!
  if (high >= stop) {
    state[SIDE] = 1
    stop = Math.min(state[BEST]!, state[LAST_LOW]!, low)
    stop -= stop * state[1]!
    state[SHARE_LONG] = state[2]!
    state[BEST] = high
    follow(state, stop, high, low)
    return stop
  }
  if (low < state[BEST]!) {
    state[BEST] = low
    state[SHARE_LONG + 1] = Math.min(state[SHARE_LONG + 1]! + state[3 + SHORT]!, state[4 + SHORT]!)
  }
  follow(state, stop, high, low)
  return -stop
}
