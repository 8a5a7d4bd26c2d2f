import { BarcastError, isBarcastError } from '../core/index.js'
import { type Arguments, parseArguments } from './arguments.js'
import { backtest } from './commands/backtest.js'
import { demo } from './commands/demo.js'
import { inspect } from './commands/inspect.js'
import { monitor } from './commands/monitor.js'
import { predict } from './commands/predict.js'
import { train } from './commands/train.js'
import { type Context, createContext } from './context.js'
import { EXIT } from './exit-code.js'
import { renderHelp, renderOverview } from './help.js'
import type { Terminal } from './terminal.js'
import { VERSION } from './version.js'

const RUNNERS: Readonly<Record<string, (context: Context) => Promise<void>>> = { demo, train, backtest, predict, inspect, monitor }

export interface CliOptions {
  terminal: Terminal
  /** Stops the command; what was written until then is whole. */
  signal?: AbortSignal
}

/** A mistake of the caller, which no retry mends: the command line, or the config by line. */
function isUsage(error: unknown): boolean {
  if (!isBarcastError(error)) return false
  if (/^cli\/(unknown|option|operand|config)/.test(error.code)) return true
  return error.where.file !== undefined && error.where.path !== undefined
}

function reportError(error: unknown, json: boolean, { out, err }: Terminal): number {
  const interrupted = isBarcastError(error, 'task/aborted')
  const code = interrupted ? EXIT.interrupted : isUsage(error) ? EXIT.usage : EXIT.failed
  const message = interrupted
    ? 'interrupted: nothing of the unfinished part was written'
    : error instanceof Error
      ? error.message
      : String(error)
  // Whatever is not this package's own error is a fault of the program, and its place helps to find it.
  const trace = !(error instanceof BarcastError) && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  if (json) out(`${JSON.stringify({ error: { code: isBarcastError(error) ? error.code : 'unexpected', message } })}\n`)
  err(`barcast: ${message}${trace}\n`)
  return code
}

function overview({ command, values }: Arguments, { out, columns }: Terminal): boolean {
  if (command !== undefined && values.has('help')) out(renderHelp(command, columns))
  else if (values.has('version')) out(`${VERSION}\n`)
  else if (command === undefined) out(renderOverview(columns))
  else return false
  return true
}

/**
 * Runs one command. Never throws: problems go to `terminal.err` (with `--json` also to `out` as `{ error: { code, message } }`).
 *
 * @returns the exit code, see {@link EXIT}.
 */
export async function runCli(words: readonly string[], { terminal, signal = new AbortController().signal }: CliOptions): Promise<number> {
  let given: Arguments
  try {
    given = parseArguments(words)
  } catch (error) {
    return reportError(error, words.includes('--json'), terminal)
  }
  if (overview(given, terminal)) return EXIT.ok
  try {
    await RUNNERS[given.command!.name]!(createContext(given, terminal, signal))
    return EXIT.ok
  } catch (error) {
    return reportError(error, given.values.has('json'), terminal)
  }
}
