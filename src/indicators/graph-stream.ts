import type { Bar } from '../core/index.js'
import { BarcastError } from '../core/index.js'
import type { Graph } from './graph.js'
import { type GraphPlan, type PlannedNode, planOf } from './graph-plan.js'
import { isSoundBar, readField, refuseBar, refuseReplace, refuseTime } from './live-bar.js'
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

/** All numbers of a stream stand in one slab, of which kernels get views; what does not change is in the plan, which the streams of a graph share. */
class PlannedStream implements GraphStream {
  private readonly plan: GraphPlan
  private readonly slab: Float64Array
  /** By place in the plan's order. */
  private readonly states: readonly Float64Array[]
  private readonly inputs: readonly (readonly Float64Array[])[]
  private readonly outputs: readonly (readonly Float64Array[])[]
  private readonly columns: readonly Float64Array[]
  /** Row of the newest bar in each group of histories. */
  private readonly rows: Int32Array
  /** 1 while the slot's newest value is finite: written once by its node, read by all that consume it. */
  private readonly finite: Uint8Array
  /** Time of the last bar, in a typed array, because a double in a field would be boxed anew at every bar. */
  private readonly last: Float64Array = Float64Array.of(-Infinity)
  /** Bars seen, up to what a snapshot keeps. */
  private seen = 0

  constructor(plan: GraphPlan) {
    const slab = new Float64Array(plan.slabSize)
    const views: Float64Array[] = []
    for (const { slot, offset, group } of plan.histories) views[slot] = slab.subarray(offset, offset + plan.groups[group]!.capacity)
    const leaves = Array.from({ length: plan.mostOutputs }, (_, k) => slab.subarray(Math.min(plan.leavesAt + k, slab.length)))
    const leavesBy = leaves.map((_, k) => leaves.slice(0, k + 1))
    const inputSets = plan.inputSets.map((slots) => slots.map((slot) => views[slot]!))
    this.plan = plan
    this.slab = slab
    this.states = plan.order.map(({ stateAt, stateSize }) => slab.subarray(stateAt, stateAt + stateSize))
    this.inputs = plan.order.map(({ inputSet }) => inputSets[inputSet]!)
    this.outputs = plan.order.map(({ leafAt, firstSlot, outputCount }) =>
      leafAt < 0 ? views.slice(firstSlot, firstSlot + outputCount) : leavesBy[outputCount - 1]!,
    )
    this.columns = plan.columns.map(({ slot }) => views[slot]!)
    this.rows = new Int32Array(plan.groups.length).fill(-1)
    this.finite = new Uint8Array(plan.slotCount)
    plan.order.forEach(({ definition, params }, k) => {
      definition.init(this.states[k]!, params)
    })
  }

  next(bar: Bar, out?: Float64Array): Float64Array {
    const { last, plan } = this
    if (!(bar.openTimeMs > last[0]!) || bar.openTimeMs === Infinity) refuseTime(bar.openTimeMs, last[0]!)
    if (!isSoundBar(bar)) refuseBar(bar)
    this.slab.copyWithin(plan.arenaSize, 0, plan.arenaSize)
    this.moveOn()
    last[0] = bar.openTimeMs
    this.take(bar)
    return this.read(out)
  }

  replaceLast(bar: Bar, out?: Float64Array): Float64Array {
    const { last, plan } = this
    if (bar.openTimeMs !== last[0]) refuseReplace(bar.openTimeMs, last[0]!)
    if (!isSoundBar(bar)) refuseBar(bar)
    this.slab.copyWithin(0, plan.arenaSize, 2 * plan.arenaSize)
    this.take(bar)
    return this.read(out)
  }

