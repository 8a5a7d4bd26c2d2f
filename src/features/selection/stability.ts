import { createRandom, type Frame, type Random, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { type FeatureSelection, refuseSelectionOption, selectByScore } from './selection.js'

export interface StabilityOptions extends TaskOptions {
  /** How many parts are drawn. @default 20 */
  rounds?: number
  /** Which part of the rows each has. @default 0.5 */
  share?: number
  /**
   * Into how many stretches of time the rows are cut, of which each round draws some; neighbouring rows, whose labels overlap, then stay together. The number of rows draws single rows. @default 10
   */
  blocks?: number
  /** Columns chosen in a smaller part of the rounds are dropped. @default 0.6 */
  threshold?: number
  /** @default 1 */
  seed?: number
}

/** Rows of the drawn stretches, ascending. */
function drawRows(rows: number, blocks: number, share: number, random: Random): Int32Array {
  const count = Math.max(1, Math.round(blocks * share))
  const drawn = random.shuffle(Array.from({ length: blocks }, (_, k) => k)).slice(0, count)
  const chosen = drawn
    .sort((a, b) => a - b)
    .flatMap((k) => {
      const from = Math.floor((k * rows) / blocks)
      const to = Math.floor(((k + 1) * rows) / blocks)
      return Array.from({ length: to - from }, (_, i) => from + i)
    })
  return Int32Array.from(chosen)
}

/**
 * Stability selection (Meinshausen and Bühlmann, 2010): the same selection on many parts of the rows; a column's score is the part of the rounds in which it was chosen. `select` gets the rows' frame,
 * and their numbers to take its target by, and names the columns it keeps.
 *
 * @throws BarcastError `features/selection-option`, `features/selection-empty`, `task/aborted`.
 */
export async function selectByStability(
  frame: Frame,
  select: (part: Frame, rows: Int32Array) => readonly string[] | Promise<readonly string[]>,
  { rounds = 20, share = 0.5, blocks = 10, threshold = 0.6, seed = 1, signal, onProgress }: StabilityOptions = {},
): Promise<FeatureSelection> {
  if (!(Number.isInteger(rounds) && rounds >= 1)) refuseSelectionOption('rounds', 'a whole number from 1', rounds)
  if (!(share > 0 && share <= 1)) refuseSelectionOption('share', 'above 0, up to 1', share)
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks <= frame.length))
    refuseSelectionOption('blocks', `a whole number from 2 to the frame's ${frame.length} rows`, blocks)
  const random = createRandom(seed)
  const times = new Map(frame.names.map((name) => [name, 0]))
  for (let round = 0; round < rounds; round++) {
    throwIfAborted(signal, 'Select stable features')
    const rows = drawRows(frame.length, blocks, share, random)
    for (const name of new Set(await select(frame.rows(rows), rows))) {
      const known = times.get(name)
      if (known === undefined) refuseSelectionOption('select', "names of the frame's columns", name)
      else times.set(name, known + 1)
    }
    onProgress?.({ done: round + 1, total: rounds, step: `round ${round + 1}` })
  }
  const scores = frame.names.map((name) => ({ name, score: times.get(name)! / rounds }))
  return selectByScore(scores, { threshold, method: 'stability', rows: frame.length })
}
