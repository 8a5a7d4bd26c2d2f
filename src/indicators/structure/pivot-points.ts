import { defineIndicator } from '../indicator.js'
import { spanOf } from '../volume/anchored-vwap.js'

type PivotPointsParams = { form: string; period: string }
type PivotPointsOutput =
  | 'pivot'
  | 'resistance1'
  | 'resistance2'
  | 'resistance3'
  | 'resistance4'
  | 'support1'
  | 'support2'
  | 'support3'
  | 'support4'

const FORMS: readonly string[] = ['classic', 'traditional', 'fibonacci', 'camarilla', 'woodie', 'woodieOpen', 'demark']
const PERIODS = ['day', 'week', 'month']

/** Slab: form, period, number of the span of time, spans begun; open, high, low, close of the open one; whether there are levels, the levels. */
const SPAN = 2
const SEEN = 3
const OPEN = 4
const LEVELS = 8
/** Pivot, four resistances, four supports. */
const COUNT = 9

/**
 * Pivot points of the last closed `period` (day, week from Monday or month, by the bars' open times in UTC) with high H, low L, close C, open O, for every bar of the one that follows:
 *
 * - `classic`: P = (H + L + C) / 3; R1 = 2P − L, S1 = 2P − H; R2, S2 = P ± (H − L); R3, S3 = P ± 2(H − L); R4, S4 = P ± 3(H − L).
 * - `traditional` (floor traders'): the same P, R1, R2, S1, S2; R3 = H + 2(P − L), S3 = L − 2(H − P); R4 = R3 + (H − L), S4 = S3 − (H − L).
 * - `fibonacci`: the same P; R1…R3, S1…S3 = P ± 0.382, 0.618, 1 · (H − L).
 * - `camarilla`: the same P; R1…R4, S1…S4 = C ± 1.1 (H − L) / 12, 6, 4, 2.
 * - `woodie`: P = (H + L + 2C) / 4 and the rest as `traditional`; `woodieOpen` has the new period's first open in place of C.
 * - `demark`: X = H + 2L + C where C < O, 2H + L + C where C > O, H + L + 2C where equal; P = X / 4, R1 = X / 2 − L, S1 = X / 2 − H.
 *
 * A period is closed when the first bar of the next arrives, and the first one of a history, of which the start may be missing, is never used; so levels do not depend on where the history began. NaN until then, and where a
 * form has no such level (R4, S4 of `fibonacci`; all beyond the first of `demark`). No warm-up; a bar with a missing price is passed over. Source: Person, A Complete Guide to Technical Trading Tactics, 2004;
 * DeMark, The New Science of Technical Analysis, 1994; the Camarilla levels are attributed to Nick Scott, the Woodie ones to Ken Wood.
 */
export const pivotPoints = /* @__PURE__ */ defineIndicator<PivotPointsParams, PivotPointsOutput>({
  name: 'pivotPoints',
  title: 'Pivot points',
  params: { form: { default: 'classic', choices: FORMS }, period: { default: 'day', choices: PERIODS } },
  outputs: ['pivot', 'resistance1', 'resistance2', 'resistance3', 'resistance4', 'support1', 'support2', 'support3', 'support4'],
  inputs: () => ['open', 'high', 'low', 'close', 'openTimeMs'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => LEVELS + COUNT,
  onMissing: 'skip',
  gaps: 'until a whole period is closed, and levels that the form lacks',
  init(state, { form, period }) {
    state[0] = FORMS.indexOf(form)
    state[1] = PERIODS.indexOf(period) + 1
    state[SPAN] = -Number.MAX_VALUE
  },
  advance(state, inputs, outputs, from, to, at) {
    const [open, high, low, close, time] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
    const form = FORMS[state[0]!]!
    const period = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const span = spanOf(period, time[i]!)
      if (span !== state[SPAN]) {
        state[SPAN] = span
        setLevels(state, form, open[i]!)
        if (state[SEEN]! < 3) state[SEEN]! += 1
        state[OPEN] = open[i]!
        state[OPEN + 1] = high[i]!
        state[OPEN + 2] = low[i]!
      } else {
        if (high[i]! > state[OPEN + 1]!) state[OPEN + 1] = high[i]!
        if (low[i]! < state[OPEN + 2]!) state[OPEN + 2] = low[i]!
      }
      state[OPEN + 3] = close[i]!
      const known = state[SEEN] === 3
      const levels = levelsOf(form)
      for (let k = 0; k < COUNT; k++) {
        const distance = k > 4 ? k - 4 : k
        outputs[k]![o] = known && distance <= levels ? state[LEVELS + k]! : NaN
      }
    }
  },
})

function levelsOf(form: string): number {
  return form === 'demark' ? 1 : form === 'fibonacci' ? 3 : 4
}

/** Levels of the period that has closed; `open` is the new one's. */
function setLevels(state: Float64Array, form: string, open: number): void {
  const first = state[OPEN]!
  const high = state[OPEN + 1]!
  const low = state[OPEN + 2]!
  const close = state[OPEN + 3]!
  const range = high - low
  if (form === 'demark') {
    const x = close < first ? high + 2 * low + close : close > first ? 2 * high + low + close : high + low + 2 * close
    setPair(state, 0, x / 4, x / 4)
    setPair(state, 1, x / 2 - low, x / 2 - high)
    return
  }
  const pivot =
    form === 'woodie' ? (high + low + 2 * close) / 4 : form === 'woodieOpen' ? (high + low + 2 * open) / 4 : (high + low + close) / 3
  setPair(state, 0, pivot, pivot)
  if (form === 'fibonacci') {
    setPair(state, 1, pivot + 0.382 * range, pivot - 0.382 * range)
    setPair(state, 2, pivot + 0.618 * range, pivot - 0.618 * range)
    setPair(state, 3, pivot + range, pivot - range)
  } else if (form === 'camarilla') {
    for (let k = 1, part = 12; k <= 4; k++, part = k === 4 ? 2 : 12 / k) {
      setPair(state, k, close + (1.1 * range) / part, close - (1.1 * range) / part)
    }
  } else {
    setPair(state, 1, 2 * pivot - low, 2 * pivot - high)
    setPair(state, 2, pivot + range, pivot - range)
    const third = form === 'classic' ? pivot + 2 * range : high + 2 * (pivot - low)
    const thirdBelow = form === 'classic' ? pivot - 2 * range : low - 2 * (high - pivot)
    setPair(state, 3, third, thirdBelow)
    setPair(state, 4, third + range, thirdBelow - range)
  }
}

function setPair(state: Float64Array, k: number, resistance: number, support: number): void {
  state[LEVELS + k] = resistance
  if (k > 0) state[LEVELS + 4 + k] = support
}
