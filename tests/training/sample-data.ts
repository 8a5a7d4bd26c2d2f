import { createFrame, createRandom, type Frame, type Labels, type Random } from 'barcast/core'

export const MINUTE_MS = 60_000

/** The error of a call that must fail. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to be refused')
}

const CLASSES = ['sell', 'hold', 'buy']

/** A random Frame on minute bars, and labels that partly follow its first column and are decided `horizonBars` later. */
export function makeMarket(options: {
  seed: number
  rows: number
  features?: number
  horizonBars?: number
  warmupBars?: number
  noise?: number
}): {
  X: Frame
  labels: Labels
  random: Random
} {
  const { seed, rows, features = 4, horizonBars = 5, warmupBars = 0, noise = 1 } = options
  const random = createRandom(seed)
  const timeMs = Float64Array.from({ length: rows }, (_, i) => 1.6e12 + i * MINUTE_MS)
  const columns = Array.from({ length: features }, (_, j) =>
    Float64Array.from({ length: rows }, (__, i) => {
      const x = 3 * j + random.normal()
      return i < warmupBars ? Number.NaN : x
    }),
  )
  const value = Int32Array.from({ length: rows }, (_, i) => {
    const score = (i < warmupBars ? 0 : columns[0]![i]!) + noise * random.normal()
    return i + horizonBars >= rows ? -1 : score > 0.6 ? 2 : score < -0.6 ? 0 : 1
  })
  const t1 = Float64Array.from(value, (label, i) => (label < 0 ? Number.NaN : timeMs[i + horizonBars]!))
  const X = createFrame({ columns: Object.fromEntries(columns.map((column, j) => [`feature_${j}`, column])), timeMs })
  return { X, labels: { length: rows, timeMs, value, classes: CLASSES, t0: timeMs, t1 }, random }
}

export const labelNames = ({ value, classes }: Labels): string[] => Array.from(value, (k) => (k < 0 ? '' : classes[k]!))
