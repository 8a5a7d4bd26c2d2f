import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Arguments } from './arguments.js'
import { parseRunConfig, type RunConfig } from './config.js'
import { type ConfigFile, readConfigFile } from './config-file.js'

/** A run ready to start: the config with the command line's options in it, and where each value came from. */
export interface Run {
  config: RunConfig
  file: ConfigFile
  /** One data file for each symbol. */
  inputs: readonly { symbol: string | undefined; file: string }[]
}

const COMMAND_LINE: ConfigFile = { file: 'command line', value: {}, lineOf: () => undefined, optionOf: () => undefined }

/** The value with `next` at a path; objects on the way are copied, so that the file's own value stays. */
function withValue(value: unknown, keys: readonly string[], next: unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return next
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
  return { ...object, [key]: withValue(object[key], rest, next) }
}

function valueFor(path: string, value: unknown): unknown {
  if (path === 'data.file' || path === 'output') return resolve(String(value))
  if (path === 'labels.horizonBars') return [value]
  if (path === 'model.type') return String(value).toLowerCase()
  // The documents' name of it.
  if (path === 'labels.method') return value === 'signal_direction' ? 'direction' : value
  return value
}

/** A horizon on the command line replaces one in minutes. */
function withoutWindows(value: unknown): unknown {
  const { labels, ...rest } = value as { labels: Record<string, unknown> }
  const { forwardWindows: _, ...others } = labels
  return { ...rest, labels: others }
}

function overridden(file: ConfigFile, { command, values }: Arguments): ConfigFile {
  const options = new Map<string, string>()
  let value = file.value
  for (const { name, path } of command?.options ?? []) {
    const given = values.get(name)
    if (given === undefined || path === undefined) continue
    value = withValue(value, path.split('.'), valueFor(path, given))
    if (path === 'labels.horizonBars') value = withoutWindows(value)
    options.set(path, `--${name}`)
  }
  return { ...file, value, optionOf: (path) => [...options].find(([at]) => path === at || path.startsWith(`${at}.`))?.[1] }
}

/**
 * The run that `--config` and the other options describe.
 *
 * @throws BarcastError `cli/config-missing`, `cli/config-syntax`, `cli/config`, `cli/unknown-key`, each with file and line or option.
 */
export async function readRun(given: Arguments): Promise<Run> {
  const name = given.values.get('config')
  const file = overridden(typeof name === 'string' ? await readConfigFile(name) : COMMAND_LINE, given)
  const config = parseRunConfig(file)
  const folder = typeof name === 'string' ? dirname(resolve(name)) : process.cwd()
  const at = (path: string): string => (isAbsolute(path) ? path : join(folder, path))
  const symbols: readonly (string | undefined)[] = config.data.symbols ?? [undefined]
  const inputs = symbols.map((symbol) => ({ symbol, file: at(config.data.file.replaceAll('{symbol}', symbol ?? '{symbol}')) }))
  return { config: { ...config, output: at(config.output) }, file, inputs }
}

/** Where one symbol's files go: a folder of its own when the run has several symbols. */
export function outputFolder({ config }: Run, { symbol }: Run['inputs'][number]): string {
  return symbol === undefined ? config.output : join(config.output, symbol.replaceAll(/[^\w.-]+/g, '_'))
}
