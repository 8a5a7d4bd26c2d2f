import type { BacktestEvent } from './event.js'
import type { Market } from './market.js'
import type { Fill, RoundTrip } from './result.js'

/** A round trip while its fills come in. */
interface OpenTrip {
  symbol: number
  direction: 1 | -1
  entryTimeMs: number
  /** Row of the symbol's own bars. */
  entryBar: number
  enteredUnits: number
  /** Units · price, in the instrument's currency. */
  enteredValue: number
  leftValue: number
  /** The same in account currency. */
  paid: number
  received: number
  fees: number
  slippage: number
  funding: number
  borrow: number
  confidence: number
  tag: string | undefined
  /** Highest and lowest price while it was held, so far; `walkedBar` is the last bar that is in them. */
  high: number
  low: number
  walkedBar: number
}

/** Room for what rounding leaves of a position that is closed: the ledger's rule. */
const DUST = 1e-12

/**
 * Reads round trips off an event log, which it may be given piece by piece. A fill that turns a position ends one trip and starts the next, its fee and slippage shared by units.
 */
export class RoundTripBook {
  readonly closed: RoundTrip[] = []
  readonly #held: Float64Array
  readonly #scale: Float64Array
  readonly #bar: Int32Array
  readonly #open: (OpenTrip | undefined)[]
  readonly #numberOf: Map<string, number>
  /** Interest on negative cash, which belongs to no trade. */
  interest = 0
  /** Σ units · price of all fills, in account currency. */
  tradedValue = 0

  constructor(readonly market: Market) {
    const count = market.symbols.length
    this.#held = new Float64Array(count)
    this.#scale = new Float64Array(count).fill(1)
    this.#bar = new Int32Array(count).fill(-1)
    this.#open = market.symbols.map(() => undefined)
    this.#numberOf = new Map(market.symbols.map((symbol, s) => [symbol, s]))
  }

  read(event: BacktestEvent): void {
    const s = this.#numberOf.get(event.symbol) ?? -1
    const trip = this.#open[s]
    if (event.kind === 'fill') this.#fill(s, event.fill)
    else if (event.kind === 'interest') this.interest += event.amount
    else if (event.kind === 'valuation') this.#scale[s] = event.scale
    else if (event.kind === 'funding' && trip !== undefined) trip.funding += event.amount
    else if (event.kind === 'borrow' && trip !== undefined) trip.borrow += event.amount
    else if (event.kind === 'split') this.#split(s, event.ratio, event.timeMs)
  }

  /** Trips that are still open, valued at the last marks; `timeMs` is the last row's. */
  openTrips(marks: Float64Array, timeMs: number): RoundTrip[] {
    const found: RoundTrip[] = []
    for (const trip of this.#open) {
      if (trip === undefined) continue
      const bar = this.#barAt(trip.symbol, timeMs)
      this.#walk(trip, bar, true)
      const left = Math.abs(this.#held[trip.symbol]!)
      const value = left * marks[trip.symbol]!
      found.push(
        this.#finish({ ...trip, leftValue: trip.leftValue + value, received: trip.received + value * this.#scale[trip.symbol]! }, bar),
      )
    }
    return found.sort((a, b) => a.entryTimeMs - b.entryTimeMs)
  }

  /** The symbol's newest bar that opened by a time. */
  #barAt(s: number, timeMs: number): number {
    const { openTimeMs, length } = this.market.bars[s]!
    let bar = this.#bar[s]!
    while (bar + 1 < length && openTimeMs[bar + 1]! <= timeMs) bar += 1
    this.#bar[s] = bar
    return bar
  }

