import { BarcastError, unknownNameError } from '../core/index.js'
import { parseRiskConfig, type RiskConfig, type RiskSettings } from './config.js'
import type { TradeSignal } from './strategy-signal.js'

/** A signal with what it is applied to; money in account currency, prices per unit. */
export interface RiskRequest {
  signal: TradeSignal
  /** Value of the account now, above 0. */
  equity: number
  entryPrice: number
  /** Below the entry for LONG, above it for SHORT. */
  stopLossPrice: number
  /** Above the entry for LONG, below it for SHORT. */
  takeProfitPrice: number
  /** Value of all positions that are open, from 0. Default 0. */
  openExposure?: number
  /** Profit (or loss, below 0) since the day began, contained in `equity`. Default 0. */
  dayPnl?: number
}

export type RiskLimit = 'max_position_size' | 'max_exposure' | 'max_daily_loss'

/** Why there is no order. */
export type RiskRefusal = 'flat_signal' | 'kill_switch' | 'max_exposure' | 'max_daily_loss'

export interface RiskDecision {
  action: 'BUY' | 'SELL' | 'NONE'
  /** Units; not rounded to an exchange's lot. 0 for NONE. */
  quantity: number
  /** quantity · entryPrice. */
  positionValue: number
  /** Loss when the stop fills at its price: quantity · |entryPrice − stopLossPrice|. */
  riskAmount: number
  /** riskAmount / equity. */
  riskShare: number
  stopLossPrice: number
  takeProfitPrice: number
  /** Every limit that allows less than `riskPerTrade` asks for, the tightest first; empty when none bit. */
  limitedBy: RiskLimit[]
  /** Set for NONE alone. */
  refusedBy?: RiskRefusal
}

/** Turns signals into sizes that keep to limits. It knows no clock: the host app says what was lost since its day began. */
export interface RiskEngine {
  readonly config: Readonly<RiskSettings>
  /** Why the kill switch was tripped; undefined while it is not. */
  readonly tripped: string | undefined
  /**
   * Sizes the position of a signal. The quantity is the least of
   * - equity · riskPerTrade / |entryPrice − stopLossPrice|,
   * - `max_position_size`: equity · maxPositionSize / entryPrice,
   * - `max_exposure`: (equity · maxExposure − openExposure) / entryPrice,
   * - `max_daily_loss`: what is left of the day's loss, (equity − dayPnl) · maxDailyLoss + dayPnl, / |entryPrice − stopLossPrice|.
   *
   * Where one leaves nothing, the action is NONE and `refusedBy` names it. A FLAT signal gives NONE and its prices are not looked at.
   *
   * @throws BarcastError `signals/equity`, `signals/price`, `signals/stop-side` (stop at the entry or beyond it), `signals/target-side`,
   * `signals/exposure`, `signals/day-pnl`, `signals/unknown-signal`; NaN is refused everywhere.
   */
  applyRiskToSignal(request: RiskRequest): RiskDecision
  /** Refuses every signal from now on, until {@link RiskEngine.reset}. @throws BarcastError `signals/reason` for an empty reason. */
  trip(reason: string): void
  reset(): void
}

const ACTION = 'Apply risk'
const SIGNALS: readonly string[] = ['LONG', 'SHORT', 'FLAT']

function refuse(rule: string, path: string, must: string, value: unknown): never {
  throw new BarcastError(`signals/${rule}`, `${ACTION}: ${path} must be ${must}, found ${String(value)}`, { value, where: { path } })
}

const isPositive = (value: number): boolean => typeof value === 'number' && value > 0 && value < Infinity

function checkAccount({ signal, equity, openExposure = 0, dayPnl = 0 }: RiskRequest): void {
  if (!SIGNALS.includes(signal))
    throw unknownNameError('signals/unknown-signal', ACTION, 'signal', String(signal), SIGNALS, { path: 'signal' })
  if (!isPositive(equity)) refuse('equity', 'equity', 'above 0', equity)
  if (!(isPositive(openExposure) || openExposure === 0)) refuse('exposure', 'openExposure', 'from 0', openExposure)
  if (!Number.isFinite(dayPnl)) refuse('day-pnl', 'dayPnl', 'a finite amount', dayPnl)
  if (!(equity - dayPnl > 0)) refuse('day-pnl', 'dayPnl', `below the equity ${equity} that contains it`, dayPnl)
}

