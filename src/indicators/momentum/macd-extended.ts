import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { AVERAGE_KINDS, averageNode, movingAverage } from '../trend/moving-average.js'
import { lateStart } from './late-start.js'

type MacdExtendedParams = {
  fastPeriod: number
  fastAverage: string
  slowPeriod: number
  slowAverage: string
  signalPeriod: number
  signalAverage: string
  input: string
}

/**
 * MACD whose averages can be chosen (see `movingAverage`): `macd` = fast − slow average, `signal` = the average of it, `histogram` = macd − signal. As in TA-Lib both averages give their
 * first value on the same bar, that of the longer warm-up: the other one starts later, which is seen where it is recursive. Where `fastPeriod` is the longer, the two change places, kinds
 * included. Warm-up of all three the longer one of fast and slow and that of the signal; a missing value is left out. Equal to TA-Lib's MACDEXT.
 */
export const macdExtended = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<MacdExtendedParams, 'macd' | 'signal' | 'histogram'>({
    name: 'macdExtended',
    title: 'MACD with chosen averages',
    params: {
      fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
      fastAverage: { default: 'sma', choices: AVERAGE_KINDS },
      slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
      slowAverage: { default: 'sma', choices: AVERAGE_KINDS },
      signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalAverage: { default: 'sma', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['macd', 'signal', 'histogram'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ fastPeriod, fastAverage, slowPeriod, slowAverage, signalPeriod, signalAverage }, node, [x]) {
      const given = [
        { kind: fastAverage, period: fastPeriod },
        { kind: slowAverage, period: slowPeriod },
      ]
      const averages = slowPeriod < fastPeriod ? given.reverse() : given
      const warmups = averages.map((params) => movingAverage.warmupBars(params))
      const [fast, slow] = averages.map(({ kind, period }, k) => {
        const bars = Math.max(...warmups) - warmups[k]!
        const source = bars === 0 ? x! : node(lateStart, { bars }, [x!])[0]!
        return averageNode(node, kind, period, source)
      })
      const [macd] = node(subtract, {}, [fast!, slow!])
      const signal = averageNode(node, signalAverage, signalPeriod, macd!)
      const [histogram] = node(subtract, {}, [macd!, signal])
      return [macd!, signal, histogram!]
    },
  }),
)
