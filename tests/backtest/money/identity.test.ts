import { type Bars, sliceBars } from 'barcast/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BacktestEvent } from '../../../src/backtest/event.js'
import type { AccountHistory } from '../../../src/backtest/result.js'
import type { StrategyContext } from '../../../src/backtest/strategy.js'
import { ASLEEP, randomWorld } from './random-world.js'
import { runWorld } from './run.js'

/** `RUNS=20000 npx vitest run tests/backtest/money/identity.test.ts` for longer; a failure prints its seed. */
const RUNS = Number(process.env.RUNS ?? 150)

/** An account that knows nothing but the event log and the closes of the bars. */
class Books {
  cash: number
  /** Gains by prices, measured between reference prices and marks. */
  gains = 0
  fees = 0
  slippage = 0
  funding = 0
  borrow = 0
  revaluation = 0
  readonly held = new Map<string, { units: number; mark: number; scale: number; close: number }>()

  constructor(capital: number, bars: readonly Bars[]) {
    this.cash = capital
    for (const { symbol } of bars) this.held.set(symbol, { units: 0, mark: NaN, scale: 1, close: NaN })
  }

  moveTo(symbol: string, price: number): void {
    const at = this.held.get(symbol)!
    if (at.units !== 0) this.gains += at.units * (price - at.mark) * at.scale
    at.mark = price
  }

  apply(event: BacktestEvent): void {
    const at = this.held.get(event.symbol)
    if (event.kind === 'funding') {
      this.cash -= event.amount
      this.funding += event.amount
    } else if (event.kind === 'borrow' || event.kind === 'interest') {
      this.cash -= event.amount
      this.borrow += event.amount
    } else if (event.kind === 'split') {
      at!.units *= event.ratio
      at!.mark /= event.ratio
      at!.close /= event.ratio
    } else if (event.kind === 'valuation') {
      if (at!.units !== 0) this.revaluation += at!.units * at!.mark * (event.scale - at!.scale)
      at!.scale = event.scale
    } else if (event.kind === 'fill') {
      const { side, units, price, fee, slippage } = event.fill
      const sign = side === 'buy' ? 1 : -1
      this.moveTo(event.symbol, price - (sign * slippage) / (units * at!.scale))
      this.cash -= sign * units * price * at!.scale + fee
      this.fees += fee
      this.slippage += slippage
      at!.units += sign * units
      if (Math.abs(at!.units) <= 1e-12 * units) at!.units = 0
    }
  }

  get equity(): number {
    let sum = this.cash
    for (const { units, mark, scale } of this.held.values()) if (units !== 0) sum += units * mark * scale
    return sum
  }

  get turnoverScale(): number {
    let sum = Math.abs(this.cash)
    for (const { units, mark, scale } of this.held.values()) if (units !== 0) sum += Math.abs(units * mark * scale)
    return sum
  }
}

function near(what: string, row: number, found: number, wanted: number, scale: number): void {
  if (!(Math.abs(found - wanted) <= 1e-9 * scale)) throw new Error(`${what} at row ${row}: found ${found} for ${wanted}`)
}

function checkRow(books: Books, history: AccountHistory, row: number, capital: number, largest: number): void {
  const { cash, equity, fees, slippage, funding, borrow, revaluation, positions } = history
  near('cash', row, cash[row]!, books.cash, largest)
  near('equity', row, equity[row]!, books.equity, largest)
  let sum = cash[row]!
  for (const { symbol, units, mark, scale } of positions) {
    near(`units of ${symbol}`, row, units[row]!, books.held.get(symbol)!.units, Math.abs(units[row]!))
    if (units[row] !== 0) sum += units[row]! * mark[row]! * (scale?.[row] ?? 1)
  }
  near('cash + positions', row, sum, equity[row]!, largest)
  near('fees', row, fees[row]!, books.fees, largest)
  near('slippage', row, slippage[row]!, books.slippage, largest)
  near('funding', row, funding[row]!, books.funding, largest)
  near('borrow', row, borrow[row]!, books.borrow, largest)
  near('revaluation', row, revaluation?.[row] ?? 0, books.revaluation, largest)
  const explained = books.gains - fees[row]! - slippage[row]! - funding[row]! - borrow[row]! + (revaluation?.[row] ?? 0)
  near('change of equity', row, equity[row]! - capital, explained, largest)
}

const seen = new Map<string, number>()

