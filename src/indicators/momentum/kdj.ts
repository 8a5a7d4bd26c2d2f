import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { stochasticRaw } from './stochastic-raw.js'

/** 3 · first − 2 · second. */
const divergence = /* @__PURE__ */ defineIndicator<Record<never, never>, 'divergence'>({
  name: 'kdjDivergence',
  title: 'Divergence of %K from %D',
  params: {},
  outputs: ['divergence'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const k = inputs[0]!
    const d = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = 3 * k[i]! - 2 * d[i]!
  },
})

type KdjParams = { kPeriod: number; kSmoothing: number; kAverage: string; dPeriod: number; dAverage: string }

/**
 * KDJ: a stochastic oscillator whose averages can be chosen, and its divergence. Raw %K = 100 · (close − lowest low) / (highest high − lowest low) over `kPeriod` bars, 0 where that
 * range is 0; `k` = its moving average (see `movingAverage`) of the kind `kAverage` over `kSmoothing` bars, `d` = that of `k` of the kind `dAverage` over `dPeriod` bars,
 * `j` = 3 · k − 2 · d, which leaves 0 … 100. Warm-up of all three `kPeriod − 1` and those of both averages; a bar with a missing price is left out. With Wilder's averages (`rma`)
 * it depends on where the history began, ever less with time. Equal to TA-Lib's KDJ, and `k` and `d` to its STOCH with a `matype`; `stochastic` is that with simple averages. Source: Lane,
 * 1984; the third line is from Chinese charting programs.
 */
export const kdj = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<KdjParams, 'k' | 'd' | 'j'>({
    name: 'kdj',
    title: 'KDJ stochastic oscillator',
    params: {
      kPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      kSmoothing: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
      kAverage: { default: 'rma', choices: AVERAGE_KINDS },
      dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
      dAverage: { default: 'rma', choices: AVERAGE_KINDS },
    },
    outputs: ['k', 'd', 'j'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ kPeriod, kSmoothing, kAverage, dPeriod, dAverage }, node, [high, low, close]) {
      const [raw] = node(stochasticRaw, { period: kPeriod }, [high!, low!, close!])
      const k = averageNode(node, kAverage, kSmoothing, raw!)
      const d = averageNode(node, dAverage, dPeriod, k)
      const [j] = node(divergence, {}, [k, d])
      return [k, d, j!]
    },
  }),
)
