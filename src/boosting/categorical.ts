import { BarcastError, unknownNameError } from '../core/index.js'

const MOST = 2 ** 31 - 1

/**
 * The numbers of the categorical columns, ascending.
 *
 * @throws BarcastError `boosting/unknown-feature` (with the nearest name), `boosting/categorical`.
 */
export function resolveCategorical(
  categorical: readonly (number | string)[] | undefined,
  featureNames: readonly string[],
  action: string,
): number[] {
  if (categorical === undefined) return []
  const found = new Set<number>()
  for (const entry of categorical) {
    const column = typeof entry === 'string' ? featureNames.indexOf(entry) : entry
    if (column === -1 && typeof entry === 'string')
      throw unknownNameError('boosting/unknown-feature', action, 'categorical feature', entry, featureNames, { path: 'categorical' })
    if (!Number.isInteger(column) || column < 0 || column >= featureNames.length) {
      const rule = `categorical must name features or column numbers below ${featureNames.length}, found ${String(entry)}`
      throw new BarcastError('boosting/categorical', `${action}: ${rule}`, { value: entry, where: { path: 'categorical' } })
    }
    found.add(column)
  }
  return [...found].sort((a, b) => a - b)
}

/**
 * Categories are numbered: whole numbers up to 2³¹ − 1. Negative ones count as missing, like NaN. LightGBM cuts fractions off; here they
 * are refused, since 1.5 as a category is a mistake.
 *
 * @param firstRow number of the first value's row, for the error
 * @throws BarcastError `boosting/category`.
 */
export function checkCategories(values: Float64Array, name: string, firstRow: number, action: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if ((Number.isInteger(value) && value >= -MOST && value <= MOST) || Number.isNaN(value)) continue
    const row = firstRow + i
    const rule = `categories in ${name} must be whole numbers from 0 to ${MOST}, negative or NaN where missing, found ${value} at row ${row}`
    throw new BarcastError('boosting/category', `${action}: ${rule}`, { value, where: { column: name, row } })
  }
}
