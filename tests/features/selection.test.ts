import { readFileSync } from 'node:fs'
import { createFrame, createRandom, decodeFloats, type Frame, isBarcastError, type Labels } from 'barcast/core'
import {
  anovaF,
  applySelection,
  correlatedPairs,
  eliminateByImportance,
  eliminateByScore,
  type FeatureScore,
  mutualInformation,
  parseSelection,
  permutationImportance,
  regressionF,
  type SelectionStep,
  type SelectionTarget,
  scaleFeatures,
  selectByCorrelation,
  selectByScore,
  selectByStability,
  selectByVariance,
  selectFeatures,
} from 'barcast/features'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Golden {
  columns: Record<string, string>
  flags: Record<string, string>
  gaps: Record<string, string>
  classes: number[]
  value: string
  mutualInformation: ({ neighbours: number } & Record<
    'classes' | 'classesWithoutNoise' | 'values' | 'valuesWithoutNoise' | 'flagsOfClasses' | 'flagsOfValuesWithoutNoise',
    number[]
  >)[]
  anova: { f: number[]; pValues: number[] }
  regression: { f: number[]; pValues: number[] }
  anovaCentred: number[]
  regressionCentred: number[]
  variances: number[]
  eliminations: { step: number; asked: { names: string[]; importances: number[] }[]; kept: string[]; ranking: number[] }[]
  backward: { scores: Record<string, number>; kept: string[] }
  correlations: number[][]
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/sklearn/selection.json', import.meta.url), 'utf8'))
const frameOf = (columns: Record<string, string>): Frame =>
  createFrame({ columns: Object.fromEntries(Object.entries(columns).map(([name, text]) => [name, decodeFloats(text)])) })
const frame = frameOf(golden.columns)
const flags = frameOf(golden.flags)
const values = decodeFloats(golden.value)

function labelsOf(codes: readonly number[]): Labels {
  const timeMs = Float64Array.from(codes, (_, i) => i)
  return { length: codes.length, timeMs, t0: timeMs, t1: timeMs, value: Int32Array.from(codes), classes: ['a', 'b', 'c', 'd'] }
}
const labels = labelsOf(golden.classes)

function expectScores(found: readonly FeatureScore[], expected: readonly number[], bound: number): void {
  found.forEach(({ name, score }, k) => {
    const error = Math.abs(score! - expected[k]!)
    if (!(error <= bound * Math.max(1, Math.abs(expected[k]!)))) expect.fail(`${name}: ours ${score}, theirs ${expected[k]}`)
  })
  expect(found.length).toBe(expected.length)
}

async function refusal(run: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await run()
  } catch (error) {
    if (isBarcastError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** Without the column far from zero, whose digits scikit-learn's noise and its sums of squares lose. */
const nearZero = <T>(list: readonly T[]): T[] => list.filter((_, k) => frame.names[k] !== 'far_from_zero')

describe('against scikit-learn', () => {
  it.each(golden.mutualInformation)('mutual information, $neighbours neighbours', async (expected) => {
    const { neighbours } = expected
    const ofClasses = await mutualInformation(frame, labels, { neighbours })
    expectScores(ofClasses, expected.classesWithoutNoise, 1e-12)
    expectScores(nearZero(ofClasses), nearZero(expected.classes), 1e-12)
    const ofValues = await mutualInformation(frame, values, { neighbours })
    expectScores(ofValues, expected.valuesWithoutNoise, 1e-12)
    expectScores(nearZero(ofValues), nearZero(expected.values), 1e-12)
    const discrete = flags.names
    expectScores(await mutualInformation(flags, labels, { neighbours, discrete }), expected.flagsOfClasses, 1e-12)
    expectScores(await mutualInformation(flags, values, { neighbours, discrete }), expected.flagsOfValuesWithoutNoise, 1e-12)
    expect(Math.min(...expected.values) === 0 || Math.min(...expected.classes) === 0).toBe(true)
  })

  it('F and p-values', () => {
    for (const [found, { f, pValues }, centred] of [
      [anovaF(frame, labels), golden.anova, golden.anovaCentred],
      [regressionF(frame, values), golden.regression, golden.regressionCentred],
    ] as const) {
      expectScores(found, centred, 1e-12)
      expectScores(nearZero(found), nearZero(f), 1e-10)
      found.forEach(({ name, pValue }, k) => {
        expect(Math.abs(pValue! - pValues[k]!), name).toBeLessThanOrEqual((name === 'far_from_zero' ? 1e-3 : 1e-10) * pValues[k]!)
      })
    }
  })

  it('variance threshold', () => {
    const { scores, names } = selectByVariance(frame)
    expectScores(scores, golden.variances, 1e-12)
    expect(names).toEqual(frame.names)
    expect(selectByVariance(frame, { threshold: golden.variances[3]! * 1.000001 }).dropped.map(({ name }) => name)).toContain('noise')
  })

  it.each(golden.eliminations)('recursive elimination, $step at a time', async ({ step, asked, kept, ranking }) => {
    const questions = [...asked]
    const selection = await eliminateByImportance(
      frame.names,
      (names) => {
        const question = questions.shift()!
        expect(names).toEqual(question.names)
        return question.importances
      },
      { keep: 2, step },
    )
    expect(questions).toEqual([])
    expect(selection.names).toEqual(kept)
    const last = Math.max(...selection.scores.map(({ score }) => score!))
    expect(selection.scores.map(({ score }) => last + 1 - score!)).toEqual(ranking)
  })

  it('backward elimination', async () => {
    const { scores, kept } = golden.backward
    const selection = await eliminateByScore(frame.names, (names) => scores[names.join()]!, { keep: 3 })
    expect(selection.names).toEqual(kept)
  })

  it('correlations, as pandas gives them over gaps', async () => {
    const gaps = frameOf(golden.gaps)
    const pairs = await correlatedPairs(gaps, { threshold: 1e-9 })
    const { length } = gaps.names
    expect(pairs.length).toBe((length * (length - 1)) / 2)
    for (const { first, second, correlation } of pairs)
      expect(Math.abs(correlation - golden.correlations[gaps.names.indexOf(first)]![gaps.names.indexOf(second)]!)).toBeLessThan(1e-10)
    expect(pairs.map(({ correlation }) => -Math.abs(correlation))).toEqual(
      pairs.map(({ correlation }) => -Math.abs(correlation)).sort((a, b) => a - b),
    )
  })
})

describe('scores', () => {
  it('leave out rows without a value or a label, and say when too few are left', async () => {
    const some = createFrame({
      columns: {
        gaps: frame.column('linear').map((x, i) => (i % 3 === 0 ? NaN : x)),
        empty: new Float64Array(frame.length).fill(NaN),
        constant: new Float64Array(frame.length).fill(2),
        two: frame.column('linear').map((x, i) => (i < 2 ? x : NaN)),
      },
    })
    const kept = Int32Array.from(frame.timeMs.keys()).filter((i) => i % 3 !== 0)
    const part = createFrame({ columns: { gaps: some.column('gaps').filter((x) => !Number.isNaN(x)) } })
    const partLabels = labelsOf([...kept].map((i) => golden.classes[i]!))
    const partValues = values.filter((_, i) => i % 3 !== 0)
    const cases: [readonly FeatureScore[], FeatureScore][] = [
      [await mutualInformation(some, labels), (await mutualInformation(part, partLabels))[0]!],
      [await mutualInformation(some, values), (await mutualInformation(part, partValues))[0]!],
      [anovaF(some, labels), anovaF(part, partLabels)[0]!],
      [regressionF(some, values), regressionF(part, partValues)[0]!],
    ]
    for (const [scores, expected] of cases) {
      expect(scores[0]).toEqual(expected)
      expect(scores[1]!.score).toBe(null)
      expect([0, null]).toContain(scores[2]!.score)
      if (scores[3]!.score !== null) expect(scores[3]!.score).toBe(0)
    }
    const unlabelled = labelsOf(golden.classes.map((code, i) => (i % 3 === 0 ? -1 : code)))
    expect((await mutualInformation(frame, unlabelled))[0]).toEqual({ ...(await mutualInformation(part, partLabels))[0], name: 'linear' })
  })

  it('of many equal values are near those of distinct ones, and do not depend on other columns', async () => {
    const rounded = createFrame({ columns: { linear: frame.column('linear').map((x) => Math.round(x * 20) / 20) } })
    const [tied] = await mutualInformation(rounded, values)
    expect(Math.abs(tied!.score! - golden.mutualInformation[0]!.values[0]!)).toBeLessThan(0.1)
    const both = createFrame({ columns: { other: frame.column('noise'), linear: rounded.column('linear') } })
    expect((await mutualInformation(both, values))[1]).toEqual(tied)
  })

  it('of columns that tell the classes apart entirely are finite', () => {
    const perfect = createFrame({ columns: { perfect: Float64Array.from(golden.classes) } })
    const [found] = anovaF(perfect, labels)
    expect(found!.score! > 1e20 && found!.score! < Infinity && found!.pValue === 0).toBe(true)
  })

  it('refuse targets of other rows, wrong kinds, infinities, frames that have seen themselves', async () => {
    expect((await refusal(() => anovaF(frame, labelsOf([0, 1])))).code).toBe('features/selection-target')
    const shifted = { ...labels, timeMs: labels.timeMs.map((time) => time + 1) }
    expect((await refusal(() => mutualInformation(frame, shifted))).message).toContain("labels must be of the frame's rows")
    expect((await refusal(() => regressionF(frame, values.with(3, Infinity)))).code).toBe('features/selection-target')
    expect((await refusal(() => anovaF(frame, values))).code).toBe('features/selection-option')
    expect((await refusal(() => regressionF(frame, labels))).code).toBe('features/selection-option')
    expect((await refusal(() => mutualInformation(scaleFeatures(frame), values))).code).toBe('features/exploration-only')
    const wild = createFrame({ columns: { wild: values.with(3, -Infinity) } })
    expect((await refusal(() => mutualInformation(wild, values))).code).toBe('features/selection-infinite')
    expect((await refusal(() => mutualInformation(frame, values, { neighbours: 0 }))).code).toBe('features/selection-option')
    expect((await refusal(() => mutualInformation(frame, values, { discrete: ['flg'] }))).code).toBe('frame/unknown-column')
    expect((await refusal(() => mutualInformation(frame, values, { signal: AbortSignal.abort() }))).code).toBe('task/aborted')
  })
})

describe('selections', () => {
  it('by score keep the best, by number and threshold, and name why the others go', () => {
    const scores = { a: 0.3, b: 0.1, c: 0.3, d: 0.2 }
    expect(selectByScore(scores, { top: 2 }).names).toEqual(['a', 'c'])
    expect(selectByScore(scores, { top: 1 }).names).toEqual(['a'])
    expect(selectByScore(scores, { threshold: 0.2 }).names).toEqual(['a', 'c', 'd'])
    expect(selectByScore(scores, { threshold: 0.2, top: 3 }).dropped).toEqual([{ name: 'b', reason: 'score: 0.1 is below 0.2' }])
    const some = [
      { name: 'x', score: null },
      { name: 'y', score: -1 },
    ]
    expect(selectByScore(some, { top: 2, method: 'mine' })).toMatchObject({
      names: ['y'],
      dropped: [{ name: 'x', reason: 'mine: no score, too few values that differ' }],
    })
  })

  it('by correlation drop the later of two, or the one with the lower score; a dropped one drops nobody', async () => {
    const random = createRandom(2)
    const a = Float64Array.from({ length: 200 }, () => random.normal())
    const near = (x: Float64Array): Float64Array => x.map((v) => v + 0.25 * random.normal())
    const b = near(a)
    const c = near(b)
    const chain = createFrame({ columns: { a, b, c, constant: new Float64Array(200).fill(1) } })
    const selection = await selectByCorrelation(chain, { threshold: 0.95 })
    expect(selection.names).toEqual(['a', 'c', 'constant'])
    expect(selection.dropped).toMatchObject([{ name: 'b', reason: expect.stringContaining('with "a"') }])
    const scored = await selectByCorrelation(chain, { threshold: 0.95, scores: { a: 1, b: 3, c: 2, constant: 0 } })
    expect(scored.names).toEqual(['b', 'constant'])
    expect((await refusal(() => selectByCorrelation(chain, { scores: { a: 1 } }))).message).toContain('"b"')
  })

  it('by permutation: a column that is not looked at has no importance, exactly', async () => {
    const score = (part: Frame): number => {
      let sum = 0
      part.column('linear').forEach((x, i) => {
        sum -= (x - frame.column('linear')[i]!) ** 2
      })
      return sum
    }
    const found = await permutationImportance(frame, score, { repeats: 3, seed: 5 })
    expect(found.filter(({ name }) => name !== 'linear').every(({ score: s, deviation }) => s === 0 && deviation === 0)).toBe(true)
    expect(found[0]!.score).toBeGreaterThan(100)
    expect(await permutationImportance(frame, score, { repeats: 3, seed: 5 })).toEqual(found)
    expect(await permutationImportance(frame, score, { repeats: 3, seed: 6 })).not.toEqual(found)
    expect((await refusal(() => permutationImportance(frame, () => NaN))).code).toBe('features/selection-score')
    expect((await refusal(() => permutationImportance(frame, score, { signal: AbortSignal.abort() }))).code).toBe('task/aborted')
  })

  it('by stability count how often, over stretches of time or single rows', async () => {
    const seen: number[] = []
    const select = (part: Frame, rows: Int32Array): string[] => {
      seen.push(rows.length)
      expect([...part.timeMs]).toEqual([...rows])
      // Chosen where an odd stretch is missing: some of the time.
      return rows.includes(0) ? ['linear', 'noise', 'noise'] : ['linear']
    }
    const stable = await selectByStability(frame, select, { rounds: 12, threshold: 0.9, seed: 3 })
    expect(stable.names).toEqual(['linear'])
    expect(stable.scores[0]!.score).toBe(1)
    const noise = stable.scores.find(({ name }) => name === 'noise')!.score!
    expect(noise > 0 && noise < 0.9).toBe(true)
    expect(new Set(seen)).toEqual(new Set([160]))
    expect(await selectByStability(frame, select, { rounds: 12, threshold: 0.9, seed: 3 })).toEqual(stable)
    expect((await selectByStability(frame, select, { rounds: 3, blocks: frame.length })).rows).toBe(320)
    expect((await refusal(() => selectByStability(frame, () => ['other']))).code).toBe('features/selection-option')
    expect((await refusal(() => selectByStability(frame, select, { blocks: 1 }))).code).toBe('features/selection-option')
  })

  const steps: SelectionStep[] = [
    { method: 'variance' },
    { method: 'correlation', threshold: 0.95 },
    { method: 'mutualInformation', top: 4 },
    { method: 'combined', of: ['mutualInformation', 'anovaF'], top: 2 },
  ]

  it('in steps, each on what the one before has kept', async () => {
    const wide = createFrame({
      columns: { ...Object.fromEntries(frame.names.map((name) => [name, frame.column(name)])), flat: new Float64Array(frame.length) },
    })
    const selection = await selectFeatures(wide, { target: labels, steps })
    expect(selection.names).toEqual(['linear', 'quadratic'])
    expect(selection.method).toBe('variance, then correlation, then mutualInformation, then combined')
    expect(selection.dropped.length).toBe(6)
    expect(selection.dropped[0]).toEqual({ name: 'flat', reason: 'variance: 0 is not above 0' })
    expect(selection.dropped[1]!.name).toBe('nearly_linear')
    expect(applySelection(selection, wide).names).toEqual(selection.names)
    const importances = Object.fromEntries(frame.names.map((name, k) => [name, k]))
    expect((await selectFeatures(frame, { steps: [{ method: 'importance', importances, top: 1 }] })).names).toEqual(['volume'])
  })

  it('learn from the training part alone: other test rows change nothing', async () => {
    const train = 200
    const learned = async (change: (x: number) => number): Promise<string> => {
      const changed = createFrame({
        columns: Object.fromEntries(frame.names.map((name) => [name, frame.column(name).map((x, i) => (i < train ? x : change(x)))])),
      })
      const target = labelsOf(golden.classes.slice(0, train))
      return JSON.stringify(await selectFeatures(changed.slice(0, train), { target, steps }))
    }
    const all = await Promise.all([learned((x) => x), learned(() => 1e9), learned(() => NaN)])
    expect(new Set(all).size).toBe(1)
  })

  it('refuse what is no step, no limit, no target, and to keep nothing', async () => {
    const one = (step: unknown, target?: SelectionTarget): Promise<{ code: string; message: string }> =>
      refusal(() => selectFeatures(frame, { steps: [step as SelectionStep], ...(target === undefined ? {} : { target }) }))
    expect((await one({ method: 'varianc' })).message).toContain('"variance"')
    expect((await one({ method: 'anovaF', top: 2 })).message).toContain('target')
    expect((await one({ method: 'anovaF' }, labels)).message).toContain('top')
    expect((await one({ method: 'anovaF', top: 0 }, labels)).code).toBe('features/selection-option')
    expect((await one({ method: 'anovaF', threshold: 1e12 }, labels)).code).toBe('features/selection-empty')
    expect((await one({ method: 'importance', importances: { linear: 1 }, top: 1 })).message).toContain('nearly_linear')
    expect((await one({ method: 'combined', of: ['anova'], top: 1 }, labels)).code).toBe('features/selection-option')
    expect((await refusal(() => selectFeatures(frame, { steps: [] }))).code).toBe('features/selection-option')
    expect((await refusal(() => eliminateByImportance(['a', 'b'], () => [1], { keep: 1 }))).code).toBe('features/selection-score')
    expect((await refusal(() => eliminateByScore(['a', 'b'], () => NaN, { keep: 1 }))).code).toBe('features/selection-score')
    expect((await refusal(() => eliminateByScore(['a', 'b'], () => 1, { keep: 3 }))).code).toBe('features/selection-option')
    expect((await refusal(() => applySelection(selectByScore({ lineer: 1 }, { top: 1 }), frame))).code).toBe('frame/unknown-column')
  })

  const stored = JSON.stringify(
    selectByScore(
      [
        { name: 'a', score: 1, pValue: 0.5 },
        { name: 'b', score: null },
      ],
      { top: 1 },
    ),
  )
  const altered = (change: (document: Record<string, unknown>) => void): string => {
    const document = JSON.parse(stored)
    change(document)
    return JSON.stringify(document)
  }
  it.each([
    ['truncated', stored.slice(0, -20), 'features/selection-format'],
    ['of a newer version', altered((s) => Object.assign(s, { formatVersion: 2 })), 'features/selection-version'],
    ['without names', altered((s) => Object.assign(s, { names: [] })), 'features/selection-format'],
    ['of other names', altered((s) => Object.assign(s, { names: ['b'] })), 'features/selection-altered'],
  ])('refuse to be read when %s', async (_what, text, code) => {
    expect((await refusal(() => parseSelection(text))).code).toBe(code)
  })

  it('survive JSON whatever the frame, and are the same every time', async () => {
    const value = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constantFrom(NaN, 0, 1))
    const input = fc.integer({ min: 8, max: 40 }).chain((rows) =>
      fc.record({
        columns: fc.array(fc.array(value, { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 3 }),
        codes: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: rows, maxLength: rows }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(input, async ({ columns, codes }) => {
        const twice = [...columns, columns[0]!]
        const any = createFrame({ columns: Object.fromEntries(twice.map((column, k) => [`c${k}`, Float64Array.from(column)])) })
        for (const method of ['mutualInformation', 'anovaF'] as const) {
          const run = async (): Promise<string> => {
            const selection = await selectFeatures(any, { target: labelsOf(codes), steps: [{ method, top: 2 }] })
            expect(parseSelection(JSON.stringify(selection))).toEqual(selection)
            return JSON.stringify(selection)
          }
          try {
            expect(await run()).toBe(await run())
          } catch (error) {
            if (!isBarcastError(error, 'features/selection-empty')) throw error
          }
        }
        const { names, dropped } = await selectByCorrelation(any)
        expect(names.length + dropped.length).toBe(any.names.length)
      }),
      { numRuns: 40 },
    )
  })
})