  /** Takes the bars after the last walked one into the extremes; the newest whole only when nothing ended inside it. */
  #walk(trip: OpenTrip, bar: number, isWhole: boolean): void {
    const { open, high, low } = this.market.bars[trip.symbol]!
    const last = isWhole ? bar : bar - 1
    for (let row = trip.walkedBar + 1; row <= last; row++) this.#extend(trip, high[row]!, low[row]!)
    if (bar > trip.walkedBar && !isWhole) this.#extend(trip, open[bar]!, open[bar]!)
    trip.walkedBar = Math.max(trip.walkedBar, last)
  }

  #extend(trip: OpenTrip, high: number, low: number): void {
    if (high > trip.high) trip.high = high
    if (low < trip.low) trip.low = low
  }

  #split(s: number, ratio: number, timeMs: number): void {
    this.#held[s]! *= ratio
    const trip = this.#open[s]
    if (trip === undefined) return
    this.#walk(trip, this.#barAt(s, timeMs) - 1, true)
    trip.enteredUnits *= ratio
    trip.high /= ratio
    trip.low /= ratio
  }

  #fill(s: number, fill: Fill): void {
    const traded = fill.side === 'buy' ? fill.units : -fill.units
    const before = this.#held[s]!
    const after = Math.abs(before + traded) <= DUST * Math.abs(traded) ? 0 : before + traded
    this.#held[s] = after
    this.tradedValue += fill.units * fill.price * this.#scale[s]!
    const bar = this.#barAt(s, fill.timeMs)
    const closes = before !== 0 && before > 0 !== traded > 0
    const isOver = closes && (after === 0 || after > 0 !== before > 0)
    const trip = this.#open[s]
    if (trip !== undefined && closes) {
      this.#walk(trip, bar, false)
      this.#leave(trip, fill, isOver ? Math.abs(before) : fill.units)
      if (isOver) {
        this.closed.push(this.#finish(trip, bar, fill))
        this.#open[s] = undefined
      }
    }
    if (after === 0 || (closes && !isOver)) return
    const opening = this.#open[s] ?? startTrip(s, after > 0 ? 1 : -1, fill, bar)
    this.#open[s] = opening
    this.#enter(opening, fill, isOver ? Math.abs(after) : fill.units, bar)
  }

  #share(trip: OpenTrip, fill: Fill, units: number): number {
    const share = units / fill.units
    trip.fees += share * fill.fee
    trip.slippage += share * fill.slippage
    this.#extend(trip, fill.price, fill.price)
    return units * fill.price
  }

  #enter(trip: OpenTrip, fill: Fill, units: number, bar: number): void {
    const isNew = trip.enteredUnits === 0
    if (!isNew) this.#walk(trip, bar - 1, true)
    const value = this.#share(trip, fill, units)
    trip.enteredUnits += units
    trip.enteredValue += value
    trip.paid += value * this.#scale[trip.symbol]!
    if (isNew) trip.walkedBar = bar - 1 + Number(!this.#isAtOpen(trip.symbol, fill, bar))
  }

  /** A position that was opened inside a bar has not seen all of it. */
  #isAtOpen(s: number, { side, price, slippage, units }: Fill, bar: number): boolean {
    const open = this.market.bars[s]!.open[bar]!
    const slip = slippage / (units * this.#scale[s]!)
    const reference = side === 'buy' ? price - slip : price + slip
    return Math.abs(reference - open) <= 1e-9 * open
  }

  #leave(trip: OpenTrip, fill: Fill, units: number): void {
    const value = this.#share(trip, fill, units)
    trip.leftValue += value
    trip.received += value * this.#scale[trip.symbol]!
  }

  #finish(trip: OpenTrip, bar: number, exit?: Fill): RoundTrip {
    const { direction, fees, slippage, funding, borrow, tag } = trip
    const pnl = direction * (trip.received - trip.paid) - fees - funding - borrow
    const entryPrice = trip.enteredValue / trip.enteredUnits
    const up = (trip.high - entryPrice) / entryPrice
    const down = (trip.low - entryPrice) / entryPrice
    const { openTimeMs } = this.market.bars[trip.symbol]!
    return {
      symbol: this.market.symbols[trip.symbol]!,
      side: direction > 0 ? 'long' : 'short',
      units: trip.enteredUnits,
      entryTimeMs: trip.entryTimeMs,
      entryPrice,
      ...(exit === undefined ? {} : { exitTimeMs: exit.timeMs, exitReason: exit.reason }),
      exitPrice: trip.leftValue / trip.enteredUnits,
      fees,
      slippage,
      funding,
      borrow,
      pnl,
      returnFraction: pnl / trip.paid,
      durationBars: bar - trip.entryBar,
      holdingMs: (exit?.timeMs ?? openTimeMs[bar]!) - trip.entryTimeMs,
      adverseFraction: Math.min(0, direction > 0 ? down : -up),
      favourableFraction: Math.max(0, direction > 0 ? up : -down),
      confidence: trip.confidence,
      ...(tag === undefined ? {} : { tag }),
    }
  }
}

function startTrip(symbol: number, direction: 1 | -1, fill: Fill, bar: number): OpenTrip {
  return {
    symbol,
    direction,
    entryTimeMs: fill.timeMs,
    entryBar: bar,
    enteredUnits: 0,
    enteredValue: 0,
    leftValue: 0,
    paid: 0,
    received: 0,
    fees: 0,
    slippage: 0,
    funding: 0,
    borrow: 0,
    confidence: fill.confidence,
    tag: fill.tag,
    high: -Infinity,
    low: Infinity,
    walkedBar: bar,
  }
}

/** Round trips closed so far, of a log that grows. */
export class ClosedTrades {
  readonly #book: RoundTripBook
  #read = 0

  constructor(market: Market) {
    this.#book = new RoundTripBook(market)
  }

  returnsOf(events: readonly BacktestEvent[]): readonly number[] {
    for (; this.#read < events.length; this.#read++) this.#book.read(events[this.#read]!)
    return this.#book.closed.map(({ returnFraction }) => returnFraction)
  }
}

/** Every event of a run, read. */
export function readTrips(events: readonly BacktestEvent[], market: Market): RoundTripBook {
  const book = new RoundTripBook(market)
  for (const event of events) book.read(event)
  return book
}
