import { createFrame, type Frame } from '../../core/index.js'
import { type CrossSectionRules, parseRules } from './config.js'
import { checkGroups, comparisonOf, outputNames, type Trait } from './moment.js'

const ACTION = 'Compare across names'

/** Names in the order in which everything is summed. */
export function inOrder(names: Iterable<string>): string[] {
  return [...names].sort()
}

/** Calls `visit` for each time that any frame has, ascending: which frames have a row there, how many, and which row of each. */
function visitTimes(frames: readonly Frame[], visit: (timeMs: number, members: Int32Array, count: number, rows: Int32Array) => void): void {
  const rows = new Int32Array(frames.length)
  const members = new Int32Array(frames.length)
  const times = frames.map((frame) => frame.timeMs)
  for (;;) {
    let timeMs = Infinity
    let count = 0
    for (let k = 0; k < times.length; k++) {
      const time = rows[k]! < times[k]!.length ? times[k]![rows[k]!]! : Infinity
      if (time > timeMs || time === Infinity) continue
      if (time < timeMs) count = 0
      timeMs = time
      members[count++] = k
    }
    if (count === 0) return
    visit(timeMs, members, count, rows)
    for (let i = 0; i < count; i++) rows[members[i]!]! += 1
  }
}

/**
 * Columns compared across names at each moment, `rsi_14_rank` of `rsi_14`: frames in by name, frames of the compared columns out, on the same rows. At a time `t`
 * only those names count that are alive then: that have a row at `t` with a value in the column and belong to the universe. A name that is delisted is compared
 * until its last row and counted no longer after it; one that is listed later changes nothing before its first. NaN where a name is not alive. (pandas: `groupby(time)`, then
 * `rank(pct=True)`, `x − mean()`, and that over `std(ddof=0)`.)
 *
 * @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-method`, `features/no-group`, `frame/unknown-column`.
 */
export function compareAcross(frames: Readonly<Record<string, Frame>>, rules: CrossSectionRules): Record<string, Frame> {
  const checked = parseRules(rules)
  const names = inOrder(Object.keys(frames))
  checkGroups(checked, names, ACTION)
  const given = names.map((name) => frames[name]!)
  const columns = given.map((frame) => checked.columns.map((column) => frame.column(column)))
  const made = outputNames(checked)
  const outputs = given.map((frame) => made.map(() => new Float64Array(frame.length)))
  const { traitOf, compare } = comparisonOf(checked)
  const traits = names.map(traitOf)
  const present: Trait[] = []
  const values = checked.columns.map(() => new Float64Array(names.length))
  const results = made.map(() => new Float64Array(names.length))
  visitTimes(given, (timeMs, members, count, rows) => {
    for (let place = 0; place < count; place++) {
      const k = members[place]!
      present[place] = traits[k]!
      for (let c = 0; c < values.length; c++) values[c]![place] = columns[k]![c]![rows[k]!]!
    }
    compare(present, count, timeMs, values, results)
    for (let place = 0; place < count; place++) {
      const k = members[place]!
      for (let c = 0; c < results.length; c++) outputs[k]![c]![rows[k]!] = results[c]![place]!
    }
  })
  const explorationOnly = given.some((frame) => frame.explorationOnly === true) ? ({ explorationOnly: true } as const) : {}
  return Object.fromEntries(
    names.map((name, k) => {
      const compared = new Map(made.map((column, c) => [column, outputs[k]![c]!]))
      return [name, createFrame({ columns: compared, timeMs: given[k]!.timeMs, ...explorationOnly })]
    }),
  )
}
