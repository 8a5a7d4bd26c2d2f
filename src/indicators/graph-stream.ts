import type { Bar } from '../core/index.js'
import { BarcastError } from '../core/index.js'
import type { IndicatorDefinition, Params } from './definition.js'
import { type Graph, graphSignature } from './graph.js'
import { fieldCode, isSoundBar, readField, refuseBar, refuseReplace, refuseTime } from './live-bar.js'
import { readSnapshot, type StreamSnapshot, writeSnapshot } from './snapshot.js'

/** A graph fed one bar at a time; the same bits as `runGraph` over the whole history. */
export interface GraphStream {
  /**
   * Takes the next closed bar and returns the outputs in the graph's order: a new array, or `out` filled.
   * @throws BarcastError `bars/<rule>` for a faulty bar or one that is not after the last.
   */
  next(bar: Bar, out?: Float64Array): Float64Array
  /** Computes the last bar again with other values, as often as needed while it forms. */
  replaceLast(bar: Bar, out?: Float64Array): Float64Array
  snapshot(): StreamSnapshot
}

interface LiveNode {
  definition: IndicatorDefinition
  params: Params
  state: Float64Array
  inputs: Float64Array[]
  inputSlots: Int32Array
  firstSlot: number
  outputs: Float64Array[]
  /** True when the outputs are histories that other nodes read, written at the current row; else single values. */
  keepsHistory: boolean
  resets: boolean
}

/** A slot whose past rows are read, up to `depth` of them, the newest included. */
interface History {
  values: Float64Array
  slot: number
  depth: number
}

/** Rows of room between two compactions of the histories. */
const SPARE_ROWS = 256

/** A bar that lacks an input: no value, and a window begins anew. */
function missBar(node: LiveNode, at: number): void {
  for (const output of node.outputs) output[at] = NaN
  if (!node.resets) return
  node.state.fill(0)
  node.definition.init(node.state, node.params)
}

