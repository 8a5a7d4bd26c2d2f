import type { Bar } from '../core/index.js'
import type { IndicatorDefinition, Params } from './definition.js'
import { fieldCode, isSoundBar, readField, refuseBar, refuseReplace, refuseTime } from './live-bar.js'
import { readSnapshot, type StreamSnapshot, writeSnapshot } from './snapshot.js'

/** One indicator fed one bar at a time; the same bits as over the whole history. */
export interface IndicatorStream<R> {
  readonly warmupBars: number
  /**
   * Takes the next closed bar.
   * @throws BarcastError `bars/<rule>` for a faulty bar or one that is not after the last.
   */
  next(bar: Bar): R
  /** Computes the last bar again with other values, as often as needed while it forms. */
  replaceLast(bar: Bar): R
  snapshot(): StreamSnapshot
}

/** Rows of room between two compactions of the input columns. */
const SPARE_ROWS = 256

/** Below this many doubles a loop copies faster than `set`. */
const LOOP_COPY = 10

function copy(from: Float64Array, to: Float64Array): void {
  if (from.length < LOOP_COPY) for (let i = 0; i < from.length; i++) to[i] = from[i]!
  else to.set(from)
}

export function streamIndicator<P extends Params, R>(
  definition: IndicatorDefinition<P, string>,
  params: P,
  read: (outputs: readonly Float64Array[]) => R,
  snapshot?: StreamSnapshot,
): IndicatorStream<R> {
  const { onMissing } = definition
  const advance = definition.advance
  const keep = definition.lookbackBars(params) + 1
  const capacity = keep + SPARE_ROWS
  const names = definition.inputs(params)
  const codes = names.map(fieldCode)
  const inputs = names.map(() => new Float64Array(capacity))
  const outputs = definition.outputs.map(() => new Float64Array(1))
  const state = new Float64Array(definition.stateSize(params))
  const backup = new Float64Array(state.length)
  const signature = JSON.stringify([definition.name, params])
  definition.init(state, params)
  let row = -1
  // In a typed array, because a double in a closure would be boxed anew at every bar.
  const last = Float64Array.of(-Infinity)

  function take(bar: Bar): R {
    let finite = true
    for (let k = 0; k < inputs.length; k++) {
      const value = readField(bar, codes[k]!, names[k]!)
      inputs[k]![row] = value
      if (value - value !== 0) finite = false
    }
    if (finite) advance(state, inputs, outputs, row, row + 1, 0)
    else {
      for (const output of outputs) output[0] = NaN
      if (onMissing === 'reset') {
        state.fill(0)
        definition.init(state, params)
      }
    }
    return read(outputs)
  }

  function restore(stored: StreamSnapshot): void {
    const values = readSnapshot(stored, signature)
    let at = 2
    last[0] = values[0]!
    row = values[1]! - 1
    for (const target of [state, backup, ...outputs]) {
      target.set(values.subarray(at, at + target.length))
      at += target.length
    }
    for (const input of inputs) {
      input.set(values.subarray(at, at + row + 1))
      at += row + 1
    }
  }

  if (snapshot !== undefined) restore(snapshot)
  return {
    warmupBars: definition.warmupBars(params),
    next(bar) {
      if (!(bar.openTimeMs > last[0]!) || bar.openTimeMs === Infinity) refuseTime(bar.openTimeMs, last[0]!)
      if (!isSoundBar(bar)) refuseBar(bar)
      copy(state, backup)
      if (row === capacity - 1) {
        for (const input of inputs) input.copyWithin(0, capacity - keep)
        row = keep - 1
      }
      row += 1
      last[0] = bar.openTimeMs
      return take(bar)
    },
    replaceLast(bar) {
      if (bar.openTimeMs !== last[0]) refuseReplace(bar.openTimeMs, last[0]!)
      if (!isSoundBar(bar)) refuseBar(bar)
      copy(backup, state)
      return take(bar)
    },
    snapshot() {
      const kept = Math.min(row + 1, keep)
      const values = [last[0]!, kept, ...state, ...backup, ...outputs.map((output) => output[0]!)]
      for (const input of inputs) for (let i = row + 1 - kept; i <= row; i++) values.push(input[i]!)
      return writeSnapshot(signature, Float64Array.from(values))
    },
  }
}
