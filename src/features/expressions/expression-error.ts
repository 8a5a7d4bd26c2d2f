import { BarcastError, nearestName } from '../../core/index.js'

/** The text of one expression, and where it stands in the user's data. */
export interface ExpressionSource {
  readonly text: string
  readonly path?: string
}

/** Characters of the line shown before the one pointed at. */
const SHOWN = 60

/** The line of the text with a caret under the character at `index`; of long lines the part around it. */
function pointAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index - 1) + 1
  const end = text.indexOf('\n', index)
  const from = Math.max(start, index - SHOWN)
  const line = text.slice(from, end < 0 ? index + SHOWN : Math.min(end, index + SHOWN))
  return `${line}\n${' '.repeat(index - from)}^`
}

/** Refuses an expression at a character of its text (0 is the first). */
export function refuseAt({ text, path }: ExpressionSource, index: number, message: string, value: unknown, cause?: unknown): never {
  const where = path === undefined ? '' : ` ${path}`
  throw new BarcastError('features/expression', `Read expression${where}: ${message}, at character ${index + 1}\n${pointAt(text, index)}`, {
    value,
    where: { ...(path === undefined ? {} : { path }), index },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Refuses a name that nothing known has, suggesting the nearest. */
export function refuseName(source: ExpressionSource, index: number, noun: string, name: string, known: Iterable<string>): never {
  const nearest = nearestName(name, known)
  return refuseAt(source, index, `unknown ${noun} "${name}"${nearest === undefined ? '' : `, did you mean "${nearest}"?`}`, name)
}
