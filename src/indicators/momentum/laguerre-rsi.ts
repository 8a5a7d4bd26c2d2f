import { defineIndicator } from '../indicator.js'

/** Slab: gamma, count, last value; then by how much the value lies above each of the four stages. */
const HEAD = 3
const STAGES = 4

/** A distance smaller than this is none: a flat price ends at 0 and not in the smallest doubles. */
const SMALLEST = 1e-290

/**
 * Moves the four distances on by a change of the value. They are what the stages of a Laguerre filter would leave, without the price level, so a flat price makes them smaller and
 * never turns them into rounding.
 */
function stepDistances(state: Float64Array, gamma: number, change: number): void {
  let old = state[HEAD]! + change
  let distance = Math.abs(old) < SMALLEST ? 0 : gamma * old
  state[HEAD] = distance
  for (let k = HEAD + 1; k < HEAD + STAGES; k++) {
    const own = state[k]! + change
    const next = old + gamma * (own - distance)
    state[k] = Math.abs(next) < SMALLEST ? 0 : next
    old = own
    distance = next
  }
}

/**
 * Laguerre RSI, 0 … 100: 100 · u / (u + d) of the differences between the four stages of `laguerreFilter` (L₀ − L₁, L₁ − L₂, L₂ − L₃), u the sum of those above 0 and d of those below; 50 where the price has never moved.
 * A larger `gamma` smooths more. All stages start from the first value (packages that start from 0 differ on the first bars). Warm-up 3; a missing value leaves the state unchanged. Depends on where the history
 * began, ever less with time. Equal to pandas-ta-classic's lrsi, which on long flat stretches shows rounding. Source: Ehlers, Time Warp – Without Space Travel, 2002; Cybernetic Analysis for Stocks and Futures,
 * 2004.
 */
export const laguerreRsi = /* @__PURE__ */ defineIndicator<{ gamma: number; input: string }, 'laguerreRsi'>({
  name: 'laguerreRsi',
  title: 'Laguerre RSI',
  params: { gamma: { default: 0.5, min: 0, max: 0.99 }, input: { default: 'close', column: true } },
  outputs: ['laguerreRsi'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => 3,
  stateSize: () => HEAD + STAGES,
  onMissing: 'skip',
  init(state, { gamma }) {
    state[0] = gamma
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const gamma = state[0]!
    let n = state[1]! | 0
    let last = state[2]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      if (n > 0) stepDistances(state, gamma, value - last)
      last = value
      if (n < STAGES) n += 1
      let up = 0
      let down = 0
      for (let k = HEAD; k < HEAD + STAGES - 1; k++) {
        const difference = state[k + 1]! - state[k]!
        if (difference > 0) up += difference
        else down -= difference
      }
      out[o] = n < STAGES ? NaN : up + down === 0 ? 50 : 100 * (up / (up + down))
    }
    state[1] = n
    state[2] = last
  },
})
