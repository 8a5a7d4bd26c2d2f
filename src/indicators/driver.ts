import { BarcastError, type Bars, type CheckMark, checkBars, unknownNameError } from '../core/index.js'
import type { IndicatorDefinition, Params } from './definition.js'

/** Rows of a column without a finite value, ascending; undefined when there are none. */
export type MissingRows = Int32Array | undefined

/** Scans a column once. `x − x` is 0 for finite numbers and NaN for NaN and ±Infinity. */
export function missingRows(column: Float64Array): MissingRows {
  const length = column.length
  let first = 0
  while (first < length && column[first]! - column[first]! === 0) first++
  if (first === length) return undefined
  const rows: number[] = []
  for (let i = first; i < length; i++) if (column[i]! - column[i]! !== 0) rows.push(i)
  return Int32Array.from(rows)
}

const scanned = new WeakMap<CheckMark, Map<string, MissingRows>>()
const NAMED = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const

/** The column of that name, with its missing rows, remembered for as long as the check of the bars stands. */
export function readColumn(bars: Bars, mark: CheckMark, name: string, action: string): { column: Float64Array; missing: MissingRows } {
  const named = NAMED.find((known) => known === name)
  const column = named === undefined ? (Object.hasOwn(bars.extra, name) ? bars.extra[name] : undefined) : bars[named]
  if (column === undefined) {
    throw unknownNameError('indicators/unknown-column', action, 'column', name, [...NAMED, ...Object.keys(bars.extra)], { column: name })
  }
  let byName = scanned.get(mark)
  if (byName === undefined) {
    byName = new Map()
    scanned.set(mark, byName)
  }
  if (!byName.has(name)) byName.set(name, missingRows(column))
  return { column, missing: byName.get(name) }
}

export function checkedMark(bars: Bars, name: string): CheckMark {
  if (Array.isArray(bars) || ArrayBuffer.isView(bars))
    throw new BarcastError(
      'indicators/history',
      `Compute ${name}: the history must be bars, or by an indicator's own name a Float64Array, found ${Array.isArray(bars) ? 'a plain array' : `a ${bars.constructor.name}`}`,
    )
  return checkBars(bars, `Compute ${name}`)
}

/** The union of several columns' missing rows. */
function mergeMissing(all: readonly MissingRows[]): MissingRows {
  const some = all.filter((rows) => rows !== undefined)
  if (some.length <= 1) return some[0]
  return Int32Array.from(new Set(some.flatMap((rows) => [...rows]))).sort()
}

/**
 * Rows per call of a kernel. Many calls and not one, because a compiler that finds a loop hot in the middle of its first run makes a version for that
 * entry, in which sums may stay boxed (two to three times slower), and keeps to it; and steps of one kernel find each other's rows in the cache.
 */
const BLOCK_ROWS = 1024

/**
 * Kernels that have seen a long history. Before the first one they run its beginning a few times, for nothing but the compiler: what a kernel does in its warm-up is done once per history, so
 * a version compiled in the middle of the first one does not know it, is thrown away at the second, and its slower replacement stays. With this, a tenth of a millisecond, the first version
 * is the last.
 */
const known = new WeakSet<object>()

/**
 * Runs a kernel over rows 0 … length − 1 from a fresh state: `advance` sees only stretches in which every input is finite; rows with a
 * missing input get NaN, and start a `reset` kernel anew.
 */
export function runKernel<P extends Params>(
  definition: IndicatorDefinition<P, string>,
  params: P,
  inputs: readonly Float64Array[],
  missing: readonly MissingRows[],
  length: number,
): Float64Array[] {
  const outputs = definition.outputs.map(() => new Float64Array(length))
  const state = new Float64Array(definition.stateSize(params))
  const holes = mergeMissing(missing)
  const rows = holes === undefined ? length : holes[0]!
  const isNew = rows >= 8192 && !known.has(definition)
  for (let trials = isNew ? 8 : 0; ; trials--) {
    definition.init(state.fill(0), params)
    if (trials === 0) break
    definition.advance(state, inputs, outputs, 0, 256, 0)
  }
  if (isNew) known.add(definition)
  const advance = (from: number, to: number): void => {
    for (let i = from; i < to; i += BLOCK_ROWS) {
      definition.advance(state, inputs, outputs, i, Math.min(to, i + BLOCK_ROWS), i)
    }
  }
  if (holes === undefined) {
    advance(0, length)
    return outputs
  }
  let from = 0
  for (let k = 0; k < holes.length; k++) {
    const hole = holes[k]!
    advance(from, hole)
    for (const output of outputs) output[hole] = NaN
    if (definition.onMissing === 'reset' && (hole > from || k === 0)) {
      definition.init(state.fill(0), params)
    }
    from = hole + 1
  }
  advance(from, length)
  return outputs
}
