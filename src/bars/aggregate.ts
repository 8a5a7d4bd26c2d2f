import { BarcastError, unknownNameError } from '../core/index.js'

/** How the values of an extra column in several bars become one; missing values are passed over. `drop` leaves the column out. */
export type Aggregate = 'first' | 'max' | 'min' | 'last' | 'sum' | 'drop'

/** Columns whose meaning is known, as `parseCsv` names them. Close times are written anew. */
const KNOWN: ReadonlyMap<string, Aggregate> = new Map([
  ['quoteVolume', 'sum'],
  ['trades', 'sum'],
  ['takerBuyVolume', 'sum'],
  ['takerBuyQuoteVolume', 'sum'],
  ['adjClose', 'last'],
  ['closeTimeMs', 'drop'],
])

/** An extra column and its rule; `drop` is left out of the list. */
export interface ExtraRule {
  name: string
  rule: Exclude<Aggregate, 'drop'>
}

/**
 * The rule of each extra column, from the options or by its known name.
 *
 * @throws BarcastError `bars/no-aggregate` for a column without one, `bars/unknown-column` for a rule without its column.
 */
export function extraRules(names: readonly string[], stated: Readonly<Record<string, Aggregate>>, action: string): ExtraRule[] {
  for (const name of Object.keys(stated)) {
    const path = `aggregate.${name}`
    if (!names.includes(name)) throw unknownNameError('bars/unknown-column', action, 'extra column', name, names, { path })
    if (name === 'closeTimeMs' && stated[name] !== 'drop') {
      throw new BarcastError('bars/duplicate-column', `${action}: closeTimeMs is written anew and takes no rule, found ${stated[name]}`, {
        value: stated[name],
        where: { path },
      })
    }
  }
  return names.flatMap((name) => {
    const rule = Object.hasOwn(stated, name) ? stated[name] : KNOWN.get(name)
    if (rule === undefined) {
      throw new BarcastError(
        'bars/no-aggregate',
        `${action}: extra column ${JSON.stringify(name)} must have a rule by which several values become one, found none; ` +
          `state aggregate: { ${JSON.stringify(name)}: 'last' } (or first, max, min, sum, drop)`,
        { value: name, where: { column: name, path: 'aggregate' } },
      )
    }
    return rule === 'drop' ? [] : [{ name, rule }]
  })
}
