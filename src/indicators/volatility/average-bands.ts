import { composeDefinition, type Node } from '../composition.js'
import type { IndicatorDefinition } from '../definition.js'
import { defineIndicator } from '../indicator.js'
import { typicalPrice } from '../price/typical-price.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { ema } from '../trend/ema.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { startLater } from '../trend/start-later.js'
import { atr } from './atr.js'

type Bands = 'upper' | 'middle' | 'lower'

/** Middle + `above` and middle − `below` widths. */
const bandsAround: IndicatorDefinition<{ above: number; below: number }, Bands> = {
  name: 'bandsAround',
  title: 'Bands of a width around a middle',
  params: { above: { default: 2, min: -3e37, max: 3e37 }, below: { default: 2, min: -3e37, max: 3e37 } },
  outputs: ['upper', 'middle', 'lower'],
  inputs: () => ['middle', 'width'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  init(state, { above, below }) {
    state[0] = above
    state[1] = below
  },
  advance(state, inputs, outputs, from, to, at) {
    const above = state[0]!
    const below = state[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const middle = inputs[0]![i]!
      const width = inputs[1]![i]!
      outputs[0]![o] = middle + above * width
      outputs[1]![o] = middle
      outputs[2]![o] = middle - below * width
    }
  },
}

const bandsNode = (node: Node, above: number, below: number, middle: number, width: number): readonly number[] =>
  node({ definition: bandsAround }, { above, below }, [middle, width])

/**
 * Bollinger bands around a chosen average: `middle` = `movingAverage` of `kind` over `period` bars, `upper` = middle + `above` population standard deviations of the last `period` values (from
 * their own mean), `lower` = middle − `below` of them. Warm-up that of the average, at least `period − 1`. A missing value is left out: windows reach past it, recursions keep their state. Equal to
 * TA-Lib's BBANDS; with a simple average and one number of deviations `bollinger` is quicker. Source: Bollinger, Bollinger on Bollinger Bands, 2001.
 */
export const averageBands = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; above: number; below: number; kind: string; input: string }, Bands>({
    name: 'averageBands',
    title: 'Bands around a chosen average',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      above: { default: 2, min: -3e37, max: 3e37 },
      below: { default: 2, min: -3e37, max: 3e37 },
      kind: { default: 'ema', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['upper', 'middle', 'lower'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, above, below, kind }, node, [x]) {
      const [deviation] = node(rollingStd, { period }, [x!])
      return bandsNode(node, above, below, averageNode(node, kind, period, x!), deviation!)
    },
  }),
)

/**
 * Keltner channel of the typical price: `middle` = exponential average of (high + low + close) / 3 over `period` bars, `upper` and `lower` = middle ± `multiplier` · ATR of `atrPeriod` bars. Both
 * averages have their first value on the same bar. Warm-up of all three the longer of `period − 1` and `atrPeriod`; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's KC.
 * `keltner` is the channel of the close. Source: Keltner, How to Make Money in Commodities, 1960.
 */
export const typicalKeltner = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; atrPeriod: number; multiplier: number }, Bands>({
    name: 'typicalKeltner',
    title: 'Keltner channel of the typical price',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      atrPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      multiplier: { default: 2, min: -3e37, max: 3e37 },
    },
    outputs: ['upper', 'middle', 'lower'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period, atrPeriod, multiplier }, node, inputs) {
      const late = period - 1 - atrPeriod
      const delayed = (source: number, bars: number): number =>
        bars > 0 ? node({ definition: startLater }, { bars }, [source])[0]! : source
      const [typical] = node(typicalPrice, {}, inputs)
      const [middle] = node(ema, { period }, [delayed(typical!, -late)])
      const [range] = node(
        atr,
        { period: atrPeriod },
        inputs.map((source) => delayed(source, late)),
      )
      return bandsNode(node, multiplier, multiplier, middle!, range!)
    },
  }),
)
