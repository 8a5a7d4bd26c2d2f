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

/** Below this many doubles a loop copies faster than `set`. */
const LOOP_COPY = 10

function copy(from: Float64Array, to: Float64Array): void {
  if (from.length < LOOP_COPY) for (let i = 0; i < from.length; i++) to[i] = from[i]!
  else to.set(from)
}

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
  private readonly state: Float64Array
  /** The state before row `backupRow`. */
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
    this.outputs = definition.outputs.map(() => new Float64Array(1))
    this.state = new Float64Array(definition.stateSize(params))
    this.backup = new Float64Array(this.state.length)
    this.signature = JSON.stringify([definition.name, params])
    definition.init(this.state, params)
    copy(this.state, this.backup)
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
    const { row } = this
    const state = this.state.slice()
    const outputs = this.outputs.map((output) => output[0]!)
    this.rewind()
    copy(state, this.state)
    outputs.forEach((value, k) => {
      this.outputs[k]![0] = value
    })
    const kept = Math.min(row + 1, this.keep)
    const values = [this.last[0]!, kept, ...state, ...this.backup, ...outputs]
    for (const input of this.inputs) for (let i = row + 1 - kept; i <= row; i++) values.push(input[i]!)
    return writeSnapshot(this.signature, Float64Array.from(values))
  }

  restore(stored: StreamSnapshot): void {
    const values = readSnapshot(stored, this.signature)
    let at = 2
    this.last[0] = values[0]!
    this.row = values[1]! - 1
    this.backupRow = Math.max(0, this.row)
    for (const target of [this.state, this.backup, ...this.outputs]) {
      target.set(values.subarray(at, at + target.length))
      at += target.length
    }
    for (const input of this.inputs) {
      input.set(values.subarray(at, at + this.row + 1))
      at += this.row + 1
    }
  }

  private compact(): void {
    const { inputs, capacity, keep } = this
    for (let k = 0; k < inputs.length; k++) inputs[k]!.copyWithin(0, capacity - keep)
    this.row = keep
    this.keepState()
  }

  private keepState(): void {
    copy(this.state, this.backup)
    this.backupRow = this.row
  }

  /** Puts the state back to where it was before the last row. */
  private rewind(): void {
    copy(this.backup, this.state)
    const { row } = this
    if (this.backupRow >= row) return
    for (let i = this.backupRow; i < row; i++) {
      if (this.inputs.every((input) => Number.isFinite(input[i]))) this.advance(this.state, this.inputs, this.outputs, i, i + 1, 0)
      else this.missBar()
    }
    this.keepState()
  }

  private take(bar: Bar): R {
    const { inputs, outputs, codes, row } = this
    let finite = true
    for (let k = 0; k < inputs.length; k++) {
      const value = readField(bar, codes[k]!, this.names[k]!)
      inputs[k]![row] = value
      if (value - value !== 0) finite = false
    }
    if (finite) this.advance(this.state, inputs, outputs, row, row + 1, 0)
    else this.missBar()
    return this.read === undefined ? (outputs[0]![0]! as R) : this.read(outputs)
  }

  private missBar(): void {
    for (const output of this.outputs) output[0] = NaN
    if (this.definition.onMissing !== 'reset') return
    this.state.fill(0)
    this.definition.init(this.state, this.params)
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
