import { BarcastError } from '../../core/index.js'
import { type CrossSectionMethod, type CrossSectionRules, METHOD_SUFFIX } from './config.js'

/*
 * One moment across names. Whatever the order in which names are given, sums are taken in the order of the names, so that a history and a live feed give the same bits.
 */

/** Compares the names at a moment: `values[k]` of column after column, `outputs[k]` per output and name; NaN is not alive. */
export type Comparison = (
  names: readonly string[],
  timeMs: number,
  values: readonly Float64Array[],
  outputs: readonly Float64Array[],
) => void

function meanOf(values: Float64Array, members: readonly number[]): number {
  let sum = 0
  for (const k of members) sum += values[k]!
  return sum / members.length
}

/** Mean of the places that equal values share, over how many there are (pandas: `rank(pct=True)`). */
function writeRanks(values: Float64Array, members: readonly number[], out: Float64Array): void {
  const ordered = [...members].sort((a, b) => values[a]! - values[b]!)
  for (let from = 0; from < ordered.length; ) {
    let to = from + 1
    while (to < ordered.length && values[ordered[to]!] === values[ordered[from]!]) to++
    const place = (from + 1 + to) / 2
    for (let k = from; k < to; k++) out[ordered[k]!] = place / ordered.length
    from = to
  }
}

function isFlat(values: Float64Array, members: readonly number[]): boolean {
  return members.every((k) => values[k] === values[members[0]!])
}

function writeDifferences(values: Float64Array, members: readonly number[], out: Float64Array): void {
  const mean = isFlat(values, members) ? values[members[0]!]! : meanOf(values, members)
  for (const k of members) out[k] = values[k]! - mean
}

function writeScores(values: Float64Array, members: readonly number[], out: Float64Array): void {
  writeDifferences(values, members, out)
  if (isFlat(values, members)) return
  let squares = 0
  for (const k of members) squares += out[k]! * out[k]!
  const deviation = Math.sqrt(squares / members.length)
  for (const k of members) out[k] = deviation === 0 ? 0 : out[k]! / deviation
}

const WRITERS = {
  rank: writeRanks,
  zScore: writeScores,
  demean: writeDifferences,
  groupRank: writeRanks,
  groupZScore: writeScores,
  groupDemean: writeDifferences,
} as const satisfies Record<CrossSectionMethod, typeof writeRanks>

/** Names of the columns that the rules make, in order. */
export function outputNames({ columns, methods }: CrossSectionRules): string[] {
  return columns.flatMap((column) => methods.map((method) => `${column}_${METHOD_SUFFIX[method]}`))
}

function isMember({ universe }: CrossSectionRules, name: string, timeMs: number): boolean {
  if (universe === undefined) return true
  const times = Object.hasOwn(universe, name) ? universe[name]! : []
  return times.some(({ fromMs, toMs = Infinity }) => timeMs >= fromMs && timeMs < toMs)
}

/** @throws BarcastError `features/no-group` when a `group…` method meets a name without one. */
export function checkGroups({ methods, groups = {} }: CrossSectionRules, names: readonly string[], action: string): void {
  if (!methods.some((method) => method.startsWith('group'))) return
  const name = names.find((given) => !Object.hasOwn(groups, given))
  if (name === undefined) return
  throw new BarcastError('features/no-group', `${action}: groups must name the group of every name, found none for "${name}"`, {
    value: name,
    where: { path: `groups.${name}` },
  })
}

/** The comparison by the given rules; `names` must be in ascending order. */
export function comparisonOf(rules: CrossSectionRules): Comparison {
  const { columns, methods, groups = {} } = rules
  return (names, timeMs, values, outputs) => {
    const inside = names.map((_, k) => k).filter((k) => isMember(rules, names[k]!, timeMs))
    for (const output of outputs) output.fill(NaN, 0, names.length)
    columns.forEach((_, c) => {
      const column = values[c]!
      const alive = inside.filter((k) => !Number.isNaN(column[k]!))
      if (alive.length === 0) return
      const byGroup = new Map<string, number[]>()
      for (const k of alive) {
        const group = groups[names[k]!] ?? ''
        const members = byGroup.get(group)
        if (members === undefined) byGroup.set(group, [k])
        else members.push(k)
      }
      methods.forEach((method, m) => {
        const out = outputs[c * methods.length + m]!
        const parts = method.startsWith('group') ? byGroup.values() : [alive]
        for (const members of parts) WRITERS[method](column, members, out)
      })
    })
  }
}
