import { isBarcastError } from 'barcast/core'
import { renderContours, renderParallelCoordinates, renderSlices, renderStudyReport, renderTimeline } from 'barcast/reports'
import { createStudy, type Direction, random, type SearchDimension, type TrialRecord } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementNames, markupProblems, visibleText } from './markup-check.js'
import { complete, coordinates, studyOf } from './study-sample.js'

const HOSTILE = '<script>alert("&")</script>'
const headingsOf = (page: string): string[] => [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1]!)

const clock = { nowMs: () => Date.UTC(2026, 0, 5) }

async function searched(trials: number) {
  const study = createStudy({ seed: 2, sampler: random(), clock })
  return study.optimize(
    (trial) => {
      const x = trial.suggestFloat('x', 1e-4, 1, { log: true })
      if (trial.number === 3) throw new Error(HOSTILE)
      trial.report(x, 0)
      return x + trial.suggestInt('n', 0, 9) + (trial.suggestCategorical('kind', [null, true, 3, HOSTILE]) === 3 ? 1 : 0)
    },
    { trials, catchErrors: true },
  )
}

describe('the report of a study', () => {
  it('has its figures and tables in order, well-formed, without scripts and network', async () => {
    const study = await searched(30)
    const page = renderStudyReport(study, { importances: { n: 0.9, x: 0.1 } })
    expect(markupProblems(page)).toEqual([])
    expect(headingsOf(page)).toEqual([
      'Optimization history',
      'Parameter importances',
      'Slices',
      'Parallel coordinates',
      'Contours',
      'Ranks',
      'Distribution of values',
      'Intermediate values',
      'Timeline',
      'Best trials',
      'Parameters',
    ])
    for (const name of ['script', 'img', 'link', 'a', 'iframe']) expect(elementNames(page)).not.toContain(name)
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|src=|href=/)
    expect(renderStudyReport(study, { importances: { n: 0.9, x: 0.1 } })).toBe(page)
    // The most important parameter comes first.
    expect(page.indexOf('objective over n')).toBeLessThan(page.indexOf('objective over x'))
  })

  it('says beside the best value of how many trials it is the best, counting those that failed', async () => {
    const study = await searched(30)
    const plain = visibleText(renderStudyReport(study))
    expect(plain).toContain(`(trial ${study.bestTrial.number}, the best of 30 trials)`)
    expect(plain).toContain('29 complete, 1 failed')
    expect(plain).toContain('nothing here corrects it for their number')
    expect(plain).toContain('1 of 30 trials failed; the first (trial 3): &lt;script&gt;')
    const deflated = visibleText(renderStudyReport(study, { deflated: { name: 'Deflated', value: 0.31, definition: 'After all tries.' } }))
    expect(deflated).toContain('0.31')
    expect(deflated).toContain('Deflated: After all tries.')
    expect(deflated).not.toContain('nothing here corrects')
  })

  it('lists the best trials first by feasibility, then by value', () => {
    const trials = [complete(0, [3]), complete(1, [1], {}, { constraints: [2] }), complete(2, [2]), complete(3, [-Infinity])]
    const page = renderStudyReport(studyOf(trials, ['minimize'], [trials[3]!]))
    const rows = [...page.matchAll(/<tr><td>(\d)<\/td><td class="number">([^<]*)</g)].map((match) => [match[1], match[2]])
    expect(rows).toEqual([
      ['3', '−∞'],
      ['2', '2'],
      ['0', '3'],
      ['1', '1'],
    ])
  })

  it('of several objectives begins with the front, and has the figures of each', () => {
    const trials = [0, 1, 2].map((k) => complete(k, [k, 2 - k], { a: k, b: -k }))
    const page = renderStudyReport(studyOf(trials, ['minimize', 'minimize'], trials), { objectiveNames: ['loss', 'size'] })
    expect(headingsOf(page).slice(0, 5)).toEqual([
      'Pareto front',
      'Optimization history: loss',
      'Optimization history: size',
      'Slices: loss',
      'Slices: size',
    ])
    expect(headingsOf(page)).toContain('Trials on the Pareto front')
    expect(visibleText(page)).toContain('3 of 3 complete trials, of 3 trials')
    expect(visibleText(page)).toContain('The front is the best of 3 tries')
  })

  it('of no and of one complete trial is a page too', () => {
    const none = renderStudyReport(studyOf([]))
    expect(markupProblems(none)).toEqual([])
    expect(visibleText(none)).toContain('none: no trial is complete')
    const one = renderStudyReport(studyOf([complete(0, [7], { x: 1 })]))
    expect(markupProblems(one)).toEqual([])
    expect(visibleText(one)).toContain('7 (trial 0, the best of 1 trial)')
  })

  it('of 5,000 trials of 30 parameters stays under 1.5 MB, also of three objectives', () => {
    const objectives = 3
    const space = Object.fromEntries(
      Array.from({ length: 30 }, (_, k): [string, SearchDimension] => [
        `${k}_${'n'.repeat(58)}`.slice(0, 60),
        k % 5 === 0 ? { type: 'choice', choices: [null, true, 3, 'c'] } : { type: 'float', low: 0, high: 1 },
      ]),
    )
    const names = Object.keys(space)
    const noise = (seed: number): number => ((seed * 7919) % 104_729) / 104_729
    const trials = Array.from({ length: 5000 }, (_, n) => {
      const params = Object.fromEntries(
        names.map((name, k) => [name, k % 5 === 0 ? [null, true, 3, 'c'][(n * 3 + k) % 4]! : noise(n * 31 + k * 977)]),
      )
      const reports = [0, 1, 2].map((step) => ({ step, value: noise(n + step) }))
      return complete(
        n,
        Array.from({ length: objectives }, (__, k) => noise(n * 13 + k * 5003)),
        params,
        { space, reports },
      )
    })
    const directions = new Array<Direction>(objectives).fill('minimize')
    const page = renderStudyReport(studyOf(trials, directions, trials.slice(0, 400)))
    expect(new TextEncoder().encode(page).length).toBeLessThan(1_500_000)
    expect(visibleText(page)).toContain('of 5000 trials are drawn')
  })

  it.each([
    [{ imporances: {} }, 'reports/unknown-option'],
    [{ importances: { a: -1 } }, 'reports/importance'],
    [{ deflated: { name: 'x' } }, 'reports/deflated'],
    [{ objectiveNames: [] }, 'reports/objective-names'],
  ])('refuses options %o', (options, code) => {
    try {
      renderStudyReport(studyOf([]), options as never)
      expect.unreachable()
    } catch (error) {
      expect(isBarcastError(error, code)).toBe(true)
    }
  })
})

