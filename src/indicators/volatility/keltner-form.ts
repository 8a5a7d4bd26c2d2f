import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { weightedPair } from '../math/weighted-pair.js'
import { typicalPrice } from '../price/typical-price.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'
import { atr } from './atr.js'
import { trueRange } from './true-range.js'

/**
 * Keltner channels as other sources have them, `upper` and `lower` = `middle` ± `multiplier` · width. `form: 'original'`: middle = simple average of (high + low + close)
 * / 3, width that of high − low (Keltner 1960, 10 bars and 1; `ta` with its original version). `'starc'`: simple average of the close, ATR as in `atr` (Stoller's STARC
 * bands, 6 and 15 bars, 2). `'squeeze'`: simple averages of the close and of the true range (LazyBear's squeeze). `'pandasTa'`: exponential averages of both
 * (pandas-ta-classic's kc). `keltner` has TradingView's and Raschke's, `typicalKeltner` TA-Lib's. Warm-up the longer of `period − 1` and the width's (`widthPeriod`; one
 * less in the original); a bar with a missing price is left out.
 */
export const keltnerForm = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { form: string; period: number; widthPeriod: number; multiplier: number },
    'upper' | 'middle' | 'lower'
  >({
    name: 'keltnerForm',
    title: 'Keltner channel in a named form',
    params: {
      form: { default: 'original', choices: ['original', 'starc', 'squeeze', 'pandasTa'] },
      period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      widthPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      multiplier: { default: 1, min: 0, max: 100 },
    },
    outputs: ['upper', 'middle', 'lower'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ form, period, widthPeriod, multiplier }, node, inputs) {
      const [high, low, close] = inputs as [number, number, number]
      const average = form === 'pandasTa' ? ema : sma
      const [price] = form === 'original' ? node(typicalPrice, {}, inputs) : [close]
      const [middle] = node(average, { period }, [price!])
      const [range] = form === 'original' ? node(subtract, {}, [high, low]) : node(trueRange, {}, inputs)
      const [width] = form === 'starc' ? node(atr, { period: widthPeriod }, inputs) : node(average, { period: widthPeriod }, [range!])
      const band = (factor: number): number => node(weightedPair, { second: factor }, [middle!, width!])[0]!
      return [band(multiplier), middle!, band(-multiplier)]
    },
  }),
)
