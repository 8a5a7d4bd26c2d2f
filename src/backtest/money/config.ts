import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import type { Carry, ExchangeRateSeries, FeeSchedule, InstrumentRules, MarginRules, PortfolioLimits, SlippageRule } from '../instrument.js'

/** What trading costs, what the venues ask for, and what may be held: the money side of a run. Everything has a default that charges and asks nothing. */
export interface MoneyConfig {
  /** Fees of fills. Stands in for `transactionCost`: only one of the two may be given. */
  fees?: FeeSchedule
  /** Distance of ask and bid in hundredths of a percent of the price, of which a taker's fill pays half. Default 0. */
  spreadBps?: number
  /** How far takers' prices slip. Stands in for `slippageModel` and `slippageRate`: only one of the two ways may be used. */
  slippage?: SlippageRule
  /** Rules by symbol; those of `default` hold for every symbol without rules of its own. */
  instruments?: Readonly<Record<string, InstrumentRules>>
  /** What is owed for short positions and negative cash, and funding of perpetual futures. */
  carry?: Carry
  /** Leverage, and when positions are liquidated. Default: no leverage. */
  margin?: MarginRules
  /** What may be held, as fractions of equity. Default: what the margin allows. */
  limits?: PortfolioLimits
  /** Currency of the account, to be named when an instrument names its own. */
  currency?: string
  /** Account currency for one unit of each other currency. */
  exchangeRates?: Readonly<Record<string, ExchangeRateSeries>>
}

const column = z.instanceof(Float64Array, { error: 'must be a Float64Array' })
const amount = z.number().min(0)
const bps = z.number().gt(-10_000).lt(10_000)
const instant = z.number()
const name = z.string().min(1)

const fees = z.strictObject({
  takerBps: bps.optional(),
  makerBps: bps.optional(),
  perTrade: amount.optional(),
  perUnit: amount.optional(),
  minimum: amount.optional(),
})

const rate = z.number().min(0).lt(0.5)
const slippage = z.discriminatedUnion('model', [
  z.strictObject({ model: z.enum(['fixed', 'linear', 'sqrt']), rate }),
  z.strictObject({ model: z.literal('volumeImpact'), rate: amount, windowBars: z.int().min(2) }),
])

const sessions = z.strictObject({
  timeZone: name,
  open: name,
  close: name,
  weekdays: z.array(z.int().min(1).max(7)).readonly().optional(),
  holidays: z.array(name).readonly().optional(),
  earlyCloses: z.record(z.string(), name).optional(),
})

const instrument = z.strictObject({
  tickSize: amount.optional(),
  lotSize: amount.optional(),
  minNotional: amount.optional(),
  multiplier: z.number().positive().optional(),
  currency: name.optional(),
  maxParticipation: z.number().positive().max(1).optional(),
  halts: z
    .array(
      z.strictObject({ fromMs: instant, toMs: instant }).refine(({ fromMs, toMs }) => fromMs < toMs, 'a halt must end after it begins'),
    )
    .readonly()
    .optional(),
  sessions: sessions.optional(),
  delisting: z.strictObject({ timeMs: instant, price: amount.optional() }).optional(),
  splits: z
    .array(z.strictObject({ timeMs: instant, ratio: z.number().positive() }))
    .readonly()
    .optional(),
})

const funding = z.strictObject({ timeMs: column, rate: column, intervalMs: z.number().positive().optional() })
const carry = z.strictObject({
  borrowRate: amount.optional(),
  interestRate: amount.optional(),
  funding: z
    .union([funding, z.record(z.string(), funding)], 'must be a series of timeMs, rate and intervalMs, or such series by symbol')
    .optional(),
})

const margin = z
  .strictObject({
    leverage: z.number().min(1).optional(),
    maintenanceFraction: z.number().min(0).lt(1).optional(),
    liquidationFeeBps: z.number().min(0).lt(10_000).optional(),
  })
  .refine(({ leverage = 1, maintenanceFraction = 0 }) => maintenanceFraction * leverage < 1, {
    message: 'must be below 1 / leverage, or every full position would be liquidated at once',
    path: ['maintenanceFraction'],
  })

const limits = z.strictObject({
  maxPositions: z.int().min(1).optional(),
  maxWeight: z.number().positive().optional(),
  maxGrossExposure: z.number().positive().optional(),
  maxNetExposure: z.number().positive().optional(),
})

const exchangeRate = z.strictObject({ timeMs: column, rate: column })

/** The fields of {@link MoneyConfig}, for the schema of a run's settings. */
export const moneyShape = {
  fees: fees.optional(),
  spreadBps: z.number().min(0).lt(5000).optional(),
  slippage: slippage.optional(),
  instruments: z.record(z.string(), instrument).optional(),
  carry: carry.optional(),
  margin: margin.optional(),
  limits: limits.optional(),
  currency: name.optional(),
  exchangeRates: z.record(z.string(), exchangeRate).optional(),
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  fees: Object.keys(fees.shape),
  slippage: ['model', 'rate', 'windowBars'],
  instruments: Object.keys(instrument.shape),
  carry: Object.keys(carry.shape),
  margin: ['leverage', 'maintenanceFraction', 'liquidationFeeBps'],
  limits: Object.keys(limits.shape),
  exchangeRates: Object.keys(exchangeRate.shape),
}

const DEEPER: Readonly<Record<string, readonly string[]>> = {
  halts: ['fromMs', 'toMs'],
  sessions: Object.keys(sessions.shape),
  delisting: ['timeMs', 'price'],
  splits: ['timeMs', 'ratio'],
  funding: Object.keys(funding.shape),
}

/** The names that may stand at a place inside the money settings; undefined for a place outside them. */
export function moneyNames(path: readonly PropertyKey[]): readonly string[] | undefined {
  const deeper = path.slice(1).find((key) => typeof key === 'string' && key in DEEPER)
  return DEEPER[String(deeper)] ?? GROUPS[String(path[0])]
}

const STAND_INS = [
  ['fees', ['transactionCost']],
  ['slippage', ['slippageModel', 'slippageRate']],
] as const

/** Refuses settings that say the same thing twice, before defaults are filled in. */
export function checkMoney(config: object, action: string): void {
  const given = config as Readonly<Record<string, unknown>>
  for (const [name, others] of STAND_INS) {
    const other = others.find((option) => given[option] !== undefined)
    if (given[name] === undefined || other === undefined) continue
    throw new BarcastError('backtest/config', `${action}: ${name} stands in for ${other}, of which one must be given, found both`, {
      value: given[other],
      where: { path: other },
    })
  }
}
