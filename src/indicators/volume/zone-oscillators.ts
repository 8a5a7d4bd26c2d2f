import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { multiply } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { signOf } from '../math/sign-parts.js'
import { momentum } from '../momentum/momentum.js'
import { ema } from '../trend/ema.js'
import { startLater } from '../trend/start-later.js'

/**
 * Volume zone oscillator, −100 … 100: 100 times the exponential average of `period` bars of the volume, with the sign of the close's change (0 where it did not change),
 * over that of the volume; 0 where nothing was traded. Averages as in `ema`, from the second bar on. Warm-up `period`; a bar with a missing close or volume is left out.
 * Depends on where the history began, ever less with time. Source: Khalil and Steckler, In the Volume Zone, Technical Analysis of Stocks & Commodities 29:6, 2011.
 */
export const volumeZoneOscillator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'volumeZoneOscillator'>({
    name: 'volumeZoneOscillator',
    title: 'Volume zone oscillator',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['volumeZoneOscillator'],
    inputs: () => ['close', 'volume'],
    onMissing: 'skip',
    build({ period }, node, [close, volume]) {
      const [change] = node(momentum, { period: 1 }, [close!])
      const [side] = node(signOf, {}, [change!])
      const [signed] = node(multiply, {}, [side!, volume!])
      const [whole] = node({ definition: startLater }, { bars: 1 }, [volume!])
      const [signedAverage] = node(ema, { period }, [signed!])
      const [average] = node(ema, { period }, [whole!])
      return node(scaledQuotient, { scale: 100 }, [signedAverage!, average!])
    },
  }),
)

/**
 * Price zone oscillator, −100 … 100: as `volumeZoneOscillator` with the close in place of the volume; 0 where the average is 0. Warm-up `period`; a missing close is left
 * out. Depends on where the history began, ever less with time. Source: Khalil and Steckler, Entering the Price Zone, Technical Analysis of Stocks & Commodities 29:7,
 * 2011.
 */
export const priceZoneOscillator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'priceZoneOscillator'>({
    name: 'priceZoneOscillator',
    title: 'Price zone oscillator',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['priceZoneOscillator'],
    inputs: () => ['close'],
    onMissing: 'skip',
    build({ period }, node, [close]) {
      const [change] = node(momentum, { period: 1 }, [close!])
      const [side] = node(signOf, {}, [change!])
      const [signed] = node(multiply, {}, [side!, close!])
      const [whole] = node({ definition: startLater }, { bars: 1 }, [close!])
      const [signedAverage] = node(ema, { period }, [signed!])
      const [average] = node(ema, { period }, [whole!])
      return node(scaledQuotient, { scale: 100 }, [signedAverage!, average!])
    },
  }),
)
