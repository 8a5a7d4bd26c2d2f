import { defineIndicator } from '../indicator.js'

type ParabolicSarParams = { acceleration: number; maximum: number }

/**
 * Parabolic stop and reverse: the stop of a position that is always in the market. It moves towards the position's best price by a share that starts at
 * `acceleration`, grows by it with each new best price up to `maximum`, and never enters the range of the last two bars; when a bar touches it, the position turns and the old
 * best price is the new stop. The second bar starts long, unless its downward movement (last low − low) is above 0 and above the upward one. Warm-up 1; a bar with a missing
 * price leaves the state unchanged. Depends on where the history began until the first turn that other beginnings share. Equal to TA-Lib's SAR. Source: Wilder, New Concepts in
 * Technical Trading Systems, 1978.
 */
export const parabolicSar = /* @__PURE__ */ defineIndicator<ParabolicSarParams, 'parabolicSar'>({
  name: 'parabolicSar',
  title: 'Parabolic stop and reverse',
  params: { acceleration: { default: 0.02, min: 0, max: 1 }, maximum: { default: 0.2, min: 0, max: 1 } },
  outputs: ['parabolicSar'],
  inputs: () => ['high', 'low'],
  check: ({ acceleration, maximum }) =>
    acceleration <= maximum ? undefined : `acceleration must not be above maximum ${maximum}, found ${acceleration}`,
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 9,
  onMissing: 'skip',
  // acceleration, maximum, count (up to 2), side (1 long, −1 short), stop, best price, share, last high, last low
  init(state, { acceleration, maximum }) {
    state[0] = acceleration
    state[1] = maximum
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    let i = from
    let o = at
    for (; i < to && state[2]! < 2; i++, o++) {
      state[2] = state[2]! + 1
      if (state[2] === 1) {
        out[o] = NaN
        state[7] = inputs[0]![i]!
        state[8] = inputs[1]![i]!
      } else {
        start(state, inputs[0]![i]!, inputs[1]![i]!)
        follow(state, inputs[0]!, inputs[1]!, out, i, i + 1, o)
      }
    }
    if (i < to) follow(state, inputs[0]!, inputs[1]!, out, i, to, o)
  },
})

/** Chooses the side on the second bar. The stop stands at the first bar's far end; this bar is its own predecessor. */
function start(state: Float64Array, high: number, low: number): void {
  const rise = high - state[7]!
  const fall = state[8]! - low
  const short = fall > 0 && fall > rise
  state[3] = short ? -1 : 1
  state[4] = short ? state[7]! : state[8]!
  state[5] = short ? low : high
  state[6] = state[0]!
  state[7] = high
  state[8] = low
}

/** Writes each bar's stop. All prices are taken times the side, so that a short position is a long one; a turn negates them. */
function follow(state: Float64Array, high: Float64Array, low: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const acceleration = state[0]!
  const maximum = state[1]!
  let side = state[3]!
  let stop = side * state[4]!
  let best = side * state[5]!
  let share = state[6]!
  let near = side > 0 ? state[8]! : -state[7]!
  let o = at
  for (let i = from; i < to; i++, o++) {
    let lastNear = near
    let far: number
    if (side > 0) {
      near = low[i]!
      far = high[i]!
    } else {
      near = -high[i]!
      far = -low[i]!
    }
    if (near <= stop) {
      // Turned: the new stop is the old best price, or this bar's far end if that is beyond it; what was near is now the best.
      stop = -(far > best ? far : best)
      lastNear = i > from ? -(side > 0 ? high[i - 1]! : -low[i - 1]!) : -(side > 0 ? state[7]! : -state[8]!)
      best = -near
      near = -far
      side = -side
      share = acceleration
    } else if (far > best) {
      best = far
      share = share + acceleration < maximum ? share + acceleration : maximum
    }
    out[o] = side * stop
    stop += share * (best - stop)
    if (lastNear < stop) stop = lastNear
    if (near < stop) stop = near
  }
  state[3] = side
  state[4] = side * stop
  state[5] = side * best
  state[6] = share
  state[7] = high[to - 1]!
  state[8] = low[to - 1]!
}
