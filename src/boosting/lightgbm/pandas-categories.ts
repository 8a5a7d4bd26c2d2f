/** A value of a categorical column of a pandas DataFrame. */
export type Category = string | number | boolean

/**
 * The categories of each column from Python's JSON, or the rule it breaks. Whole numbers beyond 2⁵³ would not survive and are refused.
 * `null` (the model was not trained on a DataFrame) is undefined.
 */
export function parsePandasCategories(
  text: string,
  refuse: (rule: string, value: unknown) => never,
): readonly (readonly Category[])[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('pandas_categorical must be JSON', text)
  }
  if (value === null) return undefined
  const isCategory = (entry: unknown): entry is Category =>
    typeof entry === 'string' || typeof entry === 'boolean' || (typeof entry === 'number' && Math.abs(entry) <= Number.MAX_SAFE_INTEGER)
  if (!Array.isArray(value)) return refuse('pandas_categorical must be a list of lists or null', value)
  return value.map((column: unknown): Category[] => {
    if (!Array.isArray(column)) return refuse('pandas_categorical must be a list of lists', column)
    return column.map((entry: unknown) =>
      isCategory(entry) ? entry : refuse('pandas categories must be texts, flags or numbers up to 2^53', entry),
    )
  })
}

/** The line that Python's json module would write: ASCII, with blanks after commas. */
export function describePandasCategories(categories: readonly (readonly Category[])[]): string {
  const escaped = (text: string): string =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is no printable ASCII character is escaped.
    JSON.stringify(text).replace(/[^\x00-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const word = (entry: Category): string => (typeof entry === 'string' ? escaped(entry) : String(entry))
  return `[${categories.map((column) => `[${column.map(word).join(', ')}]`).join(', ')}]`
}

/**
 * Values of a categorical column as the numbers that a model trained on a pandas DataFrame knows them by: their places in `categories`,
 * one entry of a booster's `pandasCategories`. What is not among them, null and undefined become NaN (missing), as in pandas.
 * A number and a text that looks like it are different categories.
 *
 * @example
 * categoryCodes(['NYSE', 'XETRA', null], ['AMEX', 'NYSE']) // Float64Array [1, NaN, NaN]
 */
export function categoryCodes(values: Iterable<Category | null | undefined>, categories: readonly Category[]): Float64Array {
  const codes = new Map(categories.map((category, code) => [category, code]))
  return Float64Array.from(values, (value) => (value === null || value === undefined ? NaN : (codes.get(value) ?? NaN)))
}