export function createGraphStream(graph: Graph, snapshot?: StreamSnapshot): GraphStream {
  const lookback = Math.max(0, ...graph.nodes.map(({ definition, params }) => definition.lookbackBars(params)))
  const keep = lookback + 1
  const capacity = keep + SPARE_ROWS
  const consumed = new Set(graph.nodes.flatMap(({ inputs }) => inputs))
  const slots: Float64Array[] = []
  /** 1 while the slot's newest value is finite: written once by its node, read by all that consume it. */
  const finite = new Uint8Array(graph.slotCount)
  const histories: History[] = []
  const addHistory = (slot: number): void => {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(slot))
    const depth = 1 + Math.max(0, ...readers.map(({ definition, params }) => definition.lookbackBars(params)))
    const values = new Float64Array(capacity)
    slots[slot] = values
    histories.push({ values, slot, depth })
  }
  for (const { slot } of graph.columns) addHistory(slot)
  const arena = new Float64Array(graph.nodes.reduce((sum, { definition, params }) => sum + definition.stateSize(params), 0))
  const backup = new Float64Array(arena.length)
  let used = 0
  const nodes: LiveNode[] = graph.nodes.map(({ definition, params, inputs, firstSlot }) => {
    const ownSlots = definition.outputs.map((_, k) => firstSlot + k)
    const keepsHistory = ownSlots.some((slot) => consumed.has(slot))
    for (const slot of ownSlots) {
      if (keepsHistory) addHistory(slot)
      else slots[slot] = new Float64Array(1)
    }
    const size = definition.stateSize(params)
    const state = arena.subarray(used, used + size)
    used += size
    definition.init(state, params)
    return {
      definition,
      params,
      state,
      inputs: inputs.map((slot) => slots[slot]!),
      inputSlots: Int32Array.from(inputs),
      firstSlot,
      outputs: ownSlots.map((slot) => slots[slot]!),
      keepsHistory,
      resets: definition.onMissing === 'reset',
    }
  })
  const columns = graph.columns.map(({ name, slot }) => ({ name, slot, code: fieldCode(name), values: slots[slot]! }))
  const results = graph.outputs.map(({ slot }) => ({ values: slots[slot]!, isHistory: slots[slot]!.length === capacity }))
  const signature = graphSignature(graph)
  let row = -1
  // In a typed array, because a double in a closure would be boxed anew at every bar.
  const last = Float64Array.of(-Infinity)

  function advanceTo(bar: Bar): void {
    for (let k = 0; k < columns.length; k++) {
      const { slot, code, name, values } = columns[k]!
      const value = readField(bar, code, name)
      values[row] = value
      finite[slot] = value - value === 0 ? 1 : 0
    }
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k]!
      const { inputSlots, outputs, firstSlot } = node
      const at = node.keepsHistory ? row : 0
      let complete = 1
      for (let j = 0; j < inputSlots.length; j++) complete &= finite[inputSlots[j]!]!
      if (complete === 1) node.definition.advance(node.state, node.inputs, outputs, row, row + 1, at)
      else missBar(node, at)
      for (let j = 0; j < outputs.length; j++) {
        const value = outputs[j]![at]!
        finite[firstSlot + j] = value - value === 0 ? 1 : 0
      }
    }
  }

  function read(out: Float64Array | undefined): Float64Array {
    const target = out ?? new Float64Array(results.length)
    if (target.length !== results.length)
      throw new BarcastError('indicators/out-length', `Take live bar: out must have ${results.length} values, found ${target.length}`, {
        value: target.length,
      })
    for (let k = 0; k < results.length; k++) {
      const { values, isHistory } = results[k]!
      target[k] = values[isHistory ? row : 0]!
    }
    return target
  }

  function moveOn(): void {
    if (row === capacity - 1) {
      for (const { values } of histories) values.copyWithin(0, capacity - keep)
      row = keep - 1
    }
    row += 1
  }

  function takeSnapshot(): StreamSnapshot {
    const kept = Math.min(row + 1, keep)
    const values = [last[0]!, kept, ...arena, ...backup]
    for (const history of histories) values.push(...history.values.subarray(row + 1 - Math.min(kept, history.depth), row + 1))
    for (const node of nodes) if (!node.keepsHistory) for (const output of node.outputs) values.push(output[0]!)
    return writeSnapshot(signature, Float64Array.from(values))
  }

  function restore(stored: StreamSnapshot): void {
    const values = readSnapshot(stored, signature)
    let at = 0
    last[0] = values[at++]!
    const kept = values[at++]!
    const expected =
      2 +
      2 * arena.length +
      histories.reduce((sum, { depth }) => sum + Math.min(kept, depth), 0) +
      nodes.reduce((sum, node) => sum + (node.keepsHistory ? 0 : node.outputs.length), 0)
    if (values.length !== expected)
      throw new BarcastError('indicators/snapshot', `Restore stream: need ${expected} numbers, found ${values.length}`, {
        value: values.length,
      })
    arena.set(values.subarray(at, at + arena.length))
    at += arena.length
    backup.set(values.subarray(at, at + backup.length))
    at += backup.length
    row = kept - 1
    for (const history of histories) {
      const count = Math.min(kept, history.depth)
      history.values.set(values.subarray(at, at + count), kept - count)
      finite[history.slot] = Number.isFinite(history.values[row]) ? 1 : 0
      at += count
    }
    for (const node of nodes) if (!node.keepsHistory) for (const output of node.outputs) output[0] = values[at++]!
  }

  if (snapshot !== undefined) restore(snapshot)
  return {
    next(bar, out) {
      if (!(bar.openTimeMs > last[0]!) || bar.openTimeMs === Infinity) refuseTime(bar.openTimeMs, last[0]!)
      if (!isSoundBar(bar)) refuseBar(bar)
      backup.set(arena)
      moveOn()
      last[0] = bar.openTimeMs
      advanceTo(bar)
      return read(out)
    },
    replaceLast(bar, out) {
      if (bar.openTimeMs !== last[0]) refuseReplace(bar.openTimeMs, last[0]!)
      if (!isSoundBar(bar)) refuseBar(bar)
      arena.set(backup)
      advanceTo(bar)
      return read(out)
    },
    snapshot: takeSnapshot,
  }
}
