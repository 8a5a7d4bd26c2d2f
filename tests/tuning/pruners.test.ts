import { readFileSync } from 'node:fs'
import {
  createStudy,
  hyperbandPruner,
  medianPruner,
  type Pruner,
  patientPruner,
  percentilePruner,
  random,
  successiveHalvingPruner,
  type TrialRecord,
  thresholdPruner,
  wilcoxonPruner,
} from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { bracketBudgets } from '../../src/tuning/hyperband-pruner.js'
import { restorePruner } from '../../src/tuning/pruners.js'
import { signedRankTail } from '../../src/tuning/signed-rank.js'
import { errorOf } from './error-of.js'

interface Golden {
  cases: {
    pruner: string
    settings: never
    style: string
    direction: 'minimize' | 'maximize'
    name: string
    trials: { reports: [number, number | string, boolean][]; end: number | 'pruned' | 'failed' }[]
  }[]
  budgets: { minResource: number; maxResource: number; reductionFactor: number; budgets: number[] }[]
  signedRank: { differences: number[]; p: number | string }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/optuna/pruners.json', import.meta.url), 'utf8')) as Golden
const clock = { nowMs: () => 0 }

describe('decisions equal Optuna 5.0.0', () => {
  it.each(golden.cases.map((given) => [`${given.pruner} ${JSON.stringify(given.settings)}, ${given.style}`, given] as const))(
    '%s',
    (_, given) => {
      const { direction, name, trials } = given
      const pruner = restorePruner({ name: given.pruner, settings: given.settings })
      const study = createStudy({ direction, name, pruner, sampler: random(), clock })
      for (const { reports, end } of trials) {
        const trial = study.ask()
        const decisions = reports.map(([step, value]) => {
          trial.report(Number(value), step)
          return trial.shouldPrune()
        })
        expect(decisions, `trial ${trial.number}`).toEqual(reports.map(([, , pruned]) => pruned))
        study.tell(trial, typeof end === 'number' ? end : { state: end })
      }
      const snapshot = study.snapshot()
      expect(createStudy({ snapshot }).snapshot()).toEqual(snapshot)
    },
  )

  it('decides both ways, of each pruner but nop', () => {
    const decided = new Map<string, Set<boolean>>()
    for (const { pruner, trials } of golden.cases)
      for (const { reports } of trials)
        for (const [, , pruned] of reports) decided.set(pruner, (decided.get(pruner) ?? new Set()).add(pruned))
    decided.delete('nop')
    expect(decided.size).toBe(7)
    for (const [pruner, both] of decided) expect(both.size, pruner).toBe(2)
  })

  it('brackets of hyperband, where a rounded logarithm is below the whole one too', () => {
    for (const { minResource, maxResource, reductionFactor, budgets } of golden.budgets)
      expect(bracketBudgets(minResource, maxResource, reductionFactor), `${maxResource} by ${reductionFactor}`).toEqual(budgets)
  })

  it('the signed-rank test equals SciPy to 1e-12', () => {
    for (const { differences, p } of golden.signedRank) {
      const found = signedRankTail(differences)
      if (p === 'NaN') expect(found).toBeNaN()
      else expect(Math.abs(found - (p as number)), `${differences.length}`).toBeLessThan(1e-12)
    }
  })
})

describe('trials that report', () => {
  it('keep their reports by step, each step with its first value; pruned ones too', async () => {
    const study = createStudy({ direction: 'minimize', clock })
    const trial = study.ask()
    expect(trial.shouldPrune()).toBe(false)
    for (const [value, step] of [
      [3, 4],
      [1, 0],
      [9, 4],
      [Number.NaN, 2],
    ] as const)
      trial.report(value, step)
    expect(await errorOf(() => trial.prune())).toMatchObject({ code: 'tuning/pruned' })
    study.tell(trial, { state: 'pruned' })
    const reports = [
      { step: 0, value: 1 },
      { step: 2, value: Number.NaN },
      { step: 4, value: 3 },
    ]
    expect(study.trials[0]).toEqual({ number: 0, params: {}, space: {}, reports, state: 'pruned', startedMs: 0, finishedMs: 0 })
    for (const [value, step] of [
      ['1', 0],
      [1, -1],
      [1, 0.5],
    ] as const)
      expect(await errorOf(() => study.ask().report(value as never, step))).toMatchObject({ code: 'tuning/report' })
    expect(await errorOf(() => trial.report(1, 9))).toMatchObject({ code: 'tuning/not-running' })
  })

  it('an objective that prunes ends its trial, and the run goes on', async () => {
    const study = createStudy({ direction: 'minimize', pruner: thresholdPruner({ upper: 1 }), clock })
    await study.optimize(
      (trial) => {
        trial.report(trial.number, 0)
        return trial.shouldPrune() ? trial.prune() : trial.number
      },
      { trials: 4 },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'pruned', 'pruned'])
  })

  it('samplers learn from the trials of their own bracket', () => {
    const seen: number[][] = []
    const sampler = {
      ...random(),
      propose: ({ trials }: { trials: readonly TrialRecord[] }) => {
        seen.push(trials.filter(({ state }) => state === 'complete').map(({ number }) => number))
        expect(trials.map(({ number }) => number)).toEqual(trials.map((_, i) => i))
        return {}
      },
    }
    const pruner = hyperbandPruner({ maxResource: 9 })
    const study = createStudy({ direction: 'minimize', pruner, sampler, clock })
    for (let k = 0; k < 30; k++) study.tell(study.ask(), k)
    const race = { study: study.name, trials: study.trials }
    seen.forEach((numbers, k) => {
      const rivals = study.trials.slice(0, k).filter((other) => pruner.isRival!(study.trials[k]!, other, race))
      expect(numbers).toEqual(rivals.map(({ number }) => number))
    })
    expect(seen.at(-1)!.length).toBeGreaterThan(0)
    expect(seen.at(-1)!.length).toBeLessThan(29)
  })
})

describe('senseless options are refused', () => {
  it.each<[string, () => Pruner]>([
    ['percentile', () => percentilePruner(101)],
    ['startupTrials', () => medianPruner({ startupTrials: -1 })],
    ['intervalSteps', () => medianPruner({ intervalSteps: 0 })],
    ['lower', () => thresholdPruner({})],
    ['lower', () => thresholdPruner({ lower: 2, upper: 1 })],
    ['patience', () => patientPruner(undefined, { patience: 0.5 })],
    ['reductionFactor', () => successiveHalvingPruner({ reductionFactor: 1 })],
    ['bootstrapCount', () => successiveHalvingPruner({ bootstrapCount: 1 })],
    ['maxResource', () => hyperbandPruner({ minResource: 4, maxResource: 3 })],
    ['significance', () => wilcoxonPruner({ significance: 2 })],
  ])('%s', async (path, create) => {
    expect(await errorOf(create)).toMatchObject({ code: 'tuning/config', where: { path } })
  })

  it('a misspelt one, and a pruner for several objectives', async () => {
    expect(await errorOf(() => medianPruner({ startupTrial: 1 } as never))).toMatchObject({ code: 'tuning/unknown-option' })
    expect(await errorOf(() => createStudy({ directions: ['minimize', 'minimize'], pruner: medianPruner() }))).toMatchObject({
      code: 'tuning/config',
      where: { path: 'pruner' },
    })
  })
})
