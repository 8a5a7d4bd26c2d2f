import { createFrame, createRandom, type Frame, SIGNAL_CLASSES } from 'barcast/core'
import type { Model } from 'barcast/models'

/** Rows whose class follows from the first two of `features` columns, with noise. */
export function makeClasses(options: { seed: number; rows: number; classes: number; features?: number; noise?: number }): {
  X: Frame
  y: Int32Array
  names: string[]
} {
  const { seed, rows, classes, features = 4, noise = 0.5 } = options
  const random = createRandom(seed)
  const columns = Array.from({ length: features }, () => Float64Array.from({ length: rows }, () => random.normal()))
  const score = columns[0]!.map((x, i) => x + 0.5 * columns[1]![i]! + noise * random.normal())
  const sorted = score.slice().sort()
  const edges = Array.from({ length: classes - 1 }, (_, k) => sorted[Math.floor(((k + 1) * rows) / classes)]!)
  const y = Int32Array.from(score, (s) => edges.filter((edge) => s >= edge).length)
  const X = createFrame({ columns: Object.fromEntries(columns.map((column, j) => [`feature_${j}`, column])) })
  return { X, y, names: Array.from(y, (k) => SIGNAL_CLASSES[k]!) }
}

/** The trees of a boosted model, as text. */
export function boosterText(model: Model): string {
  const stored = model.toJson()
  if (!('booster' in stored)) throw new Error(`no trees of boosting in a ${stored.modelType}`)
  return stored.booster
}

/** The error of a call that must fail. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to be refused')
}
