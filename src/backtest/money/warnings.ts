import { isFeeFree, isSlippageFree } from '../costs.js'
import type { AccountHistory, Fill } from '../result.js'
import { type CostConfig, costsOf } from '../venue.js'
import type { MoneyConfig } from './config.js'

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** True when fills cost nothing at all: such a result is not one that could have been had. */
export function isZeroCost(config: CostConfig): boolean {
  const costs = costsOf(config)
  return isFeeFree(costs) && isSlippageFree(costs)
}

/** What fills were not charged, in sentences. */
export function costWarnings(config: CostConfig): string[] {
  const costs = costsOf(config)
  if (isFeeFree(costs) && isSlippageFree(costs)) return ['Zero cost: neither a fee nor slippage was charged.']
  if (isFeeFree(costs)) return [`No fee was charged: ${config.fees === undefined ? 'transactionCost is 0' : 'all fees are 0'}.`]
  if (!isSlippageFree(costs)) return []
  return [`No slippage was charged: ${config.slippage === undefined ? 'slippageRate' : 'slippage.rate'} is 0.`]
}

function shortWarnings({ carry = {}, margin = {} }: MoneyConfig, { length, positions }: AccountHistory): string[] {
  const funded = carry.funding === undefined || carry.funding.timeMs instanceof Float64Array ? undefined : Object.keys(carry.funding)
  const isFunded = (symbol: string): boolean => carry.funding !== undefined && (funded === undefined || funded.includes(symbol))
  const short = positions.filter(({ units }) => units.subarray(0, length).some((held) => held < 0)).map(({ symbol }) => symbol)
  const found: string[] = []
  const lent = short.filter((symbol) => !isFunded(symbol))
  if (lent.length > 0 && (carry.borrowRate ?? 0) === 0)
    found.push(`Short positions were held in ${lent.join(', ')} and no borrow was charged: carry.borrowRate is 0.`)
  const { leverage = 1, maintenanceFraction = leverage > 1 ? 0.5 / leverage : 0 } = margin
  if (short.length > 0 && maintenanceFraction === 0)
    found.push('Short positions were held without a maintenance margin: nothing was liquidated before the equity was used up.')
  return found
}

/** Payments outside the series, of symbols that have one. */
function fundingWarnings({ carry = {} }: MoneyConfig, { timeMs, length }: AccountHistory, missingPayments: number): string[] {
  const { funding } = carry
  if (funding === undefined || length === 0) return []
  const found: string[] = []
  if (missingPayments > 0)
    found.push(
      `${count(missingPayments, 'payment of funding has', 'payments of funding have')} no rate (NaN) and ${missingPayments === 1 ? 'was' : 'were'} not charged.`,
    )
  const series = funding.timeMs instanceof Float64Array ? [['', funding] as const] : Object.entries(funding)
  for (const [symbol, { timeMs: paidMs, intervalMs }] of series as [string, { timeMs: Float64Array; intervalMs?: number }][]) {
    if (intervalMs !== undefined) continue
    const name = symbol === '' ? '' : ` of ${symbol}`
    found.push(
      `Funding${name} was charged for the ${count(paidMs.length, 'payment', 'payments')} given: without carry.funding.intervalMs nobody can tell whether one is missing.`,
    )
    if (paidMs.length > 0 && (paidMs[0]! > timeMs[length - 1]! || paidMs[paidMs.length - 1]! < timeMs[0]!))
      found.push(`No payment of funding${name} falls on the time of the run.`)
  }
  return found
}

/** What holding was not charged, in sentences; empty when there is nothing. */
export function holdingWarnings(config: MoneyConfig, history: AccountHistory, fills: readonly Fill[], missingPayments: number): string[] {
  const { cash, length } = history
  const owed = cash.subarray(0, length).reduce((rows, held) => rows + (held < 0 ? 1 : 0), 0)
  const found = [...shortWarnings(config, history), ...fundingWarnings(config, history, missingPayments)]
  if (owed > 0 && (config.carry?.interestRate ?? 0) === 0)
    found.push(`Cash was negative at ${count(owed, 'close', 'closes')} and no interest was charged: carry.interestRate is 0.`)
  const liquidated = new Set(fills.filter(({ reason }) => reason === 'liquidation').map(({ timeMs }) => timeMs)).size
  if (liquidated > 0) found.push(`The account was liquidated ${count(liquidated, 'time', 'times')}.`)
  return found
}
