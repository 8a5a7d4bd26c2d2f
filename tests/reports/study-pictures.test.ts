import { isBarcastError } from 'barcast/core'
import {
  renderContours,
  renderIntermediateValues,
  renderOptimizationHistory,
  renderParallelCoordinates,
  renderParamImportances,
  renderParetoFront,
  renderRanks,
  renderSlices,
  renderTimeline,
  renderValueDistribution,
} from 'barcast/reports'
import { createStudy, random, type SearchSpace } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { markupProblems, visibleText } from './markup-check.js'
import { circles, complete, dotCount, studyOf } from './study-sample.js'

const failed = (number: number) => ({ number, state: 'failed' as const, error: 'no', params: {}, space: {}, startedMs: 0, finishedMs: 0 })
const pruned = (number: number, reports: { step: number; value: number }[] = []) => ({
  number,
  state: 'pruned' as const,
  params: {},
  space: {},
  reports,
  startedMs: 0,
  finishedMs: 0,
})

function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error
    throw error
  }
  throw new Error('no error')
}

describe('optimization history', () => {
  it('places values and the best so far on the scale', () => {
    // Values 0 … 10 on an axis 0 … 10 of 280 pixels, numbers 0 … 4 on an axis 0 … 4.
    const svg = renderOptimizationHistory(studyOf([5, 10, 2, 4, 0].map((value, number) => complete(number, [value]))))
    expect(circles(svg).map(({ x, y, className }) => [x, y, className])).toEqual([
      ['0%', 140, 'complete'],
      ['25%', 0, 'complete'],
      ['50%', 224, 'complete'],
      ['75%', 168, 'complete'],
      ['100%', 280, 'best'],
    ])
    expect(svg).toContain('<path class="line strategy" d="M0 140H500V224H1000V280H1000"/>')
  })

  it('rises when the study maximises', () => {
    const trials = [1, 0, 2].map((value, number) => complete(number, [value]))
    expect(renderOptimizationHistory(studyOf(trials, ['maximize'], [trials[2]!]))).toContain('d="M0 140H1000V0H1000"')
  })

  it('lets no trial that breaks a constraint be the best so far', () => {
    const trials = [complete(0, [4]), complete(1, [0], {}, { constraints: [1] }), complete(2, [2], {}, { constraints: [0, -1] })]
    const svg = renderOptimizationHistory(studyOf(trials, ['minimize'], [trials[2]!]))
    expect(svg).toContain('d="M0 0H1000V140H1000"')
    expect(circles(svg).map(({ className }) => className)).toEqual(['complete', 'infeasible', 'best'])
  })

  it('has a stroke for each pruned and failed trial, and infinite values at the edge', () => {
    const svg = renderOptimizationHistory(
      studyOf([complete(0, [1]), failed(1), pruned(2), failed(3), complete(4, [Infinity]), complete(5, [-Infinity]), complete(6, [3])]),
    )
    expect(/class="rug failed" d="([^"]*)"/.exec(svg)![1]!.match(/M/g)).toHaveLength(2)
    expect(/class="rug pruned" d="([^"]*)"/.exec(svg)![1]!.match(/M/g)).toHaveLength(1)
    expect(circles(svg).filter(({ y }) => y === 0 || y === 280).length).toBeGreaterThanOrEqual(2)
    expect(visibleText(svg)).toContain('2 trials with infinite values stand at the edge')
  })

  it('gives mean and deviation of several studies', () => {
    const studies = [
      [4, 0],
      [8, 8],
    ].map((values) => studyOf(values.map((value, number) => complete(number, [value]))))
    // Best so far: 4, 0 and 8, 8: means 6 and 4, deviations 2 and 4, on an axis 0 … 8.
    const svg = renderOptimizationHistory(studies, { errorBand: true })
    expect(svg).toContain('class="line strategy"'.replace('strategy', 'k-0'))
    expect(svg).toContain('d="M0 70H1000V140H1000"')
    expect(svg).toContain('<path class="band k-0" d="M0 0L1000 0L1000 0L1000 0L1000 280L1000 280L1000 140L0 140Z"/>')
    expect(renderOptimizationHistory(studies).match(/class="line k-\d"/g)).toEqual(['class="line k-0"', 'class="line k-1"'])
  })
})

