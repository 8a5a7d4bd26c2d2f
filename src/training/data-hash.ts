import { type Frame, sha256 } from '../core/index.js'

type Column = Float64Array | Int32Array

/** Everything that the numbers of a training run come from. */
export interface TrainingData {
  X: Frame
  /** Class indices, −1 where there is no label. */
  value: Int32Array
  classNames: readonly string[]
  t0: Float64Array
  t1: Float64Array
  weights: Float64Array | undefined
  outcome: Float64Array | undefined
}

/** A column's bytes where they are. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Column): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)

/** SHA-256 of a column's little-endian bytes; of an empty text for a column that is not there. */
function hashColumn(column: Column | undefined): string {
  return sha256(column === undefined ? '' : bytesOf(column))
}

/** SHA-256 over features with their names, times, labels with their classes and spans, weights and outcomes: one changed bit gives another one. */
export function hashTrainingData({ X, value, classNames, t0, t1, weights, outcome }: TrainingData): string {
  const columns = X.names.map((name) => [name, hashColumn(X.column(name))])
  const rows = [X.timeMs, value, t0, t1, weights, outcome].map(hashColumn)
  return sha256(JSON.stringify([X.length, columns, classNames, rows]))
}

/** SHA-256 over the rows of splits. */
export function hashSplits(splits: readonly { train: Int32Array; test: Int32Array }[]): string {
  return sha256(JSON.stringify(splits.map(({ train, test }) => [hashColumn(train), hashColumn(test)])))
}
