import { type Bars, createFrame, type Frame } from '../core/index.js'
import { continueGraph, type Graph, type GraphHistoryState, runGraph } from '../indicators/index.js'
import type { FeatureColumn } from './column.js'
import { graphOf } from './feature-graph.js'
import type { HigherColumns } from './higher-columns.js'

/** Where the values of columns come from: a graph over the bars, or longer bars as they are. */
export interface ColumnPlan {
  /** In the order of frames and streams. */
  readonly names: readonly string[]
  /** Every column but the direct ones; it may read what longer bars bring. */
  readonly graph: Graph
  /** Columns that are a value of longer bars and nothing else, with its name: the graph would only copy them. */
  readonly direct: ReadonlyMap<string, string>
  /** What is read of longer bars, by the graph or directly. */
  readonly brought: ReadonlySet<string>
}

/** `offered`: the names of what longer bars can bring. */
export function planColumns(columns: readonly FeatureColumn[], offered: ReadonlySet<string>): ColumnPlan {
  const direct = new Map<string, string>()
  const computed = columns.filter(({ name, expression }) => {
    if (typeof expression !== 'string' || !offered.has(expression)) return true
    direct.set(name, expression)
    return false
  })
  const graph = graphOf(computed)
  const brought = new Set([...direct.values(), ...graph.columns.map(({ name }) => name).filter((name) => offered.has(name))])
  return { names: columns.map(({ name }) => name), graph, direct, brought }
}

/** What longer bars bring to the rows of the bars. */
function bring({ brought }: ColumnPlan, higher: readonly HigherColumns[], bars: Bars, action: string): Map<string, Float64Array> {
  const needed = higher.filter(({ names }) => names.some((name) => brought.has(name)))
  return new Map(needed.flatMap((columns) => columns.over(bars, action)))
}

function widen(bars: Bars, extra: ReadonlyMap<string, Float64Array>): Bars {
  return extra.size === 0 ? bars : { ...bars, extra: { ...bars.extra, ...Object.fromEntries(extra) } }
}

function collect(
  { names, direct }: ColumnPlan,
  computed: ReadonlyMap<string, Float64Array>,
  extra: ReadonlyMap<string, Float64Array>,
  from = 0,
): Map<string, Float64Array> {
  return new Map(
    names.map((name) => {
      const source = direct.get(name)
      const values = source === undefined ? computed.get(name)! : extra.get(source)!
      return [name, source === undefined || from === 0 ? values : values.slice(from)]
    }),
  )
}

/** All columns over a history. */
export function runPlan(plan: ColumnPlan, higher: readonly HigherColumns[], bars: Bars, action: string): Frame {
  const extra = bring(plan, higher, bars, action)
  return createFrame({ columns: collect(plan, runGraph(plan.graph, widen(bars, extra)), extra), timeMs: bars.openTimeMs })
}

/** The rows after those that `before` has seen, as {@link runPlan} gives them; what longer bars bring is made anew of the whole history. */
export function continuePlan(
  plan: ColumnPlan,
  higher: readonly HigherColumns[],
  bars: Bars,
  action: string,
  before: GraphHistoryState | undefined,
): { features: Frame; state: GraphHistoryState } {
  const extra = bring(plan, higher, bars, action)
  const { columns, state } = continueGraph(plan.graph, widen(bars, extra), before)
  const from = before?.rows ?? 0
  return { features: createFrame({ columns: collect(plan, columns, extra, from), timeMs: bars.openTimeMs.subarray(from) }), state }
}
