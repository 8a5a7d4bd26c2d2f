import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { ema } from '../trend/ema.js'
import { momentum } from './momentum.js'

/** 1 where both are above 0, −1 where both are below, else 0. */
const agreement = /* @__PURE__ */ defineIndicator<Record<never, never>, 'agreement'>({
  name: 'agreement',
  title: 'Sign on which two values agree',
  params: {},
  outputs: ['agreement'],
  inputs: () => ['first', 'second'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const first = inputs[0]!
    const second = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      out[o] = Number(first[i]! > 0 && second[i]! > 0) - Number(first[i]! < 0 && second[i]! < 0)
    }
  },
})

/**
 * Elder's impulse system: 1 where both the exponential average of `period` bars and the MACD histogram rose since the last bar, −1 where both fell, else 0. Each average
 * starts from the mean of its own first values (`macd` with `seed: 'sma'`). Warm-up the later of `period` and `slowPeriod + signalPeriod − 1`; a missing value is left
 * out. Source: Elder, Come Into My Trading Room, 2002.
 */
export const elderImpulse = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { period: number; fastPeriod: number; slowPeriod: number; signalPeriod: number; input: string },
    'elderImpulse'
  >({
    name: 'elderImpulse',
    title: 'Elder impulse',
    params: {
      period: { default: 13, min: 1, max: 100_000, integer: true, unit: 'bars' },
      fastPeriod: { default: 12, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 26, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['elderImpulse'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, fastPeriod, slowPeriod, signalPeriod }, node, [x]) {
      const [average] = node(ema, { period }, [x!])
      const [fast] = node(ema, { period: fastPeriod }, [x!])
      const [slow] = node(ema, { period: slowPeriod }, [x!])
      const [line] = node(subtract, {}, [fast!, slow!])
      const [signal] = node(ema, { period: signalPeriod }, [line!])
      const [histogram] = node(subtract, {}, [line!, signal!])
      const [trend] = node(momentum, { period: 1 }, [average!])
      const [force] = node(momentum, { period: 1 }, [histogram!])
      return node(agreement, {}, [trend!, force!])
    },
  }),
)
