import type { Bars, Random } from 'barcast/core'
import { createRandom } from 'barcast/core'
import type { BacktestConfig } from '../../../src/backtest/config.js'
import type { InstrumentRules } from '../../../src/backtest/instrument.js'
import type { OrderRequest, OrderType } from '../../../src/backtest/order.js'
import type { StrategyContext } from '../../../src/backtest/strategy.js'
import { DAY, START } from './run.js'

/** A market with everything that can befall an account, its settings, and somebody who trades at random. */
export interface World {
  bars: Bars[]
  config: BacktestConfig
  onBar(context: StrategyContext): void
}

/** Tag of orders that no market reaches, and that the trader does not know of. */
export const ASLEEP = 'asleep'

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random.uniform() * all.length)]!
const chance = (random: Random, share: number): boolean => random.uniform() < share

interface Splits {
  splits: { timeMs: number; ratio: number }[]
}

/** A walk with gaps, missing bars and prices, and splits that the prices show. */
function randomBars(random: Random, symbol: string, rows: number, stepMs: number, { splits }: Splits): Bars {
  const volatility = pick(random, [0.005, 0.03, 0.12])
  const missing = pick(random, [0, 0.1])
  let price = pick(random, [0.8, 50, 3000])
  const columns: number[][] = []
  const move = (size: number): number => 1 + size * Math.max(-2.5, Math.min(2.5, random.normal()))
  for (let i = 0; i < rows; i++) {
    const timeMs = START + i * stepMs
    const split = splits.find((at) => at.timeMs === timeMs)
    if (split !== undefined) price /= split.ratio
    const open = price * move(0.5 * volatility)
    const close = open * move(volatility)
    const high = Math.max(open, close) * (1 + volatility * random.uniform())
    const low = Math.min(open, close) * (1 - 0.5 * volatility * random.uniform())
    price = close
    if (chance(random, missing) && i > 0) continue
    const hole = (value: number): number => (chance(random, missing / 2) ? NaN : value)
    columns.push([timeMs, hole(open), high, low, hole(close), chance(random, missing) ? pick(random, [0, NaN]) : 500 * random.uniform()])
  }
  const column = (k: number): Float64Array => Float64Array.from(columns, (row) => row[k]!)
  return {
    symbol,
    timeframeMs: stepMs,
    length: columns.length,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    extra: {},
  }
}

function randomRules(random: Random, stepMs: number, rows: number, foreign: boolean): InstrumentRules & Splits {
  const at = (): number => START + Math.floor(random.uniform() * rows) * stepMs
  return {
    tickSize: pick(random, [0, 0, 0.01]),
    lotSize: pick(random, [0, 0, 0.1]),
    minNotional: pick(random, [0, 20]),
    multiplier: pick(random, [1, 1, 10]),
    ...(foreign ? { currency: 'EUR' } : {}),
    ...(chance(random, 0.4) ? { maxParticipation: 0.2 } : {}),
    ...(chance(random, 0.2) ? { halts: [{ fromMs: at(), toMs: START + rows * stepMs }] } : {}),
    splits: chance(random, 0.4) ? [{ timeMs: at(), ratio: pick(random, [2, 0.1, 1.5]) }] : [],
  }
}

const series = (random: Random, rows: number, stepMs: number, rate: () => number) => {
  const times = Array.from({ length: 3 * rows }, (_, k) => START - 2 * stepMs + k * stepMs * pick(random, [0.5])).filter(
    (_, k) => k === 0 || chance(random, 0.7),
  )
  return { timeMs: Float64Array.from(times), rate: Float64Array.from(times, rate) }
}

