/*
 * How many bars per second a backtest carries: one symbol, a moving average cross, fees and slippage, full equity and trades.
 *
 *     npx tsx benchmarks/backtest/signal-path.ts [bars]
 *
 * `account` is the bare path (signals laid on the bars, the account, fills), `run` the whole of runBacktest with trades, figures of
 * strategy and benchmark, and warnings. Medians of 9 runs after 2 for warming up.
 */
import { createBacktestEngine } from 'barcast/backtest'
import { type Bars, createRandom, type Signal } from 'barcast/core'
import { parseConfig } from '../../src/backtest/config.js'
import { planSignals } from '../../src/backtest/signal-plan.js'
import { simulate } from '../../src/backtest/simulation.js'

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

function average(bars: number): Float64Array {
  let sum = 0
  return close.map((value, i) => {
    sum += value - (i >= bars ? close[i - bars]! : 0)
    return i >= bars - 1 ? sum / bars : NaN
  })
}

const fast = average(10)
const slow = average(50)
const signal = Array.from(fast, (value, i): Signal => (value > slow[i]! ? 'BUY' : value < slow[i]! ? 'SELL' : 'HOLD'))
const signals = { timeMs: bars.openTimeMs, signal }
const config = { transactionCost: 0.0005, maxPositionSize: 1 }

function median(label: string, work: () => number): void {
  const times: number[] = []
  let fills = 0
  for (let i = 0; i < 11; i++) {
    const start = performance.now()
    fills = work()
    if (i >= 2) times.push(performance.now() - start)
  }
  const ms = times.sort((a, b) => a - b)[4]!
  console.log(`${label.padEnd(24)} ${ms.toFixed(1).padStart(8)} ms ${(length / ms / 1000).toFixed(1).padStart(8)} M bars/s, ${fills} fills`)
}

console.log(`${length} bars, Node ${process.version}`)
for (const slippageModel of ['fixed', 'linear', 'sqrt'] as const) {
  const parsed = parseConfig({ ...config, slippageModel })
  const engine = createBacktestEngine({ ...config, slippageModel })
  median(`account ${slippageModel}`, () => simulate(bars, planSignals(signals, bars), parsed).fills.length)
  median(`run ${slippageModel}`, () => engine.runBacktest(signals, bars).fills.length)
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
