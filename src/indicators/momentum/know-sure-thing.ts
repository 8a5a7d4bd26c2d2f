import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { add } from '../math/arithmetic.js'
import { weightedPair } from '../math/weighted-pair.js'
import { sma } from '../trend/sma.js'
import { roc } from './roc.js'

const rules = (bars: number) => ({ default: bars, min: 1, max: 100_000, integer: true, unit: 'bars' }) as const

type KnowSureThingParams = Readonly<
  Record<
    | 'firstRate'
    | 'secondRate'
    | 'thirdRate'
    | 'fourthRate'
    | 'firstAverage'
    | 'secondAverage'
    | 'thirdAverage'
    | 'fourthAverage'
    | 'signalPeriod',
    number
  >
> & { input: string }

/**
 * Know sure thing: `kst` = s₁ + 2 s₂ + 3 s₃ + 4 s₄, sₖ the simple average over `…Average` bars of the rate of change in percent over `…Rate` bars (0 where the old value
 * is 0); `signal` = its simple average of `signalPeriod` bars. A function of its windows alone. Warm-up of both that of `signal`; a missing value restarts the windows.
 * Equal to `ta`'s KSTIndicator and pandas-ta-classic's kst. Source: Pring, Summed Rate of Change, Technical Analysis of Stocks & Commodities 10:9, 1992.
 */
export const knowSureThing = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<KnowSureThingParams, 'kst' | 'signal'>({
    name: 'knowSureThing',
    title: 'Know sure thing',
    params: {
      firstRate: rules(10),
      secondRate: rules(15),
      thirdRate: rules(20),
      fourthRate: rules(30),
      firstAverage: rules(10),
      secondAverage: rules(10),
      thirdAverage: rules(10),
      fourthAverage: rules(15),
      signalPeriod: rules(9),
      input: { default: 'close', column: true },
    },
    outputs: ['kst', 'signal'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build(params, node, [x]) {
      const smooth = (rate: number, average: number): number => {
        const [change] = node(roc, { period: rate }, [x!])
        return node(sma, { period: average }, [change!])[0]!
      }
      const [short] = node(weightedPair, { second: 2 }, [
        smooth(params.firstRate, params.firstAverage),
        smooth(params.secondRate, params.secondAverage),
      ])
      const [long] = node(weightedPair, { first: 3, second: 4 }, [
        smooth(params.thirdRate, params.thirdAverage),
        smooth(params.fourthRate, params.fourthAverage),
      ])
      const [kst] = node(add, {}, [short!, long!])
      const [signal] = node(sma, { period: params.signalPeriod }, [kst!])
      return [kst!, signal!]
    },
  }),
)