function randomConfig(random: Random, bars: readonly Bars[], instruments: Record<string, InstrumentRules>, rows: number): BacktestConfig {
  const stepMs = bars[0]!.timeframeMs
  const leverage = pick(random, [1, 1, 3, 10])
  const walk = { rate: 1.1 }
  return {
    initialCapital: pick(random, [1000, 1e6]),
    fees: {
      takerBps: pick(random, [0, 10, 100]),
      makerBps: pick(random, [-2, 5]),
      perTrade: pick(random, [0, 0.5]),
      minimum: pick(random, [0, 1]),
    },
    spreadBps: pick(random, [0, 10]),
    slippage: pick(random, [
      { model: 'fixed', rate: 0.001 },
      { model: 'linear', rate: 0.05 },
      { model: 'sqrt', rate: 0.02 },
      { model: 'volumeImpact', rate: 0.7, windowBars: 5 },
    ]),
    instruments,
    carry: {
      borrowRate: pick(random, [0, 0.2]),
      interestRate: pick(random, [0, 0.1]),
      funding: Object.fromEntries(
        bars
          .slice(0, 1)
          .map(({ symbol }) => [symbol, series(random, rows, stepMs, () => (chance(random, 0.1) ? NaN : 0.002 * random.normal()))]),
      ),
    },
    margin: { leverage, ...(chance(random, 0.3) ? { maintenanceFraction: 0.5 / leverage } : {}), liquidationFeeBps: 30 },
    ...(chance(random, 0.3) ? { limits: { maxPositions: 2, maxWeight: 0.6, maxGrossExposure: 1.5, maxNetExposure: 0.8 } } : {}),
    currency: 'USD',
    exchangeRates: { EUR: series(random, rows, stepMs, () => (walk.rate *= 1 + 0.01 * random.normal())) },
    intrabar: pick(random, ['worst', 'worst', 'openHighLow', 'openLowHigh', 'nearest']),
  }
}

function randomOrder(random: Random, context: StrategyContext, symbol: string): OrderRequest {
  const price = context.close(symbol)
  const near = (): number => price * (1 + 0.05 * random.normal() * 0.5)
  const target = chance(random, 0.3)
  const type = target ? 'market' : pick<OrderType>(random, ['market', 'market', 'limit', 'stop', 'stopLimit', 'trailingStop'])
  const value = (Math.abs(context.equity) + 1) * random.uniform() * 1.5
  const size = target
    ? pick(random, [{ targetWeight: 2 * random.uniform() - 1 }, { targetUnits: (value / price) * (random.uniform() - 0.5) }])
    : pick(random, [{ units: value / price }, { notional: value }])
  const exits = {
    stopLoss: pick(random, [{ fraction: 0.02 }, { price: Math.abs(near()) }]),
    takeProfit: { fraction: 0.03 },
    ...(chance(random, 0.3) ? { trailingStop: pick(random, [{ fraction: 0.02 }, { distance: 0.02 * price }]) } : {}),
  }
  return {
    symbol,
    type,
    size,
    ...(target ? {} : { side: pick(random, ['buy', 'sell'] as const) }),
    ...(type === 'limit' || type === 'stopLimit' ? { limitPrice: Math.abs(near()) } : {}),
    ...(type === 'stop' || type === 'stopLimit' ? { stopPrice: Math.abs(near()) } : {}),
    ...(type === 'trailingStop' ? { trail: pick(random, [{ fraction: 0.03 }, { distance: 0.03 * price }]) } : {}),
    timeInForce: pick(random, ['gtc', 'gtc', 'day', 'ioc', 'fok', { untilMs: context.timeMs + 10 * DAY }] as const),
    reduceOnly: !target && chance(random, 0.1),
    ...(chance(random, 0.3) ? { bracket: exits } : {}),
    ...(chance(random, 0.2) ? { ocoGroup: pick(random, ['a', 'b']) } : {}),
  }
}

/** Everything follows from the seed. */
export function randomWorld(seed: number): World {
  const random = createRandom(seed)
  const rows = 4 + Math.floor(60 * random.uniform())
  const stepMs = pick(random, [DAY, DAY / 24])
  const symbols = ['A', 'B', 'C'].slice(0, 1 + Math.floor(3 * random.uniform()))
  const instruments: Record<string, InstrumentRules> = {}
  const bars = symbols.map((symbol, s) => {
    const rules = randomRules(random, stepMs, rows, s === 1)
    instruments[symbol] = rules
    const all = randomBars(random, symbol, s === 2 ? Math.ceil(rows / 2) : rows, stepMs, rules)
    if (s === 2) {
      const lastMs = all.openTimeMs[all.length - 1]!
      const splits = rules.splits.filter(({ timeMs }) => timeMs <= lastMs)
      instruments[symbol] = { ...rules, splits, delisting: { timeMs: lastMs + stepMs, ...(chance(random, 0.5) ? { price: 0 } : {}) } }
    }
    return all
  })
  const config = randomConfig(random, bars, instruments, rows)
  const onBar = (context: StrategyContext): void => {
    for (const symbol of context.symbols) {
      if (!(context.close(symbol) > 0)) continue
      if (chance(random, 0.35)) context.submit(randomOrder(random, context, symbol))
    }
    const waiting = context.orders.filter(({ tag }) => tag !== ASLEEP)
    if (waiting.length > 0 && chance(random, 0.2)) context.cancel(pick(random, waiting).id)
  }
  return { bars, config, onBar }
}
