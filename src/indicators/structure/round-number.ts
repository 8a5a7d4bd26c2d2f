import { defineIndicator } from '../indicator.js'

type RoundNumberParams = { parts: number; input: string }

/**
 * Round numbers around the price: the power of ten at or below the size of the value, divided by `parts`, is the step (10 for prices from 100 to 999.99… with 10 parts); `below` is the highest multiple of it not above the value, `above` the next
 * one, `position` = (value − below) / (above − below), 0 at a round number. All three 0 for a value of 0. No warm-up and no memory. Source: Osler, Currency Orders and Exchange Rate Dynamics, Journal of
 * Finance 58:5, 2003.
 */
export const roundNumber = /* @__PURE__ */ defineIndicator<RoundNumberParams, 'below' | 'above' | 'position'>({
  name: 'roundNumber',
  title: 'Round numbers around the price',
  params: {
    parts: { default: 10, min: 1, max: 1000, integer: true, unit: 'steps' },
    input: { default: 'close', column: true },
  },
  outputs: ['below', 'above', 'position'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 1,
  onMissing: 'reset',
  init(state, { parts }) {
    state[0] = parts
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const [lower, upper, positions] = outputs as [Float64Array, Float64Array, Float64Array]
    const parts = state[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      const size = Math.abs(value)
      // The power of ten is `up / down`, one of which is 1: below 1e22 both are exact.
      let up = 1
      let down = 1
      while (up * 10 <= size) up *= 10
      while (size > 0 && down < 1e300 && size * down < 1) down *= 10
      let count = Math.floor(((value * down) / up) * parts)
      if (multiple(count, up, down, parts) > value) count -= 1
      else if (multiple(count + 1, up, down, parts) <= value) count += 1
      const below = value === 0 ? 0 : multiple(count, up, down, parts)
      const above = value === 0 ? 0 : multiple(count + 1, up, down, parts)
      lower[o] = below
      upper[o] = above
      positions[o] = value === 0 ? 0 : (value - below) / (above - below)
    }
  },
})

function multiple(count: number, up: number, down: number, parts: number): number {
  return (count * up) / parts / down
}