  snapshot(): StreamSnapshot {
    const { plan, slab, rows, seen } = this
    const parts = [Float64Array.of(this.last[0]!, seen), slab.subarray(0, 2 * plan.arenaSize)]
    for (const { depth, group, offset } of plan.histories) {
      const end = offset + rows[group]! + 1
      parts.push(slab.subarray(end - Math.min(seen, depth), end))
    }
    parts.push(slab.subarray(plan.leavesAt, plan.leavesAt + plan.leafCount))
    const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      values.set(part, at)
      at += part.length
    }
    return writeSnapshot(plan.signature, values)
  }

  restore(stored: StreamSnapshot): void {
    const { plan, slab, rows, finite } = this
    const values = readSnapshot(stored, plan.signature)
    const seen = values[1]!
    const states = 2 * plan.arenaSize
    const expected = 2 + states + plan.histories.reduce((sum, { depth }) => sum + Math.min(seen, depth), 0) + plan.leafCount
    if (values.length !== expected)
      throw new BarcastError('indicators/snapshot', `Restore stream: need ${expected} numbers, found ${values.length}`, {
        value: values.length,
      })
    this.last[0] = values[0]!
    this.seen = seen
    slab.set(values.subarray(2, 2 + states))
    plan.groups.forEach(({ depth }, group) => {
      rows[group] = Math.min(seen, depth) - 1
    })
    let at = 2 + states
    for (const { slot, depth, group, offset } of plan.histories) {
      const count = Math.min(seen, depth)
      const end = offset + rows[group]! + 1
      slab.set(values.subarray(at, at + count), end - count)
      finite[slot] = count > 0 && Number.isFinite(slab[end - 1]) ? 1 : 0
      at += count
    }
    slab.set(values.subarray(at), plan.leavesAt)
  }

  private moveOn(): void {
    const { plan, rows, slab } = this
    const { groups } = plan
    for (let g = 0; g < groups.length; g++) {
      const { capacity, depth } = groups[g]!
      const row = rows[g]! + 1
      rows[g] = row
      if (row < capacity) continue
      rows[g] = depth - 1
      if (depth === 1) continue
      for (const { group, offset } of plan.histories)
        if (group === g) slab.copyWithin(offset, offset + capacity - depth + 1, offset + capacity)
    }
    if (this.seen < plan.keep) this.seen += 1
  }

  private take(bar: Bar): void {
    const { rows, finite, states, inputs, outputs } = this
    const { columns, order } = this.plan
    let sound = 1
    for (let k = 0; k < columns.length; k++) {
      const { slot, code, name } = columns[k]!
      const value = readField(bar, code, name)
      this.columns[k]![rows[0]!] = value
      const present = value - value === 0 ? 1 : 0
      finite[slot] = present
      sound &= present
    }
    for (let k = 0; k < order.length; k++) {
      const node = order[k]!
      const row = rows[node.inputGroup]!
      const isLeaf = node.leafAt >= 0
      const at = isLeaf ? node.leafAt : rows[node.outputGroup]!
      const own = outputs[k]!
      if (sound === 1 && node.readsColumns) node.advance(states[k]!, inputs[k]!, own, row, row + 1, at)
      else if (this.isComplete(node.inputSlots)) node.advance(states[k]!, inputs[k]!, own, row, row + 1, at)
      else miss(node, states[k]!, own, at)
      if (!isLeaf) this.markFinite(node, own, at)
    }
  }

  private isComplete(slots: Int32Array): boolean {
    const { finite } = this
    for (let j = 0; j < slots.length; j++) if (finite[slots[j]!] === 0) return false
    return true
  }

  private markFinite(node: PlannedNode, outputs: readonly Float64Array[], at: number): void {
    for (let j = 0; j < node.outputCount; j++) {
      const value = outputs[j]![at]!
      this.finite[node.firstSlot + j] = value - value === 0 ? 1 : 0
    }
  }

  private read(out: Float64Array | undefined): Float64Array {
    const { slab, rows } = this
    const { resultAt, resultGroup } = this.plan
    const count = resultAt.length
    const target = out ?? new Float64Array(count)
    if (target.length !== count)
      throw new BarcastError('indicators/out-length', `Take live bar: out must have ${count} values, found ${target.length}`, {
        value: target.length,
      })
    for (let k = 0; k < count; k++) target[k] = slab[resultAt[k]! + rows[resultGroup[k]!]!]!
    return target
  }
}

/** A bar that lacks an input: no value, and a window begins anew. */
function miss(node: PlannedNode, state: Float64Array, outputs: readonly Float64Array[], at: number): void {
  for (let j = 0; j < node.outputCount; j++) outputs[j]![at] = NaN
  if (!node.resets) return
  state.fill(0)
  node.definition.init(state, node.params)
}

/** Streams of one graph share all that does not change, so that one for each of a thousand symbols costs little more than its numbers. */
export function createGraphStream(graph: Graph, snapshot?: StreamSnapshot): GraphStream {
  const stream = new PlannedStream(planOf(graph))
  if (snapshot !== undefined) stream.restore(snapshot)
  return stream
}