describe('slices', () => {
  const space: SearchSpace = {
    x: { type: 'float', low: 0, high: 10 },
    rate: { type: 'float', low: 0.001, high: 10, log: true },
    kind: { type: 'choice', choices: ['null', null, true, 3] },
  }
  const trials = [
    complete(0, [0], { x: 0, rate: 0.001, kind: null }, { space }),
    complete(1, [3], { x: 5, rate: 0.1, kind: 'null' }, { space }),
    complete(2, [6], { x: 10, rate: 10, kind: 3 }, { space }),
  ]
  const svg = renderSlices(studyOf(trials))

  it('mark every complete trial in each panel where the scales say', () => {
    const marks = circles(svg)
    expect(marks).toHaveLength(9)
    const byPanel = (name: string) => marks.filter(({ tooltip }) => tooltip.includes(`\n${name}: `)).map(({ x, y }) => [x, y])
    // The best trial, 0, is drawn last.
    expect(byPanel('x')).toEqual([
      ['50%', 85],
      ['100%', 0],
      ['0%', 170],
    ])
    // Equal ratios are equally far apart between margins of 3% of the width of ln(10⁴).
    expect(byPanel('rate')).toEqual([
      ['50%', 85],
      ['97.17%', 0],
      ['2.83%', 170],
    ])
    expect(byPanel('kind')).toEqual([
      ['12.5%', 85],
      ['87.5%', 0],
      ['37.5%', 170],
    ])
  })

  it('tell a text from what looks like it', () => {
    const labels = [...svg.matchAll(/text-anchor="middle">([^<]*)</g)].map((match) => match[1])
    for (const label of ['&quot;null&quot;', 'null', 'true', '3']) expect(labels).toContain(label)
  })

  it('draw the parameters asked for, in that order, and refuse others with the nearest name', () => {
    expect(
      [...renderSlices(studyOf(trials), { params: ['rate', 'x'] }).matchAll(/<title>(x|rate|kind)<\/title>/g)].map((match) => match[1]),
    ).toEqual(['rate', 'x'])
    expect(errorOf(() => renderSlices(studyOf(trials), { params: ['rat'] }))).toMatchObject({
      code: 'reports/unknown-parameter',
      message: expect.stringContaining('rate'),
    })
  })

  it('thin out thousands of trials, but keep the best, and say so', () => {
    const many = Array.from({ length: 3000 }, (_, number) =>
      complete(
        number,
        [number === 1234 ? -1 : number % 97],
        Object.fromEntries(Array.from({ length: 20 }, (__, k) => [`p${k}`, (number * (k + 7)) % 1013])),
      ),
    )
    const thin = renderSlices(studyOf(many))
    expect(circles(thin).map(({ className }) => className)).toEqual(new Array(20).fill('best'))
    expect(dotCount(thin)).toBeGreaterThan(15_000)
    expect(dotCount(thin)).toBeLessThanOrEqual(20 * 999)
    expect(visibleText(thin)).toContain('1000 of 3000 trials are drawn')
  })
})

describe('contours and ranks', () => {
  const study = studyOf([0, 1, 2, 3].map((k) => complete(k, [k === 3 ? Infinity : k], { a: k, b: 2 * k, c: k === 0 ? 'u' : 'v' })))

  it('have a panel for each pair, and a mark for each trial with a finite value', () => {
    for (const svg of [renderContours(study), renderRanks(study)]) {
      expect([...svg.matchAll(/<title>(\w and \w)<\/title>/g)].map((match) => match[1])).toEqual(['a and b', 'a and c', 'b and c'])
      expect(circles(svg)).toHaveLength(9)
      expect(visibleText(svg)).toContain('1 with infinite values is left out')
    }
    expect(renderContours(study, { params: ['a', 'b'] }).match(/class="shade-\d" d=/g)!.length).toBeGreaterThan(4)
  })

  it('shade by rank, equal values alike', () => {
    const ranks = circles(renderRanks(studyOf([7, 1, 3, 3, 100].map((value, k) => complete(k, [value], { a: k, b: k })))))
    // Ranks from the best: 0, 1½, 1½, 3, 4 of 4.
    expect(ranks.map(({ className }) => className)).toEqual(['shade-2', 'shade-5', 'shade-5', 'shade-0', 'best'])
  })
})

