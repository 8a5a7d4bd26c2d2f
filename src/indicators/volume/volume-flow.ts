import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { momentum } from '../momentum/momentum.js'
import { typicalPrice } from '../price/typical-price.js'
import { lag } from '../statistics/lag.js'
import { logChange } from '../statistics/log-change.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'

/** The volume with the sign of the price's change, 0 where that is within the cutoff; columns change, usual size of it, close, volume and the largest volume that counts. */
const countedVolume = /* @__PURE__ */ defineIndicator<{ cutoff: number; limit: number }, 'counted'>({
  name: 'countedVolume',
  title: 'Volume of moves that count',
  params: { cutoff: { default: 0.2, min: 0, max: 100 }, limit: { default: 2.5, min: 0, max: 1e6 } },
  outputs: ['counted'],
  inputs: () => ['change', 'size', 'close', 'volume', 'mean'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  init(state, { cutoff, limit }) {
    state[0] = cutoff
    state[1] = limit
  },
  advance(state, inputs, outputs, from, to, at) {
    const [change, size, close, volume, mean] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const least = state[0]! * size[i]! * close[i]!
      const counted = Math.min(volume[i]!, state[1]! * mean[i]!)
      out[o] = change[i]! > least ? counted : change[i]! < -least ? -counted : 0
    }
  },
})

/**
 * Volume flow indicator: `volumeFlow` = the sum over `period` bars of the volume of those on which the typical price rose, less of those on which it fell, over the last
 * bar's mean volume of `period` bars (0 where that is 0). A move counts beyond `cutoff` · s · close, s the population standard deviation of the last `deviationPeriod`
 * logarithmic changes of the typical price, and a volume up to `limit` times the mean; `signal` = its exponential average of
 * `signalPeriod` bars. Warm-up of both `2 · period + signalPeriod − 2` or later; a bar with a missing price or volume is left out. Depends on where the history began
 * only through `signal`. Equal to vfi of freqtrade's `technical`. Source: Katsanos, Using Money Flow to Stay with the Trend, Technical Analysis of Stocks & Commodities 22:6, 2004.
 */
export const volumeFlow = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { period: number; deviationPeriod: number; signalPeriod: number; cutoff: number; limit: number },
    'volumeFlow' | 'signal'
  >({
    name: 'volumeFlow',
    title: 'Volume flow indicator',
    params: {
      period: { default: 130, min: 1, max: 100_000, integer: true, unit: 'bars' },
      deviationPeriod: { default: 30, min: 2, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      cutoff: { default: 0.2, min: 0, max: 100 },
      limit: { default: 2.5, min: 0, max: 1000000.0 },
    },
    outputs: ['volumeFlow', 'signal'],
    inputs: () => ['high', 'low', 'close', 'volume'],
    onMissing: 'skip',
    build({ period, deviationPeriod, signalPeriod, cutoff, limit }, node, [high, low, close, volume]) {
      const [price] = node(typicalPrice, {}, [high!, low!, close!])
      const [change] = node(momentum, { period: 1 }, [price!])
      const [relative] = node(logChange, {}, [price!])
      const [size] = node(rollingStd, { period: deviationPeriod }, [relative!])
      const [mean] = node(sma, { period }, [volume!])
      const [lastMean] = node(lag, { bars: 1 }, [mean!])
      const [counted] = node(countedVolume, { cutoff, limit }, [change!, size!, close!, volume!, lastMean!])
      const [sum] = node(rollingSum, { period }, [counted!])
      const [flow] = node(scaledQuotient, {}, [sum!, lastMean!])
      const [signal] = node(ema, { period: signalPeriod }, [flow!])
      return [flow!, signal!]
    },
  }),
)
