import { defineIndicator } from '../indicator.js'

/** Doubles that the four stages take from their base on. */
const LAGUERRE_STATE = 4

/** The four stages of a Laguerre filter, each from the one before; `first` sets them all to the value. */
function stepLaguerre(state: Float64Array, base: number, gamma: number, value: number, first: boolean): void {
  if (first) {
    state.fill(value, base, base + LAGUERRE_STATE)
    return
  }
  let old = state[base]!
  // In this form a flat price leaves the stages as they are, to the bit.
  let stage = value + gamma * (old - value)
  state[base] = stage
  for (let k = base + 1; k < base + LAGUERRE_STATE; k++) {
    const own = state[k]!
    const next = old + gamma * (own - stage)
    state[k] = next
    old = own
    stage = next
  }
}

/**
 * Ehlers' Laguerre filter: (L₀ + 2L₁ + 2L₂ + L₃) / 6 with L₀ ← (1 − γ) x + γL₀ and Lₖ ← −γLₖ₋₁ + old Lₖ₋₁ + γLₖ; a larger `gamma` smooths more. All stages start from the first value. Warm-up 3; a missing
 * value leaves the state unchanged. Depends on where the history began, ever less with time. Source: Ehlers, Time Warp – Without Space Travel, 2002; Cybernetic Analysis for Stocks and Futures, 2004.
 */
export const laguerreFilter = /* @__PURE__ */ defineIndicator<{ gamma: number; input: string }, 'laguerreFilter'>({
  name: 'laguerreFilter',
  title: "Ehlers' Laguerre filter",
  params: { gamma: { default: 0.8, min: 0, max: 0.99 }, input: { default: 'close', column: true } },
  outputs: ['laguerreFilter'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => 3,
  stateSize: () => 2 + LAGUERRE_STATE,
  onMissing: 'skip',
  // gamma, count; then the stages
  init(state, { gamma }) {
    state[0] = gamma
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const gamma = state[0]!
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      stepLaguerre(state, 2, gamma, x[i]!, n === 0)
      if (n < 4) n += 1
      out[o] = n < 4 ? NaN : (state[2]! + 2 * state[3]! + 2 * state[4]! + state[5]!) / 6
    }
    state[1] = n
  },
})
