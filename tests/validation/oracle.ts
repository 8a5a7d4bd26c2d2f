import type { Spans } from 'barcast/core'
import type { Split } from 'barcast/validation'
import * as fc from 'fast-check'

/** Every pair of a training and a test row whose closed spans clash, by comparing all with all. */
export function clashes({ t0, t1 }: Spans, { train, test }: Split): [number, number][] {
  const found: [number, number][] = []
  for (const i of train) for (const j of test) if (t0[i]! <= t1[j]! && t0[j]! <= t1[i]!) found.push([i, j])
  return found
}

/** Runs of consecutive rows. */
export function runsOf(rows: Iterable<number>): number[][] {
  const runs: number[][] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last?.at(-1) === row - 1) last.push(row)
    else runs.push([row])
  }
  return runs
}

/** The rules of purging and embargo as they are stated, row by row and run by run. */
export function purgedByHand({ t0, t1 }: Spans, train: Iterable<number>, test: readonly number[], embargoMs: number): number[] {
  return [...train].filter((i) => {
    if (test.some((j) => t0[i]! <= t1[j]! && t0[j]! <= t1[i]!)) return false
    return !runsOf(test).some((run) => {
      const end = Math.max(...run.map((j) => t1[j]!))
      return i > run.at(-1)! && t0[i]! > end && t0[i]! <= end + embargoMs
    })
  })
}

/** Spans with ascending starts (some equal) and lengths from nothing to most of the history. */
export const spansArbitrary = (minRows: number, maxRows: number): fc.Arbitrary<Spans> =>
  fc
    .array(
      fc.record({
        step: fc.integer({ min: 0, max: 9 }),
        length: fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) },
        ),
      }),
      { minLength: minRows, maxLength: maxRows },
    )
    .map((rows) => {
      let time = 1_600_000_000_000
      const t0 = Float64Array.from(rows, ({ step }) => {
        time += step * 60_000
        return time
      })
      return { t0, t1: t0.map((start, i) => start + rows[i]!.length * 60_000) }
    })
