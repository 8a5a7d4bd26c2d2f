import { defineIndicator, type Indicator } from '../indicator.js'
import { tickSign, windowSlope } from './window-slope.js'

/** Slab: period, bars seen (−1 before the first), place in the rings, last close, last sign; then the rings of signed flows and of moves. */
const RINGS = 5

/**
 * An impact measured on bars: the slope of the moves on the signed flows of the last `period` bars, signs by the tick rule.
 *
 * @param flow what a bar traded, at least 0
 * @param move from one close to the next
 */
export function defineBarLambda(
  name: string,
  title: string,
  flow: (close: number, volume: number) => number,
  move: (close: number, last: number) => number,
): Indicator<{ period: number }, 'lambda'> {
  return defineIndicator<{ period: number }, 'lambda'>({
    name,
    title,
    params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['lambda'],
    inputs: () => ['close', 'volume'],
    lookbackBars: () => 0,
    warmupBars: ({ period }) => period,
    stateSize: ({ period }) => RINGS + 2 * period,
    onMissing: 'skip',
    init(state, { period }) {
      state[0] = period
      state[1] = -1
    },
    advance(state, inputs, outputs, from, to, at) {
      const close = inputs[0]!
      const volume = inputs[1]!
      const out = outputs[0]!
      const period = state[0]! | 0
      let n = state[1]! | 0
      let place = state[2]! | 0
      let last = state[3]!
      let sign = state[4]!
      let o = at
      for (let i = from; i < to; i++, o++) {
        const price = close[i]!
        out[o] = NaN
        if (n < period) n += 1
        if (n > 0) {
          sign = tickSign(price - last, sign)
          state[RINGS + place] = sign * flow(price, volume[i]!)
          state[RINGS + period + place] = move(price, last)
          place = place + 1 === period ? 0 : place + 1
          if (n === period) out[o] = windowSlope(state, RINGS, RINGS + period, period, place)
        }
        last = price
      }
      state[1] = n
      state[2] = place
      state[3] = last
      state[4] = sign
    },
  })
}
