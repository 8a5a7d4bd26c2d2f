/*
 * Backtests beside vectorbt and backtesting.py in one run, case by case in turn, so that a busy machine meets both alike.
 *
 *     BARCAST_PYTHON=… npx tsx benchmarks/backtest/run.ts [rounds [case]]
 *
 * A moving average cross of 10 and 50 on simulated minutes, all in, all out, with fees and slippage. `account`: signals
 * to account, fills and trades, which is what vectorbt is asked for; `signals`: given as signals (with full results: equity, trades, metrics, benchmark);
 * `stops`: the same with a stop loss and a target; `events`: a strategy that decides at every close. Best and median of the rounds after one for warming up.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createBacktestEngine } from 'barcast/backtest'
import { type Bars, createRandom, type Signal } from 'barcast/core'
import { parseConfig } from '../../src/backtest/config.js'
import { alignMarket } from '../../src/backtest/market.js'
import { planSignals } from '../../src/backtest/signal-plan.js'
import { simulate } from '../../src/backtest/simulation.js'
import { runStrategyOn } from '../../src/backtest/strategy-run.js'
import { tradesOf } from '../../src/backtest/trades.js'
import { venueOf } from '../../src/backtest/venue.js'

const MINUTE = 60_000
const rounds = Number(process.argv[2] ?? 7)

function marketOf(length: number): { bars: Bars; fast: Float64Array; slow: Float64Array; signal: Signal[] } {
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
    volume: close.map(() => 1000),
    extra: {},
  }
  const average = (count: number): Float64Array => {
    let sum = 0
    return close.map((value, i) => {
      sum += value - (i >= count ? close[i - count]! : 0)
      return i >= count - 1 ? sum / count : NaN
    })
  }
  const [fast, slow] = [average(10), average(50)]
  return { bars, fast, slow, signal: Array.from(fast, (value, i) => (value > slow[i]! ? 'BUY' : 'SELL')) }
}

const python = spawn(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
const answer = async (): Promise<{ ms: number; count: number }> => JSON.parse((await lines.next()).value as string)
const versions = await answer()

const costs = { transactionCost: 0.0005, slippageModel: 'fixed', slippageRate: 0.0005, maxPositionSize: 1 } as const
const plain = createBacktestEngine(costs)
const stopped = createBacktestEngine({ ...costs, stops: { stopLoss: { fraction: 0.003 }, takeProfit: { fraction: 0.006 } } })
const million = marketOf(1_000_000)
const signals = { timeMs: million.bars.openTimeMs, signal: million.signal }

function events({ bars, fast, slow }: typeof million): number {
  const venues = [venueOf({ fees: { takerBps: 5 }, slippage: { model: 'fixed', rate: 0.0005 } })]
  let isLong = false
  return runStrategyOn(
    alignMarket(bars, 'Benchmark'),
    {
      warmupBars: 50,
      onBar(context) {
        const isUp = fast[context.row]! > slow[context.row]!
        if (isUp === isLong) return
        isLong = isUp
        context.submit({ size: { targetWeight: isUp ? 1 : 0 } })
      },
    },
    { venues, leverage: 1, intrabar: 'worst', initialCapital: 10_000_000, fillAt: 'nextOpen' },
  ).fills.length
}

const bare = parseConfig(costs)
const account = (): number => {
  const { history, fills } = simulate(million.bars, planSignals(signals, million.bars), bare)
  return tradesOf(fills, history).length
}

const cases = [
  { name: 'account', bars: 1_000_000, peerBars: 1_000_000, run: account },
  { name: 'signals', bars: 1_000_000, peerBars: 1_000_000, run: () => plain.runBacktest(signals, million.bars).fills.length },
  { name: 'stops', bars: 1_000_000, peerBars: 1_000_000, run: () => stopped.runBacktest(signals, million.bars).fills.length },
  { name: 'events', bars: 1_000_000, peerBars: 100_000, run: () => events(million) },
]

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!
console.log(`Node ${process.version}`, JSON.stringify(versions))
for (const { name, bars, peerBars, run } of cases.filter(({ name }) => process.argv[3] === undefined || name === process.argv[3])) {
  const ours: number[] = []
  const peers: number[] = []
  let counts = ''
  for (let round = 0; round <= rounds; round++) {
    python.stdin.write(`${name === 'account' ? 'signals' : name} ${peerBars}\n`)
    const peer = await answer()
    const start = performance.now()
    const fills = run()
    const ms = performance.now() - start
    counts = `${fills} fills here, ${peer.count} trades there`
    if (round === 0) continue
    ours.push((ms / bars) * 1e6)
    peers.push((peer.ms / peerBars) * 1e6)
  }
  const told = (ns: number): string => `${ns.toFixed(0)} ns/bar (${(1000 / ns).toFixed(2)} M bars/s)`
  console.log(
    `${name.padEnd(8)} medians: here ${told(median(ours))}, peer ${told(median(peers))}, ratio ${(median(peers) / median(ours)).toFixed(1)}; best: here ${told(ours[0]!)}, peer ${told(peers[0]!)}, ratio ${(peers[0]! / ours[0]!).toFixed(1)}; ${counts}`,
  )
}
console.log(`peak memory of all this ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
python.stdin.end()
