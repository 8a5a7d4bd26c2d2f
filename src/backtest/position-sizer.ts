import { BarcastError } from '../core/index.js'
import { atr } from '../indicators/index.js'
import type { ParsedConfig } from './config.js'
import type { Ledger } from './ledger.js'
import type { Market } from './market.js'
import type { Bracket, OrderSize } from './order.js'
import type { PositionSizing } from './sizing.js'
import { barVolatility } from './volatility.js'

/** How a position is opened: its size, and a stop that belongs to the size. */
export interface SizedEntry {
  size: OrderSize
  stopLoss?: Bracket['stopLoss']
}

/** A signal as its size is decided: at the close of a symbol's bar. */
export interface SizingQuestion {
  symbol: number
  /** 1 long, −1 short. */
  side: number
  /** Row of the symbol's own bars: the newest closed one. */
  bar: number
  timeMs: number
  /** NaN when none was given. */
  confidence: number
}

/** Net returns of the trades closed so far, as fractions of what was entered. */
export type ClosedReturns = () => readonly number[]

/** Kelly's fraction for outcomes like those seen; NaN without one of both kinds. */
export function kellyFraction(returns: readonly number[]): number {
  let wins = 0
  let gained = 0
  let lost = 0
  for (const value of returns) {
    if (value > 0) {
      wins += 1
      gained += value
    } else lost -= value
  }
  const losses = returns.length - wins
  const share = wins / returns.length
  return share - (1 - share) / (gained / wins / (lost / losses))
}

/** Answers with the size of a position, or undefined while what it depends on is not known yet. It reads rows up to the question's and no later one. */
export type PositionSizer = (question: SizingQuestion) => SizedEntry | undefined

export function createSizer(config: ParsedConfig, market: Market, ledger: Ledger, closedReturns: ClosedReturns): PositionSizer {
  const { maxPositionSize, sizing = { by: 'equityFraction' } as PositionSizing } = config
  const weight = (side: number, wanted: number): SizedEntry => ({ size: { targetWeight: side * Math.min(wanted, maxPositionSize) } })
  switch (sizing.by) {
    case 'equityFraction':
      return ({ side }) => weight(side, maxPositionSize)
    case 'fixedUnits':
      return ({ side }) => ({ size: { targetUnits: side * sizing.units } })
    case 'fixedNotional':
      return ({ symbol, side }) => {
        const unitValue = ledger.mark[symbol]! * ledger.scale[symbol]!
        return unitValue > 0 ? { size: { targetUnits: (side * sizing.notional) / unitValue } } : undefined
      }
    case 'volatilityTarget':
      return ({ symbol, side, bar }) => {
        if (bar < sizing.windowBars) return undefined
        const deviation = barVolatility(market.bars[symbol]!.close, bar, sizing.windowBars) * Math.sqrt(sizing.periodsPerYear)
        // A price that did not move asks for any size: as much as is allowed.
        return weight(side, deviation === 0 ? maxPositionSize : sizing.annualVolatility / deviation)
      }
    case 'kelly':
      return ({ side }) => {
        const returns = closedReturns()
        if (returns.length < sizing.minTrades) return weight(side, sizing.startWeight)
        const fraction = kellyFraction(returns)
        // Without a loss (or a gain) so far the formula has no answer.
        if (Number.isNaN(fraction)) return weight(side, returns[0]! > 0 ? sizing.fraction : 0)
        return weight(side, Math.max(0, sizing.fraction * fraction))
      }
    case 'confidence':
      return ({ side, confidence, timeMs }) => {
        if (!(confidence >= 0))
          throw new BarcastError(
            'backtest/confidence',
            `Run backtest: sizing by confidence needs the confidence of every signal that opens a position, found ${confidence} at ${timeMs}`,
            { value: confidence, where: { column: 'confidence', timeMs } },
          )
        return weight(side, maxPositionSize * confidence)
      }
    case 'atrRisk': {
      const ranges = market.bars.map((bars) => atr(bars, { period: sizing.windowBars }))
      return ({ symbol, side, bar }) => {
        const distance = sizing.stopAtrs * ranges[symbol]![bar]!
        const price = ledger.mark[symbol]!
        const unitValue = price * ledger.scale[symbol]!
        if (!(distance > 0) || !(unitValue > 0)) return undefined
        const { equity } = ledger
        const units = Math.min((sizing.riskFraction * equity) / (distance * ledger.scale[symbol]!), (maxPositionSize * equity) / unitValue)
        const stop = price - side * distance
        return { size: { targetUnits: side * units }, ...(stop > 0 ? { stopLoss: { price: stop } } : {}) }
      }
    }
  }
}
