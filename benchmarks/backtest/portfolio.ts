/*
 * Many symbols on one clock: a cross of two averages in each of 500 symbols over ten years of days, equal parts of what there is, with fees and slippage, by a strategy through the broker.
 *
 *     npx tsx benchmarks/backtest/portfolio.ts [symbols] [days]
 */
import { createBacktestEngine } from 'barcast/backtest'
import { type Bars, createRandom } from 'barcast/core'

const symbols = Number(process.argv[2] ?? 500)
const days = Number(process.argv[3] ?? 2520)
const DAY = 86_400_000

function average(close: Float64Array, count: number): Float64Array {
  let sum = 0
  return close.map((value, i) => {
    sum += value - (i >= count ? close[i - count]! : 0)
    return i >= count - 1 ? sum / count : NaN
  })
}

const all = Array.from({ length: symbols }, (_, k): Bars => {
  const random = createRandom(k + 1)
  let price = 100
  const open = new Float64Array(days)
  const close = open.map((_, i) => {
    open[i] = price
    price *= 1 + 0.01 * random.normal()
    return price
  })
  return {
    symbol: `S${k}`,
    timeframeMs: DAY,
    length: days,
    openTimeMs: close.map((_, i) => Date.UTC(2014, 0, 1) + i * DAY),
    open,
    high: close.map((value, i) => Math.max(value, open[i]!)),
    low: close.map((value, i) => Math.min(value, open[i]!)),
    close,
    volume: close.map(() => 1e6),
    extra: {},
  }
})
const averages = all.map(({ close }) => [average(close, 20), average(close, 100)] as const)
const engine = createBacktestEngine({ transactionCost: 0.0005, slippageModel: 'fixed', slippageRate: 0.0005 })

function run(withBrackets: boolean): number {
  return engine.runStrategy(
    {
      warmupBars: 101,
      onBar(context) {
        const { row } = context
        for (const [s, [fast, slow]] of averages.entries()) {
          const isUp = fast[row]! > slow[row]!
          if (isUp === fast[row - 1]! > slow[row - 1]!) continue
          const bracket = withBrackets && isUp ? { bracket: { stopLoss: { fraction: 0.05 }, takeProfit: { fraction: 0.1 } } } : {}
          context.submit({ symbol: all[s]!.symbol, size: { targetWeight: isUp ? 0.9 / symbols : 0 }, ...bracket })
        }
      },
    },
    all,
  ).fills.length
}

console.log(`${symbols} symbols, ${days} days, Node ${process.version}`)
for (const withBrackets of [false, true]) {
  const times: number[] = []
  let fills = 0
  for (let i = 0; i < 4; i++) {
    const start = performance.now()
    fills = run(withBrackets)
    times.push(performance.now() - start)
  }
  console.log(
    `${withBrackets ? 'brackets' : 'market orders'}: first ${times[0]!.toFixed(0)} ms, best ${Math.min(...times).toFixed(0)} ms, ${fills} fills`,
  )
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
