import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { lag } from '../statistics/lag.js'
import { sma } from '../trend/sma.js'
import { atr } from '../volatility/atr.js'
import { donchian } from '../volatility/donchian.js'
import {
  BREAKOUT_STATE,
  type BreakoutOutput,
  breakoutOutputs,
  confirmationParam,
  initBreakout,
  stepBreakout,
  writeBreakout,
} from './breakout-events.js'

type ChannelBreakoutParams = { period: number; confirmationBars: number; volumeFactor: number; atrPeriod: number }

/** Breakouts from levels that stand before the bar, with a volume to beat. Not listed: what `channelBreakout` is made with. */
const breakoutOfLevels = /* @__PURE__ */ defineIndicator<{ confirmationBars: number; volumeFactor: number }, BreakoutOutput>({
  name: 'breakoutOfLevels',
  title: 'Breakout of levels',
  params: { confirmationBars: confirmationParam, volumeFactor: { default: 0, min: 0, max: 1e6 } },
  outputs: breakoutOutputs,
  inputs: () => ['close', 'upper', 'lower', 'volume', 'meanVolume', 'range'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 1 + BREAKOUT_STATE,
  onMissing: 'skip',
  gaps: 'until the first breakout',
  init(state, { confirmationBars, volumeFactor }) {
    state[0] = volumeFactor
    initBreakout(state, 1, confirmationBars)
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const upper = inputs[1]!
    const lower = inputs[2]!
    const volume = inputs[3]!
    const meanVolume = inputs[4]!
    const range = inputs[5]!
    const factor = state[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const direction = stepBreakout(state, 1, close[i]!, upper[i]!, lower[i]!, volume[i]! >= factor * meanVolume[i]!)
      writeBreakout(state, 1, direction, close[i]!, range[i]!, outputs, o)
    }
  },
})

/**
 * Breakout of the Donchian channel: the close leaves the highest high or the lowest low of the `period` bars before it, on a bar whose volume is at least `volumeFactor` times their mean volume (0 asks for none), and stays beyond that
 * level for `confirmationBars` closes in all. `direction` is 1 or −1 on the last of them, on which the breakout is known, else 0; `strength` is how far that close is beyond the level, in ATRs (of `atrPeriod`, as `atr`; 0 without a
 * breakout or where the ATR is 0); `barsSince` counts from the last breakout, NaN before the first. The next one on a side follows only after a close that was not beyond the level of its day. Warm-up the longer of `period` and `atrPeriod`; a
 * bar with a missing price or volume is passed over. Source: Donchian, Trend-Following Methods in Commodity Price Analysis, 1957.
 */
export const channelBreakout = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<ChannelBreakoutParams, BreakoutOutput>({
    name: 'channelBreakout',
    title: 'Breakout of the Donchian channel',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      confirmationBars: confirmationParam,
      volumeFactor: { default: 0, min: 0, max: 1e6 },
      atrPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: breakoutOutputs,
    inputs: () => ['high', 'low', 'close', 'volume'],
    onMissing: 'skip',
    gaps: 'until the first breakout',
    build({ period, confirmationBars, volumeFactor, atrPeriod }, node, [high, low, close, volume]) {
      const before = (source: number): number => node(lag, { bars: 1 }, [source])[0]!
      const [upper, , lower] = node(donchian, { period }, [high!, low!])
      const [mean] = node(sma, { period }, [volume!])
      const [range] = node(atr, { period: atrPeriod }, [high!, low!, close!])
      return node(breakoutOfLevels, { confirmationBars, volumeFactor }, [
        close!,
        before(upper!),
        before(lower!),
        volume!,
        before(mean!),
        range!,
      ])
    },
  }),
)
