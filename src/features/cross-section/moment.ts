import { BarcastError } from '../../core/index.js'
import { type CrossSectionMethod, type CrossSectionRules, METHOD_SUFFIX, type Membership } from './config.js'

/*
 * One moment across names. Whatever the order in which names are given, sums are taken in the order of the names, so that a history and a live feed give the same bits.
 */

/** What the rules say of a name. */
export interface Trait {
  /** Number of its group. */
  readonly group: number
  /** When it belongs to the universe; undefined: always. */
  readonly times: readonly Membership[] | undefined
}

/** Compares names by the given rules. */
export interface Comparison {
  traitOf(name: string): Trait
  /**
   * Compares the first `count` names at a moment: `values` per column and `outputs` per column and method hold a number for each name; NaN is not alive. The
   * traits must stand in the ascending order of their names.
   */
  compare(traits: readonly Trait[], count: number, timeMs: number, values: readonly Float64Array[], outputs: readonly Float64Array[]): void
}

/** Writes what a method makes of the values of `members[from … to − 1]`. */
type Writer = (values: Float64Array, members: Int32Array, from: number, to: number, out: Float64Array) => void

/** How many of the ascending values are below `value`, or not above it. */
function countBelow(ascending: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < value || (orEqual && ascending[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

/** Mean of the places that equal values share, over how many there are (pandas: `rank(pct=True)`). */
function writeRanks(values: Float64Array, members: Int32Array, from: number, to: number, out: Float64Array): void {
  const ascending = new Float64Array(to - from)
  for (let i = from; i < to; i++) ascending[i - from] = values[members[i]!]!
  ascending.sort()
  for (let i = from; i < to; i++) {
    const value = values[members[i]!]!
    const below = countBelow(ascending, value, false)
    const upTo = ascending[below + 1] === value ? countBelow(ascending, value, true) : below + 1
    out[members[i]!] = (1 + below + upTo) / 2 / ascending.length
  }
}

function isFlat(values: Float64Array, members: Int32Array, from: number, to: number): boolean {
  const first = values[members[from]!]!
  for (let i = from + 1; i < to; i++) if (values[members[i]!] !== first) return false
  return true
}

function writeDifferences(values: Float64Array, members: Int32Array, from: number, to: number, out: Float64Array): void {
  // The mean of equal values may differ from them by a rounding.
  let mean = values[members[from]!]!
  if (!isFlat(values, members, from, to)) {
    let sum = 0
    for (let i = from; i < to; i++) sum += values[members[i]!]!
    mean = sum / (to - from)
  }
  for (let i = from; i < to; i++) out[members[i]!] = values[members[i]!]! - mean
}

function writeScores(values: Float64Array, members: Int32Array, from: number, to: number, out: Float64Array): void {
  writeDifferences(values, members, from, to, out)
  let squares = 0
  for (let i = from; i < to; i++) squares += out[members[i]!]! * out[members[i]!]!
  const deviation = Math.sqrt(squares / (to - from))
  for (let i = from; i < to; i++) out[members[i]!] = deviation === 0 ? 0 : out[members[i]!]! / deviation
}

const WRITERS: Readonly<Record<CrossSectionMethod, Writer>> = {
  rank: writeRanks,
  zScore: writeScores,
  demean: writeDifferences,
  groupRank: writeRanks,
  groupZScore: writeScores,
  groupDemean: writeDifferences,
}

const isGrouped = (method: CrossSectionMethod): boolean => method.startsWith('group')

/** Names of the columns that the rules make, in order. */
export function outputNames({ columns, methods }: CrossSectionRules): string[] {
  return columns.flatMap((column) => methods.map((method) => `${column}_${METHOD_SUFFIX[method]}`))
}

/** @throws BarcastError `features/no-group` when a `group…` method meets a name without one. */
export function checkGroups({ methods, groups = {} }: CrossSectionRules, names: readonly string[], action: string): void {
  if (!methods.some(isGrouped)) return
  const name = names.find((given) => !Object.hasOwn(groups, given))
  if (name === undefined) return
  throw new BarcastError('features/no-group', `${action}: groups must name the group of every name, found none for "${name}"`, {
    value: name,
    where: { path: `groups.${name}` },
  })
}

function isMember({ times }: Trait, timeMs: number): boolean {
  return times === undefined || times.some(({ fromMs, toMs = Infinity }) => timeMs >= fromMs && timeMs < toMs)
}

/** The members group by group, in their order within each; where each group ends. */
function sortByGroup(traits: readonly Trait[], members: Int32Array, sorted: Int32Array, ends: Int32Array): void {
  ends.fill(0)
  for (const k of members) ends[traits[k]!.group]! += 1
  for (let g = 1; g < ends.length; g++) ends[g]! += ends[g - 1]!
  for (let i = members.length - 1; i >= 0; i--) {
    const group = traits[members[i]!]!.group
    ends[group]! -= 1
    sorted[ends[group]!] = members[i]!
  }
  // The counts have become where groups begin: the next one's begin is a group's end.
  for (let g = 0; g < ends.length; g++) ends[g] = g + 1 < ends.length ? ends[g + 1]! : members.length
}

export function comparisonOf({ columns, methods, groups = {}, universe }: CrossSectionRules): Comparison {
  const groupNames = [...new Set(Object.values(groups))]
  const ends = new Int32Array(Math.max(1, groupNames.length))
  const traits = new Map<string, Trait>()
  return {
    traitOf(name) {
      const known = traits.get(name)
      if (known !== undefined) return known
      const times = universe === undefined ? undefined : Object.hasOwn(universe, name) ? universe[name]! : []
      const trait = { group: Object.hasOwn(groups, name) ? groupNames.indexOf(groups[name]!) : 0, times }
      traits.set(name, trait)
      return trait
    },
    compare(given, count, timeMs, values, outputs) {
      for (const output of outputs) output.fill(NaN, 0, count)
      const alive = new Int32Array(count)
      const sorted = new Int32Array(count)
      for (let c = 0; c < columns.length; c++) {
        const column = values[c]!
        let size = 0
        for (let k = 0; k < count; k++) if (!Number.isNaN(column[k]!) && isMember(given[k]!, timeMs)) alive[size++] = k
        if (size === 0) continue
        const members = alive.subarray(0, size)
        if (methods.some(isGrouped)) sortByGroup(given, members, sorted, ends)
        for (let m = 0; m < methods.length; m++) {
          const write = WRITERS[methods[m]!]
          const out = outputs[c * methods.length + m]!
          if (!isGrouped(methods[m]!)) write(column, members, 0, size, out)
          else for (let g = 0, from = 0; g < ends.length; from = ends[g++]!) if (ends[g]! > from) write(column, sorted, from, ends[g]!, out)
        }
      }
    },
  }
}
