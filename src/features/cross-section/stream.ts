import { type Bar, BarcastError, type Bars, barFaultAt } from '../../core/index.js'
import type { FeatureEngineer } from '../engineer.js'
import type { FeatureStream } from '../feature-stream.js'
import { openFloats, sealFloats } from '../sealed-floats.js'
import type { CrossSectionRules } from './config.js'
import { type CrossSectionSnapshot, readCrossSectionSnapshot } from './format.js'
import { inOrder } from './frames.js'
import { checkGroups, comparisonOf, outputNames } from './moment.js'

/** The features of all names, one moment after another; the same bits as over the histories. */
export interface CrossSectionStream {
  /**
   * Takes the next closed bars, all of one open time: a name without a bar is not alive then, a name that is new begins its history. Returns a new row per
   * name given, in the order of `names`.
   *
   * @throws BarcastError `bars/<rule>` for a faulty bar or a time that is not after the last, `features/cross-section-time` for bars of several times,
   * `features/no-group`; these change nothing. After any other error the stream refuses to go on with `features/cross-section-broken`.
   */
  next(bars: Readonly<Record<string, Bar>>): Record<string, Float64Array>
  /**
   * Takes bars of the last time again with other values, and such as came late; names that are not given stand as they are. Returns the rows of all names of
   * that time, which every change touches.
   */
  replaceLast(bars: Readonly<Record<string, Bar>>): Record<string, Float64Array>
  /** The state as JSON-able data, from which `stream(snapshot)` goes on, bit for bit. */
  snapshot(): CrossSectionSnapshot
}

interface Member {
  readonly stream: FeatureStream
  /** Its columns at its last bar. */
  readonly values: Float64Array
  timeMs: number
}

const ACTION = 'Take live bars'

function refuse(code: string, message: string, value: unknown, where: { timeMs?: number; path?: string }): never {
  throw new BarcastError(code, `${ACTION}: ${message}`, { value, where })
}

function rowOf({ openTimeMs, open, high, low, close, volume }: Bar): Bars {
  const of = (value: number): Float64Array => Float64Array.of(value)
  const columns = { open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) }
  return { symbol: '', timeframeMs: 1, length: 1, openTimeMs: of(openTimeMs), ...columns, extra: {} }
}

/** The one time of the bars. */
function timeOf(bars: Readonly<Record<string, Bar>>, names: readonly string[]): number {
  if (names.length === 0) refuse('bars/empty', 'bars must be given for one name or more, found none', 0, {})
  const timeMs = bars[names[0]!]!.openTimeMs
  for (const name of names) {
    const bar = bars[name]!
    const fault = barFaultAt(rowOf(bar), 0)
    if (fault !== undefined) refuse(`bars/${fault.rule}`, `${fault.message}, for "${name}"`, fault.value, { timeMs, path: name })
    if (bar.openTimeMs !== timeMs)
      refuse(
        'features/cross-section-time',
        `bars must be of one time, found ${timeMs} for "${names[0]}" and ${bar.openTimeMs} for "${name}"`,
        bar.openTimeMs,
        { timeMs: bar.openTimeMs, path: name },
      )
  }
  return timeMs
}

/** @throws BarcastError `features/snapshot`, `indicators/snapshot`. */
export function createCrossSectionStream(
  engineer: FeatureEngineer,
  rules: CrossSectionRules,
  definitionsHash: string,
  snapshot?: CrossSectionSnapshot,
): CrossSectionStream {
  const { traitOf, compare } = comparisonOf(rules)
  const made = outputNames(rules)
  const places = rules.columns.map((column) => engineer.names.indexOf(column))
  const members = new Map<string, Member>()
  let lastTimeMs = -Infinity
  let isBroken = false

  if (snapshot !== undefined) {
    const stored = readCrossSectionSnapshot(snapshot, definitionsHash)
    lastTimeMs = stored.timeMs ?? -Infinity
    for (const { name, timeMs, features, values } of stored.names)
      members.set(name, {
        stream: engineer.stream(features),
        values: openFloats(values, engineer.names.length, 'Restore cross-section'),
        timeMs,
      })
  }

  function take(bars: Readonly<Record<string, Bar>>, names: readonly string[]): void {
    isBroken = true
    for (const name of names) {
      const bar = bars[name]!
      const known = members.get(name)
      const member = known ?? { stream: engineer.stream(), values: new Float64Array(engineer.names.length), timeMs: -Infinity }
      if (known === undefined) members.set(name, member)
      if (member.timeMs === bar.openTimeMs) member.stream.replaceLast(bar, member.values)
      else member.stream.next(bar, member.values)
      member.timeMs = bar.openTimeMs
    }
    isBroken = false
  }

  /** Rows of all names of the last time. */
  function rows(): Record<string, Float64Array> {
    const names = inOrder([...members.keys()].filter((name) => members.get(name)!.timeMs === lastTimeMs))
    const present = names.map((name) => members.get(name)!)
    const values = places.map((place) => Float64Array.from(present, (member) => member.values[place]!))
    const results = made.map(() => new Float64Array(names.length))
    compare(names.map(traitOf), names.length, lastTimeMs, values, results)
    return Object.fromEntries(
      names.map((name, k) => {
        const row = new Float64Array(engineer.names.length + made.length)
        row.set(present[k]!.values)
        results.forEach((result, c) => {
          row[engineer.names.length + c] = result[k]!
        })
        return [name, row]
      }),
    )
  }

  function begin(bars: Readonly<Record<string, Bar>>): { names: string[]; timeMs: number } {
    if (isBroken) refuse('features/cross-section-broken', 'an error left names at different times; go on from a snapshot', undefined, {})
    const names = inOrder(Object.keys(bars))
    const timeMs = timeOf(bars, names)
    checkGroups(rules, names, ACTION)
    return { names, timeMs }
  }

  return {
    next(bars) {
      const { names, timeMs } = begin(bars)
      if (!(timeMs > lastTimeMs)) {
        const rule = timeMs === lastTimeMs ? 'bars/duplicate-time' : 'bars/unordered-time'
        refuse(rule, `openTimeMs must be after the last bars' ${lastTimeMs}, found ${timeMs}; replaceLast changes them`, timeMs, { timeMs })
      }
      take(bars, names)
      lastTimeMs = timeMs
      return rows()
    },
    replaceLast(bars) {
      const { names, timeMs } = begin(bars)
      if (timeMs !== lastTimeMs) {
        const message =
          lastTimeMs === -Infinity
            ? 'there must be last bars to replace, found none'
            : `openTimeMs must be the last bars' ${lastTimeMs}, found ${timeMs}`
        refuse('indicators/replace', message, timeMs, { timeMs })
      }
      take(bars, names)
      return rows()
    },
    snapshot: () => ({
      formatVersion: 1,
      definitionsHash,
      timeMs: lastTimeMs === -Infinity ? null : lastTimeMs,
      names: inOrder(members.keys()).map((name) => {
        const { stream, values, timeMs } = members.get(name)!
        return { name, timeMs, features: stream.snapshot(), values: sealFloats(values) }
      }),
    }),
  }
}
