import type { IndicatorDefinition, Params } from './definition.js'
import { type Graph, type GraphNode, graphSignature, type Source } from './graph.js'
import { fieldCode } from './live-bar.js'

/** A slot whose past rows are read, up to `depth` of them, the newest included; its rows stand in the slab from `offset` on. */
export interface PlannedHistory {
  readonly slot: Source
  readonly depth: number
  readonly group: number
  readonly offset: number
}

/** Histories that are written and read at the same row. Where nobody looks back there is one row; else there is room between two compactions. */
export interface HistoryGroup {
  readonly depth: number
  readonly capacity: number
}

export interface PlannedNode {
  readonly definition: IndicatorDefinition
  readonly params: Params
  readonly advance: IndicatorDefinition['advance']
  readonly resets: boolean
  readonly stateAt: number
  readonly stateSize: number
  /** True when all inputs are columns of the bars. */
  readonly readsColumns: boolean
  /** Which set of inputs, and the slots in it; nodes with the same inputs share one. */
  readonly inputSet: number
  readonly inputSlots: Int32Array
  readonly inputGroup: number
  readonly outputCount: number
  readonly firstSlot: Source
  /** Place of the first output among the leaves, the values no other node reads; −1 when others do. */
  readonly leafAt: number
  readonly outputGroup: number
}

export interface PlannedColumn {
  readonly name: string
  readonly slot: Source
  readonly code: number
}

/** What all streams of one graph have in common: what is computed in which order, and where in a stream's slab it stands. */
export interface GraphPlan {
  readonly signature: string
  readonly columns: readonly PlannedColumn[]
  /** In the graph's order, in which a snapshot holds them. */
  readonly nodes: readonly PlannedNode[]
  /** What is computed first; nodes of one kind follow each other, because a processor that has just run a kernel runs it faster. */
  readonly order: readonly PlannedNode[]
  readonly inputSets: readonly (readonly Source[])[]
  readonly histories: readonly PlannedHistory[]
  readonly groups: readonly HistoryGroup[]
  /** For each output of the graph: where in the slab its group's row 0 stands. */
  readonly resultAt: Int32Array
  readonly resultGroup: Int32Array
  readonly slotCount: number
  /** Rows a snapshot keeps at most. */
  readonly keep: number
  readonly arenaSize: number
  readonly leavesAt: number
  readonly leafCount: number
  readonly mostOutputs: number
  readonly slabSize: number
}

/** Rows of room between two compactions, at least; deep histories have half their depth. */
const SPARE_ROWS = 64

const lookbackOf = ({ definition, params }: GraphNode): number => definition.lookbackBars(params)

/** Slots that are written or read at one row: the inputs of a node, the outputs of a node, all columns. Returns the group of each slot that has one. */
function groupSlots(graph: Graph, read: ReadonlySet<Source>): Map<Source, number> {
  const parent = new Map<Source, Source>()
  const rootOf = (slot: Source): Source => {
    let root = slot
    while (parent.get(root) !== root) root = parent.get(root)!
    return root
  }
  const join = (slots: readonly Source[]): void => {
    for (const slot of slots) if (!parent.has(slot)) parent.set(slot, slot)
    for (const slot of slots) parent.set(rootOf(slot), rootOf(slots[0]!))
  }
  join(graph.columns.map(({ slot }) => slot))
  for (const { definition, inputs, firstSlot } of graph.nodes) {
    join(inputs)
    const own = definition.outputs.map((_, k) => firstSlot + k)
    if (own.some((slot) => read.has(slot))) join(own)
  }
  const numbers = new Map<Source, number>()
  const groups = new Map<Source, number>()
  for (const slot of parent.keys()) {
    const root = rootOf(slot)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    groups.set(slot, numbers.get(root)!)
  }
  return groups
}

/** How many steps after the columns a node is computed, by node. */
function levelsOf(graph: Graph): Map<GraphNode, number> {
  const bySlot = new Map<Source, number>()
  const levels = new Map<GraphNode, number>()
  for (const node of graph.nodes) {
    const level = 1 + Math.max(0, ...node.inputs.map((slot) => bySlot.get(slot) ?? 0))
    levels.set(node, level)
    node.definition.outputs.forEach((_, k) => {
      bySlot.set(node.firstSlot + k, level)
    })
  }
  return levels
}

function orderOf(graph: Graph, nodes: readonly PlannedNode[]): PlannedNode[] {
  const levels = levelsOf(graph)
  const kinds = new Map<string, number>()
  for (const { definition } of graph.nodes) if (!kinds.has(definition.name)) kinds.set(definition.name, kinds.size)
  return graph.nodes
    .map((node, k) => ({ planned: nodes[k]!, level: levels.get(node)!, kind: kinds.get(node.definition.name)! }))
    .sort((a, b) => a.level - b.level || a.kind - b.kind)
    .map(({ planned }) => planned)
}

