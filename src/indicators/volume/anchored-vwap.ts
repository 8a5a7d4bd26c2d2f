import { defineIndicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'

type AnchoredVwapParams = { anchor: string }

const DAY_MS = 86_400_000
const ANCHORS = ['start', 'day', 'week', 'month']

/**
 * Volume-weighted average price since an anchor: Σ typical price · volume / Σ volume, typical price = (high + low + close) / 3; while no volume was traded since, the plain mean of the
 * typical price. `anchor` names where the sums begin anew, by the bars' open times in UTC: `start` only with the history (TA-Lib's VWAP), or with every `day`, `week` (from Monday) or
 * `month`. Sums are exact pairs. No warm-up; a bar with a missing price or volume leaves the sums unchanged. With `start` its value depends on where the history began. Equal to TA-Lib's
 * VWAP for `start`, which however answers 0 until a first volume. `vwap` is that of a rolling window. Source: Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE,
 * Journal of Finance 43:1, 1988.
 */
export const anchoredVwap = /* @__PURE__ */ defineIndicator<AnchoredVwapParams, 'anchoredVwap'>({
  name: 'anchoredVwap',
  title: 'Volume-weighted average price since an anchor',
  params: { anchor: { default: 'day', choices: ANCHORS } },
  outputs: ['anchoredVwap'],
  inputs: ({ anchor }) => ['high', 'low', 'close', 'volume', ...(anchor === 'start' ? [] : ['openTimeMs'])],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 9,
  onMissing: 'skip',
  // anchor's place in the list, number of the span of time, bars in it, sums of typical price · volume, of volume and of typical price
  init(state, { anchor }) {
    state[0] = ANCHORS.indexOf(anchor)
    state[1] = -Number.MAX_VALUE
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const time = inputs[4]
    const out = outputs[0]!
    const anchor = state[0]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const span = time === undefined ? 0 : spanOf(anchor, time[i]!)
      if (span !== state[1]) {
        state.fill(0, 2)
        state[1] = span
      }
      const price = (high[i]! + low[i]! + close[i]!) / 3
      state[2] = state[2]! + 1
      const turnover = growSum(state, 3, price * volume[i]!)
      const total = growSum(state, 5, volume[i]!)
      const plain = growSum(state, 7, price)
      out[o] = total === 0 ? plain / state[2]! : turnover / total
    }
  },
})

/** A number that changes where a new day, week or month begins; months by the civil calendar, in years that begin in March. */
export function spanOf(anchor: number, timeMs: number): number {
  const day = Math.floor(timeMs / DAY_MS)
  if (anchor === 1) return day
  if (anchor === 2) return Math.floor((day + 3) / 7)
  const since = day + 719_468
  const era = Math.floor(since / 146_097)
  const dayOfEra = since - era * 146_097
  const year = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  return (era * 400 + year) * 12 + Math.floor((5 * dayOfYear + 2) / 153)
}
