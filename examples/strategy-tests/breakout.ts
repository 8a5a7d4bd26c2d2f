import type { Bars, Frame } from 'barcast/core'
import { createFrame } from 'barcast/core'
import { rollingMax, rollingMin, sma } from 'barcast/indicators'

export interface BreakoutOptions {
  channelBars: number
  trendBars: number
}

/** What the strategy looks at: where the close stands in the channel of the bars before it, and against its own mean. */
export function breakoutFeatures(bars: Bars, { channelBars, trendBars }: BreakoutOptions): Frame {
  const top = rollingMax(bars, { period: channelBars, input: 'high' })
  const bottom = rollingMin(bars, { period: channelBars, input: 'low' })
  const mean = sma(bars, { period: trendBars })
  const above = Float64Array.from({ length: bars.length }, (_, i) => (i === 0 ? NaN : bars.close[i]! - top[i - 1]!))
  const below = Float64Array.from({ length: bars.length }, (_, i) => (i === 0 ? NaN : bars.close[i]! - bottom[i - 1]!))
  return createFrame({ columns: { above, below, trend: bars.close.map((close, i) => close / mean[i]! - 1) }, timeMs: bars.openTimeMs })
}

/** Buys a close above the channel while the trend is up, sells a close below it. */
export function breakoutSignals(bars: Bars, options: BreakoutOptions): ('BUY' | 'SELL' | 'HOLD')[] {
  const features = breakoutFeatures(bars, options)
  const [above, below, trend] = ['above', 'below', 'trend'].map((name) => features.column(name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  return Array.from({ length: bars.length }, (_, i) => {
    if (above[i]! > 0 && trend[i]! > 0) return 'BUY'
    return below[i]! < 0 ? 'SELL' : 'HOLD'
  })
}
