import { BarcastError } from '../core/index.js'

/** Which rows are events; all of them when none are named. @throws BarcastError `labels/events` for what is no row. */
export function checkEvents(events: ArrayLike<number> | undefined, length: number, action: string): (row: number) => boolean {
  if (events === undefined) return () => true
  const isEvent = new Uint8Array(length)
  for (let k = 0; k < events.length; k++) {
    const row = events[k]!
    if (!Number.isInteger(row) || row < 0 || row >= length) {
      throw new BarcastError('labels/events', `${action}: events must be rows of the bars (0 … ${length - 1}), found ${row}`, {
        value: row,
        where: { path: `events[${k}]` },
      })
    }
    isEvent[row] = 1
  }
  return (row) => isEvent[row] === 1
}

/** The side of each row: 1, −1, or 0 for none. @throws BarcastError `labels/row-count`, `labels/sides`. */
export function checkSides(side: 'long' | 'short' | ArrayLike<number>, length: number, action: string): Int8Array {
  if (typeof side === 'string') return new Int8Array(length).fill(side === 'long' ? 1 : -1)
  if (side.length !== length) {
    throw new BarcastError('labels/row-count', `${action}: side must have one value a row (${length}), found ${side.length}`, {
      value: side.length,
      where: { path: 'side' },
    })
  }
  return Int8Array.from(side, (value, row) => {
    if (value === 1 || value === -1) return value
    if (value === 0 || Number.isNaN(value)) return 0
    throw new BarcastError('labels/sides', `${action}: side must be 1, −1, 0 or NaN, found ${value} at row ${row}`, {
      value,
      where: { row, path: `side[${row}]` },
    })
  })
}
