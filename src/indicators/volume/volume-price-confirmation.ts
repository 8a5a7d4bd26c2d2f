import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { multiply, subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'
import { vwma } from './vwma.js'

/**
 * Volume price confirmation indicator: (VWMA − mean of the close over `slowPeriod` bars) · (VWMA / mean over `fastPeriod` bars) · (mean volume of `fastPeriod` bars /
 * that of `slowPeriod`); a quotient is 1 where its divisor is 0. A function of its window alone. Warm-up the longer period − 1; a missing close or volume restarts the
 * windows. Equal to vpci of freqtrade's `technical`. Source: Dormeier, Between Price and Volume, Technical Analysis of Stocks & Commodities 25:7, 2007.
 */
export const volumePriceConfirmation = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ fastPeriod: number; slowPeriod: number }, 'volumePriceConfirmation'>({
    name: 'volumePriceConfirmation',
    title: 'Volume price confirmation',
    params: {
      fastPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: ['volumePriceConfirmation'],
    inputs: () => ['close', 'volume'],
    onMissing: 'reset',
    build({ fastPeriod, slowPeriod }, node, [close, volume]) {
      const pair = (period: number): [number, number, number] => [
        node(vwma, { period }, [close!, volume!])[0]!,
        node(sma, { period }, [close!])[0]!,
        node(sma, { period }, [volume!])[0]!,
      ]
      const [fastWeighted, fast, fastVolume] = pair(fastPeriod)
      const [slowWeighted, slow, slowVolume] = pair(slowPeriod)
      const [confirmed] = node(subtract, {}, [slowWeighted, slow])
      const [ratio] = node(scaledQuotient, { zero: 1 }, [fastWeighted, fast])
      const [busy] = node(scaledQuotient, { zero: 1 }, [fastVolume, slowVolume])
      const [both] = node(multiply, {}, [confirmed!, ratio!])
      return node(multiply, {}, [both!, busy!])
    },
  }),
)

/**
 * Volume-weighted MACD: `macd` = the difference of the volume-weighted averages of `fastPeriod` and `slowPeriod` bars, `signal` = its exponential average of
 * `signalPeriod` bars, `histogram` = macd − signal. `average: 'exponential'` weighs by EMA(value · volume) / EMA(volume), 0 while nothing was traded (Hawkins; vwmacd of
 * freqtrade's `technical`), `'simple'` by `vwma` (pandas-ta-classic's line, whose signal is volume-weighted too). Averages as in `ema`. Warm-up of all three `slowPeriod
 * + signalPeriod − 2`; a bar with a missing value or volume is left out. Depends on where the history began, ever less with time. Source: Hawkins; Dormeier, Investing
 * with Volume Analysis, 2011.
 */
export const volumeWeightedMacd = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { fastPeriod: number; slowPeriod: number; signalPeriod: number; average: string; input: string },
    'macd' | 'signal' | 'histogram'
  >({
    name: 'volumeWeightedMacd',
    title: 'Volume-weighted MACD',
    params: {
      fastPeriod: { default: 12, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 26, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'exponential', choices: ['exponential', 'simple'] },
      input: { default: 'close', column: true },
    },
    outputs: ['macd', 'signal', 'histogram'],
    inputs: ({ input }) => [input, 'volume'],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, signalPeriod, average }, node, inputs) {
      const [turnover] = node(multiply, {}, inputs)
      const weighted = (period: number): number => {
        if (average === 'simple') return node(vwma, { period }, inputs)[0]!
        const [traded] = node(ema, { period }, [turnover!])
        const [volume] = node(ema, { period }, [inputs[1]!])
        return node(scaledQuotient, {}, [traded!, volume!])[0]!
      }
      const [line] = node(subtract, {}, [weighted(fastPeriod), weighted(slowPeriod)])
      const [signal] = node(ema, { period: signalPeriod }, [line!])
      const [histogram] = node(subtract, {}, [line!, signal!])
      return [line!, signal!, histogram!]
    },
  }),
)

/**
 * Williams' variable accumulation distribution (WVAD): the sum over `period` bars of (close − open) / (high − low) · volume, 0 for a bar without range. A function of its
 * window alone. Warm-up `period − 1`; a missing price or volume restarts the window. Source: Williams, How I Made One Million Dollars, 1973.
 */
export const variableAccumulation = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'variableAccumulation'>({
    name: 'variableAccumulation',
    title: "Williams' variable accumulation distribution",
    params: { period: { default: 24, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['variableAccumulation'],
    inputs: () => ['open', 'high', 'low', 'close', 'volume'],
    onMissing: 'reset',
    build({ period }, node, [open, high, low, close, volume]) {
      const [body] = node(subtract, {}, [close!, open!])
      const [range] = node(subtract, {}, [high!, low!])
      const [share] = node(scaledQuotient, {}, [body!, range!])
      const [flow] = node(multiply, {}, [share!, volume!])
      return node(rollingSum, { period }, [flow!])
    },
  }),
)
