import { readFileSync } from 'node:fs'
import { createRandom } from 'barcast/core'
import {
  type CompleteTrial,
  createStudy,
  type Direction,
  type ParamValues,
  parameterImportances,
  random,
  type SearchSpace,
} from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeSpace } from '../../../src/tuning/importance/encoded-space.js'
import { growTree, type RegressionTree } from '../../../src/tuning/importance/regression-tree.js'
import { boxesOf, marginalVariance, varianceOf } from '../../../src/tuning/importance/tree-variance.js'
import { errorOf } from '../error-of.js'

type Importances = Record<string, number>
type Spread = Record<string, { mean: number; deviation: number }>

interface GoldenStudy {
  name: string
  direction: Direction
  trials: { value: number | string; params: ParamValues; ranges: number }[]
  pedAnova: Importances
  pedAnovaOfX: Importances
  fanova?: Spread
  mdi?: Spread
}

interface GoldenTree extends Omit<RegressionTree, 'decrease'> {
  depth: number
  rows: ParamValues[]
  targets: number[]
  decrease: number[]
  variance: number
  marginal: Importances
}

const golden = JSON.parse(readFileSync(new URL('../../golden/optuna/importances.json', import.meta.url), 'utf8')) as {
  seeds: number
  space: SearchSpace
  ranges: SearchSpace[]
  studies: GoldenStudy[]
  fronts: { directions: Direction[]; trials: { values: number[]; params: ParamValues }[]; pedAnova: Importances }[]
  trees: GoldenTree[]
}

function trialOf(number: number, value: number, params: ParamValues, space: SearchSpace): CompleteTrial {
  return { number, state: 'complete', value, values: [value], params, space, startedMs: 0, finishedMs: 0 }
}

function studyOf({ direction, trials }: GoldenStudy) {
  const records = trials.map(({ value, params, ranges }, k) =>
    trialOf(k, Number(value), params, { ...golden.space, ...golden.ranges[ranges] }),
  )
  return { directions: [direction], trials: records }
}

function expectNear(found: Importances, expected: Importances, tolerance: number): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs(found[name]! - value), name).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
}

describe('equal to Optuna 5.0.0', () => {
  it('PED-ANOVA of six studies, conditional parameters and infinite values among them, within 1e-9', () => {
    expect(golden.studies).toHaveLength(6)
    for (const study of golden.studies) {
      expectNear(parameterImportances(studyOf(study), { normalize: false }), study.pedAnova, 1e-9)
      const target = ({ params }: CompleteTrial): number => params.x as number
      expectNear(parameterImportances(studyOf(study), { target, params: ['x', 'kind'], normalize: false }), study.pedAnovaOfX, 1e-9)
    }
  })

  it('PED-ANOVA of six studies of several objectives, some of whose values tie, within 1e-9', () => {
    expect(golden.fronts).toHaveLength(6)
    for (const { directions, trials, pedAnova } of golden.fronts) {
      const records = trials.map(({ values, params }, k) => ({ ...trialOf(k, values[0]!, params, golden.space), values }))
      expectNear(parameterImportances({ directions, trials: records }, { normalize: false }), pedAnova, 1e-9)
    }
  })

  it('trees as scikit-learn grows them, and the variance that each parameter explains of them, within 1e-12', () => {
    const space = Object.fromEntries(Object.entries(golden.space).filter(([name]) => name !== 'fixed'))
    const encoded = encodeSpace(space)
    expect(golden.trees).toHaveLength(4)
    for (const { depth, rows, targets, decrease, variance, marginal, ...tree } of golden.trees) {
      const boxes = boxesOf({ ...tree, decrease: new Float64Array() }, encoded.low, encoded.high)
      expect(Math.abs(varianceOf(boxes) / variance - 1)).toBeLessThan(1e-12)
      for (const [name, columns] of encoded.columnsOf)
        expect(Math.abs(marginalVariance(boxes, columns) - marginal[name]!), name).toBeLessThan(1e-12 * variance)
      // A tree of all levels has splits of two rows, on which any column may do as well as another.
      if (depth === 64) continue
      const grown = growTree(encoded.encode(rows), Float64Array.from(targets), new Int32Array(rows.length).fill(1), depth, createRandom(1))
      expect(grown.column).toEqual(tree.column)
      expect(grown.left).toEqual(tree.left)
      expect(grown.right).toEqual(tree.right)
      // scikit-learn keeps values as float32.
      grown.threshold.forEach((value, k) => {
        if (grown.column[k]! >= 0) expect(Math.abs(value / tree.threshold[k]! - 1)).toBeLessThan(1e-6)
      })
      grown.value.forEach((value, k) => {
        expect(Math.abs(value / tree.value[k]! - 1)).toBeLessThan(1e-12)
      })
      const total = grown.decrease.reduce((sum, value) => sum + value, 0)
      decrease.forEach((value, c) => {
        expect(Math.abs(grown.decrease[c]! / total - value)).toBeLessThan(1e-12)
      })
    }
  })

  it('fANOVA and decrease in impurity but for the draws: means of 4 seeds within five standard errors of the mean of 20', () => {
    const study = golden.studies.find(({ name }) => name === 'mixed')!
    for (const method of ['fanova', 'mdi'] as const) {
      const found = Array.from({ length: 4 }, (_, seed) => parameterImportances(studyOf(study), { method, seed, normalize: false }))
      expect(Object.keys(found[0]!).sort()).toEqual(Object.keys(study[method]!).sort())
      for (const [name, { mean, deviation }] of Object.entries(study[method]!)) {
        const ours = found.reduce((sum, importances) => sum + importances[name]! / 4, 0)
        expect(Math.abs(ours - mean), `${method} ${name}`).toBeLessThanOrEqual(5 * deviation * Math.sqrt(1 / 4 + 1 / golden.seeds))
      }
    }
  })
})

