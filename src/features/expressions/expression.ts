import type { AnyIndicator } from '../../indicators/index.js'
import { indicatorsByName } from '../named-indicators.js'
import type { FeatureTerm } from '../user-feature.js'
import { readExpression } from './parser.js'

/**
 * A term read from text: `zscore(ret(close, 5), 60)`, `rsi(close, period: 7) - rsi_14`, `macd(close).histogram / close`, `$funding > 0 & close > sma(close, 200)`.
 *
 * Names alone are columns (of OHLCV, the set, other user features), `$name` a column of the bars, also an extra one. Operators and indicators are called by name; after the terms,
 * numbers are parameters in order, others are given by name. Infix, from the closest: `**`, unary `-` and `!`, `* /`, `+ -`, comparisons, `&`, `|`. qlib's spelling
 * (`Mean($close, 5)`) reads as the term that gives qlib's value after the warm-up. What is parsed holds the present and the past only: a negative shift is refused.
 *
 * @throws BarcastError `features/expression`, with the line, a caret under the character and `where.index`.
 */
export function parseExpression(text: string, { indicators = [] }: { indicators?: readonly AnyIndicator[] } = {}): FeatureTerm {
  return readExpression({ source: { text }, indicators: indicatorsByName(indicators) }).term
}
