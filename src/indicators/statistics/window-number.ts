import { defineIndicator, type Indicator } from '../indicator.js'

/** Default, least and largest number of bars of a window. */
type Bars = readonly [number, number, number]

/** An indicator that is one number of each window, read afresh at every bar: rows `from … to − 1` of x. */
export function windowNumber<N extends string>(
  name: N,
  title: string,
  [period, least, largest]: Bars,
  numberOf: (x: Float64Array, from: number, to: number) => number,
): Indicator<{ period: number; input: string }, N> {
  return defineIndicator<{ period: number; input: string }, N>({
    name,
    title,
    params: {
      period: { default: period, min: least, max: largest, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: (given) => given.period,
    warmupBars: (given) => given.period - 1,
    stateSize: () => 2,
    onMissing: 'reset',
    // period, count
    init(state, given) {
      state[0] = given.period
    },
    advance(state, inputs, outputs, from, to, at) {
      const x = inputs[0]!
      const out = outputs[0]!
      const bars = state[0]! | 0
      let n = state[1]! | 0
      let i = from
      let o = at
      for (; i < to && n < bars - 1; i++, o++, n++) out[o] = NaN
      for (; i < to; i++, o++) out[o] = numberOf(x, i - bars + 1, i + 1)
      state[1] = n
    },
  })
}
