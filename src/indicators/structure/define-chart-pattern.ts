import type { ParamRules } from '../definition.js'
import { defineIndicator, type Indicator } from '../indicator.js'
import { CHART_STATE, initChart, type Match, pushPivots, writeBreak } from './chart-pivots.js'
import { initSwings, isWarm, type SwingParams, swingParams, swingsSize, swingsState } from './swings.js'

export type ChartPatternParams = SwingParams & { tolerance: number; maxBars: number }

interface ChartPattern {
  readonly title: string
  /** How many of the newest pivots `match` reads, up to six. */
  readonly pivots: number
  /** Forms among which a parameter `form` chooses; `match` sees the choice as its place in this list. */
  readonly forms?: readonly string[]
  readonly match: Match
}

/** A chart pattern: confirmed swings in a certain shape, reported when the close breaks its border. */
export function defineChartPattern<P extends ChartPatternParams = ChartPatternParams>(
  name: string,
  { title, pivots, forms, match }: ChartPattern,
): Indicator<P, 'signal' | 'measure'> {
  const common = {
    ...swingParams,
    tolerance: { default: 0.15, min: 0, max: 1 },
    maxBars: { default: 50, min: 1, max: 100_000, integer: true, unit: 'bars' },
  }
  const params = (forms === undefined ? common : { ...common, form: { default: forms[0]!, choices: forms } }) as unknown as ParamRules<P>
  return defineIndicator<P, 'signal' | 'measure'>({
    name,
    title,
    params,
    outputs: ['signal', 'measure'],
    inputs: () => ['high', 'low', 'close'],
    lookbackBars: () => 0,
    warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
    stateSize: (chosen) => swingsState(chosen) + CHART_STATE,
    onMissing: 'skip',
    init(state, chosen) {
      initSwings(state, 0, chosen)
      const form = (chosen as { form?: string }).form
      initChart(state, chosen.tolerance, chosen.maxBars, form === undefined ? 0 : forms!.indexOf(form))
    },
    advance(state, inputs, outputs, from, to, at) {
      const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
      const [signals, measures] = outputs as [Float64Array, Float64Array]
      const own = swingsSize(state, 0)
      let o = at
      for (let i = from; i < to; i++, o++) {
        pushPivots(state, own, high[i]!, low[i]!, pivots, match)
        writeBreak(state, own, close[i]!, signals, measures, o)
        if (isWarm(state, 0)) continue
        signals[o] = NaN
        measures[o] = NaN
      }
    },
  })
}
