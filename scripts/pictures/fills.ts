import { createBacktestEngine, type Fill } from '../../src/backtest/index.js'
import type { Bars, Signal } from '../../src/core/index.js'
import { box, COLOUR, dot, path, picture, scale, text } from './drawing.js'

const DAY_MS = 86_400_000

/** Open, high, low, close of each bar; the first one gives the signal, the second one the entry. */
type Prices = readonly (readonly [open: number, high: number, low: number, close: number])[]

interface Case {
  title: string
  words: (exit: Fill) => string
  prices: Prices
}

const CASES: readonly Case[] = [
  {
    title: 'A stop inside the bar',
    prices: [
      [99, 101, 98, 100],
      [100, 102, 99, 101],
      [101, 102, 93, 96],
    ],
    words: (exit) => `The stop at 95 is touched: filled at ${exit.price}.`,
  },
  {
    title: 'A gap beyond the stop',
    prices: [
      [99, 101, 98, 100],
      [100, 102, 99, 101],
      [91, 94, 89, 92],
    ],
    words: (exit) => `It opens at 91, below the stop: filled at ${exit.price}.`,
  },
  {
    title: 'Stop and target in one bar',
    prices: [
      [99, 101, 98, 100],
      [100, 102, 99, 101],
      [101, 107, 93, 104],
    ],
    words: (exit) => `Which came first is unknown: the worse, ${exit.price}.`,
  },
]

function barsOf(prices: Prices): Bars {
  const column = (k: number): Float64Array => Float64Array.from(prices, (bar) => bar[k]!)
  return {
    symbol: 'DEMO',
    timeframeMs: DAY_MS,
    length: prices.length,
    openTimeMs: Float64Array.from(prices, (_, i) => i * DAY_MS),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(prices.length).fill(1e9),
    extra: {},
  }
}

/** Fills of a purchase with a stop 5 % below and a target 5 % above its entry, without costs, so that the prices are those of the rules. */
function fillsOf(bars: Bars): Fill[] {
  const stops = { stopLoss: { fraction: 0.05 }, takeProfit: { fraction: 0.05 } }
  const engine = createBacktestEngine({ transactionCost: 0, slippageModel: 'fixed', slippageRate: 0, maxPositionSize: 1, stops })
  const signal: Signal[] = ['BUY', 'HOLD', 'HOLD']
  return engine.runBacktest({ timeMs: bars.openTimeMs, signal }, bars).fills
}

function panel({ title, words, prices }: Case, left: number): string[] {
  const bars = barsOf(prices)
  const [entry, exit] = fillsOf(bars)
  const width = 290
  const x = scale(0, prices.length, left, left + width - 40)
  const pitch = (width - 40) / prices.length
  const y = scale(87, 109, 330, 120)
  const rules = [
    [95, 'stop 95'],
    [105, 'target 105'],
  ] as const
  return [
    text(left, 96, title, { size: 14, bold: true }),
    ...rules.map(
      ([price, name]) =>
        path(
          [
            [left, y(price)],
            [left + width - 40, y(price)],
          ],
          { dashed: true },
        ) + text(left, y(price) - 5, name, { size: 11, fill: COLOUR.muted }),
    ),
    ...prices.map(([open, high, low, close], row) => {
      const middle = x(row) + pitch / 2
      const body = box(middle - pitch * 0.25, y(Math.max(open, close)), pitch * 0.5, Math.max(1, Math.abs(y(open) - y(close))), {
        fill: close >= open ? COLOUR.sky : COLOUR.grey,
        stroke: COLOUR.muted,
      })
      return (
        path([
          [middle, y(high)],
          [middle, y(low)],
        ]) + body
      )
    }),
    dot(x(1) + pitch * 0.25, y(entry!.price), 5, COLOUR.blue),
    dot(x(2) + pitch * 0.5, y(exit!.price), 6, COLOUR.orange),
    text(left, 362, words(exit!), { size: 12 }),
  ]
}

/** Three ways in which an exit meets a bar, with the fills of real runs. */
export function drawFills(): string {
  return picture(
    'Where an exit fills',
    'Bought at the second open (blue), with a stop 5 % below and a target 5 % above; orange is the exit that the engine made.',
    390,
    CASES.flatMap((one, i) => panel(one, 30 + i * 310)),
  )
}