describe('other figures', () => {
  it('draw a way over all axes, broken where a parameter is missing', () => {
    const trials = [complete(0, [0], { a: 0, b: 0 }), complete(1, [1], { b: 4 }), complete(2, [2], { a: 2, b: 2 })]
    const svg = renderParallelCoordinates(studyOf(trials))
    expect([...svg.matchAll(/class="way ([\w-]+)" d="([^"]*)"/g)].map((match) => [match[1], match[2]])).toEqual([
      ['shade-0', 'M0 0L500 0L1000 140'],
      ['shade-4', 'M0 140M1000 0'],
      ['best', 'M0 280L500 280L1000 280'],
    ])
  })

  it('draw importances as shares, the largest first, and refuse what is none', () => {
    const svg = renderParamImportances({ small: 1, large: 3 })
    expect([...svg.matchAll(/<g><title>([^<]*)</g)].map((match) => match[1])).toEqual(['large: 75.0%', 'small: 25.0%'])
    for (const wrong of [NaN, -1, Infinity]) expect(errorOf(() => renderParamImportances({ a: wrong })).code).toBe('reports/importance')
  })

  it('mark the Pareto front and what breaks a constraint', () => {
    const trials = [complete(0, [0, 0]), complete(1, [4, 4]), complete(2, [2, 2]), complete(3, [4, 0], {}, { constraints: [1] })]
    const svg = renderParetoFront(studyOf(trials, ['minimize', 'maximize'], trials.slice(0, 3)))
    expect(circles(svg).map(({ x, y, className }) => [x, y, className])).toEqual([
      ['100%', 280, 'infeasible'],
      ['0%', 280, 'best'],
      ['100%', 0, 'best'],
      ['50%', 140, 'best'],
    ])
    const three = studyOf([complete(0, [1, 2, 3])], ['minimize', 'minimize', 'minimize'])
    expect(renderParetoFront(three).match(/class="mark best"/g)).toHaveLength(3)
    expect(errorOf(() => renderParetoFront(studyOf([]))).code).toBe('reports/objectives')
  })

  it('draw when trials ran, by what became of them', () => {
    // Trial 0 runs from 0 to 0.8 s, trial 4 from 4 to 4.8 s: an axis of 0 … 5 s; trial 2 still runs.
    const svg = renderTimeline(
      studyOf([
        complete(0, [1]),
        { ...pruned(1), startedMs: 1000, finishedMs: 1500 },
        { number: 2, state: 'running', params: {}, space: {}, startedMs: 2000 },
        { number: 3, state: 'waiting', params: {}, space: {} },
        complete(4, [1]),
      ]),
    )
    expect([...svg.matchAll(/class="bar-line (\w+)"[^>]* d="([^"]*)"/g)].map((match) => [match[1], match[2]])).toEqual([
      ['complete', 'M0 280H160M800 0H960'],
      ['pruned', 'M200 210H300'],
      ['running', 'M400 140H960'],
    ])
  })

  it('draw reports on the way, with gaps at what is not finite, and a dot where a trial was given up', () => {
    const reports = [0, 2, NaN, 4].map((value, step) => ({ step, value }))
    const svg = renderIntermediateValues(
      studyOf([
        complete(0, [4], {}, { reports }),
        pruned(1, [
          { step: 0, value: 1 },
          { step: 1, value: 3 },
        ]),
      ]),
    )
    expect(/class="run best"[^>]* d="([^"]*)"/.exec(svg)![1]).toBe('M0 280h0L333.3 140M1000 0h0')
    expect(/class="run pruned"[^>]* d="([^"]*)"/.exec(svg)![1]).toBe('M0 210h0L333.3 70')
    expect(svg).toContain('class="dots infeasible" d="M333.3 70h0"')
  })

  it('step up by a share for each value', () => {
    const svg = renderValueDistribution(studyOf([0, 10, 10, Infinity].map((value, k) => complete(k, [value]))))
    expect(/class="line strategy" d="([^"]*)"/.exec(svg)![1]).toBe('M0 280V210H1000V70H1000')
  })
})

describe('every figure', () => {
  const draw = [
    renderOptimizationHistory,
    renderSlices,
    renderContours,
    renderRanks,
    renderParallelCoordinates,
    renderValueDistribution,
    renderTimeline,
    renderIntermediateValues,
  ]

  it('of a study without a complete trial says so in words', () => {
    for (const render of draw) {
      const svg = render(studyOf([]))
      expect(markupProblems(svg)).toEqual([])
      expect(svg).toMatch(/No trial/)
    }
  })

  it('takes a live study, and is the same for the same study', async () => {
    const study = createStudy({ seed: 4, sampler: random(), clock: { nowMs: () => 0 } })
    await study.optimize((trial) => trial.suggestFloat('x', 0, 1) + trial.suggestInt('n', 1, 5), { trials: 12 })
    for (const render of draw) expect(render(study)).toBe(render(study))
    expect(circles(renderSlices(study))).toHaveLength(24)
  })

  it.each([
    [() => renderSlices(undefined as never), 'reports/study'],
    [() => renderSlices({ trials: [] } as never), 'reports/study'],
    [() => renderSlices({ ...studyOf([]), directions: [] }), 'reports/study'],
    [() => renderSlices(studyOf([complete(0, [1, 2])])), 'reports/study'],
    [() => renderSlices(studyOf([]), { objective: 1 }), 'reports/objective'],
    [() => renderSlices(studyOf([]), { objectiveNames: ['a', 'b'] }), 'reports/objective-names'],
    [() => renderSlices(studyOf([]), { param: ['a'] } as never), 'reports/unknown-option'],
    [() => renderOptimizationHistory([]), 'reports/study'],
  ])('refuses what it cannot draw', (run, code) => {
    expect(errorOf(run).code).toBe(code)
  })
})
