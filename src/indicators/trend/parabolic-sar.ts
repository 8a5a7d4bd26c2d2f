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
    let o = at
    for (let i = from; i < to; i++, o++) {
      const high = inputs[0]![i]!
      const low = inputs[1]![i]!
      if (state[2]! < 2) state[2] = state[2]! + 1
      if (state[2] === 1) out[o] = NaN
      else {
        if (state[3] === 0) start(state, high, low)
        out[o] = step(state, high, low)
      }
      state[7] = high
      state[8] = low
    }
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

/** The stop for this bar; the next bar's is left in the state. A short position is a long one in negated prices. */
function step(state: Float64Array, high: number, low: number): number {
  const long = state[3]! > 0
  const lastNear = long ? state[8]! : -state[7]!
  const near = long ? low : -high
  const far = long ? high : -low
  const stop = state[3]! * state[4]!
  const best = state[3]! * state[5]!
  if (near <= stop) {
    // Turned: the new stop is the old best price, or this bar's far end if that is beyond it; what was near is now the best.
    state[6] = state[0]!
    return follow(state, -state[3]!, -Math.max(best, far), -near, long ? -state[7]! : state[8]!, -far)
  }
  if (far > best) state[6] = Math.min(state[6]! + state[0]!, state[1]!)
  return follow(state, state[3]!, stop, Math.max(far, best), lastNear, near)
}

/** Leaves the position and the next bar's stop in the state, and returns this bar's. */
function follow(state: Float64Array, side: number, stop: number, best: number, lastNear: number, near: number): number {
  state[3] = side
  state[4] = side * Math.min(stop + state[6]! * (best - stop), lastNear, near)
  state[5] = side * best
  return side * stop
}
