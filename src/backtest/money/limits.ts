import type { PortfolioLimits } from '../instrument.js'
import type { Ledger } from '../ledger.js'

/** A position as an order would leave it. */
export interface PositionChange {
  symbol: number
  /** Units afterwards. */
  units: number
  /** Account currency that one unit is worth. */
  unitValue: number
  /** Equity after the order's own costs. */
  equity: number
}

/** Room for the last bits. */
const SLACK = 1 + 1e-12

/**
 * Name of the first limit that a change would break, undefined when none. What a limit is already beyond it may stay beyond, but not go further, nor to the other side.
 */
export function brokenLimit(
  limits: PortfolioLimits,
  ledger: Ledger,
  { symbol, units, unitValue, equity }: PositionChange,
): string | undefined {
  let positions = 0
  let gross = 0
  let net = 0
  for (let s = 0; s < ledger.units.length; s++) {
    if (s === symbol) continue
    const value = ledger.value(s)
    if (value !== 0) positions += 1
    gross += Math.abs(value)
    net += value
  }
  const before = ledger.units[symbol]! * unitValue
  const after = units * unitValue
  const { maxPositions = Infinity, maxWeight = Infinity, maxGrossExposure = Infinity, maxNetExposure = Infinity } = limits
  if (before === 0 && positions + 1 > maxPositions) return 'maxPositions'
  const isBroken = (limit: number, from: number, to: number): boolean =>
    Math.abs(to) > limit * equity * SLACK && !(Math.abs(to) <= Math.abs(from) && Math.sign(to) === Math.sign(from))
  if (isBroken(maxWeight, before, after)) return 'maxWeight'
  if (isBroken(maxGrossExposure, gross + Math.abs(before), gross + Math.abs(after))) return 'maxGrossExposure'
  return isBroken(maxNetExposure, net + before, net + after) ? 'maxNetExposure' : undefined
}
