import type { FeatureColumn } from './column.js'
import { formatExpression } from './expressions/format.js'
import { expressionOf } from './user-columns.js'

/** A column of a set whose expression is written as text, over the columns of OHLCV; the text, printed, is its formula. */
export interface TextColumn extends Omit<FeatureColumn, 'formula' | 'expression'> {
  readonly text: string
}

export function readTextColumn({ text, ...described }: TextColumn): FeatureColumn {
  const { term, expression } = expressionOf(text)
  return { ...described, formula: formatExpression(term), expression }
}
