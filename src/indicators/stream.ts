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
const SPARE_ROWS = 512

/**
 * A class and not closures over variables: its fields are read by offset, which halves the time of an update.
 *
 * `replaceLast` needs the state before the last bar. Until it is called for the first time, that state is kept only once in `SPARE_ROWS` bars, and the rows since are run
 * again when it is asked for: most streams never ask.
 */
class KernelStream<R> implements IndicatorStream<R> {
  readonly warmupBars: number
  private readonly definition: IndicatorDefinition
  private readonly params: Params
  private readonly advance: IndicatorDefinition['advance']
  /** Undefined for an indicator of one output, whose value is read without a call. */
  private readonly read: ((outputs: readonly Float64Array[]) => R) | undefined
  private readonly names: readonly string[]
  private readonly codes: readonly number[]
  private readonly inputs: Float64Array[]
  private readonly outputs: Float64Array[]
  /** The state, the state before row `backupRow`, the outputs; and views of them. */
  private readonly slab: Float64Array
  private readonly state: Float64Array
  private readonly backup: Float64Array
  private readonly keep: number
  private readonly capacity: number
  private readonly signature: string
  private row = -1
  private backupRow = 0
  /** True once `replaceLast` was called: from then on the state is kept before every bar. */
  private replaces = false
  /** Time of the last bar, in a typed array, because a double in a field would be boxed anew at every bar. */
  private readonly last: Float64Array = Float64Array.of(-Infinity)

  constructor(definition: IndicatorDefinition, params: Params, read: ((outputs: readonly Float64Array[]) => R) | undefined) {
    this.definition = definition
    this.params = params
    this.advance = definition.advance
    this.read = read
    this.warmupBars = definition.warmupBars(params)
    this.keep = definition.lookbackBars(params) + 1
    this.capacity = this.keep + SPARE_ROWS
    this.names = definition.inputs(params)
    this.codes = this.names.map(fieldCode)
    this.inputs = this.names.map(() => new Float64Array(this.capacity))
    const size = definition.stateSize(params)
    this.slab = new Float64Array(2 * size + definition.outputs.length)
    this.state = this.slab.subarray(0, size)
    this.backup = this.slab.subarray(size, 2 * size)
    this.outputs = definition.outputs.map((_, k) => this.slab.subarray(2 * size + k, 2 * size + k + 1))
    this.signature = JSON.stringify([definition.name, params])
    definition.init(this.state, params)
    this.keepState()
  }

  next(bar: Bar): R {
    const { last } = this
    const { openTimeMs } = bar
    if (!(openTimeMs > last[0]!) || openTimeMs === Infinity) refuseTime(openTimeMs, last[0]!)
    if (!isSoundBar(bar)) refuseBar(bar)
    this.row += 1
    if (this.row === this.capacity) this.compact()
    else if (this.replaces) this.keepState()
    last[0] = openTimeMs
    return this.take(bar)
  }

  replaceLast(bar: Bar): R {
    if (bar.openTimeMs !== this.last[0]) refuseReplace(bar.openTimeMs, this.last[0]!)
    if (!isSoundBar(bar)) refuseBar(bar)
    this.rewind()
    this.replaces = true
    return this.take(bar)
  }

  snapshot(): StreamSnapshot {
    const { row, slab, state } = this
    const held = slab.slice()
    this.rewind()
    held.set(this.backup, state.length)
    slab.set(held)
    const kept = Math.min(row + 1, this.keep)
    const from = 2 + held.length
    const values = new Float64Array(from + this.inputs.length * kept)
    values.set([this.last[0]!, kept])
    values.set(held, 2)
    this.inputs.forEach((input, k) => {
      values.set(input.subarray(row + 1 - kept, row + 1), from + k * kept)
    })
    return writeSnapshot(this.signature, values)
  }

  restore(stored: StreamSnapshot): void {
    const values = readSnapshot(stored, this.signature)
    const { inputs, last, slab } = this
    const kept = values[1]!
    last[0] = values[0]!
    this.row = kept - 1
    this.backupRow = Math.max(0, kept - 1)
    slab.set(values.subarray(2, 2 + slab.length))
    inputs.forEach((input, k) => {
      const at = 2 + slab.length + k * kept
      input.set(values.subarray(at, at + kept))
    })
  }

  private compact(): void {
    const { inputs, capacity, keep } = this
    for (let k = 0; k < inputs.length; k++) inputs[k]!.copyWithin(0, capacity - keep)
    this.row = keep
    this.keepState()
  }

  private keepState(): void {
    this.backup.set(this.state)
    this.backupRow = Math.max(0, this.row)
  }

  /** Puts the state back to where it was before the last row. */
  private rewind(): void {
    this.state.set(this.backup)
    if (this.backupRow >= this.row) return
    for (let i = this.backupRow; i < this.row; i++) this.run(i)
    this.keepState()
  }

  private take(bar: Bar): R {
    const { inputs, outputs, codes, row } = this
    for (let k = 0; k < inputs.length; k++) inputs[k]![row] = readField(bar, codes[k]!, this.names[k]!)
    this.run(row)
    return this.read === undefined ? (outputs[0]![0]! as R) : this.read(outputs)
  }

  private run(row: number): void {
    const { definition, inputs, outputs, state } = this
    for (let k = 0; k < inputs.length; k++) {
      const value = inputs[k]![row]!
      if (value - value !== 0) {
        this.slab.fill(NaN, 2 * state.length)
        if (definition.onMissing === 'reset') definition.init(state.fill(0), this.params)
        return
      }
    }
    this.advance(state, inputs, outputs, row, row + 1, 0)
  }
}

export function streamIndicator<R>(
  definition: IndicatorDefinition,
  params: Params,
  read: ((outputs: readonly Float64Array[]) => R) | undefined,
  snapshot?: StreamSnapshot,
): IndicatorStream<R> {
  const stream = new KernelStream(definition, params, read)
  if (snapshot !== undefined) stream.restore(snapshot)
  return stream
}
