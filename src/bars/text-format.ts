import type { ErrorPlace } from '../core/index.js'

/** The format of a text of bars, as errors speak of it and of the places in it. */
export interface TextFormat {
  action: 'Parse CSV' | 'Parse JSON'
  /** What places are counted in: lines from 1, rows from 0. */
  unit: 'line' | 'row'
}

export const CSV: TextFormat = { action: 'Parse CSV', unit: 'line' }
export const JSON_TEXT: TextFormat = { action: 'Parse JSON', unit: 'row' }

/** The place with the number `at`. */
export function placeOf({ unit }: TextFormat, at: number): ErrorPlace {
  return unit === 'line' ? { line: at } : { row: at }
}
