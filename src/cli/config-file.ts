import { readFile } from 'node:fs/promises'
import { LineCounter, parseDocument } from 'yaml'
import { BarcastError } from '../core/index.js'

/** A parsed config file: its value, and the line on which each path of it stands. */
export interface ConfigFile {
  file: string
  value: unknown
  /** Line (from 1) of the value at a dotted path, or of the nearest part of the path that exists. */
  lineOf(path: string): number | undefined
  /** The command line's option that set the value at a path, such as `--trials`. */
  optionOf(path: string): string | undefined
}

const ACTION = 'Read config'

/**
 * Reads YAML or JSON (which is YAML too, so that both have line numbers).
 *
 * @throws BarcastError `cli/config-missing`, `cli/config-syntax` with file and line.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new BarcastError(
      'cli/config-missing',
      `${ACTION}: the file must be readable, found ${(cause as NodeJS.ErrnoException).code ?? 'an error'} for ${file}`,
      {
        value: file,
        where: { file },
        cause,
      },
    )
  }
  return parseConfigText(text, file)
}

/** @throws BarcastError `cli/config-syntax`. */
export function parseConfigText(text: string, file: string): ConfigFile {
  const lines = new LineCounter()
  // Aliases may blow a small file up to any size; a config has no use for them.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: false })
  const [fault] = document.errors
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0])
    throw new BarcastError('cli/config-syntax', `${ACTION}: ${file}:${line}: ${fault.message}`, { where: { file, line }, cause: fault })
  }
  const lineOf = (path: string): number | undefined => {
    const keys = path === '' ? [] : path.split(/[.[\]]+/).filter((key) => key !== '')
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth).map(indexOrKey), true) as { range?: [number, number, number] } | undefined
      if (node?.range !== undefined && node.range !== null) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  return { file, value: document.toJS({ maxAliasCount: 0 }) as unknown, lineOf, optionOf: () => undefined }
}

function indexOrKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key
}

/** Runs the part of the work that reads one section of the config; what it refuses is reported with the section's line. */
export function atSection<T>(config: ConfigFile, section: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw located(config, section, error)
  }
}

/** The same refusal with file and line, when it is one of this package's errors. */
export function located(config: ConfigFile, section: string, error: unknown): unknown {
  if (!(error instanceof BarcastError)) return error
  const inner = error.where.path ?? error.where.column ?? ''
  const path = [section, inner].filter((part) => part !== '').join('.')
  const option = config.optionOf(path)
  const line = option === undefined ? config.lineOf(path) : undefined
  const place = option ?? (line === undefined ? config.file : `${config.file}:${line}`)
  return new BarcastError(error.code, `${place}: ${section === '' ? '' : `${section}: `}${error.message}`, {
    value: error.value,
    where: { ...error.where, file: config.file, path, ...(line === undefined ? {} : { line }) },
    cause: error,
  })
}
