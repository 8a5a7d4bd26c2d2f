import { type AnyIndicator, indicators, type TalibFunction, type TalibName, talibFunctions } from '../../src/indicators/index.js'
import { cycle } from '../../src/indicators/talib/cycle.js'
import type { TalibEntry, TalibRun } from '../../src/indicators/talib/entry.js'
import { math } from '../../src/indicators/talib/math.js'
import { momentum } from '../../src/indicators/talib/momentum.js'
import { overlap } from '../../src/indicators/talib/overlap.js'
import { patterns } from '../../src/indicators/talib/patterns.js'
import { price } from '../../src/indicators/talib/price.js'
import { statistics } from '../../src/indicators/talib/statistics.js'
import { volatility } from '../../src/indicators/talib/volatility.js'
import { volume } from '../../src/indicators/talib/volume.js'
import { code, table } from './markdown.js'
import { numberText } from './value-text.js'

const entries = {
  ...cycle,
  ...math,
  ...momentum,
  ...overlap,
  ...patterns,
  ...price,
  ...statistics,
  ...volatility,
  ...volume,
} as unknown as Readonly<Record<TalibName, TalibEntry<TalibName>>>

const ROWS = 8

/** Indicators that compute any average by its name; the average's own indicator says more. */
const BY_KIND = 'movingAverage'

/** Which indicators a function runs at its defaults. Where the first gives all of its outputs, the others only mend them. */
function ran(name: TalibName): string[] {
  const described: TalibFunction = talibFunctions[name]
  const names = new Map(
    Object.entries(indicators as Readonly<Record<string, AnyIndicator>>).map(([key, { definition }]) => [definition, key]),
  )
  const seen: { name: string; outputs: number }[] = []
  const run = (({ definition }: AnyIndicator) => {
    seen.push({ name: names.get(definition) ?? definition.name, outputs: definition.outputs.length })
    return definition.outputs.map(() => new Float64Array(ROWS))
  }) as unknown as TalibRun
  const params = Object.fromEntries(Object.entries(described.params).map(([key, rule]) => [key, rule.default]))
  const inputs = Object.values(described.inputs).flat()
  entries[name](
    params,
    run,
    inputs.map(() => new Float64Array(ROWS)),
  )
  const whole = seen[0]!.outputs >= Object.keys(described.outputs).length
  return [...new Set((whole ? seen.slice(0, 1) : seen).map((one) => one.name))]
}

/**
 * The indicators that compute each of TA-Lib's functions: those the door runs, and those whose comments say that they equal it.
 *
 * @param comments of all indicators, by name
 */
export function talibCounterparts(comments: ReadonlyMap<string, string>): Map<TalibName, string[]> {
  return new Map(
    (Object.keys(talibFunctions) as TalibName[]).map((name) => {
      const claimed = [...comments]
        .filter(([, comment]) => new RegExp(`Equal to TA-Lib's ${name}(?![A-Z0-9_])`).test(comment))
        .map(([key]) => key)
      const found = [...new Set([...ran(name), ...claimed])]
      return [name, found.length > 1 && name !== 'MA' ? found.filter((key) => key !== BY_KIND) : found]
    }),
  )
}

/** How a function is called through the door. */
export function talibCall(name: TalibName): string {
  const { params, outputs }: TalibFunction = talibFunctions[name]
  const keys = Object.keys(params)
  const given = keys.length === 0 ? '' : `, { ${keys.join(', ')} }`
  return `\`talib('${name}', bars${given})\` gives \`{ ${Object.keys(outputs).join(', ')} }\``
}

/** All functions by TA-Lib's groups and in its order, with what they are here. */
export function talibTables(counterparts: ReadonlyMap<TalibName, readonly string[]>): string[] {
  const groupOf = (name: TalibName): string => (talibFunctions[name] as TalibFunction).group
  const groups = [...new Set([...counterparts.keys()].map(groupOf))]
  return groups.flatMap((group) => {
    const rows = [...counterparts].flatMap(([name, here]) => {
      if (groupOf(name) !== group) return []
      const { title, params }: TalibFunction = talibFunctions[name]
      const links = here.map((key) => (Object.hasOwn(indicators, key) ? `[${key}](#${key.toLowerCase()})` : code(key))).join(', ')
      const defaults = Object.entries(params).map(([key, rule]) => `${key} ${numberText(rule.default)}`)
      return [[code(name), links, title, defaults.join(', ')]]
    })
    return [`### TA-Lib: ${group}`, table(['TA-Lib', 'here', 'what it is', 'parameters and defaults'], rows)]
  })
}
