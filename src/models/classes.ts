import { BarcastError, SIGNAL_CLASSES, unknownNameError } from '../core/index.js'

/** Class of each row: its index into the model's classes, or its name. A missing label is −1 or ''. */
export type ClassLabels = Int32Array | readonly string[]

/** Labels as indices into `classNames`, −1 where missing. */
export interface EncodedLabels {
  readonly value: Int32Array
  readonly classNames: readonly string[]
}

function checkClasses(classes: readonly string[], action: string): void {
  const place = classes.findIndex((name, k) => typeof name !== 'string' || name === '' || classes.indexOf(name) !== k)
  if (place >= 0) {
    throw new BarcastError(
      'models/classes',
      `${action}: classes must be different names, found ${JSON.stringify(classes[place])} at ${place}`,
      {
        value: classes[place],
        where: { path: `classes[${place}]` },
      },
    )
  }
}

/** The classes that occur: from bearish to bullish when all are signal classes, in code unit order otherwise. */
function occurringClasses(y: readonly string[]): readonly string[] {
  const occurring = new Set(y)
  occurring.delete('')
  const signals = SIGNAL_CLASSES.filter((name) => occurring.has(name))
  return signals.length === occurring.size ? signals : [...occurring].sort()
}

function highest(y: Int32Array): number {
  let top = -1
  for (let i = 0; i < y.length; i++) top = Math.max(top, y[i]!)
  return top
}

function checkIndices(y: Int32Array, count: number, action: string): void {
  for (let i = 0; i < y.length; i++) {
    if (y[i]! >= -1 && y[i]! < count) continue
    throw new BarcastError(
      'models/label-range',
      `${action}: labels must be in 0 … ${count - 1}, or −1 for none, found ${y[i]} at row ${i}`,
      {
        value: y[i],
        where: { row: i, column: 'y' },
      },
    )
  }
}

function encodeNames(y: readonly string[], classNames: readonly string[], action: string): Int32Array {
  const indexOf = new Map(classNames.map((name, k) => [name, k]))
  return Int32Array.from(y, (name, row) => {
    if (name === '') return -1
    const index = indexOf.get(name)
    if (index === undefined) throw unknownNameError('models/unknown-class', action, 'class', String(name), classNames, { row, column: 'y' })
    return index
  })
}

/**
 * Labels as class indices. `classes` fixes the classes and their order; without it, names give the classes that occur (in the order
 * of `SIGNAL_CLASSES` when all are among them, else sorted) and indices give '0', '1' … up to `classCount` or the highest that occurs.
 *
 * @throws BarcastError `models/classes`, `models/label-range`, `models/unknown-class`, `models/labels`.
 */
export function encodeLabels(
  y: ClassLabels,
  { classes, classCount }: { classes?: readonly string[] | undefined; classCount?: number | undefined },
  action: string,
): EncodedLabels {
  if (classes !== undefined) checkClasses(classes, action)
  if (y instanceof Int32Array) {
    const classNames = classes ?? Array.from({ length: classCount ?? highest(y) + 1 }, (_, k) => String(k))
    checkIndices(y, classNames.length, action)
    return { value: y, classNames }
  }
  if (!Array.isArray(y)) {
    throw new BarcastError(
      'models/labels',
      `${action}: y must be an Int32Array of class indices or an array of class names, found ${typeof y}`,
      {
        value: y,
        where: { column: 'y' },
      },
    )
  }
  const names: readonly string[] = y
  const classNames = classes ?? occurringClasses(names)
  return { value: encodeNames(names, classNames, action), classNames }
}

/** @throws BarcastError `models/missing-label` at the first row without a label. */
export function refuseMissingLabels(value: Int32Array, action: string): void {
  const row = value.indexOf(-1)
  if (row < 0) return
  throw new BarcastError('models/missing-label', `${action}: every row needs a label (drop rows without one), found none at row ${row}`, {
    value: -1,
    where: { row, column: 'y' },
  })
}
