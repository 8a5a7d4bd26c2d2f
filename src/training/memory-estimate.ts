import { BarcastError, type Frame } from '../core/index.js'

/** Features are there as given, as complete rows, as a training part, and scaled, 8 bytes a value each; boosting adds bins of up to 2 bytes. */
const BYTES_PER_VALUE = 4 * 8 + 2
/** Labels, spans, weights, gradients and probabilities: some fifteen numbers a row and class or less. */
const BYTES_PER_ROW = 15 * 8

/**
 * Bytes that training holds at a time for its data, from rows and features alone: 34 a value and 120 a row. An estimate from above for rows that make up most of the
 * memory; trees, the objects of the runtime and other work of the process are not in it.
 *
 * @example
 * estimateTrainingBytes(100_000, 50) // 182000000
 */
export function estimateTrainingBytes(rows: number, features: number): number {
  return rows * (features * BYTES_PER_VALUE + BYTES_PER_ROW)
}

/** @throws BarcastError `training/memory-limit`. */
export function checkMemory(X: Frame, limitBytes: number | undefined, action: string): void {
  const needed = estimateTrainingBytes(X.length, X.names.length)
  if (limitBytes === undefined || needed <= limitBytes) return
  throw new BarcastError(
    'training/memory-limit',
    `${action}: training ${X.length} rows of ${X.names.length} features must need at most ${limitBytes} bytes, found about ${needed}`,
    { value: needed, where: { path: 'memoryLimitBytes' } },
  )
}