function checkPrices({ signal, entryPrice, stopLossPrice, takeProfitPrice }: RiskRequest): void {
  const prices = { entryPrice, stopLossPrice, takeProfitPrice }
  for (const [path, price] of Object.entries(prices)) if (!isPositive(price)) refuse('price', path, 'above 0', price)
  const isLong = signal === 'LONG'
  const [down, up] = isLong ? [stopLossPrice, takeProfitPrice] : [takeProfitPrice, stopLossPrice]
  const sides = `for ${signal}, entry at ${entryPrice}`
  if (isLong ? down >= entryPrice : up <= entryPrice)
    refuse('stop-side', 'stopLossPrice', `${isLong ? 'below' : 'above'} the entry ${sides}`, stopLossPrice)
  if (isLong ? up <= entryPrice : down >= entryPrice)
    refuse('target-side', 'takeProfitPrice', `${isLong ? 'above' : 'below'} the entry ${sides}`, takeProfitPrice)
}

function none({ stopLossPrice, takeProfitPrice }: RiskRequest, refusedBy: RiskRefusal): RiskDecision {
  const size = { quantity: 0, positionValue: 0, riskAmount: 0, riskShare: 0 }
  return { action: 'NONE', ...size, stopLossPrice, takeProfitPrice, limitedBy: [], refusedBy }
}

function sizePosition(request: RiskRequest, settings: RiskSettings): RiskDecision {
  const { signal, equity, entryPrice, stopLossPrice, takeProfitPrice, openExposure = 0, dayPnl = 0 } = request
  const distance = Math.abs(entryPrice - stopLossPrice)
  const wanted = (equity * settings.riskPerTrade) / distance
  const caps: [RiskLimit, number][] = [
    ['max_daily_loss', ((equity - dayPnl) * settings.maxDailyLoss + dayPnl) / distance],
    ['max_exposure', (equity * settings.maxExposure - openExposure) / entryPrice],
    ['max_position_size', (equity * settings.maxPositionSize) / entryPrice],
  ]
  const biting = caps.filter(([, cap]) => cap < wanted).sort(([, a], [, b]) => a - b)
  const [tightest, least] = biting[0] ?? [undefined, wanted]
  if (tightest !== undefined && tightest !== 'max_position_size' && least <= 0) return none(request, tightest)
  const riskAmount = least * distance
  return {
    action: signal === 'LONG' ? 'BUY' : 'SELL',
    quantity: least,
    positionValue: least * entryPrice,
    riskAmount,
    riskShare: riskAmount / equity,
    stopLossPrice,
    takeProfitPrice,
    limitedBy: biting.map(([limit]) => limit),
  }
}

/**
 * A risk engine: position sizes from equity and stop distance, under limits, with a kill switch.
 *
 * @throws BarcastError `signals/config`, `signals/unknown-option`.
 *
 * @example
 * const risk = createRiskEngine({ riskPerTrade: 0.01, maxDailyLoss: 0.03 })
 * const { action, quantity, limitedBy } = risk.applyRiskToSignal({
 *   signal: 'LONG', equity: 10_000, entryPrice: 50_000, stopLossPrice: 49_524.7, takeProfitPrice: 51_425.9,
 * })
 */
export function createRiskEngine(config: RiskConfig = {}): RiskEngine {
  const settings = parseRiskConfig(config)
  let tripped: string | undefined
  return {
    config: settings,
    get tripped() {
      return tripped
    },
    applyRiskToSignal(request) {
      checkAccount(request)
      if (request.signal === 'FLAT') return none(request, 'flat_signal')
      checkPrices(request)
      return tripped === undefined ? sizePosition(request, settings) : none(request, 'kill_switch')
    },
    trip(reason) {
      if (typeof reason !== 'string' || reason === '') {
        throw new BarcastError(
          'signals/reason',
          `Trip kill switch: reason must be a text that is not empty, found ${JSON.stringify(reason)}`,
          {
            value: reason,
          },
        )
      }
      tripped = reason
    },
    reset() {
      tripped = undefined
    },
  }
}
