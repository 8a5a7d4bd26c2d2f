import { BarcastError, SIGNAL_CLASSES, type SignalClass } from '../core/index.js'

/**
 * Edges between the five classes, `strongSell ≤ sell ≤ buy ≤ strongBuy`. A score s is `strong_buy` when s ≥ strongBuy, else `buy` when
 * s ≥ buy; `strong_sell` when s ≤ strongSell, else `sell` when s ≤ sell; and `hold` when sell < s < buy. With buy = sell that very value
 * is `buy`. A class that no score can reach (an edge of ±Infinity, or two equal edges) is left out of `classes`.
 */
export interface Thresholds {
  strongSell: number
  sell: number
  buy: number
  strongBuy: number
}

/** Methods that class a forward return; the remaining one is `signal_outcome`. */
export type ReturnMethod = 'return_based' | 'volatility_adjusted' | 'quantile_based'

/** Defaults by method, each in the unit of its score: a return, multiples of volatility, probabilities. */
export const DEFAULT_THRESHOLDS: Readonly<Record<ReturnMethod, Readonly<Thresholds>>> = {
  return_based: { strongSell: -0.02, sell: -0.005, buy: 0.005, strongBuy: 0.02 },
  volatility_adjusted: { strongSell: -2, sell: -0.5, buy: 0.5, strongBuy: 2 },
  quantile_based: { strongSell: 0.2, sell: 0.4, buy: 0.6, strongBuy: 0.8 },
}

const ORDER = ['strongSell', 'sell', 'buy', 'strongBuy'] as const

function refuse(rule: string, edge: string, found: number): never {
  throw new BarcastError('labels/thresholds', `Label data: ${rule}, found ${edge} ${found}`, {
    value: found,
    where: { path: `thresholds.${edge}` },
  })
}

/** @throws BarcastError `labels/thresholds` when the edges are out of order, are no probabilities, or leave fewer than two classes. */
export function resolveThresholds(method: ReturnMethod, given: Partial<Thresholds>): Thresholds {
  const thresholds = { ...DEFAULT_THRESHOLDS[method], ...given }
  for (let i = 1; i < ORDER.length; i++) {
    const below = ORDER[i - 1]!
    const edge = ORDER[i]!
    if (thresholds[edge] < thresholds[below])
      refuse(`threshold ${edge} of ${method} must not be below ${below} (${thresholds[below]})`, edge, thresholds[edge])
  }
  for (const edge of ORDER) {
    const value = thresholds[edge]
    if (method === 'quantile_based' && Number.isFinite(value) && (value < 0 || value > 1))
      refuse(`threshold ${edge} of quantile_based must be a probability or ±Infinity`, edge, value)
  }
  if (reachableClasses(thresholds).length < 2) refuse('thresholds must leave at least two classes', 'buy', thresholds.buy)
  return thresholds
}

/** The classes that some score can reach, from bearish to bullish. */
export function reachableClasses({ strongSell, sell, buy, strongBuy }: Thresholds): SignalClass[] {
  const reachable: Record<SignalClass, boolean> = {
    strong_sell: strongSell > -Infinity,
    sell: strongSell < sell,
    hold: sell < buy,
    buy: buy < strongBuy,
    strong_buy: strongBuy < Infinity,
  }
  return SIGNAL_CLASSES.filter((name) => reachable[name])
}

/** Index into `SIGNAL_CLASSES`. Edges that coincide although `hold` lies between them (quantiles of tied returns) make a tie `hold`. */
export function classOf(score: number, { strongSell, sell, buy, strongBuy }: Thresholds, holdIsReachable: boolean): number {
  if (holdIsReachable && score === buy && score === sell) return 2
  if (score >= strongBuy) return 4
  if (score >= buy) return 3
  if (score <= strongSell) return 0
  if (score <= sell) return 1
  return 2
}