/** Where the tree puts a row. */
function predict(tree: RegressionTree, row: readonly number[]): number {
  let node = 0
  while (tree.column[node]! >= 0) node = row[tree.column[node]!]! <= tree.threshold[node]! ? tree.left[node]! : tree.right[node]!
  return tree.value[node]!
}

describe('variance of a tree', () => {
  it('of a worked case: one split at a quarter of x, then one at half of y', () => {
    // f = 0 for x ≤ 2 of 0 … 8; beyond, 4 for y ≤ 1 of 0 … 2, else 8. Means 0 and 6 of x, 3 and 6 of y, 4.5 of all.
    const tree = {
      column: [0, -1, 1, -1, -1],
      threshold: [2, 0, 1, 0, 0],
      left: [1, -1, 3, -1, -1],
      right: [2, -1, 4, -1, -1],
      value: [4.5, 0, 6, 4, 8],
      decrease: new Float64Array(2),
    }
    const boxes = boxesOf(tree, Float64Array.of(0, 0), Float64Array.of(8, 2))
    expect(varianceOf(boxes)).toBeCloseTo(0.25 * 4.5 ** 2 + 0.375 * 0.5 ** 2 + 0.375 * 3.5 ** 2, 12)
    expect(marginalVariance(boxes, [0])).toBeCloseTo(0.25 * 4.5 ** 2 + 0.75 * 1.5 ** 2, 12)
    expect(marginalVariance(boxes, [1])).toBeCloseTo(1.5 ** 2, 12)
    expect(marginalVariance(boxes, [0, 1])).toBeCloseTo(varianceOf(boxes), 12)
  })

  it('is, of random trees, what the mean over all cells of a grid gives', () => {
    const cells = 4
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.integer({ min: -9, max: 9 })), { minLength: 2, maxLength: 25 }),
        fc.nat(),
        (rows, seed) => {
          // Thresholds of whole columns are halves: the cells 0.5 … 1.5 and so on of the space −0.5 … 3.5 do not straddle one; a gap of two or four adds a whole number.
          const columns = [0, 1, 2].map((c) => Float64Array.from(rows, (row) => row[c]! as number))
          const tree = growTree(
            columns,
            Float64Array.from(rows, (row) => row[3]),
            new Int32Array(rows.length).fill(1),
            64,
            createRandom(seed),
          )
          const boxes = boxesOf(tree, new Float64Array(3).fill(-0.5), new Float64Array(3).fill(3.5))
          // Halves of cells, as a threshold may be whole.
          const places = Array.from({ length: 2 * cells }, (_, k) => k / 2 - 0.25)
          const grid = places.flatMap((x) => places.flatMap((y) => places.map((z) => [x, y, z])))
          const values = grid.map((row) => predict(tree, row))
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
          expect(varianceOf(boxes)).toBeCloseTo(variance, 9)
          for (const kept of [[0], [1], [2], [0, 1], [0, 2], [0, 1, 2]]) {
            const groups = new Map<string, number[]>()
            grid.forEach((row, k) => {
              const key = kept.map((c) => row[c]).join()
              groups.set(key, [...(groups.get(key) ?? []), values[k]!])
            })
            const means = [...groups.values()].map((group) => group.reduce((sum, value) => sum + value, 0) / group.length)
            const expected = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length
            expect(marginalVariance(boxes, kept)).toBeCloseTo(expected, 9)
          }
          rows.forEach((row) => {
            const same = rows.filter((other) => other.slice(0, 3).join() === row.slice(0, 3).join()).map((other) => other[3])
            expect(predict(tree, row)).toBeCloseTo(same.reduce((sum, value) => sum + value, 0) / same.length, 9)
          })
        },
      ),
      { numRuns: 15 },
    )
  })
})

