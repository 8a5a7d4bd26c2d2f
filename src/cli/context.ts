import { BarcastError } from '../core/index.js'
import type { Arguments } from './arguments.js'
import { createProgressLine, NO_PROGRESS, type ProgressLine } from './progress.js'
import type { Terminal } from './terminal.js'

/** What every command is given. */
export interface Context {
  readonly given: Arguments
  readonly terminal: Terminal
  /** Aborted by SIGINT. */
  readonly signal: AbortSignal
  readonly json: boolean
  progress(label: string): ProgressLine
}

export function createContext(given: Arguments, terminal: Terminal, signal: AbortSignal): Context {
  const json = given.values.has('json')
  const quiet = json || given.values.has('quiet')
  return { given, terminal, signal, json, progress: (label) => (quiet ? NO_PROGRESS : createProgressLine(terminal, label)) }
}

/** The text of an option, or undefined when it was not given. */
export function textOption({ given }: Context, name: string): string | undefined {
  const value = given.values.get(name)
  return typeof value === 'string' ? value : undefined
}

/** @throws BarcastError `cli/option-missing`. */
export function requiredOption(context: Context, name: string): string {
  const value = textOption(context, name)
  if (value !== undefined) return value
  throw new BarcastError('cli/option-missing', `Read command line: --${name} must be given, found nothing`, {
    where: { path: `--${name}` },
  })
}

export function numberOption({ given }: Context, name: string): number | undefined {
  const value = given.values.get(name)
  return typeof value === 'number' ? value : undefined
}

export function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

/** Prints the document with `--json`, else the lines. */
export function print({ json, terminal }: Context, document: unknown, lines: readonly string[]): void {
  terminal.out(json ? `${JSON.stringify(document, jsonValue, 2)}\n` : `${lines.join('\n')}\n`)
}

/** JSON has no NaN and no infinity: they are written as their names, so that none of them reads as missing or as 0. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return ArrayBuffer.isView(value) ? [...(value as unknown as Iterable<unknown>)].map((entry) => jsonValue('', entry)) : value
}
