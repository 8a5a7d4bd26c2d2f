import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../rooms.js'
import { rangeText, type ValueRule, valueText } from './value-text.js'

/** One parameter as a table shows it. */
export interface Field {
  name: string
  /** Empty when there is none. */
  default: string
  range: string
  meaning: string
}

/** The part of a zod object that is read here. */
interface ZodField {
  safeParse(value: unknown): { success: boolean; error?: { issues: { message: string }[] } }
  def: { type: string; defaultValue?: unknown; innerType?: ZodField }
}

interface ConfigModule {
  documented: { shape: Record<string, ZodField> }
  rulesOf: (schema: unknown, options: object) => { properties: Record<string, ValueRule> }
}

/** A module with a schema that it keeps to itself: bundled with one more export, and loaded. */
async function loadSchema(file: string, expression: string): Promise<ConfigModule> {
  const text = readFileSync(join(root, file), 'utf8')
  const contents = `${text}\nexport const documented = ${expression}\nexport { toJSONSchema as rulesOf } from 'zod'\n`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(root, dirname(file)), sourcefile: file, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['node:*'],
    logLevel: 'error',
  })
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64')
  return (await import(`data:text/javascript;base64,${code}`)) as ConfigModule
}

/** What may follow a name; undefined where none was written. Infinity is one, which JSON Schema would lose. */
function defaultOf(field: ZodField): unknown {
  for (let at: ZodField | undefined = field; at !== undefined; at = at.def.innerType) {
    if (at.def.type === 'default' || at.def.type === 'prefault') return at.def.defaultValue
  }
  return undefined
}

/** The rule of a field that only a function decides, as it words its refusal. */
function refusalOf(field: ZodField): string {
  const refusal = field.safeParse(Symbol('nothing accepts this')).error?.issues[0]?.message ?? ''
  return refusal.replace(/^must be |^Invalid input: expected (\w+), received symbol$/, '$1')
}

/**
 * The fields of a zod object that a module builds by `expression`, each with the first of the comments that is about it.
 *
 * @throws Error for a field about which nothing is written.
 */
export async function schemaFields(file: string, expression: string, comments: readonly ReadonlyMap<string, string>[]): Promise<Field[]> {
  const { documented, rulesOf } = await loadSchema(file, expression)
  const { properties } = rulesOf(documented, { unrepresentable: 'any', io: 'input' })
  const meaningOf = (name: string): string | undefined => comments.map((texts) => texts.get(name)).find((text) => text !== undefined)
  const bare = Object.keys(documented.shape).filter((name) => meaningOf(name) === undefined)
  if (bare.length > 0) throw new Error(`reference: ${file}: no comment on ${bare.join(', ')}`)
  return Object.entries(documented.shape).map(([name, field]) => {
    const value = defaultOf(field)
    const range = rangeText(properties[name] ?? {})
    return {
      name,
      default: value === undefined ? '' : valueText(value),
      range: range === '' ? refusalOf(field) : range,
      meaning: meaningOf(name)!,
    }
  })
}

/** Names that a module keeps to itself, such as a table of aliases. */
export async function privateValue<T>(file: string, expression: string): Promise<T> {
  return (await loadSchema(file, expression)).documented as T
}
