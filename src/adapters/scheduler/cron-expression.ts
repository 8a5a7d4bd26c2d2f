import { BarcastError } from '../../core/index.js'

interface Field {
  readonly name: string
  readonly low: number
  readonly high: number
  /** Names of the numbers from `low` on. */
  readonly names?: readonly string[]
}

const FIELDS: readonly Field[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day of the month', low: 1, high: 31 },
  {
    name: 'month',
    low: 1,
    high: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', low: 0, high: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
]

function refuse(rule: string, text: unknown, index: number): never {
  throw new BarcastError('scheduler/cron', `Read cron expression: ${rule} at character ${index} of ${JSON.stringify(text)}`, {
    value: text,
    where: { path: 'cron', index },
  })
}

/** A number or a name of the field. */
function numberOf(word: string, { name, low, high, names }: Field, text: string, index: number): number {
  const named = names?.indexOf(word.toLowerCase()) ?? -1
  if (named >= 0) return low + named
  const value = /^\d{1,2}$/.test(word) ? Number(word) : NaN
  if (value >= low && value <= high) return value
  const known = names === undefined ? '' : ` or one of ${names.join(', ')}`
  return refuse(`${name} must be ${low} to ${high}${known}, found ${JSON.stringify(word)}`, text, index)
}

/** `*`, a value or a range, with a step or without. */
function checkPart(part: string, field: Field, text: string, at: number): void {
  const slash = part.indexOf('/')
  const range = slash < 0 ? part : part.slice(0, slash)
  const dash = range.indexOf('-')
  if (slash >= 0) {
    const step = part.slice(slash + 1)
    const most = field.high - field.low
    if (!/^\d{1,2}$/.test(step) || Number(step) < 1 || Number(step) > most)
      refuse(`the step of ${field.name} must be 1 to ${most}, found ${JSON.stringify(step)}`, text, at + slash + 1)
    if (range !== '*' && dash < 0) refuse(`a step of ${field.name} must follow * or a range, found ${JSON.stringify(range)}`, text, at)
  }
  if (range === '*') return
  const from = numberOf(dash < 0 ? range : range.slice(0, dash), field, text, at)
  if (dash < 0) return
  const to = numberOf(range.slice(dash + 1), field, text, at + dash + 1)
  if (to < from) refuse(`a range of ${field.name} must ascend, found ${JSON.stringify(range)}`, text, at)
}

/**
 * Refuses what is not a cron expression of five fields: minute, hour, day of the month, month, day of the week.
 *
 * @throws BarcastError `scheduler/cron` with the first character that is wrong in `where.index`.
 */
export function checkCron(text: string): void {
  if (typeof text !== 'string') refuse(`an expression must be a text, found ${typeof text}`, text, 0)
  const words = [...text.matchAll(/\S+/g)]
  if (words.length !== FIELDS.length) {
    const index = words[FIELDS.length]?.index ?? text.length
    refuse(
      `an expression must have five fields (minute, hour, day of the month, month, day of the week), found ${words.length}`,
      text,
      index,
    )
  }
  for (const [i, field] of FIELDS.entries()) {
    const { 0: word, index } = words[i]!
    let at = index
    for (const part of word.split(',')) {
      checkPart(part, field, text, at)
      at += part.length + 1
    }
  }
}