const line: SearchSpace = {
  a: { type: 'float', low: 0, high: 1 },
  b: { type: 'float', low: 0, high: 1 },
  one: { type: 'int', low: 2, high: 2 },
}

function randomStudy(count: number, measure: (a: number, b: number) => number) {
  const draws = createRandom(11)
  const trials = Array.from({ length: count }, (_, k) => {
    const [a, b] = [draws.uniform(), draws.uniform()]
    return trialOf(k, measure(a, b), { a, b, one: 2 }, line)
  })
  return { directions: ['minimize' as Direction], trials }
}

describe('importances', () => {
  it('are of sum 1, from the largest on, the same for every seed given twice and for values of another scale', () => {
    for (const method of ['pedAnova', 'fanova', 'mdi'] as const) {
      const found = parameterImportances(
        randomStudy(50, (a, b) => 5 * a + b),
        { method },
      )
      expect(Object.keys(found)).toEqual(['a', 'b', 'one'])
      expect(found.one).toBe(0)
      expect(found.a! + found.b!).toBeCloseTo(1, 12)
      expect(found.a!).toBeGreaterThan(0.6)
      expect(
        parameterImportances(
          randomStudy(50, (a, b) => 5 * a + b),
          { method },
        ),
      ).toEqual(found)
      for (const scale of [2 ** -600, 2 ** 600]) {
        const scaled = parameterImportances(
          randomStudy(50, (a, b) => (5 * a + b) * scale),
          { method },
        )
        expectNear(scaled, found, 1e-12)
      }
    }
    const [first, second] = [1, 2].map((seed) =>
      parameterImportances(
        randomStudy(50, (a, b) => a + b),
        { method: 'fanova', seed },
      ),
    )
    expect(first).not.toEqual(second)
  })

  it('come from a study as they come from its trials, whatever of it failed; a choice is one parameter', async () => {
    const study = createStudy({ seed: 2, sampler: random(), clock: { nowMs: () => 0 } })
    await study.optimize(
      (trial) => {
        if (trial.number % 5 === 2) throw new Error('broken')
        return { p: 0, q: 1, r: 9 }[trial.suggestCategorical('kind', ['p', 'q', 'r'])] + 0.1 * trial.suggestFloat('x', 0, 1)
      },
      { trials: 30, catchErrors: true },
    )
    for (const method of ['pedAnova', 'fanova', 'mdi'] as const) {
      const found = parameterImportances(study, { method })
      // The best tenth are three trials of one kind, told apart by x alone.
      expect(Object.keys(found)).toEqual(method === 'pedAnova' ? ['x', 'kind'] : ['kind', 'x'])
      const complete = study.trials.filter(({ state }) => state === 'complete')
      expect(parameterImportances({ directions: study.directions, trials: complete }, { method })).toEqual(found)
    }
    expect(Object.keys(parameterImportances(study, { method: 'mdi', params: ['x'] }))).toEqual(['x'])
  })

  it('where nothing varies are equal parts, or, of fANOVA, refused', async () => {
    const flat = randomStudy(10, () => 3)
    for (const method of ['pedAnova', 'mdi'] as const)
      expect(parameterImportances(flat, { method })).toEqual({ a: 1 / 3, b: 1 / 3, one: 1 / 3 })
    expect(parameterImportances(flat, { normalize: false })).toEqual({ a: 0, b: 0, one: 0 })
    expect(await errorOf(() => parameterImportances(flat, { method: 'fanova' }))).toMatchObject({ code: 'tuning/importance-variance' })
  })

  it('are refused by name where they cannot be', async () => {
    const study = randomStudy(9, (a) => a)
    const several = { ...study, directions: ['minimize', 'maximize'] as Direction[] }
    const codes: [unknown, unknown, string][] = [
      [{ ...study, trials: study.trials.slice(0, 1) }, {}, 'tuning/importance-trials'],
      [study, { target: () => Number.NaN }, 'tuning/importance-trials'],
      [study, { method: 'mdi', target: ({ number }: CompleteTrial) => (number === 3 ? 1 : Infinity) }, 'tuning/importance-trials'],
      [several, { method: 'fanova' }, 'tuning/importance-target'],
      [several, { method: 'mdi' }, 'tuning/importance-target'],
      [study, { target: () => 'x' }, 'tuning/importance-target'],
      [study, { target: 3 }, 'tuning/config'],
      [study, { params: ['a', 'bb'] }, 'tuning/unknown-parameter'],
      [study, { method: 'fanova', params: ['c'] }, 'tuning/unknown-parameter'],
      [study, { params: 'a' }, 'tuning/config'],
      [study, { method: 'anova' }, 'tuning/unknown-option'],
      [study, { seeds: 3 }, 'tuning/unknown-option'],
      [study, { seed: 0.5 }, 'tuning/config'],
      [study, { normalize: 1 }, 'tuning/config'],
    ]
    for (const [given, options, code] of codes)
      expect(await errorOf(() => parameterImportances(given as typeof study, options as never)), JSON.stringify(options)).toMatchObject({
        code,
      })
    expect(Object.keys(parameterImportances(several, { target: ({ params }) => params.b as number }))[0]).toBe('b')
  })

  it('of forests are of the parameters that all trials share, or of those named in the trials that have them', async () => {
    const study = randomStudy(20, (a, b) => a + 2 * b)
    const trials = study.trials.map((trial, k) =>
      k % 2 === 0 ? trial : trialOf(k, trial.value, { ...trial.params, c: k / 20 }, { ...line, c: line.a! }),
    )
    const mixed = { ...study, trials }
    expect(Object.keys(parameterImportances(mixed, { method: 'fanova' })).sort()).toEqual(['a', 'b', 'one'])
    expect(Object.keys(parameterImportances(mixed, { method: 'fanova', params: ['c', 'b'] })).sort()).toEqual(['b', 'c'])
    expect(Object.keys(parameterImportances(mixed)).sort()).toEqual(['a', 'b', 'c', 'one'])
    const changed = {
      ...study,
      trials: trials.map((trial, k) => (k === 5 ? { ...trial, space: { ...trial.space, c: { ...line.a!, high: 2 } as never } } : trial)),
    }
    expect(await errorOf(() => parameterImportances(changed, { method: 'mdi', params: ['c'] }))).toMatchObject({
      code: 'tuning/changed-parameter',
    })
  })
})
