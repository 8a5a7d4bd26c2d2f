import { createRandom } from 'barcast/core'
import type { SearchSpace, TrialRecord } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsOfSpaces } from '../../src/tuning/shared-space.js'
import { learnDensities } from '../../src/tuning/tpe-sampler.js'
import { splitTrials } from '../../src/tuning/trial-split.js'
import { TrialTable } from '../../src/tuning/trial-table.js'

const SPACE: SearchSpace = {
  rate: { type: 'float', low: 1e-3, high: 1, log: true },
  x: { type: 'float', low: -1, high: 1 },
  depth: { type: 'int', low: 1, high: 9 },
  kind: { type: 'choice', choices: ['a', 'b', 'c'] },
  rare: { type: 'float', low: 0, high: 1 },
}
const random = createRandom(3)

/** A trial of a random state; some lack `depth`, few have `rare`. */
function drawTrial(number: number): TrialRecord {
  const params = {
    rate: 10 ** (-3 * random.uniform()),
    x: Math.round(40 * random.uniform() - 20) / 20,
    kind: 'abc'[random.integer(0, 3)]!,
    ...(random.uniform() < 0.8 ? { depth: random.integer(1, 10) } : {}),
    ...(random.uniform() < 0.01 ? { rare: random.uniform() } : {}),
  }
  const space = Object.fromEntries(Object.keys(params).map((name) => [name, SPACE[name]!]))
  const facts = { number, params, space, startedMs: 0 }
  const draw = random.uniform()
  if (draw < 0.08) return { ...facts, state: 'running' }
  if (draw < 0.12) return { ...facts, state: 'failed', error: 'broken', finishedMs: 0 }
  if (draw < 0.2) return { ...facts, state: 'pruned', reports: [{ step: 1, value: random.normal() }], finishedMs: 0 }
  const value = Math.round(8 * random.normal()) / 4
  return { ...facts, state: 'complete', value, values: [value], constraints: [random.uniform() < 0.1 ? 1 : -1], finishedMs: 0 }
}

/** Everything that is learnt from a table, in numbers. */
function lessonsOf(table: TrialTable): unknown {
  const split = splitTrials(table, Math.ceil(table.finished / 10))
  const densities = table.learner.spaces.flatMap((space) => {
    const { likely, unlikely } = learnDensities(space, table, split)
    const points = [0.1, 0.4, 0.8].map((share) =>
      Object.values(space).map((dimension) => (dimension.type === 'choice' ? 1 : dimension.type === 'int' ? 4 : share)),
    )
    return points.flatMap((point) => [likely.logDensity(point), unlikely.logDensity(point)])
  })
  return { split, densities, finished: table.finished, spaces: table.learner.spaces, numbers: table.trials.map(({ number }) => number) }
}

describe('a table of trials', () => {
  it('holds to the bit what a new one would, whatever it was shown before', () => {
    const step = fc.record({ kept: fc.integer({ min: 0, max: 140 }), added: fc.integer({ min: 0, max: 14 }), own: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 5 }), (steps) => {
        const kept = new TrialTable(['minimize'], groupsOfSpaces)
        let trials = Array.from({ length: 130 }, (_, number) => drawTrial(number))
        for (const { kept: prefix, added, own } of steps) {
          const first = Math.min(prefix, trials.length)
          trials = [...trials.slice(0, first), ...Array.from({ length: added + 4 }, (_, k) => drawTrial(first + k))]
          const asking = trials.length - 1 - own
          kept.show(trials, asking, true)
          const fresh = new TrialTable(['minimize'], groupsOfSpaces)
          fresh.show(trials, asking, true)
          const usable = trials.filter(({ number, state }) => number !== asking && state !== 'failed')
          expect(kept.trials).toEqual(usable)
          expect(lessonsOf(kept)).toEqual(lessonsOf(fresh))
        }
      }),
      { numRuns: 10 },
    )
  })
})
