import { readFileSync } from 'node:fs'
import { createRandom, type Random } from 'barcast/core'
import { type CompleteTrial, createStudy, type Direction, hypervolume, nsga2, random, type Study, type Trial } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blx, cross, sbx, undx } from '../../src/tuning/crossover.js'
import { byCrowding, frontsOf, selectElite } from '../../src/tuning/elite-selection.js'
import { generationsOf, isFitter } from '../../src/tuning/nsga2-sampler.js'
import { errorOf } from './error-of.js'

interface Population {
  directions: Direction[]
  values: (number | string)[][]
  constraints: number[][] | null
  ranks: number[]
  crowded: number[]
  size: number
  elite: number[]
  beats: number[][]
}

interface Cross {
  crossover: 'blx' | 'sbx'
  objectives: number
  bounds: [number, number][]
  parents: number[][]
  draws: number[]
  child: number[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/optuna/nsga2.json', import.meta.url), 'utf8')) as {
  populations: Population[]
  crosses: Cross[]
}
const clock = { nowMs: () => 0 }
const numbersOf = (trials: readonly CompleteTrial[]): number[] => trials.map(({ number }) => number)

function trialOf(number: number, values: readonly number[], constraints?: readonly number[]): CompleteTrial {
  const facts = { number, params: {}, space: {}, startedMs: 0, finishedMs: 0, ...(constraints === undefined ? {} : { constraints }) }
  return { ...facts, state: 'complete', value: values[0]!, values }
}

/** Gives the numbers in turn; any other question is a failure. */
function scripted(draws: readonly number[]): Random {
  let next = 0
  const random = { ...createRandom(0), uniform: () => draws[next++]! }
  return random
}

describe('equal to what Optuna 5.0.0 selects', () => {
  it('of 72 populations: ranks, the order by crowding, the elite and who beats whom', () => {
    expect(golden.populations).toHaveLength(72)
    for (const { directions, values, constraints, ranks, crowded, size, elite, beats } of golden.populations) {
      const trials = values.map((row, k) => trialOf(k, row.map(Number), constraints?.[k]))
      const found: number[] = []
      ;[...frontsOf(trials, directions)].forEach((front, rank) => {
        for (const { number } of front) found[number] = rank
      })
      expect(found).toEqual(ranks)
      expect(numbersOf(byCrowding(trials))).toEqual(crowded)
      expect(numbersOf(selectElite(trials, directions, size))).toEqual(elite)
      const few = trials.slice(0, 12)
      expect(few.map((a) => numbersOf(few.filter((b) => isFitter(a, b, directions))))).toEqual(beats)
    }
  })

  it('and crosses, from the same random numbers, within 1e-12', () => {
    expect(golden.crosses).toHaveLength(48)
    for (const { crossover, objectives, bounds, parents, draws, child } of golden.crosses) {
      const found = { blx, sbx }[crossover](parents, bounds, scripted(draws), objectives)
      expect(found).toHaveLength(child.length)
      found.forEach((value, d) => {
        expect(Math.abs(value - child[d]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(child[d]!)))
      })
    }
  })
})

const space = {
  x: { type: 'float', low: -1, high: 3 },
  rate: { type: 'float', low: 1e-4, high: 1, log: true },
  share: { type: 'float', low: 0.1, high: 0.9, step: 0.2 },
  leaves: { type: 'int', low: 2, high: 64, log: true },
  depth: { type: 'int', low: 1, high: 9, step: 4 },
  kind: { type: 'choice', choices: ['a', 'b', null] },
} as const

function draw(trial: Trial): number[] {
  const x = trial.suggestFloat('x', -1, 3)
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true })
  const share = trial.suggestFloat('share', 0.1, 0.9, { step: 0.2 })
  const leaves = trial.suggestInt('leaves', 2, 64, { log: true })
  const depth = trial.suggestInt('depth', 1, 9, { step: 4 })
  const kind = trial.suggestCategorical('kind', ['a', 'b', null])
  const bend = kind === 'b' ? trial.suggestFloat('bend', 0, 1) : 0
  return [x * x + Math.abs(Math.log10(rate) + 2) + bend, (x - 2) ** 2 + share + leaves / 64 + depth / 9]
}

