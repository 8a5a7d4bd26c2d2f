import { BarcastError, type Bars, canonicalJson, checkBars, sha256 } from '../core/index.js'
import type { IndicatorDefinition, Params } from './definition.js'
import { type MissingRows, missingRows, readColumn, runKernel } from './driver.js'
import { readParams } from './params.js'

/** A column of the bars or one output of a node: an index into the graph's slots. */
export type Source = number

export interface GraphColumn {
  readonly name: string
  readonly slot: Source
}

export interface GraphNode {
  readonly definition: IndicatorDefinition
  readonly params: Params
  readonly inputs: readonly Source[]
  /** Slot of the first output; the others follow. */
  readonly firstSlot: Source
}

/**
 * Indicators over bar columns and over each other's outputs. Equal nodes (same definition, parameters, inputs) are one
 * node, so what several features share is computed once.
 */
export interface Graph {
  readonly columns: readonly GraphColumn[]
  readonly nodes: readonly GraphNode[]
  readonly outputs: readonly { readonly name: string; readonly slot: Source }[]
  readonly slotCount: number
  column(name: string): Source
  /**
   * Adds a node, or finds the equal one; returns the source of each of its outputs. `inputs` defaults to the definition's own columns.
   * @throws BarcastError `indicators/graph` when another definition has the same name, or the number of inputs is wrong.
   */
  node(definition: IndicatorDefinition, params?: Params, inputs?: readonly Source[]): readonly Source[]
  output(name: string, source: Source): void
}

export function createGraph(): Graph {
  const columns: GraphColumn[] = []
  const nodes: GraphNode[] = []
  const outputs: { name: string; slot: Source }[] = []
  const byKey = new Map<string, GraphNode>()
  const byName = new Map<string, IndicatorDefinition>()
  let slotCount = 0
  const column = (name: string): Source => {
    const found = columns.find((entry) => entry.name === name)
    if (found !== undefined) return found.slot
    columns.push({ name, slot: slotCount })
    return slotCount++
  }
  const sources = (node: GraphNode): Source[] => node.definition.outputs.map((_, k) => node.firstSlot + k)
  return {
    columns,
    nodes,
    outputs,
    get slotCount() {
      return slotCount
    },
    column,
    node(definition, given, inputs) {
      const params = readParams(definition, given)
      const from = inputs ?? definition.inputs(params).map(column)
      const arity = definition.inputs(params).length
      if (from.length !== arity)
        throw new BarcastError('indicators/graph', `Add node ${definition.name}: needs ${arity} inputs, found ${from.length}`, {
          value: from.length,
        })
      const same = byName.get(definition.name)
      if (same !== undefined && same !== definition)
        throw new BarcastError(
          'indicators/graph',
          `Add node ${definition.name}: names must be unique, found another definition of that name`,
          { value: definition.name },
        )
      byName.set(definition.name, definition)
      const key = canonicalJson([definition.name, params, [...from]])
      const found = byKey.get(key)
      if (found !== undefined) return sources(found)
      const node: GraphNode = { definition, params, inputs: from, firstSlot: slotCount }
      slotCount += definition.outputs.length
      nodes.push(node)
      byKey.set(key, node)
      return sources(node)
    },
    output(name, source) {
      if (outputs.some((entry) => entry.name === name))
        throw new BarcastError('indicators/graph', `Add output: names must be unique, found "${name}" twice`, { value: name })
      outputs.push({ name, slot: source })
    },
  }
}

/** SHA-256 over everything that decides the graph's numbers: columns, nodes in order, outputs. */
export function graphSignature(graph: Graph): string {
  const nodes = graph.nodes.map(({ definition, params, inputs, firstSlot }) => [definition.name, params, [...inputs], firstSlot] as const)
  return sha256(
    canonicalJson([graph.columns.map(({ name, slot }) => [name, slot]), nodes, graph.outputs.map(({ name, slot }) => [name, slot])]),
  )
}

/** All outputs over a whole history, by name. Outputs have the bars' length; warm-up is NaN. */
export function runGraph(graph: Graph, bars: Bars): Map<string, Float64Array> {
  const action = 'Compute features'
  const mark = checkBars(bars, action)
  const values: Float64Array[] = []
  const missing = new Map<Source, MissingRows>()
  for (const { name, slot } of graph.columns) {
    const read = readColumn(bars, mark, name, action)
    values[slot] = read.column
    missing.set(slot, read.missing)
  }
  const missingOf = (slot: Source): MissingRows => {
    if (!missing.has(slot)) missing.set(slot, missingRows(values[slot]!))
    return missing.get(slot)
  }
  for (const { definition, params, inputs, firstSlot } of graph.nodes) {
    const columns = inputs.map((slot) => values[slot]!)
    const results = runKernel(definition, params, columns, inputs.map(missingOf), bars.length)
    results.forEach((result, k) => {
      values[firstSlot + k] = result
    })
  }
  const isColumn = new Set(graph.columns.map(({ slot }) => slot))
  return new Map(graph.outputs.map(({ name, slot }) => [name, isColumn.has(slot) ? values[slot]!.slice() : values[slot]!]))
}
