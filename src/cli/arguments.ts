import { BarcastError, unknownNameError } from '../core/index.js'
import { type CliOption, COMMANDS, type Command } from './options.js'

/** What was asked for on the command line. */
export interface Arguments {
  /** Undefined for `barcast`, `barcast --help` and `barcast --version`. */
  command: Command | undefined
  operand: string | undefined
  values: ReadonlyMap<string, string | number | true | readonly string[]>
}

const ACTION = 'Read command line'
const GLOBAL: readonly CliOption[] = [
  { name: 'help', short: 'h', kind: 'flag', help: 'this text' },
  { name: 'version', kind: 'flag', help: 'the version' },
]

function refuse(rule: string, message: string, value: string): never {
  throw new BarcastError(`cli/${rule}`, `${ACTION}: ${message}`, { value, where: { path: value } })
}

function findOption(word: string, options: readonly CliOption[]): CliOption {
  const name = word.startsWith('--') ? word.slice(2).split('=')[0]! : word.slice(1)
  const found = options.find((option) => (word.startsWith('--') ? option.name === name : option.short === name))
  if (found !== undefined) return found
  throw unknownNameError(
    'cli/unknown-option',
    ACTION,
    'option',
    name,
    options.map((option) => option.name),
    { path: word },
  )
}

function numberOf(option: CliOption, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) refuse('option-value', `--${option.name} must be a number, found "${text}"`, `--${option.name}`)
  return value
}

/** Words that belong to the option at `at`, and where the next one begins. */
function takeValue(words: readonly string[], at: number, option: CliOption): { value: string | number | true | string[]; next: number } {
  const word = words[at]!
  const inline = word.startsWith('--') && word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined
  if (option.kind === 'flag') {
    if (inline !== undefined) refuse('option-value', `--${option.name} takes no value, found "${inline}"`, word)
    return { value: true, next: at + 1 }
  }
  const given: string[] = inline === undefined ? [] : [inline]
  let next = at + 1
  const wanted = option.kind === 'values' ? Infinity : 1
  // A negative number is a value, not an option.
  while (given.length < wanted && next < words.length && !/^-(?!\d)/.test(words[next]!)) given.push(words[next++]!)
  if (given.length === 0) refuse('option-value', `--${option.name} needs ${option.value ?? 'a value'}, found nothing`, word)
  if (option.kind === 'values') return { value: given.flatMap((text) => text.split(',')).filter((text) => text !== ''), next }
  return { value: option.kind === 'number' ? numberOf(option, given[0]!) : given[0]!, next }
}

/**
 * Reads the words after the program's name.
 *
 * @throws BarcastError `cli/unknown-command`, `cli/unknown-option` (nearest name suggested), `cli/option-value`, `cli/option-twice`, `cli/operand`.
 */
export function parseArguments(words: readonly string[]): Arguments {
  const values = new Map<string, string | number | true | readonly string[]>()
  const named = words[0] !== undefined && !words[0].startsWith('-') ? words[0] : undefined
  const command = COMMANDS.find(({ name }) => name === named)
  if (named !== undefined && command === undefined) {
    throw unknownNameError(
      'cli/unknown-command',
      ACTION,
      'command',
      named,
      COMMANDS.map(({ name }) => name),
      { path: named },
    )
  }
  const options = command?.options ?? GLOBAL
  let operand: string | undefined
  let at = command === undefined ? 0 : 1
  while (at < words.length) {
    const word = words[at]!
    if (!word.startsWith('-')) {
      if (command?.operand === undefined || operand !== undefined) refuse('operand', `found "${word}", which belongs to no option`, word)
      operand = word
      at += 1
      continue
    }
    const option = findOption(word, options)
    if (values.has(option.name)) refuse('option-twice', `--${option.name} must be given once, found it twice`, word)
    const { value, next } = takeValue(words, at, option)
    values.set(option.name, value)
    at = next
  }
  return { command, operand, values }
}
