import type { IndicatorDefinition, Params } from '../definition.js'
import { defineIndicator, type Indicator } from '../indicator.js'

interface Candlestick {
  readonly title: string
  /** How many bars before the last candle are read; also the warm-up. */
  readonly lookbackBars: number
}

/** A pattern with a test of one candle, tried where the colours fit. */
interface ColouredCandlestick extends Candlestick {
  /**
   * Colours of the last candles the pattern can have, oldest first: `w` white (close ≥ open), `b` black, `.` either; up to five. Bars of other colours are 0 without the
   * test, which is most of the speed.
   */
  readonly colours: readonly string[]
  /**
   * The pattern at candle `i`, which ends colours that fit: 100 (bullish), −100 (bearish) or 0 (none). `slab[PENETRATION]` is the parameter of that name. Put the cheap and rarely true conditions first, means last.
   */
  match(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number, slab: Float64Array): number
}

/** A pattern that may end in a candle of any colour: its own loop, because a call per bar would cost more than the test. */
interface ScannedCandlestick extends Candlestick {
  /** Writes the pattern at candles `from … to − 1` to `out` from row `at` on. */
  scan(
    open: Float64Array,
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
    out: Float64Array,
    from: number,
    to: number,
    at: number,
  ): void
}

/** Place of the parameter in the slab; then count (up to the warm-up), warm-up, colours of the last candles as bits, colours to test as bits. */
export const PENETRATION = 0
const COUNT = 1
const WARMUP = 2
const COLOURS = 3
const TESTED = 4
const STATE = 5

/** Candles whose colours are remembered: their 2⁵ sequences are the bits of one whole number. */
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

/** What all patterns have in common: one output of their name, over open, high, low and close, restarted by a missing price. */
function patternOf<N extends string>(
  name: N,
  { title, lookbackBars }: Candlestick,
  params: IndicatorDefinition['params'],
  kernel: Pick<IndicatorDefinition, 'init' | 'advance'>,
): Indicator<Params, N> {
  return defineIndicator<Params, N>({
    name,
    title,
    params,
    outputs: [name],
    inputs: () => ['open', 'high', 'low', 'close'],
    lookbackBars: () => lookbackBars,
    warmupBars: () => lookbackBars,
    stateSize: () => STATE,
    onMissing: 'reset',
    ...kernel,
  })
}

/** Makes the indicator of a pattern that is tried where the colours fit. */
export function defineCandlestick<N extends string>(
  name: N,
  pattern: ColouredCandlestick & { readonly penetration: number },
): Indicator<{ penetration: number }, N>
export function defineCandlestick<N extends string>(name: N, pattern: ColouredCandlestick): Indicator<Record<never, never>, N>
export function defineCandlestick<N extends string>(
  name: N,
  pattern: ColouredCandlestick & { readonly penetration?: number },
): Indicator<Params, N> {
  const { lookbackBars, match, penetration } = pattern
  const tested = testedColours(pattern.colours)
  // TA-Lib's bound
  const params = penetration === undefined ? {} : { penetration: { default: penetration, min: 0, max: 3e37 } }
  return patternOf(name, pattern, params, {
    init(state, given) {
      state[PENETRATION] = Number(given.penetration ?? 0)
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

/** Makes the indicator of a pattern with its own loop. */
export function defineScannedCandlestick<N extends string>(name: N, pattern: ScannedCandlestick): Indicator<Record<never, never>, N> {
  const { lookbackBars, scan } = pattern
  return patternOf(
    name,
    pattern,
    {},
    {
      init(state) {
        state[WARMUP] = lookbackBars
      },
      advance(state, inputs, outputs, from, to, at) {
        const out = outputs[0]!
        const n = state[COUNT]! | 0
        const warm = Math.min(to, from + (state[WARMUP]! | 0) - n)
        for (let i = from; i < warm; i++) out[at + i - from] = NaN
        if (warm < to) scan(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, out, warm, to, at + warm - from)
        state[COUNT] = n + warm - from
      },
    },
  )
}
