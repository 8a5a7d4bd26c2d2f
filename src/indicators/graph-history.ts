import { BarcastError, type Bars, checkBars, sha256 } from '../core/index.js'
import { type MissingRows, missingRows, readColumn } from './driver.js'
import type { Graph, GraphNode } from './graph.js'

/** Where a graph stands after some rows of a history: what it needs to go on without computing them again. */
export interface GraphHistoryState {
  /** Rows computed so far. */
  readonly rows: number
  /** Every node's slab, then the last values of each output that other nodes look back on. */
  readonly numbers: Float64Array
}

const ACTION = 'Compute features'
/** Rows per call of a kernel, as in the driver: many calls let the compiler enter the hot loop from its start. */
const BLOCK_ROWS = 1024

/** Outputs that are read back, with how many rows of them. */
function lookbacks(graph: Graph): Map<number, number> {
  const depths = new Map<number, number>()
  for (const { definition, params, inputs } of graph.nodes) {
    const depth = definition.lookbackBars(params)
    for (const slot of inputs) depths.set(slot, Math.max(depth, depths.get(slot) ?? 0))
  }
  for (const { slot } of graph.columns) depths.delete(slot)
  return depths
}

const slabSize = ({ definition, params }: GraphNode): number => definition.stateSize(params)

/** How many numbers a state of the graph has. */
export function graphStateSize(graph: Graph): number {
  const tails = [...lookbacks(graph).values()].reduce((sum, depth) => sum + depth, 0)
  return graph.nodes.reduce((sum, node) => sum + slabSize(node), tails)
}

/**
 * SHA-256 of the text of the graph's kernels: a stored state is of no use to kernels that were written differently since. What a kernel calls is not part of its text.
 */
export function graphCodeHash(graph: Graph): string {
  const texts = graph.nodes.map(({ definition: { init, advance, stateSize } }) => [init, advance, stateSize].map(String).join('|'))
  return sha256(texts.join('|'))
}

/** Rows in which some input has no value, ascending. */
function holesOf(inputs: readonly MissingRows[]): Int32Array {
  const some = inputs.filter((rows) => rows !== undefined)
  if (some.length <= 1) return some[0] ?? new Int32Array(0)
  return Int32Array.from(new Set(some.flatMap((rows) => [...rows]))).sort()
}

/** The node over the rows from `first` to the end of its inputs, with the state it is given; rows with a hole are NaN. */
function advanceNode(
  { definition, params }: GraphNode,
  state: Float64Array,
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  holes: Int32Array,
  first: number,
  end: number,
): void {
  let from = first
  for (let k = 0; k <= holes.length; k++) {
    const hole = k < holes.length ? first + holes[k]! : end
    for (let i = from; i < hole; i += BLOCK_ROWS) definition.advance(state, inputs, outputs, i, Math.min(hole, i + BLOCK_ROWS), i)
    if (hole === end) return
    for (const output of outputs) output[hole] = NaN
    if (definition.onMissing === 'reset' && (hole > from || k === 0)) {
      state.fill(0)
      definition.init(state, params)
    }
    from = hole + 1
  }
}

/**
 * The outputs of the rows after those that `before` has seen, by name, and the state after them: a history that grows costs its new rows only, and the
 * values are those of {@link runGraph} over all of it, to the bit. The bars must begin with the rows that were seen, unchanged; their columns are looked back on.
 *
 * @throws BarcastError `bars/<rule>`, `indicators/unknown-column`, `indicators/history-state` (of another graph, or of more rows than there are).
 */
export function continueGraph(
  graph: Graph,
  bars: Bars,
  before?: GraphHistoryState,
): { columns: Map<string, Float64Array>; state: GraphHistoryState } {
  const mark = checkBars(bars, ACTION)
  const from = before?.rows ?? 0
  const size = graphStateSize(graph)
  if (before !== undefined && (before.numbers.length !== size || from > bars.length))
    throw new BarcastError(
      'indicators/history-state',
      `${ACTION}: the state must have ${size} numbers and at most ${bars.length} rows, found ${before.numbers.length} and ${from}`,
      { value: from },
    )
  const tails = lookbacks(graph)
  const deepest = Math.max(0, ...graph.nodes.map(({ definition, params }) => definition.lookbackBars(params)))
  // All arrays begin `first` rows before the new ones, so that every kernel can look back by the same index.
  const first = Math.min(from, deepest)
  const end = first + bars.length - from
  const numbers = new Float64Array(size)
  const values: Float64Array[] = []
  const missing = new Map<number, MissingRows>()
  const missingOf = (slot: number): MissingRows => {
    if (!missing.has(slot)) missing.set(slot, missingRows(values[slot]!.subarray(first)))
    return missing.get(slot)
  }
  for (const { name, slot } of graph.columns) values[slot] = readColumn(bars, mark, name, ACTION).column.subarray(from - first)
  let used = 0
  const slabs = graph.nodes.map((node) => {
    const slab = numbers.subarray(used, used + slabSize(node))
    used += slab.length
    // Also where the state is restored: a kernel may know its slab by object.
    node.definition.init(slab, node.params)
    return slab
  })
  if (before !== undefined) numbers.set(before.numbers)
  const places = new Map<number, number>()
  for (const [slot, depth] of tails) {
    places.set(slot, used)
    used += depth
  }
  graph.nodes.forEach((node, k) => {
    const outputs = node.definition.outputs.map((_, j) => {
      const slot = node.firstSlot + j
      const output = new Float64Array(end)
      const depth = Math.min(tails.get(slot) ?? 0, first)
      const place = places.get(slot)
      if (place !== undefined) output.set(numbers.subarray(place + tails.get(slot)! - depth, place + tails.get(slot)!), first - depth)
      values[slot] = output
      return output
    })
    const inputs = node.inputs.map((slot) => values[slot]!)
    const holes = holesOf(node.inputs.map(missingOf))
    advanceNode(node, slabs[k]!, inputs, outputs, holes, first, end)
  })
  for (const [slot, depth] of tails) {
    const kept = Math.min(depth, end)
    const place = places.get(slot)! + depth
    numbers.fill(0, place - depth, place - kept)
    numbers.set(values[slot]!.subarray(end - kept), place - kept)
  }
  const isColumn = new Set(graph.columns.map(({ slot }) => slot))
  const columns = new Map(
    graph.outputs.map(({ name, slot }) => {
      const rows = values[slot]!.subarray(first)
      // The bars' own columns are copied, so that nobody's change reaches them.
      return [name, isColumn.has(slot) ? rows.slice() : rows]
    }),
  )
  return { columns, state: { rows: bars.length, numbers } }
}
