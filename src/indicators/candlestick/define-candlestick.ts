import type { Params } from '../definition.js'
import { defineIndicator, type Indicator } from '../indicator.js'

/** A pattern as data and one test. */
interface Candlestick {
  readonly title: string
  /** How many bars before the last candle the test reads; also the warm-up. */
  readonly lookbackBars: number
  /**
   * Colours of the last candles the pattern can have, oldest first: `w` white (close ≥ open), `b` black, `.` either. Up to five, not given: any. Bars of other colours are
   * 0 without the test, which is most of the speed.
   */
  readonly colours?: readonly string[]
  /**
   * The pattern at candle `i`: 100 (bullish), −100 (bearish), 0 (none), or more. `slab[PENETRATION]` is the parameter of that name. Put the cheap and rarely true conditions first,
   * means last.
   */
  match(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number, slab: Float64Array): number
}

/** Place of the parameter in the slab; then warm-up, count (up to it), colours of the last candles as bits, colours to test as bits. */
export const PENETRATION = 0
const WARMUP = 1
const COUNT = 2
const COLOURS = 3
const TESTED = 4
const STATE = 5

/** Candles whose colours are remembered: 2⁵ sequences are the bits of one whole number. */
const COLOUR_CANDLES = 5

/** Bit `k` is set when the colours written in `k` (newest lowest, 1 white) are among those given. */
function testedColours(colours: readonly string[]): number {
  let tested = 0
  for (let k = 0; k < 1 << COLOUR_CANDLES; k++) {
    const fits = colours.some((sequence) =>
      [...sequence].every((colour, place) => {
        const white = ((k >> (sequence.length - 1 - place)) & 1) === 1
        return colour === '.' || (colour === 'w') === white
      }),
    )
    if (fits) tested |= 1 << k
  }
  return tested
}

/** Makes the indicator of a pattern: one output of its name, over open, high, low and close, restarted by a missing price. */
export function defineCandlestick<N extends string>(
  name: N,
  pattern: Candlestick & { readonly penetration: number },
): Indicator<{ penetration: number }, N>
export function defineCandlestick<N extends string>(name: N, pattern: Candlestick): Indicator<Record<never, never>, N>
export function defineCandlestick<N extends string>(
  name: N,
  pattern: Candlestick & { readonly penetration?: number },
): Indicator<Params, N> {
  const { title, lookbackBars, match, penetration } = pattern
  const tested = testedColours(pattern.colours ?? ['.'])
  return defineIndicator<Params, N>({
    name,
    title,
    params: penetration === undefined ? {} : { penetration: { default: penetration, min: 0, max: 3e37 } },
    outputs: [name],
    inputs: () => ['open', 'high', 'low', 'close'],
    lookbackBars: () => lookbackBars,
    warmupBars: () => lookbackBars,
    stateSize: () => STATE,
    onMissing: 'reset',
    init(state, params) {
      state[PENETRATION] = Number(params.penetration ?? 0)
      state[WARMUP] = lookbackBars
      state[TESTED] = tested
    },
    advance(state, inputs, outputs, from, to, at) {
      const open = inputs[0]!
      const high = inputs[1]!
      const low = inputs[2]!
      const close = inputs[3]!
      const out = outputs[0]!
      const warmup = state[WARMUP]! | 0
      const accepted = state[TESTED]! | 0
      let n = state[COUNT]! | 0
      let colours = state[COLOURS]! | 0
      let i = from
      let o = at
      for (; i < to && n < warmup; i++, o++, n++) {
        colours = ((colours << 1) | +(close[i]! >= open[i]!)) & 31
        out[o] = NaN
      }
      for (; i < to; i++, o++) {
        colours = ((colours << 1) | +(close[i]! >= open[i]!)) & 31
        out[o] = (accepted >>> colours) & 1 ? match(open, high, low, close, i, state) : 0
      }
      state[COUNT] = n
      state[COLOURS] = colours
    },
  })
}
