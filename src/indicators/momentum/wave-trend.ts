import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { beyondRounding } from '../math/beyond-rounding.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { magnitude } from '../math/sign-parts.js'
import { typicalPrice } from '../price/typical-price.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'

/**
 * WaveTrend: with p = (high + low + close) / 3, e its exponential average of `channelPeriod` bars and d that of |p − e|, `waveTrend` = the exponential average over
 * `averagePeriod` bars of (p − e) / (0.015 d), 0 where d is 0; `signal` = its simple average of `signalPeriod` bars. Averages as in `ema`. Warm-up `2 · channelPeriod +
 * averagePeriod + signalPeriod − 4`; a bar with a missing price is left out. Depends on where the history began, ever less with time. Source: LazyBear's WaveTrend
 * Oscillator on TradingView, after MetaStock's Trading Channel Index.
 */
export const waveTrend = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ channelPeriod: number; averagePeriod: number; signalPeriod: number }, 'waveTrend' | 'signal'>({
    name: 'waveTrend',
    title: 'WaveTrend oscillator',
    params: {
      channelPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      averagePeriod: { default: 21, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 4, min: 1, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: ['waveTrend', 'signal'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ channelPeriod, averagePeriod, signalPeriod }, node, inputs) {
      const [price] = node(typicalPrice, {}, inputs)
      const [middle] = node(ema, { period: channelPeriod }, [price!])
      const [raw] = node(subtract, {}, [price!, middle!])
      const [apart] = node(beyondRounding, {}, [raw!, price!])
      const [size] = node(magnitude, { factor: 0.015 }, [apart!])
      const [width] = node(ema, { period: channelPeriod }, [size!])
      const [channel] = node(scaledQuotient, {}, [apart!, width!])
      const [wave] = node(ema, { period: averagePeriod }, [channel!])
      const [signal] = node(sma, { period: signalPeriod }, [wave!])
      return [wave!, signal!]
    },
  }),
)
