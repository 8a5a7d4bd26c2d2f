import { log } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { trueRange } from '../volatility/true-range.js'

/** 100 · log(way / range) / log(period); 100 without a range. */
const wayOverRange = /* @__PURE__ */ defineIndicator<{ period: number }, 'choppiness'>({
  name: 'wayOverRange',
  title: 'Way gone over the range it covers',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true } },
  outputs: ['choppiness'],
  inputs: () => ['way', 'high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 1,
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = 100 / log(period)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [way, high, low] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    const scale = state[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const ratio = way[i]! / (high[i]! - low[i]!)
      out[o] = ratio < Infinity ? scale * log(ratio) : 100
    }
  },
})

/**
 * Choppiness index, near 0 in a straight trend and near 100 sideways: 100 · log(sum of the true ranges of `period` bars / (highest high − lowest low of them)) / log(period); 100 where there is no range. Exact sums,
 * so it does not depend on where the history began. Warm-up `period`; a missing price restarts the windows. Equal to TradingView's and pandas-ta-classic's chop; trading-signals counts gaps in the
 * highest and lowest too. Source: Dreiss, 1993.
 */
export const choppiness = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'choppiness'>({
    name: 'choppiness',
    title: 'Choppiness index',
    params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['choppiness'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'reset',
    build({ period }, node, [high, low, close]) {
      const [range] = node(trueRange, {}, [high!, low!, close!])
      const [way] = node(rollingSum, { period }, [range!])
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      return node(wayOverRange, { period }, [way!, highest!, lowest!])
    },
  }),
)
