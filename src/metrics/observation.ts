import { BarcastError, unknownNameError } from '../core/index.js'

/** Refuses a column that is no Float64Array or holds NaN or ±Infinity, and names the row. */
export function checkFinite(values: Float64Array, action: string, noun: string): void {
  if (!(values instanceof Float64Array)) {
    throw new BarcastError('metrics/column-type', `${action}: ${noun} must be a Float64Array, found ${typeof values}`, { value: values })
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      throw new BarcastError('metrics/not-finite', `${action}: ${noun} must be finite numbers, found ${values[i]} at row ${i}`, {
        value: values[i],
        where: { row: i, column: noun },
      })
    }
  }
}

/** Refuses an empty input and two columns of unequal length. */
export function checkRows(expected: number, found: number, action: string, noun: string): void {
  if (expected === 0) throw new BarcastError('metrics/empty', `${action}: at least one row is needed, found 0`, { value: 0 })
  if (found !== expected) {
    throw new BarcastError('metrics/length', `${action}: ${noun} must have ${expected} rows like yTrue, found ${found}`, {
      value: found,
      where: { column: noun },
    })
  }
}

/** Refuses labels that are no class number: negative ones (−1 is "no label") and those from `classes` on. */
export function checkLabels(labels: Int32Array, classes: number, action: string, noun: string): void {
  if (!(labels instanceof Int32Array)) {
    throw new BarcastError('metrics/column-type', `${action}: ${noun} must be an Int32Array of class numbers, found ${typeof labels}`, {
      value: labels,
      where: { column: noun },
    })
  }
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label < 0 || label >= classes) {
      const rule = classes === Infinity ? 'must be 0 or more (−1 means "no label": drop such rows)' : `must be in 0 … ${classes - 1}`
      throw new BarcastError('metrics/label-range', `${action}: ${noun} ${rule}, found ${label} at row ${i}`, {
        value: label,
        where: { row: i, column: noun },
      })
    }
  }
}

/** Refuses an option that is no finite number in [low, high]. */
export function checkOption(value: number, low: number, high: number, action: string, name: string): void {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new BarcastError('metrics/option', `${action}: ${name} must be a number from ${low} to ${high}, found ${value}`, {
      value,
      where: { path: name },
    })
  }
}

/** Refuses an option that is no whole number in [low, high]. */
export function checkCount(value: number, low: number, high: number, action: string, name: string): void {
  checkOption(value, low, high, action, name)
  if (!Number.isInteger(value)) {
    throw new BarcastError('metrics/option', `${action}: ${name} must be a whole number, found ${value}`, { value, where: { path: name } })
  }
}

/** Refuses a text option that is none of `known`, naming the nearest. */
export function checkChoice(value: string, known: readonly string[], action: string, name: string): void {
  if (!known.includes(value)) throw unknownNameError('metrics/option', action, name, String(value), known, { path: name })
}

/** Refuses options by a name that is not known, or it would be a silent default. */
export function checkNames(options: object, known: readonly string[], action: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new BarcastError('metrics/option', `${action}: options must be an object, found ${String(options)}`, { value: options })
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownNameError('metrics/unknown-option', action, 'option', name, known, { path: name })
  }
}
