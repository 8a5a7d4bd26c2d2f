/*
 * How many bars per second a strategy sees that decides at every close: a moving average cross kept by the strategy itself, with fees and slippage, full account history.
 *
 *     npx tsx benchmarks/backtest/event-driven.ts [bars]
 */
import { type Bars, createRandom } from 'barcast/core'
import { alignMarket } from '../../src/backtest/market.js'
import type { Strategy } from '../../src/backtest/strategy.js'
import { runStrategyOn } from '../../src/backtest/strategy-run.js'
import { venueOf } from '../../src/backtest/venue.js'

const length = Number(process.argv[2] ?? 1_000_000)
const MINUTE = 60_000
const random = createRandom(1)
let price = 100
const open = new Float64Array(length)
const close = open.map((_, i) => {
  open[i] = price
  price *= 1 + 0.0005 * random.normal()
  return price
})
const bars: Bars = {
  symbol: 'SIM',
  timeframeMs: MINUTE,
  length,
  openTimeMs: close.map((_, i) => Date.UTC(2020, 0, 1) + i * MINUTE),
  open,
  high: close.map((value, i) => Math.max(value, open[i]!)),
  low: close.map((value, i) => Math.min(value, open[i]!)),
  close,
  volume: close.map(() => 1000 * random.uniform()),
  extra: {},
}

function average(count: number): Float64Array {
  let sum = 0
  return close.map((value, i) => {
    sum += value - (i >= count ? close[i - count]! : 0)
    return i >= count - 1 ? sum / count : NaN
  })
}
const fast = average(10)
const slow = average(50)

const nothing = (): Strategy => ({ onBar() {} })
const cross = (): Strategy => ({
  warmupBars: 50,
  onBar(context) {
    const i = context.row
    const isUp = fast[i]! > slow[i]!
    if (isUp !== fast[i - 1]! > slow[i - 1]!) context.submit({ size: { targetWeight: isUp ? 1 : 0 } })
  },
})
const bracketed = (): Strategy => ({
  warmupBars: 50,
  onBar(context) {
    const i = context.row
    const isUp = fast[i]! > slow[i]!
    if (isUp === fast[i - 1]! > slow[i - 1]!) return
    context.submit({
      size: { targetWeight: isUp ? 1 : 0 },
      ...(isUp ? { bracket: { stopLoss: { fraction: 0.01 }, takeProfit: { fraction: 0.02 } } } : {}),
    })
  },
})

const market = alignMarket(bars, 'Benchmark')
const venues = [venueOf({ fees: { takerBps: 5 }, slippage: { model: 'fixed', rate: 0.0005 } })]
const rules = { venues, leverage: 1, intrabar: 'worst', initialCapital: 10_000, fillAt: 'nextOpen' } as const
console.log(`${length} bars, Node ${process.version}`)
for (const [label, make] of Object.entries({ nothing, cross, bracketed })) {
  const times: number[] = []
  let fills = 0
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    fills = runStrategyOn(market, make(), rules).fills.length
    if (i >= 2) times.push(performance.now() - start)
  }
  const ms = times.sort((a, b) => a - b)[2]!
  console.log(`${label.padEnd(12)} ${ms.toFixed(1).padStart(8)} ms ${(length / ms / 1000).toFixed(2).padStart(8)} M bars/s, ${fills} fills`)
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
