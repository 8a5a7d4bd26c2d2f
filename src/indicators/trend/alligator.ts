import { composeDefinition, type Node } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { magnitude } from '../math/sign-parts.js'
import { weightedPair } from '../math/weighted-pair.js'
import { medianPrice } from '../price/median-price.js'
import { lag } from '../statistics/lag.js'
import { rma } from './rma.js'

type AlligatorParams = {
  jawPeriod: number
  teethPeriod: number
  lipsPeriod: number
  jawShift: number
  teethShift: number
  lipsShift: number
}

const period = (bars: number) => ({ default: bars, min: 1, max: 100_000, integer: true, unit: 'bars' }) as const
const params = {
  jawPeriod: period(13),
  teethPeriod: period(8),
  lipsPeriod: period(5),
  jawShift: period(8),
  teethShift: period(5),
  lipsShift: period(3),
}

/** The three lines over (high + low) / 2. */
function linesOf(given: AlligatorParams, node: Node, inputs: readonly number[]): [number, number, number] {
  const [median] = node(medianPrice, {}, inputs)
  const line = (bars: number, shift: number): number => {
    const [average] = node(rma, { period: bars }, [median!])
    return node(lag, { bars: shift }, [average!])[0]!
  }
  return [line(given.jawPeriod, given.jawShift), line(given.teethPeriod, given.teethShift), line(given.lipsPeriod, given.lipsShift)]
}

/**
 * Williams' alligator: three of Wilder's averages (`rma`) of (high + low) / 2, each as it was `…Shift` bars ago, which is where charts that draw it into the future show it now: `jaw` 13 bars, shifted by 8,
 * `teeth` 8 by 5, `lips` 5 by 3. Warm-up of all three the largest period + shift − 1; a bar with a missing price is left out. Depends on where the history began, ever less with time. Equal to
 * trading-signals' Alligator. Source: Williams, New Trading Dimensions, 1998.
 */
export const alligator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<AlligatorParams, 'jaw' | 'teeth' | 'lips'>({
    name: 'alligator',
    title: "Williams' alligator",
    params,
    outputs: ['jaw', 'teeth', 'lips'],
    inputs: () => ['high', 'low'],
    onMissing: 'skip',
    build: linesOf,
  }),
)

/**
 * Gator oscillator: `upper` = |jaw − teeth| and `lower` = −|teeth − lips| of `alligator`. Warm-up and missing values as there. Source: Williams, New Trading Dimensions, 1998.
 */
export const gator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<AlligatorParams, 'upper' | 'lower'>({
    name: 'gator',
    title: 'Gator oscillator',
    params,
    outputs: ['upper', 'lower'],
    inputs: () => ['high', 'low'],
    onMissing: 'skip',
    build(given, node, inputs) {
      const [jaw, teeth, lips] = linesOf(given, node, inputs)
      const distance = (a: number, b: number, sign: number): number => {
        const [apart] = node(weightedPair, { second: -1 }, [a, b])
        return node(magnitude, { factor: sign }, [apart!])[0]!
      }
      return [distance(jaw, teeth, 1), distance(teeth, lips, -1)]
    },
  }),
)