describe('crossovers', () => {
  it('uniform takes every value from one parent or the other, the first as often as swappingProbability says', () => {
    const parents = [
      { x: 0, rate: 0.017, share: 0.3, leaves: 5, depth: 1, kind: 'a' },
      { x: 1, rate: 0.3, share: 0.7, leaves: 50, depth: 9, kind: null },
    ]
    const random = createRandom(3)
    let first = 0
    for (let k = 0; k < 500; k++) {
      const child = cross(() => parents, space, { crossover: 'uniform', swappingProbability: 0.2, objectives: 2 }, random)
      const names = Object.keys(space) as (keyof typeof space)[]
      const ofFirst = names.filter((name) => child[name] === parents[0]![name]).length
      const ofSecond = names.filter((name) => child[name] === parents[1]![name]).length
      expect([ofFirst + ofSecond, Object.keys(child).length]).toEqual([6, 6])
      first += ofFirst
    }
    // 3,000 draws; five standard errors.
    expect(Math.abs(first / 3000 - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 3000))
  })

  it('undx spreads by the parents: along their line 0.25 of its length, across it 0.35² / n of the distance of the third', () => {
    const parents = [
      [0, 0, 0],
      [4, 0, 0],
      [1, 0, 3],
    ]
    const bounds = [0, 1, 2].map((): [number, number] => [-9, 9])
    const random = createRandom(8)
    const children = Array.from({ length: 4000 }, () => undx(parents, bounds, random, 2))
    const expected = [4 * 0.25, (3 * 0.35 ** 2) / 3, (3 * 0.35 ** 2) / 3]
    for (const [d, deviation] of expected.entries()) {
      const column = children.map((child) => child[d]! - (d === 0 ? 2 : 0))
      const mean = column.reduce((sum, value) => sum + value, 0) / 4000
      const spread = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0) / 4000)
      expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(4000))
      expect(Math.abs(spread / deviation - 1)).toBeLessThan(5 / Math.sqrt(8000))
    }
    expect(undx([[1], [1], [5]], [[0, 9]], random, 1)).toEqual([1])
  })

  it('children of numbers that would fall below their range again and again end at the bound', () => {
    const low = { y: { type: 'float', low: 0, high: 1 } } as const
    let asked = 0
    const never = { ...createRandom(0), uniform: () => 0 }
    const child = cross(
      () => {
        asked += 1
        return [{ y: 0 }, { y: 1 }]
      },
      low,
      { crossover: 'blx', swappingProbability: 0.5, objectives: 1 },
      never,
    )
    expect([child, asked]).toEqual([{ y: 0 }, 100])
  })
})

