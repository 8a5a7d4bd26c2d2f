import { readFileSync } from 'node:fs'
import { checksum, createRandom, log } from 'barcast/core'
import type { Direction, ParamValue, ParamValues, SearchDimension, SearchSpace, TpeOptions, TrialRecord } from 'barcast/tuning'
import { tpe } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { groupsOfSpaces, intersectionOfSpaces } from '../../src/tuning/shared-space.js'
import { learnDensities } from '../../src/tuning/tpe-sampler.js'
import { splitTrials } from '../../src/tuning/trial-split.js'
import { TrialTable } from '../../src/tuning/trial-table.js'

interface GoldenTrial {
  state: 'complete' | 'pruned' | 'failed'
  params: Record<string, ParamValue>
  proposed: Record<string, ParamValue>
  values?: number[]
  constraints?: number[]
  reports?: [number, number | 'NaN'][]
  learnt: { params: string[]; below: number[]; gain: number }[]
}

interface GoldenStudy {
  name: string
  options: Omit<TpeOptions, 'gamma'> & { gamma?: 'half' }
  directions: Direction[]
  batch: number
  space: SearchSpace
  trials: GoldenTrial[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/optuna/studies.json', import.meta.url), 'utf8')) as {
  seed: number
  studies: GoldenStudy[]
}
const half = (trials: number): number => Math.floor(trials / 2)
const optionsOf = ({ options: { gamma, ...rest } }: GoldenStudy): TpeOptions => (gamma === 'half' ? { ...rest, gamma: half } : rest)
const named = golden.studies.map((study): [string, GoldenStudy] => [study.name, study])

function recordOf({ space }: GoldenStudy, given: GoldenTrial, number: number): TrialRecord {
  const { state, params, values = [], constraints, reports } = given
  const facts = {
    number,
    params,
    space: Object.fromEntries(Object.keys(params).map((name) => [name, space[name]!])),
    ...(constraints === undefined ? {} : { constraints }),
    ...(reports === undefined ? {} : { reports: reports.map(([step, value]) => ({ step, value: Number(value) })) }),
    startedMs: 0,
    finishedMs: 0,
  }
  if (state === 'complete') return { ...facts, state, value: values[0]!, values }
  return state === 'pruned' ? { ...facts, state } : { ...facts, state, error: 'broken' }
}

function runningOf(number: number, proposed: ParamValues = {}): TrialRecord {
  return { number, state: 'running', params: {}, space: {}, startedMs: 0, proposed }
}

/** What trial `number` knows: trials of earlier batches as they ended, those of its own as they began. */
function knownBy(study: GoldenStudy, records: readonly TrialRecord[], number: number): TrialRecord[] {
  const first = Math.floor(number / study.batch) * study.batch
  const mates = study.trials.slice(first, number).map(({ proposed }, k) => runningOf(first + k, proposed))
  return [...records.slice(0, first), ...mates, runningOf(number)]
}

const randomOf = (purpose: string) => createRandom(Number.parseInt(checksum(`${golden.seed}/${purpose}`).slice(0, 13), 16))

function startOf({ directions, batch }: GoldenStudy, trials: readonly TrialRecord[], number: number) {
  const random = randomOf(`${number}`)
  return { number, direction: directions[0]!, directions, trials, batchSize: batch, seed: golden.seed, random }
}

/** Distance on the axis of the dimension's kernels, as a share of the range; 1 for another choice. */
function distance(dimension: SearchDimension, found: ParamValue | undefined, expected: ParamValue): number {
  if (dimension.type === 'choice') return found === expected ? 0 : 1
  const scale = dimension.log === true ? log : (x: number): number => x
  return Math.abs(scale(Number(found)) - scale(Number(expected))) / (scale(dimension.high) - scale(dimension.low))
}

/** Every choice after the random ones, each from what Optuna's own study knew then. */
function choices(study: GoldenStudy, isFresh: boolean): ParamValues[] {
  const one = tpe(optionsOf(study))
  const records = study.trials.map((trial, number) => recordOf(study, trial, number))
  return study.trials.map(({ params, proposed }, number) => {
    const sampler = isFresh ? tpe(optionsOf(study)) : one
    const known = knownBy(study, records, number)
    const start = startOf(study, isFresh ? structuredClone(known) : known, number)
    const found = { ...sampler.propose!(start) }
    // Within a batch, what is asked for later is chosen from what was known at the start; Optuna looks at the other trials again.
    if (study.batch > 1) return found
    for (const name of Object.keys(params)) {
      if (Object.hasOwn(proposed, name)) continue
      found[name] = sampler.suggest({ ...start, name, dimension: study.space[name]!, random: randomOf(`${number}/${name}`) })
    }
    return found
  })
}

const kept = new Map<GoldenStudy, ParamValues[]>()
function keptChoices(study: GoldenStudy): ParamValues[] {
  const found = kept.get(study) ?? choices(study, false)
  kept.set(study, found)
  return found
}

describe('from equal random numbers and equal knowledge, what Optuna 5.0.0 chooses', () => {
  it('is there for every kind of study', () => {
    expect(named).toHaveLength(13)
    const learnt = golden.studies.flatMap(({ trials }) => trials.flatMap((trial) => trial.learnt))
    expect(learnt.length).toBeGreaterThan(1400)
    expect(golden.studies.flatMap(({ trials }) => trials).filter(({ state }) => state === 'pruned').length).toBeGreaterThan(30)
    expect(
      golden.studies.flatMap(({ trials }) => trials).filter(({ constraints }) => constraints?.some((c) => c > 0)).length,
    ).toBeGreaterThan(30)
  })

  it.each(named)('%s: within 1e-9 of the range', (_, study) => {
    keptChoices(study).forEach((found, number) => {
      const { params, proposed } = study.trials[number]!
      const expected = study.batch > 1 ? proposed : { ...proposed, ...params }
      expect(Object.keys(found).sort(), `trial ${number}`).toEqual(Object.keys(expected).sort())
      for (const [name, value] of Object.entries(expected))
        expect(distance(study.space[name]!, found[name], value), `${name} of trial ${number}`).toBeLessThan(1e-9)
    })
  })

  it.each(named)('%s: the split into good and bad, and ln l − ln g of the choice within 1e-12', (_, study) => {
    const { options, directions, batch } = study
    const records = study.trials.map((trial, number) => recordOf(study, trial, number))
    const isLiar = options.constantLiar ?? true
    const tenth = (n: number): number => (directions.length > 1 ? Math.ceil(0.1 * n) : Math.min(Math.ceil(0.1 * n), 25))
    study.trials.forEach(({ params, proposed, learnt }, number) => {
      const table = new TrialTable(directions, options.grouped === true ? groupsOfSpaces : intersectionOfSpaces)
      table.show(knownBy(study, records, number), number, isLiar)
      const split = splitTrials(table, (optionsOf(study).gamma ?? tenth)(table.finished))
      for (const { params: names, below, gain } of learnt) {
        if (batch > 1 && !names.every((name) => Object.hasOwn(proposed, name))) continue
        expect([...split.below].map((row) => table.trials[row]!.number)).toEqual(below)
        const space = Object.fromEntries(names.map((name) => [name, study.space[name]!]))
        const { likely, unlikely } = learnDensities(space, table, split)
        const chosen = { ...params, ...proposed }
        const row = names.map((name) => {
          const dimension = study.space[name]!
          return dimension.type === 'choice' ? dimension.choices.indexOf(chosen[name]!) : Number(chosen[name])
        })
        const found = likely.logDensity(row) - unlikely.logDensity(row)
        expect(Math.abs(found - gain) / Math.max(1, Math.abs(gain)), `${names.join()} of trial ${number}`).toBeLessThan(1e-12)
      }
    })
  })

  it.each(named)('%s: to the bit the same from what was kept of earlier trials as from nothing', (_, study) => {
    expect(choices(study, true)).toEqual(keptChoices(study))
  })
})