function makePlan(graph: Graph): GraphPlan {
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs))
  const groupOf = groupSlots(graph, read)
  const depthOf = new Map<Source, number>([...groupOf.keys()].map((slot) => [slot, 1]))
  for (const node of graph.nodes) for (const slot of node.inputs) depthOf.set(slot, Math.max(depthOf.get(slot)!, lookbackOf(node) + 1))
  const groups = [...new Set(groupOf.values())].map((group) => {
    const depth = Math.max(...[...groupOf].filter(([, other]) => other === group).map(([slot]) => depthOf.get(slot)!))
    return { depth, capacity: depth === 1 ? 1 : depth + Math.max(SPARE_ROWS, depth >> 1) }
  })
  const arenaSize = graph.nodes.reduce((sum, { definition, params }) => sum + definition.stateSize(params), 0)
  // The slab: the states, the states before the last bar, the histories, the leaves.
  let used = 2 * arenaSize
  const histories: PlannedHistory[] = []
  const addHistory = (slot: Source): void => {
    const group = groupOf.get(slot)!
    histories.push({ slot, depth: depthOf.get(slot)!, group, offset: used })
    used += groups[group]!.capacity
  }
  for (const { slot } of graph.columns) addHistory(slot)
  const columnSlots = new Set(graph.columns.map(({ slot }) => slot))
  const inputSets: (readonly Source[])[] = []
  const setNumbers = new Map<string, number>()
  const leafSlots = new Map<Source, number>()
  let stateAt = 0
  const nodes = graph.nodes.map((node): PlannedNode => {
    const { definition, params, inputs, firstSlot } = node
    const key = inputs.join()
    if (!setNumbers.has(key)) setNumbers.set(key, inputSets.push(inputs) - 1)
    const own = definition.outputs.map((_, k) => firstSlot + k)
    const isLeaf = !own.some((slot) => read.has(slot))
    const leafAt = isLeaf ? leafSlots.size : -1
    for (const slot of own) {
      if (isLeaf) leafSlots.set(slot, leafSlots.size)
      else addHistory(slot)
    }
    const stateSize = definition.stateSize(params)
    stateAt += stateSize
    return {
      definition,
      params,
      advance: definition.advance,
      resets: definition.onMissing === 'reset',
      stateAt: stateAt - stateSize,
      stateSize,
      readsColumns: inputs.every((slot) => columnSlots.has(slot)),
      inputSet: setNumbers.get(key)!,
      inputSlots: Int32Array.from(inputs),
      inputGroup: groupOf.get(inputs[0]!)!,
      outputCount: own.length,
      firstSlot,
      leafAt,
      outputGroup: isLeaf ? 0 : groupOf.get(firstSlot)!,
    }
  })
  // A group of one row for the leaves, so that every result is found in the same way.
  const leafGroup = groups.push({ depth: 1, capacity: 1 }) - 1
  const historyAt = new Map(histories.map(({ slot, offset }) => [slot, offset]))
  const isLeafSlot = (slot: Source): boolean => leafSlots.has(slot)
  return {
    signature: graphSignature(graph),
    columns: graph.columns.map(({ name, slot }) => ({ name, slot, code: fieldCode(name) })),
    nodes,
    order: orderOf(graph, nodes),
    inputSets,
    histories,
    groups,
    resultAt: Int32Array.from(graph.outputs, ({ slot }) => (isLeafSlot(slot) ? used + leafSlots.get(slot)! : historyAt.get(slot)!)),
    resultGroup: Int32Array.from(graph.outputs, ({ slot }) => (isLeafSlot(slot) ? leafGroup : groupOf.get(slot)!)),
    slotCount: graph.slotCount,
    keep: Math.max(1, ...histories.map(({ depth }) => depth)),
    arenaSize,
    leavesAt: used,
    leafCount: leafSlots.size,
    mostOutputs: Math.max(1, ...nodes.map(({ outputCount }) => outputCount)),
    slabSize: used + leafSlots.size,
  }
}

const plans = new WeakMap<Graph, { readonly size: string; readonly plan: GraphPlan }>()

/** The plan of a graph, made once for all its streams, and anew when something was added to the graph. */
export function planOf(graph: Graph): GraphPlan {
  const size = [graph.columns.length, graph.nodes.length, graph.outputs.length].join()
  const known = plans.get(graph)
  if (known !== undefined && known.size === size) return known.plan
  const plan = makePlan(graph)
  plans.set(graph, { size, plan })
  return plan
}
