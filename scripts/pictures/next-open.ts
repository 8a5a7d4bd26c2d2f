import { createBacktestEngine } from '../../src/backtest/index.js'
import type { Signal } from '../../src/core/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { box, COLOUR, dot, path, picture, scale, text } from './drawing.js'

const DAY_MS = 86_400_000
const BUY_ROW = 3
const SELL_ROW = 9

/** Candles with a buy and a sale of a real backtest. */
export function drawNextOpen(): string {
  const bars = simulateBars({ seed: 31, length: 14, timeframeMs: DAY_MS, volatilityPerBar: 0.012 })
  // Simulated bars open at the last close; markets that pause do not.
  const open = bars.open.map((price, i) => price * (1 + (i % 2 === 0 ? 0.004 : -0.004)))
  const high = bars.high.map((price, i) => Math.max(price, open[i]!))
  const low = bars.low.map((price, i) => Math.min(price, open[i]!))
  const market = { ...bars, open, high, low }
  const signal: Signal[] = Array.from({ length: bars.length }, (_, row) => (row === BUY_ROW ? 'BUY' : row === SELL_ROW ? 'SELL' : 'HOLD'))
  const engine = createBacktestEngine({ slippageModel: 'fixed', slippageRate: 0.002, maxPositionSize: 1 })
  const { fills } = engine.runBacktest({ timeMs: bars.openTimeMs, signal }, market)
  const x = scale(0, bars.length, 60, 930)
  const width = (930 - 60) / bars.length
  const y = scale(Math.min(...low), Math.max(...high), 350, 110)
  const candles = Array.from({ length: bars.length }, (_, row) => {
    const middle = x(row) + width / 2
    const [top, bottom] = [y(Math.max(open[row]!, bars.close[row]!)), y(Math.min(open[row]!, bars.close[row]!))]
    const fill = bars.close[row]! >= open[row]! ? COLOUR.sky : COLOUR.grey
    return (
      path([
        [middle, y(high[row]!)],
        [middle, y(low[row]!)],
      ]) + box(middle - width * 0.28, top, width * 0.56, Math.max(1, bottom - top), { fill, stroke: COLOUR.muted })
    )
  })
  const trades = [BUY_ROW, SELL_ROW].flatMap((row, k) => {
    const fill = fills[k]!
    const hue = k === 0 ? COLOUR.blue : COLOUR.orange
    const from = [x(row) + width / 2, y(bars.close[row]!)] as const
    const to = [x(row + 1) + width / 2 - width * 0.28, y(fill.price)] as const
    const label = 392 + k * 24
    return [
      dot(from[0], from[1], 5, hue),
      path([from, to], { stroke: hue, width: 2, arrow: true }),
      dot(60 + 6, label - 5, 5, hue),
      text(
        60 + 20,
        label,
        `${signal[row]} known at the close ${bars.close[row]!.toFixed(2)}; the next bar opens at ${open[row + 1]!.toFixed(2)}; filled at ${fill.price.toFixed(2)}, slippage included, and a fee of ${fill.fee.toFixed(2)}`,
        { size: 13 },
      ),
    ]
  })
  return picture(
    'Signal at the close, fill at the next open',
    'A signal needs the whole bar, so its order cannot fill before the next one opens. A signal on the last bar does not fill at all.',
    440,
    [...candles, ...trades],
  )
}