describe('generations', () => {
  it('end with the batch that fills them, whatever failed; a study in batches, cut anywhere and resumed, is the same', async () => {
    const objective = (trial: Trial): number[] => {
      if (trial.number % 7 === 3) throw new Error('broken')
      return draw(trial)
    }
    const studyOf = (batchSize: number, crossover: 'uniform' | 'blx' | 'sbx' | 'undx'): Study =>
      createStudy({ directions: ['minimize', 'minimize'], seed: 5, batchSize, sampler: nsga2({ populationSize: 4, crossover }), clock })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 29 }),
        fc.constantFrom('uniform', 'blx', 'sbx', 'undx'),
        async (size, cut, crossover) => {
          const whole = await studyOf(size, crossover).optimize(objective, { trials: 30, catchErrors: true })
          let parts = studyOf(size, crossover)
          await parts.optimize(objective, { trials: cut, catchErrors: true })
          parts = createStudy({ snapshot: JSON.parse(JSON.stringify(parts.snapshot())), clock })
          await parts.optimize(objective, { trials: 30 - cut, catchErrors: true })
          expect(parts.trials).toEqual(whole.trials)
          const generations = generationsOf(whole.trials, 4, size)
          generations.slice(0, -1).forEach((generation, k) => {
            expect(generation.length).toBeGreaterThanOrEqual(4)
            expect(generation.length).toBeLessThan(4 + size)
            const next = generations[k + 1]![0]
            if (next !== undefined) expect(Math.floor(next.number / size)).toBeGreaterThan(Math.floor(generation.at(-1)!.number / size))
          })
          expect(generationsOf(whole.trials, 4, size).flat()).toEqual(whole.trials.filter(({ state }) => state === 'complete'))
        },
      ),
      { numRuns: 10 },
    )
  })

  it('do not depend on what the sampler saw before: one shared by studies, or new for every trial, gives the same', () => {
    const shared = nsga2({ populationSize: 5 })
    const fresh = {
      ...shared,
      propose: (start: Parameters<NonNullable<typeof shared.propose>>[0]) => nsga2({ populationSize: 5 }).propose!(start),
    }
    const studies = [shared, shared, fresh].map((sampler, k) =>
      createStudy({ directions: k === 1 ? ['maximize', 'minimize'] : ['minimize', 'minimize'], seed: 9, batchSize: 3, sampler, clock }),
    )
    // The second trial is told when two generations have gone by without it, and belongs to the first of them.
    const late = new Map<Study, Trial>()
    for (let k = 0; k < 32; k++)
      for (const study of studies) {
        const trial = study.ask()
        const values = draw(trial)
        if (k === 1) late.set(study, trial)
        else study.tell(trial, values)
        if (k === 16) study.tell(late.get(study)!, [-9, -9])
      }
    expect(studies[0]!.trials).toEqual(studies[2]!.trials)
    expect(studies[0]!.trials).not.toEqual(studies[1]!.trials)
    // The same records for other directions, too.
    const start = {
      number: 32,
      trials: studies[0]!.trials,
      batchSize: 1,
      seed: 0,
      direction: 'maximize',
      directions: ['maximize', 'maximize'],
    } as const
    const [asked, anew] = [shared, nsga2({ populationSize: 5 })].map((sampler) => sampler.propose!({ ...start, random: createRandom(1) }))
    expect(asked).toEqual(anew)
    expect(asked).not.toEqual(shared.propose!({ ...start, directions: ['minimize', 'minimize'], random: createRandom(1) }))
  })

  it('without mutation and crossover, every shared value is that of a parent, itself from the first generation', async () => {
    const sampler = nsga2({ populationSize: 6, mutationProbability: 0, crossoverProbability: 0, seed: 4 })
    const study = await createStudy({ directions: ['minimize', 'minimize'], sampler, clock }).optimize(draw, { trials: 36 })
    const shared = ({ params }: Study['trials'][number]): string => JSON.stringify({ ...params, bend: undefined })
    const first = new Set(study.trials.slice(0, 6).map(shared))
    expect(first.size).toBe(6)
    for (const trial of study.trials.slice(6)) expect(first).toContain(shared(trial))
  })

  it('search: better than random by far, for one and for several objectives, and no worse for constraints', () => {
    const volumes = (name: 'random' | 'nsga2'): number => {
      let volume = 0
      for (let seed = 0; seed < 3; seed++) {
        const sampler = name === 'random' ? random() : nsga2({ populationSize: 20 })
        const study = createStudy({ directions: ['minimize', 'minimize'], seed, sampler, clock })
        for (let k = 0; k < 200; k++) {
          const trial = study.ask()
          const x = Array.from({ length: 6 }, (_, d) => trial.suggestFloat(`x${d}`, 0, 1))
          const g = 1 + (9 / 5) * x.slice(1).reduce((sum, value) => sum + value, 0)
          if (seed === 2) trial.setConstraints([0.2 - x[0]!])
          study.tell(trial, [x[0]!, g * (1 - Math.sqrt(x[0]! / g))])
        }
        volume += hypervolume(
          study.bestTrials.map(({ values }) => values),
          [1.1, 6],
        )
      }
      return volume / 3
    }
    expect(volumes('nsga2')).toBeGreaterThan(volumes('random') + 0.5)
    const single = createStudy({ sampler: nsga2({ populationSize: 20, seed: 1 }), clock })
    for (let k = 0; k < 240; k++) {
      const trial = single.ask()
      single.tell(trial, (trial.suggestFloat('x', -5, 5) - 1) ** 2 + (trial.suggestFloat('y', -5, 5) + 2) ** 2)
    }
    expect(single.bestValue).toBeLessThan(0.1)
  })
})

it('options are checked by name', async () => {
  for (const options of [
    { populationSize: 1 },
    { populationSize: 2, crossover: 'undx' },
    { populationSize: 2.5 },
    { crossoverProbability: 1.1 },
    { mutationProbability: -0.1 },
    { swappingProbability: Number.NaN },
  ] as const)
    expect(await errorOf(() => nsga2(options))).toMatchObject({ code: 'tuning/config' })
  expect(await errorOf(() => nsga2({ population: 3 } as never))).toMatchObject({
    code: 'tuning/unknown-option',
    message: expect.stringContaining('populationSize'),
  })
  expect(await errorOf(() => nsga2({ crossover: 'sbxx' as never }))).toMatchObject({
    code: 'tuning/unknown-option',
    message: expect.stringContaining('"sbx"'),
  })
  expect(nsga2({ mutationProbability: 0.2, seed: 4 })).toMatchObject({
    seed: 4,
    settings: { populationSize: 50, mutationProbability: 0.2 },
  })
})
