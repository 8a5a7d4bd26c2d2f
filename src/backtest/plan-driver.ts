import type { Broker } from './broker.js'
import { type Calendar, calendarOf, periodAt } from './calendar.js'
import type { ParsedConfig } from './config.js'
import type { DecisionPlan } from './decision-plan.js'
import { barRow, type Market } from './market.js'
import type { OrderRequest, OrderSize } from './order.js'
import { createSizer, type PositionSizer, type SizedEntry } from './position-sizer.js'
import { ClosedTrades } from './round-trips.js'
import type { Driver } from './strategy-run.js'
import type { WorkingOrder } from './working-order.js'

/** Where a symbol stands between what is wanted and what is held. */
interface SymbolState {
  /** Side or weight that is wanted, and the row at which that was decided. */
  target: number
  decided: number
  entry: SizedEntry
  /** What the last order led to; NaN when it was cut short. */
  held: number
  /** A decision that has not been given to the broker yet, or not filled. */
  isWanted: boolean
  /** The calendar or the band asks for the target again. */
  isDue: boolean
  order: WorkingOrder | undefined
  orderTarget: number
  orderDecided: number
  /** Row of the symbol's newest closed bar; −1 before the first. */
  bar: number
}

interface Intent {
  symbol: number
  request: OrderRequest
  role: 'signal' | 'rebalance'
  /** Value to be traded by the last marks; sales below 0. */
  value: number
}

const FLAT: SizedEntry = { size: { targetWeight: 0 } }

/** Gives the broker the orders of a plan: sales first, then purchases; what still waits is taken back when the plan changes. */
export class PlanDriver implements Driver {
  /** Signals that opened nothing because their size was not known yet. */
  unsized = 0
  /** Refused by the account or the instrument: signals that were dropped. */
  dropped = 0
  readonly #states: SymbolState[]
  readonly #sizer: PositionSizer
  readonly #closed: ClosedTrades
  readonly #calendar: Calendar
  #period: number

