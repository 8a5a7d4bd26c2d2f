import { BarcastError } from '../core/index.js'
import type { PortfolioResult } from './result.js'

/**
 * A strategy threw: code `backtest/strategy`, the bar in `where`, what it threw in `cause`, and the run up to and with that bar in `partial`.
 */
export class StrategyError extends BarcastError {
  readonly partial: PortfolioResult

  constructor({ code, message, value, where, cause }: BarcastError, partial: PortfolioResult) {
    super(code, message, { value, where, cause })
    this.name = 'StrategyError'
    this.partial = partial
  }
}
