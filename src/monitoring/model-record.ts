import { createFrame, createRandom, type Frame } from '../core/index.js'
import { type ClassColumn, type ClassKind, ClassTable, classKeyAt, classKindOf, refuseColumn } from './class-column.js'
import { joinDown, thinSamples } from './history.js'
import { type CheckedBatch, checkKind, RECORD } from './prediction-batch.js'
import { addOutcome, commonSample, outcomeKey, type SampledRow, type Segment } from './segment.js'

/** Predictions that wait for their outcome at most; beyond that the oldest are given up. */
export const MOST_PENDING = 10_000

interface Pending {
  timeMs: number
  predicted: number
}

/** Everything kept of one model. */
export interface ModelState {
  name: string
  features: readonly string[]
  kind: ClassKind
  classes: ClassTable
  /** Rows recorded so far. */
  rows: number
  lastMs: number
  /** In order of time. */
  pending: Pending[]
  /** Predictions given up before their outcome came. */
  givenUp: number
  segments: Segment[]
}

/** Row number `count` of a model always gets the same priority, so that a restored monitor samples as the one before. */
const priorityOf = (count: number): number => createRandom(count).uniform()

function sampleOf(state: ModelState, columns: readonly Float64Array[], rows: number): { sample: SampledRow[]; missing: Float64Array } {
  const missing = new Float64Array(columns.length)
  const sample = Array.from({ length: rows }, (_, row): SampledRow => {
    const values = Float64Array.from(columns, (column) => column[row]!)
    values.forEach((value, k) => {
      if (Number.isFinite(value)) return
      values[k] = NaN
      missing[k]! += 1
    })
    return { priority: priorityOf(state.rows + row), values }
  })
  return { sample: sample.sort((a, b) => a.priority - b.priority), missing }
}

function momentsOf(confidence: Float64Array): { confidenceMean: number; confidenceSquares: number } {
  const confidenceMean = confidence.reduce((sum, value) => sum + value, 0) / confidence.length
  return {
    confidenceMean,
    confidenceSquares: confidence.reduce((sum, value) => sum + (value - confidenceMean) * (value - confidenceMean), 0),
  }
}

/** Adds a checked batch as a segment of its own and makes room where there are too many. */
export function recordBatch(state: ModelState, { times, predicted, actual, confidence, features }: CheckedBatch, baselineMs: number): void {
  const rows = times.length
  // Classes are numbered before anything else changes: one too many is refused with the state as it was.
  const predictedIndex = state.classes.indicesOf(predicted, RECORD)
  const actualIndex = state.classes.indicesOf(actual, RECORD)
  const columns = state.features.map((name) => features.column(name))
  const segment: Segment = {
    fromMs: times[0]!,
    toMs: times[rows - 1]!,
    batches: 1,
    rows,
    ...momentsOf(confidence),
    outcomes: new Map(),
    sampledBelow: 1,
    ...sampleOf(state, columns, rows),
  }
  for (let row = 0; row < rows; row++) {
    if (actualIndex[row]! < 0) state.pending.push({ timeMs: times[row]!, predicted: predictedIndex[row]! })
    else addOutcome(segment, outcomeKey(predictedIndex[row]!, actualIndex[row]!))
  }
  const excess = Math.max(0, state.pending.length - MOST_PENDING)
  state.pending.splice(0, excess)
  state.givenUp += excess
  state.rows += rows
  state.lastMs = segment.toMs
  state.segments.push(segment)
  joinDown(state.segments, baselineMs)
  thinSamples(state.segments)
}

/** Gives outcomes to waiting predictions of the same times, in the order in which these were recorded; all or none of them. */
export function recordOutcomes(state: ModelState, timeMs: number | Float64Array, actualClass: ClassColumn): void {
  const action = 'Record actuals'
  checkKind(classKindOf(actualClass, 'actualClass', action), state.kind, 'actualClass', action)
  const times = typeof timeMs === 'number' ? new Float64Array(actualClass.length).fill(timeMs) : timeMs
  if (!(times instanceof Float64Array))
    refuseColumn('column-type', action, 'timeMs', `must be a number or a Float64Array, found ${typeof timeMs}`, timeMs)
  if (times.length !== actualClass.length) {
    refuseColumn(
      'length',
      action,
      'actualClass',
      `must have ${times.length} rows like timeMs, found ${actualClass.length}`,
      actualClass.length,
    )
  }
  const waiting = new Map<number, number[]>()
  state.pending.forEach(({ timeMs: time }, k) => {
    const list = waiting.get(time)
    if (list === undefined) waiting.set(time, [k])
    else list.push(k)
  })
  const matched = Array.from(times, (time, row) => {
    if (classKeyAt(actualClass, row) === '')
      refuseColumn('class', action, 'actualClass', 'must be known, found none', actualClass[row], row)
    const k = waiting.get(time)?.shift()
    if (k === undefined) {
      refuseColumn(
        'no-prediction',
        action,
        'timeMs',
        `must be the time of a prediction of "${state.name}" that waits for its outcome, found ${time}`,
        time,
        row,
      )
    }
    return k
  })
  const actualIndex = state.classes.indicesOf(actualClass, action)
  matched.forEach((k, row) => {
    const { timeMs: time, predicted } = state.pending[k]!
    const segment = state.segments.findLast(({ fromMs }) => fromMs <= time)!
    addOutcome(segment, outcomeKey(predicted, actualIndex[row]!))
  })
  const done = new Set(matched)
  state.pending = state.pending.filter((_, k) => !done.has(k))
}

export function newState(name: string, { kind, features }: CheckedBatch): ModelState {
  return {
    name,
    features: [...features.names],
    kind,
    classes: new ClassTable(),
    rows: 0,
    lastMs: -Infinity,
    pending: [],
    givenUp: 0,
    segments: [],
  }
}

/** The sampled feature rows of a window as a frame. */
export function sampleFrame({ features }: ModelState, segments: readonly Segment[]): Frame {
  const { rows } = commonSample(segments)
  const columns = new Map(features.map((name, k) => [name, Float64Array.from(rows, ({ values }) => values[k]!)]))
  return createFrame({ columns, timeMs: Float64Array.from(rows, (_, k) => k) })
}
