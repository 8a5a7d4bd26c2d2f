import { defineIndicator, type Indicator } from '../indicator.js'

/** Where both indices begin. */
const START = 1000

/** The index that takes over the close's relative change on bars whose volume rose (`sign` 1) or fell (−1). */
function volumeIndex<N extends string>(name: N, title: string, sign: number): Indicator<Record<never, never>, N> {
  return defineIndicator<Record<never, never>, N>({
    name,
    title,
    params: {},
    outputs: [name],
    inputs: () => ['close', 'volume'],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 4,
    onMissing: 'skip',
    // count (0 or 1), last close, last volume, index
    init(state) {
      state[3] = START
    },
    advance(state, inputs, outputs, from, to, at) {
      const close = inputs[0]!
      const volume = inputs[1]!
      const out = outputs[0]!
      let o = at
      for (let i = from; i < to; i++, o++) {
        const price = close[i]!
        const traded = volume[i]!
        const last = state[1]!
        const index = state[3]!
        if (state[0] === 1 && sign * (traded - state[2]!) > 0 && last !== 0) {
          const next = index + ((price - last) / last) * index
          // An index that outgrows the doubles stays where it was.
          if (next - next === 0) state[3] = next
        }
        state[0] = 1
        state[1] = price
        state[2] = traded
        out[o] = state[3]!
      }
    },
  })
}

/**
 * Negative volume index: begins at 1000 and takes over the relative change of the close on bars whose volume is below the last bar's. No warm-up; a bar with a missing close or
 * volume leaves the state unchanged. Its level depends on where the history began. Equal to TA-Lib's NVI. Source: Dysart, 1936; Fosback, Stock Market Logic, 1976.
 */
export const negativeVolumeIndex = /* @__PURE__ */ volumeIndex('negativeVolumeIndex', 'Negative volume index', -1)

/**
 * Positive volume index: begins at 1000 and takes over the relative change of the close on bars whose volume is above the last bar's. No warm-up; a bar with a missing close or
 * volume leaves the state unchanged. Its level depends on where the history began. Equal to TA-Lib's PVI. Source: Dysart, 1936; Fosback, Stock Market Logic, 1976.
 */
export const positiveVolumeIndex = /* @__PURE__ */ volumeIndex('positiveVolumeIndex', 'Positive volume index', 1)
