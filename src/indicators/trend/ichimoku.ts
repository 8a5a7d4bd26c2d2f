import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

type IchimokuParams = { conversionPeriod: number; basePeriod: number; spanPeriod: number; displacement: number }

/** Slab: the three periods, displacement, count, place in the rings; then the rings of both spans; then the extremes of each period. */
const HEAD = 6

/**
 * Ichimoku: `conversion` (tenkan-sen), `base` (kijun-sen) are the middles between the highest high and the lowest low of their periods; `spanA` (senkou span A) is the mean of the
 * two and `spanB` the middle of `spanPeriod` bars, both as they were `displacement` bars ago: the cloud that a chart draws at this bar. With `displacement: 0` they are the spans
 * known now, which a chart draws ahead. The lagging line (chikou span) is left out: at any bar it is a close of the future. Exact, so nothing depends on where the
 * history began. Warm-up of all four: the longest period − 1 + `displacement`; a missing price restarts the windows. Source: Hosoda (Ichimoku Sanjin), 1969.
 */
export const ichimoku = /* @__PURE__ */ defineIndicator<IchimokuParams, 'conversion' | 'base' | 'spanA' | 'spanB'>({
  name: 'ichimoku',
  title: 'Ichimoku lines and cloud',
  params: {
    conversionPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
    basePeriod: { default: 26, min: 1, max: 100_000, integer: true, unit: 'bars' },
    spanPeriod: { default: 52, min: 1, max: 100_000, integer: true, unit: 'bars' },
    displacement: { default: 26, min: 0, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['conversion', 'base', 'spanA', 'spanB'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ conversionPeriod, basePeriod, spanPeriod }) => Math.max(conversionPeriod, basePeriod, spanPeriod),
  warmupBars: ({ conversionPeriod, basePeriod, spanPeriod, displacement }) =>
    Math.max(conversionPeriod, basePeriod, spanPeriod) - 1 + displacement,
  stateSize: ({ conversionPeriod, basePeriod, spanPeriod, displacement }) =>
    HEAD + 2 * displacement + 2 * (windowExtremeState(conversionPeriod) + windowExtremeState(basePeriod) + windowExtremeState(spanPeriod)),
  onMissing: 'reset',
  init(state, { conversionPeriod, basePeriod, spanPeriod, displacement }) {
    state.set([conversionPeriod, basePeriod, spanPeriod, displacement])
    let base = HEAD + 2 * displacement
    for (const period of [conversionPeriod, basePeriod, spanPeriod]) {
      initWindowExtreme(state, base, period)
      initWindowExtreme(state, base + windowExtremeState(period), period)
      base += 2 * windowExtremeState(period)
    }
  },
  advance(state, inputs, outputs, from, to, at) {
    const [conversion, base, spanA, spanB] = outputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    let slab = HEAD + 2 * (state[3]! | 0)
    // Each middle needs two columns; the later outputs lend theirs.
    slab = advanceMiddle(state, slab, state[0]! | 0, inputs, conversion, base, from, to, at)
    slab = advanceMiddle(state, slab, state[1]! | 0, inputs, base, spanA, from, to, at)
    advanceMiddle(state, slab, state[2]! | 0, inputs, spanB, spanA, from, to, at)
    displaceSpans(state, conversion, base, spanA, spanB, at, at + to - from)
  },
})

/** Writes (highest high + lowest low) / 2; returns where the next slab begins. */
function advanceMiddle(
  state: Float64Array,
  slab: number,
  period: number,
  inputs: readonly Float64Array[],
  out: Float64Array,
  scratch: Float64Array,
  from: number,
  to: number,
  at: number,
): number {
  const size = windowExtremeState(period)
  advanceWindowExtreme(state, slab, period, 1, inputs[0]!, out, from, to, at)
  advanceWindowExtreme(state, slab + size, period, -1, inputs[1]!, scratch, from, to, at)
  for (let o = at; o < at + to - from; o++) out[o] = (out[o]! + scratch[o]!) / 2
  return slab + 2 * size
}

function displaceSpans(
  state: Float64Array,
  conversion: Float64Array,
  base: Float64Array,
  spanA: Float64Array,
  spanB: Float64Array,
  from: number,
  to: number,
): void {
  const displacement = state[3]! | 0
  const known = Math.max(state[0]!, state[1]!, state[2]!)
  const ready = known + displacement
  const ringA = HEAD
  const ringB = HEAD + displacement
  let n = state[4]! | 0
  let place = state[5]! | 0
  for (let o = from; o < to; o++) {
    if (n < ready) n += 1
    let a = n < known ? 0 : (conversion[o]! + base[o]!) / 2
    let b = n < known ? 0 : spanB[o]!
    if (displacement > 0) {
      const oldA = state[ringA + place]!
      const oldB = state[ringB + place]!
      state[ringA + place] = a
      state[ringB + place] = b
      a = oldA
      b = oldB
      place = place + 1 === displacement ? 0 : place + 1
    }
    const warm = n === ready
    if (!warm) conversion[o] = NaN
    if (!warm) base[o] = NaN
    spanA[o] = warm ? a : NaN
    spanB[o] = warm ? b : NaN
  }
  state[4] = n
  state[5] = place
}