  constructor(
    readonly market: Market,
    readonly plan: DecisionPlan,
    readonly config: ParsedConfig,
    readonly broker: Broker,
  ) {
    this.#closed = new ClosedTrades(market)
    this.#sizer = createSizer(config, market, broker.ledger, () => this.#closed.returnsOf(broker.events))
    this.#calendar = calendarOf(config.rebalanceFrequency)
    this.#period = periodAt(this.#calendar, market.timeMs[plan.first]!)
    this.#states = market.symbols.map((_, s) => ({
      target: 0,
      decided: 0,
      entry: FLAT,
      held: 0,
      isWanted: false,
      isDue: false,
      order: undefined,
      orderTarget: 0,
      orderDecided: 0,
      bar: lastBarBefore(market, s, plan.first),
    }))
  }

  /** True when a decision is left that no bar could fill. */
  get isUnfilled(): boolean {
    return this.#states.some(({ isWanted }) => isWanted)
  }

  beforeOpen(row: number): void {
    if (this.config.fillAt === 'signalClose') return
    this.#turnPeriod(row)
    this.#place()
  }

  atClose(row: number): undefined {
    const { market, broker } = this
    for (let s = 0; s < this.#states.length; s++) {
      const state = this.#states[s]!
      const at = barRow(market, s, row)
      if (at >= 0) state.bar = at
      this.#settle(state, s)
      if (!broker.isRuined) this.#decide(state, s, row)
    }
    if (this.config.fillAt !== 'signalClose') return
    this.#turnPeriod(row)
    this.#place()
  }

  #turnPeriod(row: number): void {
    const period = periodAt(this.#calendar, this.market.timeMs[row]!)
    if (period === this.#period) return
    this.#period = period
    for (const state of this.#states) state.isDue = true
  }

  /** Takes note of what became of the last order, and of exits that closed the position. */
  #settle(state: SymbolState, symbol: number): void {
    const { order } = state
    const units = this.broker.ledger.units[symbol]!
    if (order !== undefined && (!order.isOpen || order.filledUnits > 0)) {
      state.held = state.orderTarget
      if (state.isWanted && state.orderDecided === state.decided) state.isWanted = false
      state.isDue = false
      if (order.isOpen) return
      state.order = undefined
      if (order.state === 'refused') {
        this.dropped += 1
        state.held = Math.sign(units)
        state.target = state.held
      }
    }
    if (state.order === undefined && units === 0 && state.held !== 0) {
      state.held = 0
      if (!state.isWanted) state.target = 0
    }
  }

  #decide(state: SymbolState, symbol: number, row: number): void {
    const { plan, config } = this
    const said = plan.wanted[symbol]![row - plan.first]!
    if (!Number.isNaN(said) && (plan.kind === 'weight' || said !== state.target)) {
      const entry = this.#entryOf(symbol, said, row, row)
      if (entry === undefined) this.unsized += 1
      else {
        state.target = said
        state.decided = row
        state.entry = entry
        state.isWanted = plan.kind === 'weight' || said !== state.held
      }
    }
    const band = config.rebalanceFrequency
    if (typeof band === 'object' && state.held !== 0 && !state.isWanted && state.order === undefined) {
      const again = this.#entryOf(symbol, state.target, state.decided, row)
      const gap = again === undefined ? 0 : this.#gap(symbol, again.size) / this.broker.ledger.equity
      if (Math.abs(gap) > band.bandFraction) state.isDue = true
    }
  }

  /** `decided` is the row of the signal, whose confidence counts; `row` the newest closed one. */
  #entryOf(symbol: number, wanted: number, decided: number, row: number): SizedEntry | undefined {
    if (wanted === 0) return FLAT
    if (this.plan.kind === 'weight') return { size: { targetWeight: wanted } }
    const { bar } = this.#states[symbol]!
    const confidence = this.#confidence(symbol, decided)
    return this.#sizer({ symbol, side: wanted, bar, timeMs: this.market.timeMs[row]!, confidence })
  }

  #confidence(symbol: number, decided: number): number {
    return this.plan.confidence[symbol]?.[decided - this.plan.first] ?? NaN
  }

  /** Value between the position and a size, by the last marks. */
  #gap(symbol: number, size: OrderSize): number {
    const { ledger } = this.broker
    if ('targetWeight' in size) return size.targetWeight * ledger.equity - ledger.value(symbol)
    if ('targetUnits' in size) return (size.targetUnits - ledger.units[symbol]!) * ledger.mark[symbol]! * ledger.scale[symbol]!
    return 0
  }

  #place(): void {
    const { broker } = this
    if (broker.isRuined) return
    const intents: Intent[] = []
    for (let s = 0; s < this.#states.length; s++) {
      const state = this.#states[s]!
      const { order } = state
      // What stands for the decision in force goes on standing; a rebalance is thought over again until it begins to fill.
      if (order !== undefined && state.orderDecided === state.decided && (order.role === 'signal' || order.filledUnits > 0)) continue
      if (order !== undefined) this.#takeBack(state, order)
      if (state.isWanted) intents.push(this.#intent(s, state, state.entry, 'signal'))
      else if (state.isDue && state.held !== 0) {
        const again = this.#entryOf(s, state.target, state.decided, broker.row)
        if (again !== undefined) intents.push(this.#intent(s, state, again, 'rebalance'))
      }
    }
    intents.sort((a, b) => Number(a.value > 0) - Number(b.value > 0))
    for (const { symbol, request, role } of intents) {
      const state = this.#states[symbol]!
      state.order = broker.submit(symbol, request, role)
      state.orderTarget = state.target
      state.orderDecided = state.decided
    }
  }

  #takeBack(state: SymbolState, order: WorkingOrder): void {
    this.broker.cancel(order.id)
    state.order = undefined
    if (order.filledUnits === 0) return
    state.held = NaN
    state.isWanted = true
  }

  #intent(symbol: number, state: SymbolState, { size, stopLoss }: SizedEntry, role: Intent['role']): Intent {
    const { stops } = this.config
    const bracket = stopLoss === undefined ? stops : { stopLoss, ...stops }
    const request: OrderRequest = {
      symbol: this.market.symbols[symbol]!,
      size,
      confidence: this.#confidence(symbol, state.decided),
      ...(bracket === undefined || state.target === 0 ? {} : { bracket }),
    }
    return { symbol, request, role, value: this.#gap(symbol, size) }
  }
}

function lastBarBefore(market: Market, symbol: number, row: number): number {
  for (let k = row - 1; k >= 0; k--) {
    const at = barRow(market, symbol, k)
    if (at >= 0) return at
  }
  return -1
}
