import { BarcastError } from 'barcast/core'
import { createStudy, grid, random, type Sampler, type Study, suggestFrom, type Trial, tpe } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 1000 }
const samplers: [string, () => Sampler][] = [
  ['random', random],
  ['tpe, each by itself', () => tpe({ multivariate: false, startupTrials: 5 })],
  ['tpe, multivariate', () => tpe({ startupTrials: 5, multivariate: true })],
]

/** A conditional objective with every kind of parameter. */
function objective(trial: Trial): number {
  const kind = trial.suggestCategorical('kind', ['tree', 'line'])
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true })
  if (kind === 'line') return trial.suggestFloat('slope', -1, 1) ** 2 + rate
  return trial.suggestInt('depth', 1, 9) / 9 + trial.suggestFloat('share', 0.1, 0.9, { step: 0.2 }) * rate
}

function runTrials(study: Study, count: number): void {
  for (let k = 0; k < count; k++) {
    const trial = study.ask()
    study.tell(trial, objective(trial))
  }
}

describe('suggestions', () => {
  it.each(samplers)('%s: inside the range, on the grid, of the type', (_, sampler) => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer(),
        (low, width, step, from, length, seed) => {
          const study = createStudy({ direction: 'maximize', sampler: sampler(), seed, clock })
          for (let k = 0; k < 8; k++) {
            const trial = study.ask()
            const whole = trial.suggestInt('whole', low, low + width, { step })
            expect((whole - low) % step).toBe(0)
            expect(whole).toBeGreaterThanOrEqual(low)
            expect(whole).toBeLessThanOrEqual(low + width)
            const some = trial.suggestFloat('some', from, from + length)
            expect(some).toBeGreaterThanOrEqual(from)
            expect(some).toBeLessThanOrEqual(from + length)
            const log = trial.suggestInt('log', 1 + Math.abs(low), 1 + Math.abs(low) + width, { log: true })
            expect(Number.isInteger(log)).toBe(true)
            expect(['a', 2, true, null]).toContain(trial.suggestCategorical('choice', ['a', 2, true, null]))
            study.tell(trial, whole - some)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('steps include the end, spelt as the decimals they are; an end off the grid is left out', () => {
    const seen = (low: number, high: number, step: number): number[] => {
      const study = createStudy({ direction: 'minimize', sampler: random(), clock })
      const values = Array.from({ length: 200 }, () => study.ask().suggestFloat('x', low, high, { step }))
      return [...new Set(values)].sort((a, b) => a - b)
    }
    expect(seen(0.1, 0.5, 0.1)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5])
    expect(seen(0, 0.95, 0.3)).toEqual([0, 0.3, 0.6, 0.9])
    expect(seen(-1e-7, 1e-7, 1e-7)).toEqual([-1e-7, 0, 1e-7])
  })

  it('a range of one value gives it, and asks no sampler', () => {
    const study = createStudy({ direction: 'minimize', sampler: grid({ other: [1] }) })
    const trial = study.ask()
    expect([trial.suggestFloat('a', 0.3, 0.3), trial.suggestInt('b', 4, 4), trial.suggestCategorical('c', ['only'])]).toEqual([
      0.3,
      4,
      'only',
    ])
    expect(trial.suggestFloat('d', 0, 0.5, { step: 0.9 })).toBe(0)
  })

  it('asked again, the same; another range for the name in the same trial is refused, in another trial only another kind', async () => {
    const study = createStudy({ direction: 'minimize', clock })
    const trial = study.ask()
    const x = trial.suggestFloat('x', 0, 1)
    trial.suggestCategorical('c', ['a', 'b'])
    expect(trial.suggestFloat('x', 0, 1)).toBe(x)
    const changed = { code: 'tuning/changed-parameter' }
    expect(await errorOf(() => trial.suggestFloat('x', 0, 2))).toMatchObject({ ...changed, where: { path: 'x' } })
    expect(await errorOf(() => trial.suggestInt('x', 0, 1))).toMatchObject(changed)
    study.tell(trial, 1)
    const next = study.ask()
    expect(next.suggestFloat('x', 0, 2)).toBeLessThanOrEqual(2)
    const other = study.ask()
    expect(await errorOf(() => other.suggestFloat('x', 1, 2, { log: true }))).toMatchObject(changed)
    expect(await errorOf(() => other.suggestInt('x', 1, 2))).toMatchObject(changed)
    expect(await errorOf(() => other.suggestCategorical('c', ['a', 'c']))).toMatchObject(changed)
  })

  it.each<[string, (trial: Trial) => unknown, object]>([
    ['low above high', (t) => t.suggestFloat('x', 1, 0), { where: { path: 'space.x' }, message: expect.stringContaining('x: low') }],
    ['a NaN bound', (t) => t.suggestFloat('x', Number.NaN, 0), {}],
    ['an infinite bound', (t) => t.suggestFloat('x', 0, Infinity), {}],
    ['a range too wide to subtract', (t) => t.suggestFloat('x', -1.7e308, 1.7e308), {}],
    ['a fraction as bound of an int', (t) => t.suggestInt('n', 0.5, 3), {}],
    ['a bound beyond whole doubles', (t) => t.suggestInt('n', 0, 2 ** 60), {}],
    ['the logarithm of 0', (t) => t.suggestFloat('x', 0, 1, { log: true }), {}],
    ['the logarithm of a whole 0', (t) => t.suggestInt('x', 0, 1, { log: true }), {}],
    ['a step with log', (t) => t.suggestFloat('x', 1, 2, { log: true, step: 0.5 }), {}],
    ['a step of 0', (t) => t.suggestFloat('x', 1, 2, { step: 0 }), {}],
    ['a step of NaN', (t) => t.suggestFloat('x', 1, 2, { step: Number.NaN }), {}],
    ['a fraction as step of an int', (t) => t.suggestInt('x', 1, 2, { step: 0.5 }), {}],
    ['no choices', (t) => t.suggestCategorical('c', []), {}],
    ['a choice twice', (t) => t.suggestCategorical('c', ['a', 'a']), {}],
    ['a choice of NaN', (t) => t.suggestCategorical('c', [1, Number.NaN]), {}],
    [
      'a misspelt option',
      (t) => t.suggestFloat('x', 1, 2, { lgo: true } as object),
      { code: 'tuning/unknown-option', message: expect.stringContaining('"log"') },
    ],
    ['an unknown type in a space', (t) => suggestFrom(t, { x: { type: 'real', low: 0, high: 1 } as never }), {}],
    [
      'a misspelt option in a space',
      (t) => suggestFrom(t, { x: { type: 'int', low: 0, high: 1, setp: 1 } as never }),
      { code: 'tuning/unknown-option', where: { path: 'space.x.setp' } },
    ],
    ['a dimension that is none', (t) => suggestFrom(t, { x: null as never }), {}],
  ])('%s is refused', async (_, suggest, expected) => {
    const trial = createStudy({ direction: 'minimize' }).ask()
    const { code = 'tuning/search-space', ...rest } = expected as { code?: string }
    expect(await errorOf(() => suggest(trial))).toMatchObject({ code, ...rest })
    expect(trial.params).toEqual({})
  })

  it('a space of plain data suggests the same as the calls it stands for', () => {
    const [a, b] = [createStudy({ direction: 'minimize', seed: 4 }).ask(), createStudy({ direction: 'minimize', seed: 4 }).ask()]
    const params = suggestFrom(a, {
      leaves: { type: 'int', low: 2, high: 64, log: true },
      share: { type: 'float', low: 0, high: 1, step: 0.25 },
      kind: { type: 'choice', choices: ['x', 'y'] },
    })
    expect(params).toEqual({
      leaves: b.suggestInt('leaves', 2, 64, { log: true }),
      share: b.suggestFloat('share', 0, 1, { step: 0.25 }),
      kind: b.suggestCategorical('kind', ['x', 'y']),
    })
    expect(a.params).toEqual(params)
  })

  it('uniform draws are uniform, by logarithm where asked', () => {
    const study = createStudy({ direction: 'minimize', sampler: random(), seed: 8 })
    const draws = Array.from({ length: 3000 }, () => {
      const trial = study.ask()
      return {
        x: trial.suggestFloat('x', -1, 3),
        rate: Math.log10(trial.suggestFloat('rate', 1e-4, 1, { log: true })),
        die: trial.suggestInt('die', 1, 6),
        log: trial.suggestInt('log', 1, 100, { log: true }),
      }
    })
    const share = (test: (draw: (typeof draws)[number]) => boolean): number => draws.filter(test).length / draws.length
    // Four standard errors of a share of a quarter of 3,000 draws: 0.032.
    for (const k of [1, 2, 3]) {
      expect(Math.abs(share(({ x }) => x < -1 + k) - k / 4)).toBeLessThan(0.037)
      expect(Math.abs(share(({ rate }) => rate < -4 + k) - k / 4)).toBeLessThan(0.037)
    }
    for (const face of [1, 2, 3, 4, 5, 6]) expect(Math.abs(share(({ die }) => die === face) - 1 / 6)).toBeLessThan(0.028)
    expect(Math.abs(share(({ log }) => log <= 9) - Math.log(9.5 / 0.5) / Math.log(100.5 / 0.5))).toBeLessThan(0.037)
    const mean = draws.reduce((sum, { x, rate }) => sum + (x - 1) * (rate + 2), 0) / draws.length
    // Independent: the covariance of two uniform values on ranges of 4 has standard deviation (16/12)/√3000 = 0.024.
    expect(Math.abs(mean)).toBeLessThan(0.1)
  })
})

describe('trials', () => {
  it('the best is the first of the best, in either direction; infinite values count, NaN never', async () => {
    const tellAll = (direction: 'minimize' | 'maximize', values: number[]): Study => {
      const study = createStudy({ direction, clock })
      for (const value of values) study.tell(study.ask(), value)
      return study
    }
    expect(tellAll('minimize', [3, Number.NaN, 1, 1]).bestTrial).toMatchObject({ number: 2, state: 'complete', value: 1 })
    expect(tellAll('maximize', [3, Number.NaN, 1, 3]).bestTrial.number).toBe(0)
    expect(tellAll('minimize', [3, -Infinity]).bestValue).toBe(-Infinity)
    const failed = tellAll('minimize', [Number.NaN, Number.NaN])
    expect(failed.trials.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(await errorOf(() => failed.bestParams)).toMatchObject({
      code: 'tuning/no-complete-trial',
      message: expect.stringContaining('2 failed (the first: the value is NaN)'),
    })
    expect(await errorOf(() => createStudy({ direction: 'minimize' }).bestValue)).toMatchObject({ code: 'tuning/no-complete-trial' })
  })

  it('several run at a time, and are told in any order, by number too', () => {
    const study = createStudy({ direction: 'minimize', clock })
    const [a, b] = [study.ask(), study.ask()]
    b.suggestFloat('x', 0, 1)
    study.tell(b, 2)
    a.suggestFloat('x', 0, 1)
    study.tell(0, 1)
    expect(study.trials.map(({ number, state }) => [number, state])).toEqual([
      [0, 'complete'],
      [1, 'complete'],
    ])
    expect(study.bestTrial.params).toEqual(a.params)
  })

  it('order of suggestions and of trials beside it change nothing in what a trial gets', () => {
    const suggest = (order: readonly string[], between: boolean) => {
      const study = createStudy({ direction: 'minimize', seed: 3 })
      const trial = study.ask()
      for (const name of order) {
        if (between) study.ask().suggestFloat(name, 0, 1)
        trial.suggestFloat(name, 0, 1)
      }
      return trial.params
    }
    expect(suggest(['a', 'b'], true)).toEqual(suggest(['b', 'a'], false))
  })

  it('what is told is a number or an ending, of a running trial', async () => {
    const study = createStudy({ direction: 'minimize', clock })
    const trial = study.ask()
    expect(await errorOf(() => study.tell(trial, undefined as never))).toMatchObject({ code: 'tuning/value' })
    expect(await errorOf(() => study.tell(trial, '1' as never))).toMatchObject({ code: 'tuning/value' })
    study.tell(trial, { state: 'failed', error: 'no data' })
    expect(study.trials[0]).toMatchObject({ state: 'failed', error: 'no data', startedMs: 1000, finishedMs: 1000 })
    expect(await errorOf(() => study.tell(trial, 1))).toMatchObject({ code: 'tuning/not-running' })
    expect(await errorOf(() => trial.suggestFloat('x', 0, 1))).toMatchObject({ code: 'tuning/not-running' })
    expect(await errorOf(() => study.tell(7, 1))).toMatchObject({ code: 'tuning/not-running', value: 7 })
    const pruned = study.ask()
    study.tell(pruned, { state: 'pruned' })
    expect(study.trials[1]).toMatchObject({ state: 'pruned' })
  })

  it('queued trials come first with their values, the rest from the sampler', async () => {
    const study = createStudy({ direction: 'minimize', sampler: random(), clock })
    study.enqueue({ x: 0.25 })
    study.enqueue({ x: 9 })
    study.enqueue({ xx: 0.5 })
    const first = study.ask()
    expect([first.suggestFloat('x', 0, 1), first.suggestFloat('y', 0, 1) > 0]).toEqual([0.25, true])
    study.tell(first, 1)
    const outside = study.ask()
    expect(await errorOf(() => outside.suggestFloat('x', 0, 1))).toMatchObject({
      code: 'tuning/value-outside',
      value: 9,
      where: { path: 'x' },
    })
    const misspelt = study.ask()
    misspelt.suggestFloat('x', 0, 1)
    expect(await errorOf(() => study.tell(misspelt, 1))).toMatchObject({
      code: 'tuning/unknown-parameter',
      message: expect.stringContaining('did you mean "x"'),
    })
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'running', 'failed'])
    expect(study.trials[0]!.enqueued).toEqual({ x: 0.25 })
    expect(await errorOf(() => study.enqueue({}))).toMatchObject({ code: 'tuning/enqueue' })
    expect(await errorOf(() => study.enqueue({ x: Number.NaN }))).toMatchObject({ code: 'tuning/enqueue' })
  })

  it('failed trials teach nothing, and do not count as beginnings', () => {
    const study = createStudy({ direction: 'minimize', sampler: tpe({ startupTrials: 3 }), seed: 1 })
    const blind = createStudy({ direction: 'minimize', sampler: random(), seed: 1 })
    for (let k = 0; k < 20; k++) {
      const [a, b] = [study.ask(), blind.ask()]
      expect(a.suggestFloat('x', 0, 1)).toBe(b.suggestFloat('x', 0, 1))
      study.tell(a, Number.NaN)
      blind.tell(b, 0)
    }
  })

  it("the sampler's seed is the study's where it names none, and is refused where it names another", async () => {
    const first = (options: object): number => createStudy(options).ask().suggestFloat('x', 0, 1)
    expect(first({ sampler: tpe({ seed: 5 }) })).toBe(first({ seed: 5 }))
    expect(first({ sampler: random({ seed: 5 }), seed: 5 })).toBe(first({ seed: 5 }))
    expect(first({ sampler: tpe({ seed: 5 }) })).not.toBe(first({}))
    expect(await errorOf(() => createStudy({ sampler: tpe({ seed: 5 }), seed: 6 }))).toMatchObject({ code: 'tuning/config', value: 5 })
    expect(await errorOf(() => createStudy({ sampler: tpe({ seed: 0.5 }) }))).toMatchObject({ code: 'tuning/config', value: 0.5 })
    expect(createStudy({}).directions).toEqual(['minimize'])
  })

  it('a sampler of the host is asked with what it may know, and held to the range', async () => {
    const middle: Sampler = {
      name: 'middle',
      settings: undefined,
      suggest: ({ dimension }) => (dimension.type === 'choice' ? 'elsewhere' : (dimension.low + dimension.high) / 2),
    }
    const trial = createStudy({ direction: 'minimize', sampler: middle }).ask()
    expect(trial.suggestFloat('x', 0, 5)).toBe(2.5)
    expect(await errorOf(() => trial.suggestCategorical('c', ['a', 'b']))).toMatchObject({
      code: 'tuning/value-outside',
      message: expect.stringContaining('middle sampler'),
    })
  })
})

describe('grid', () => {
  it('gives every combination once, in an order of its seed, and stops', async () => {
    const axes = { depth: [2, 4, 8], kind: ['a', 'b'] }
    const run = async (seed: number) => {
      const study = createStudy({ direction: 'minimize', sampler: grid(axes, { seed }) })
      await study.optimize(
        (trial) => trial.suggestInt('depth', 1, 10) + (trial.suggestCategorical('kind', ['a', 'b', 'c']) === 'a' ? 0 : 0.5),
        {
          trials: 50,
        },
      )
      return study
    }
    const study = await run(1)
    const points = study.trials.map(({ params }) => `${params.depth}${params.kind}`)
    expect([...points].sort()).toEqual(['2a', '2b', '4a', '4b', '8a', '8b'])
    expect(study.bestParams).toEqual({ depth: 2, kind: 'a' })
    expect((await run(1)).trials.map(({ params }) => params)).toEqual(study.trials.map(({ params }) => params))
    expect((await run(2)).trials.map(({ params }) => params)).not.toEqual(study.trials.map(({ params }) => params))
    expect(await errorOf(() => study.ask())).toMatchObject({ code: 'tuning/exhausted', value: 6 })
    study.enqueue({ depth: 5, kind: 'c' })
    const queued = study.ask()
    expect([queued.suggestInt('depth', 1, 10), queued.suggestCategorical('kind', ['a', 'b', 'c'])]).toEqual([5, 'c'])
  })

  it.each<[string, () => unknown, object]>([
    ['no parameter', () => grid({}), { code: 'tuning/grid' }],
    ['no value', () => grid({ a: [] }), { code: 'tuning/grid', where: { path: 'a' } }],
    ['a value twice', () => grid({ a: [1, 1] }), { code: 'tuning/grid' }],
    ['NaN', () => grid({ a: [Number.NaN] }), { code: 'tuning/grid' }],
    [
      'too many points',
      () => grid({ a: Array.from({ length: 4000 }, (_, i) => i), b: Array.from({ length: 4000 }, (_, i) => i) }),
      { code: 'tuning/grid' },
    ],
    [
      'a name it lacks',
      () =>
        createStudy({ direction: 'minimize', sampler: grid({ depth: [1] }) })
          .ask()
          .suggestInt('dept', 1, 2),
      { code: 'tuning/unknown-parameter', message: expect.stringContaining('"depth"') },
    ],
    [
      'a value outside the range',
      () =>
        createStudy({ direction: 'minimize', sampler: grid({ depth: [9] }) })
          .ask()
          .suggestInt('depth', 1, 2),
      { code: 'tuning/value-outside', value: 9 },
    ],
  ])('%s is refused', async (_, run, expected) => {
    expect(await errorOf(run)).toMatchObject(expected)
  })
})

describe('createStudy', () => {
  it.each<[string, object, object]>([
    ['a misspelt option', { directoin: 'minimize' }, { code: 'tuning/unknown-option', message: expect.stringContaining('"direction"') }],
    ['an unknown direction', { direction: 'up' }, { code: 'tuning/config', where: { path: 'direction' } }],
    ['a seed that is no whole number', { direction: 'minimize', seed: 0.5 }, { code: 'tuning/config', where: { path: 'seed' } }],
  ])('refuses %s', async (_, options, expected) => {
    expect(await errorOf(() => createStudy(options as never))).toMatchObject(expected)
  })

  it.each<[string, object, object]>([
    ['a misspelt option', { startupTrial: 3 }, { code: 'tuning/unknown-option', message: expect.stringContaining('"startupTrials"') }],
    ['no candidates', { candidates: 0 }, { code: 'tuning/config', where: { path: 'candidates' } }],
    ['a negative start', { startupTrials: -1 }, { code: 'tuning/config' }],
    ['a multivariate that is no truth value', { multivariate: 'yes' }, { code: 'tuning/config' }],
  ])('tpe refuses %s', async (_, options, expected) => {
    expect(await errorOf(() => tpe(options))).toMatchObject(expected)
  })

  it('gamma says how many trials are good, a whole number', async () => {
    const study = createStudy({ direction: 'minimize', sampler: tpe({ startupTrials: 0, gamma: () => 0.5 }) })
    expect(await errorOf(() => study.ask().suggestFloat('x', 0, 1))).toMatchObject({ code: 'tuning/config', where: { path: 'gamma' } })
    const plain = createStudy({ direction: 'minimize', sampler: tpe({ startupTrials: 0, gamma: (n) => Math.ceil(n / 2) }) })
    runTrials(plain, 12)
    const usual = createStudy({ direction: 'minimize', sampler: tpe({ startupTrials: 0 }) })
    runTrials(usual, 12)
    expect(plain.trials.map(({ params }) => params)).not.toEqual(usual.trials.map(({ params }) => params))
  })

  it.each(samplers)('%s: equal seeds give equal studies, other seeds others', (_, sampler) => {
    const run = (seed: number) => {
      const study = createStudy({ direction: 'minimize', sampler: sampler(), seed, clock })
      runTrials(study, 25)
      return study.trials
    }
    expect(run(6)).toEqual(run(6))
    expect(run(6)).not.toEqual(run(7))
  })

  it('errors are the package’s own', async () => {
    expect(await errorOf(() => createStudy({ direction: 'up' as never }))).toBeInstanceOf(BarcastError)
  })
})
