import { readFileSync } from 'node:fs'
import { createRandom } from 'barcast/core'
import {
  type CmaEsOptions,
  cmaEs,
  type Direction,
  type ParamValue,
  type ParamValues,
  type SearchSpace,
  type TrialRecord,
} from 'barcast/tuning'
import { describe, expect, it } from 'vitest'

interface Case {
  options: CmaEsOptions
  direction: Direction
  seed: number
  space: SearchSpace
  source?: boolean
  trials: { params: ParamValues; value?: number | null; pruned?: number; queued?: boolean }[]
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/cmaes/studies.json', import.meta.url), 'utf8')) as { cases: Case[] }

function recordsOf({ trials, space }: Case): TrialRecord[] {
  return trials.map(({ params, value, pruned, queued }, number) => {
    const facts = { number, params, space, startedMs: 0, finishedMs: 0, ...(queued === true ? { enqueued: params } : {}) }
    if (typeof value === 'number') return { ...facts, state: 'complete', value, values: [value] }
    if (pruned === undefined) return { ...facts, state: 'failed', error: 'told so' }
    const reports = [
      { step: 0, value: 99 },
      { step: 3, value: pruned },
    ]
    return { ...facts, state: 'pruned', reports }
  })
}

function distance(found: ParamValue | undefined, expected: ParamValue): number {
  return Math.abs(Number(found) - Number(expected)) / Math.max(1, Math.abs(Number(expected)))
}

/*
 * Each trial of a study of Optuna's, proposed again from the trials before it as they were there, with the random numbers and the order of eigenvectors that ours has: spaces, transforms, startup,
 * generations, updates, draws within bounds and rounding to steps are all in it.
 */
describe('trials equal those of Optuna 5.0.0 over cmaes 0.13.1', () => {
  it.each(cases.map((one) => [JSON.stringify(one.options), Object.keys(one.space).length, one] as const))(
    '%s, %i parameters',
    (_, __, one) => {
      const { options, direction, seed, space } = one
      const records = recordsOf(one)
      const sampler = cmaEs({ ...options, ...(one.source === true ? { sourceTrials: recordsOf(cases[0]!) } : {}) })
      let compared = 0
      for (const [number, record] of records.entries()) {
        const running = { number, state: 'running', params: {}, space: {}, startedMs: 0 } as const
        const trials = [...records.slice(0, number), running]
        const proposed = sampler.propose!({
          number,
          direction,
          directions: [direction],
          trials,
          batchSize: 1,
          seed,
          random: createRandom(0),
        })
        const searched = Object.entries(space).filter(([, given]) => given.type !== 'choice' && given.low < given.high)
        if (number < (options.startupTrials ?? 1)) {
          expect(proposed).toEqual({})
          continue
        }
        if (record.enqueued !== undefined) continue
        expect(Object.keys(proposed).sort()).toEqual(searched.map(([name]) => name).sort())
        for (const [name] of searched) expect(distance(proposed[name], record.params[name]!), `${name} of ${number}`).toBeLessThan(1e-9)
        // Ours from here on, which may differ in the last bit: with margin, trials are known again by their values.
        records[number] = { ...record, params: { ...record.params, ...proposed } }
        compared += 1
      }
      expect(compared).toBeGreaterThan(18)
    },
  )
})