function checkWorld(seed: number): void {
  const world = randomWorld(seed)
  const { history, events, fills, broker } = runWorld(world)
  const capital = world.config.initialCapital!
  const books = new Books(capital, world.bars)
  let next = 0
  let largest = capital
  let before = -Infinity
  for (let row = 0; row < history.length; row++) {
    const timeMs = history.timeMs[row]!
    for (; next < events.length && events[next]!.timeMs <= timeMs; next++) {
      const event = events[next]!
      if (event.timeMs < before) throw new Error(`time goes back at ${event.kind}`)
      before = event.timeMs
      seen.set(event.kind, (seen.get(event.kind) ?? 0) + 1)
      books.apply(event)
      largest = Math.max(largest, books.turnoverScale)
    }
    for (const { symbol, openTimeMs, close } of world.bars) {
      const at = openTimeMs.indexOf(timeMs)
      const held = books.held.get(symbol)!
      if (at >= 0 && close[at]! > 0) held.close = close[at]!
      if (at >= 0 && held.close > 0) books.moveTo(symbol, held.close)
    }
    checkRow(books, history, row, capital, largest)
    const positions = history.positions.filter(({ units }) => units[row] !== 0).length
    if (positions > (world.config.limits?.maxPositions ?? Infinity)) throw new Error(`${positions} positions at row ${row}`)
  }
  expect(next).toBe(events.length)
  expect(fills).toHaveLength(events.filter(({ kind }) => kind === 'fill').length)
  if (broker.isRuined) seen.set('ruin', (seen.get('ruin') ?? 0) + 1)
  for (const { reason } of fills) seen.set(`by ${reason}`, (seen.get(`by ${reason}`) ?? 0) + 1)
}

test('cash + positions = equity, and its change is gains − fees − slippage − funding − borrow + revaluation, at every row', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), checkWorld), { numRuns: RUNS, seed: 20_240_101, endOnFailure: true })
  // A test that never meets something shows nothing about it.
  const wanted = [
    'fill',
    'funding',
    'borrow',
    'interest',
    'split',
    'valuation',
    'liquidation',
    'delisting',
    'cut',
    'refuse',
    'expire',
    'trigger',
    'cancel',
    'ruin',
  ]
  const reasons = ['stopLoss', 'takeProfit', 'trailingStop', 'liquidation', 'delisting', 'split'].map((reason) => `by ${reason}`)
  expect([...wanted, ...reasons].filter((kind) => !seen.has(kind))).toEqual([])
  if (process.env.RUNS !== undefined) console.log(RUNS, Object.fromEntries(seen))
})

test('knows nothing of later rows: a shorter market leaves every row but its last as it was', () => {
  const check = (seed: number, share: number): void => {
    const whole = runWorld(randomWorld(seed)).history
    const world = randomWorld(seed)
    const rows = Math.max(2, Math.ceil(share * whole.length))
    const lastMs = whole.timeMs[rows - 1]!
    const bars = world.bars.map((all) => sliceBars(all, 0, all.openTimeMs.filter((timeMs) => timeMs <= lastMs).length))
    const part = runWorld({ ...world, bars }).history
    for (let row = 0; row < rows - 1; row++) {
      expect(part.equity[row]).toBe(whole.equity[row])
      expect(part.cash[row]).toBe(whole.cash[row])
    }
  }
  fc.assert(fc.property(fc.nat(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), check), { numRuns: 40, seed: 11 })
})

test('a row without orders is the row that it is with one that never fills', () => {
  const check = (seed: number, leverage: number): void => {
    const run = (isAwake: boolean) => {
      const world = randomWorld(seed)
      const { symbol } = world.bars[0]!
      let asked = 0
      const onBar = (context: StrategyContext): void => {
        if (context.row % 6 === 0) world.onBar(context)
        if (isAwake) asked = context.submit({ symbol, side: 'sell', type: 'limit', limitPrice: 1e9, size: { units: 1 }, tag: ASLEEP })
      }
      const { history, fills } = runWorld({ ...world, onBar, config: { ...world.config, margin: { leverage, liquidationFeeBps: 10 } } })
      expect(asked > 0).toBe(isAwake)
      return { history, fills: fills.map((fill) => ({ ...fill, orderId: 0 })) }
    }
    expect(run(true)).toEqual(run(false))
  }
  fc.assert(fc.property(fc.nat(), fc.constantFrom(2, 10), check), { numRuns: 60, seed: 5 })
})
