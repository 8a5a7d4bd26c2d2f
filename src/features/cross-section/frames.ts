import { createFrame, type Frame } from '../../core/index.js'
import { type CrossSectionRules, parseRules } from './config.js'
import { checkGroups, comparisonOf, outputNames } from './moment.js'

const ACTION = 'Compare across names'

/** Names in the order in which everything is summed. */
export function inOrder(names: Iterable<string>): string[] {
  return [...names].sort()
}

/** Calls `visit` for each time that any frame has, ascending, with the frames that have a row there and which row it is. */
function visitTimes(frames: readonly Frame[], visit: (timeMs: number, members: readonly number[], rows: Int32Array) => void): void {
  const rows = new Int32Array(frames.length)
  for (;;) {
    let timeMs = Infinity
    frames.forEach((frame, k) => {
      if (rows[k]! < frame.length) timeMs = Math.min(timeMs, frame.timeMs[rows[k]!]!)
    })
    if (timeMs === Infinity) return
    const members = frames.flatMap((frame, k) => (rows[k]! < frame.length && frame.timeMs[rows[k]!] === timeMs ? [k] : []))
    visit(timeMs, members, rows)
    for (const k of members) rows[k] = rows[k]! + 1
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
  const compare = comparisonOf(checked)
  const values = checked.columns.map(() => new Float64Array(names.length))
  const results = made.map(() => new Float64Array(names.length))
  visitTimes(given, (timeMs, members, rows) => {
    members.forEach((k, place) => {
      for (let c = 0; c < values.length; c++) values[c]![place] = columns[k]![c]![rows[k]!]!
    })
    const present = members.map((k) => names[k]!)
    compare(present, timeMs, values, results)
    members.forEach((k, place) => {
      for (let c = 0; c < results.length; c++) outputs[k]![c]![rows[k]!] = results[c]![place]!
    })
  })
  const explorationOnly = given.some((frame) => frame.explorationOnly === true) ? ({ explorationOnly: true } as const) : {}
  return Object.fromEntries(
    names.map((name, k) => {
      const compared = new Map(made.map((column, c) => [column, outputs[k]![c]!]))
      return [name, createFrame({ columns: compared, timeMs: given[k]!.timeMs, ...explorationOnly })]
    }),
  )
}
