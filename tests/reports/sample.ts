import { createRandom } from 'barcast/core'
import { confusionMatrix, reliabilityCurve } from 'barcast/metrics'
import type { Figure, FoldSummary, TearSheetInput, TradeOutcome } from 'barcast/reports'

const DAY_MS = 86_400_000

/** Equities that wander from 10,000, one per day from 1999 on. */
export function wander(seed: number, length: number, drift = 0.0002, deviation = 0.01): Float64Array {
  const random = createRandom(seed)
  let account = 10_000
  return Float64Array.from({ length }, () => {
    account *= 1 + drift + deviation * random.normal()
    return account
  })
}

export function days(length: number, from = Date.UTC(1999, 0, 1)): Float64Array {
  return Float64Array.from({ length }, (_, i) => from + i * DAY_MS)
}

/** The least a tear sheet needs. */
export function smallInput(length = 40): TearSheetInput {
  return {
    title: 'Small',
    symbol: 'TEST',
    timeframeMs: DAY_MS,
    libraryVersion: '0.1.0',
    timeMs: days(length),
    equity: wander(5, length),
    initialEquity: 10_000,
  }
}

const FIGURES: readonly Figure[] = [
  { name: 'Total return', strategy: 0.5, benchmark: 0.7, unit: 'percent', definition: 'Last over first, less one.' },
  { name: 'Profit factor', strategy: Infinity, unit: 'ratio', definition: 'Gains over losses.' },
  { name: 'Win rate', strategy: NaN, unit: 'percent', definition: 'Share of closed trades with a gain.' },
  { name: 'Fees', strategy: 1234.5, unit: 'money', definition: 'Paid over the whole run.' },
  { name: 'Trades', strategy: 1200, unit: 'count', definition: 'Round trips.' },
  { name: 'Mean duration', strategy: 12.25, unit: 'bars', definition: 'Entry to exit.' },
]

function folds(timeMs: Float64Array): FoldSummary[] {
  const at = (share: number): number => timeMs[Math.floor(share * (timeMs.length - 1))]!
  return [0, 1, 2].map((i) => ({
    trainFromMs: at(0),
    trainToMs: at(0.38 + 0.2 * i),
    testFromMs: at(0.4 + 0.2 * i),
    testToMs: at(0.6 + 0.2 * i),
    trainRows: 1000 + 500 * i,
    testRows: 500,
    purgedRows: 5,
    params: { num_leaves: [7, 15, 31][i]!, learning_rate: 0.1, extra_trees: false },
    accuracy: 0.5 + 0.01 * i,
    baselineAccuracy: 0.51,
    auc: i === 1 ? NaN : 0.52,
    logLoss: 0.69,
  }))
}

/** Every section, over `length` days. */
export function fullInput(length = 5000): TearSheetInput {
  const random = createRandom(9)
  const timeMs = days(length)
  const y = Int32Array.from({ length: 900 }, () => random.integer(0, 2))
  const probability = Float64Array.from(y, (label) => 0.3 + 0.4 * random.uniform() + 0.1 * label)
  return {
    ...smallInput(length),
    title: 'Everything',
    currency: 'USD',
    benchmark: { name: 'Buy and hold', equity: wander(6, length) },
    figures: FIGURES,
    periodsPerYear: 252,
    trades: Array.from({ length: 300 }, (_, i) => ({
      returnFraction: 0.03 * random.normal(),
      ...(i < 299 ? { exitTimeMs: timeMs[Math.min(length - 1, i * 10)]! } : {}),
    })),
    folds: folds(timeMs),
    importance: { label: 'share of gain', features: Array.from({ length: 30 }, (_, i) => ({ name: `feature_${i}`, value: i })) },
    calibration: { className: 'BUY', curve: reliabilityCurve(y, probability) },
    confusion: {
      classNames: ['SELL', 'BUY'],
      matrix: confusionMatrix(
        y,
        Int32Array.from(probability, (p) => (p > 0.5 ? 1 : 0)),
      ),
    },
    assumptions: {
      rowsDropped: [{ reason: 'in warm-up', rows: 250 }],
      trialsSearched: 60,
      feeBps: 10,
      slippage: { model: 'linear', rate: 0.1 },
      fills: "at the next bar's open",
      notes: ['A note.'],
    },
    warnings: ['Not tradable: this is an index.'],
  }
}

/** What an account adds to {@link fullInput}: candles, exposure, costs, attribution, excursions and every mark of honesty. */
export function accountInput(length = 5000, symbols = 30): TearSheetInput {
  const input = fullInput(length)
  const random = createRandom(11)
  const { timeMs } = input
  const close = wander(12, length)
  const open = close.map((price, i) => (i === 0 ? price : close[i - 1]! * (1 + 0.002 * random.normal())))
  const edge = (sign: 1 | -1) => (price: number, i: number) => {
    const far = 1 + sign * 0.006 * random.uniform()
    return (sign > 0 ? Math.max(price, open[i]!) : Math.min(price, open[i]!)) * far
  }
  const bars = { symbol: 'TEST', openTimeMs: timeMs, open, high: close.map(edge(1)), low: close.map(edge(-1)), close }
  const count = Math.min(300, Math.floor(length / 4))
  const trades: TradeOutcome[] = Array.from({ length: count }, (_, i) => {
    const entry = Math.floor((i * (length - 3)) / count)
    const exit = Math.min(length - 1, entry + 1 + random.integer(0, 10))
    const side = random.uniform() < 0.7 ? 'long' : 'short'
    const gain = (close[exit]! / close[entry]! - 1) * (side === 'long' ? 1 : -1) - 0.001
    const still = i === count - 1
    return {
      symbol: 'TEST',
      side,
      entryTimeMs: timeMs[entry]!,
      entryPrice: close[entry]!,
      returnFraction: gain,
      pnl: 1000 * gain,
      adverseFraction: Math.min(0, gain) - 0.01 * random.uniform(),
      favourableFraction: Math.max(0, gain) + 0.01 * random.uniform(),
      ...(still ? {} : { exitTimeMs: timeMs[exit]!, exitPrice: close[exit]! }),
    }
  })
  const net = Float64Array.from(timeMs, (_, i) => Math.round(i / 40) % 3).map((held) => (held === 2 ? -0.8 : held))
  return {
    ...input,
    trades,
    bars,
    exposure: { net, gross: net.map(Math.abs) },
    costs: [
      { name: 'Fees', amount: 412.5 },
      { name: 'Slippage', amount: 188.2 },
      { name: 'Funding', amount: -35.1 },
      { name: 'Borrow', amount: 12 },
    ],
    attribution: [
      { by: 'symbol', groups: Array.from({ length: symbols }, (_, i) => ({ name: `SYMBOL-${i}`, amount: 900 * random.normal() })) },
      {
        by: 'side',
        groups: [
          { name: 'long', amount: 1500.5 },
          { name: 'short', amount: -320.25 },
        ],
      },
    ],
    assumptions: { ...input.assumptions, deflatedSharpeRatio: 0.613 },
    notTradable: 'filled at the close that gave the signal',
  }
}