const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, 1, -0, Infinity, -Infinity, 1e308, -1.7e308, 5e-324, 1e-300))
const name = fc.oneof(
  fc.constantFrom('x', 'y', HOSTILE, '__proto__x', 'n'.repeat(60)),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
)
const dimension: fc.Arbitrary<SearchDimension> = fc.oneof(
  fc.constantFrom<SearchDimension>(
    { type: 'float', low: -1e307, high: 1e307 },
    { type: 'float', low: 1e-300, high: 1e300, log: true },
    { type: 'float', low: 2, high: 2 },
    { type: 'int', low: -3, high: 3 },
    { type: 'int', low: 1, high: 1e9, log: true },
  ),
  fc
    .uniqueArray(fc.constantFrom(null, true, false, 3, 'null', HOSTILE, ''), { minLength: 1, maxLength: 6 })
    .map((choices) => ({ type: 'choice' as const, choices })),
)

function trialOf(space: Record<string, SearchDimension>, count: number): fc.Arbitrary<(number: number) => TrialRecord> {
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })
  const reports = fc.array(fc.oneof(value, fc.constant(NaN)), { maxLength: 4 })
  const state = fc.constantFrom('complete', 'complete', 'complete', 'failed', 'pruned', 'running', 'waiting')
  const times = fc.tuple(fc.integer({ min: 0, max: 1e13 }), fc.integer({ min: -5, max: 1e9 }))
  return fc
    .record({
      shares,
      reports,
      state,
      times,
      values: fc.array(value, { minLength: count, maxLength: count }),
      broken: fc.option(fc.constantFrom(-1, 0, 2)),
    })
    .map(({ shares: at, reports: steps, state: kind, times: [startedMs, tookMs], values, broken }) => (number) => {
      const kept = Object.entries(space).filter((_, k) => at[k % 8]! > 0.1)
      const params = kept.map(([key, drawn], k) => {
        const share = at[(k + 3) % 8]!
        if (drawn.type === 'choice') return [key, drawn.choices[Math.floor(share * 0.999 * drawn.choices.length)]!]
        return [key, share > 0.5 ? drawn.high : drawn.low + share * (drawn.high - drawn.low)]
      })
      const facts = {
        number,
        params: Object.fromEntries(params),
        space: Object.fromEntries(kept),
        reports: steps.map((reported, step) => ({ step, value: reported })),
        ...(broken === null ? {} : { constraints: [broken] }),
      }
      const finished = { startedMs, finishedMs: startedMs + tookMs }
      if (kind === 'complete') return { ...facts, ...finished, state: kind, value: values[0]!, values }
      if (kind === 'failed') return { ...facts, ...finished, state: kind, error: HOSTILE }
      if (kind === 'pruned') return { ...facts, ...finished, state: kind }
      return kind === 'running' ? { ...facts, state: kind, startedMs } : { ...facts, state: 'waiting' as const }
    })
}

const study = fc
  .record({ objectives: fc.integer({ min: 1, max: 3 }), space: fc.dictionary(name, dimension, { maxKeys: 4 }) })
  .chain(({ objectives, space }) =>
    fc.array(trialOf(space, objectives), { maxLength: 12 }).map((makers) => {
      const trials = makers.map((make, number) => make(number))
      return studyOf(trials, new Array<Direction>(objectives).fill('maximize'))
    }),
  )

describe('any study', () => {
  it('is drawn well-formed, with finite coordinates, and lets no text out of its place', () => {
    fc.assert(
      fc.property(study, (drawn) => {
        const page = renderStudyReport(drawn)
        const pictures = [renderSlices, renderContours, renderParallelCoordinates, renderTimeline].map((render) => render(drawn))
        for (const markup of [page, ...pictures]) {
          expect(markupProblems(markup)).toEqual([])
          expect(elementNames(markup)).not.toContain('script')
          const wrong = coordinates(markup.replace(/<(?:title|desc|text)[^>]*>[^<]*/g, '')).filter((number) => !Number.isFinite(number))
          expect(wrong).toEqual([])
          expect(visibleText(markup)).not.toMatch(/undefined|\[object|NaN/)
        }
      }),
      { numRuns: 40, seed: 11 },
    )
  })
})
