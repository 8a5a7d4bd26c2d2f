import { isBarcastError } from 'barcast/core'
import { renderTearSheet, type TearSheetInput } from 'barcast/reports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementNames, markupProblems, visibleText } from './markup-check.js'
import { days, fullInput, smallInput, wander } from './sample.js'

const HEADINGS = [
  'Key figures',
  'Equity',
  'Drawdown',
  'Monthly returns',
  'Yearly returns',
  'Rolling Sharpe ratio',
  'Rolling volatility',
  'Rolling beta',
  'Returns',
  'Trade returns',
  'Walk-forward folds',
  'Feature importance',
  'Calibration',
  'Confusion matrix',
  'What these figures rest on',
]

const headingsOf = (page: string): string[] => [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1]!)

const rawWords = (page: string): string[] =>
  page.replace(/<style>[^<]*<\/style>/g, '').match(/.{0,40}(?:NaN|undefined|Infinity|\bnull|\[object).{0,20}/g) ?? []

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'no error'
}

describe('the page', () => {
  const page = renderTearSheet(fullInput())

  it('has every section it has data for, in order, and is well-formed', () => {
    expect(headingsOf(page)).toEqual(HEADINGS)
    expect(markupProblems(page)).toEqual([])
  })

  it('leaves out sections without data', () => {
    const small = renderTearSheet(smallInput())
    expect(headingsOf(small)).toEqual(['Equity', 'Drawdown', 'Monthly returns', 'Returns', 'What these figures rest on'])
    expect(markupProblems(small)).toEqual([])
  })

  it('loads nothing, runs nothing, and says so to the browser', () => {
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|src=|href=/)
    for (const name of ['script', 'img', 'link', 'iframe', 'object', 'a', 'foreignobject', 'animate', 'use'])
      expect(elementNames(page)).not.toContain(name)
    expect(page).not.toMatch(/\son[a-z]+=/)
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`)
  })

  it('shows no raw number words, in text or in coordinates', () => {
    expect(rawWords(page)).toEqual([])
    expect(visibleText(page)).toContain('∞')
    expect(visibleText(page)).toContain('–')
  })

  it('is the same bytes for the same input and does not touch it', () => {
    const input = fullInput()
    const before = JSON.stringify([...input.equity, ...input.timeMs])
    expect(renderTearSheet(input)).toBe(page)
    expect(JSON.stringify([...input.equity, ...input.timeMs])).toBe(before)
  })

  it('of 5,000 days stays under 400 kB, of 500,000 minutes too', { timeout: 20_000 }, () => {
    expect(new TextEncoder().encode(page).length).toBeLessThan(400_000)
    const length = 500_000
    const timeMs = Float64Array.from({ length }, (_, i) => Date.UTC(2020, 0, 1) + i * 60_000)
    const input = {
      ...fullInput(100),
      timeMs,
      equity: wander(3, length, 0, 0.0003),
      benchmark: { name: 'B', equity: wander(4, length, 0, 0.0003) },
    }
    expect(new TextEncoder().encode(renderTearSheet({ ...input, timeframeMs: 60_000, periodsPerYear: 525_960 })).length).toBeLessThan(
      400_000,
    )
  })

  it('gives every chart a role, a title and a description', () => {
    const charts = [...page.matchAll(/<svg xmlns[^>]*class="chart" role="img"[^>]*><title>([^<]+)<\/title><desc>([^<]+)<\/desc>/g)]
    expect(charts.length).toBe(page.split('xmlns=').length - 1)
    expect(charts.length).toBe(13)
  })

  it('says which scale the equity has', () => {
    const double = { ...smallInput(3), equity: Float64Array.of(10_000, 20_000, 40_000) }
    const isLogarithmic = (input: TearSheetInput): boolean => renderTearSheet(input).includes('id="log-scale" checked="checked"')
    expect(isLogarithmic(double)).toBe(true)
    expect(isLogarithmic(smallInput())).toBe(false)
    for (const input of [double, smallInput()]) {
      expect(renderTearSheet(input)).toMatch(/class="when-off"><p class="caption">Linear scale/)
      expect(renderTearSheet(input)).toMatch(/class="when-on"><p class="caption">Logarithmic scale/)
    }
    for (const last of [0, -5]) {
      const ruined = renderTearSheet({ ...double, equity: Float64Array.of(10_000, 40_000, last) })
      expect(ruined).toContain('Linear scale.')
      expect(ruined).not.toContain('log-scale"')
    }
  })
})

describe('honesty', () => {
  it('warns of zero cost, at the top', () => {
    const warningsOf = (assumptions: TearSheetInput['assumptions'], warnings: string[] = []): string =>
      /<div class="warnings"[\s\S]*?<\/div>/.exec(
        renderTearSheet({ ...smallInput(), ...(assumptions ? { assumptions } : {}), warnings }),
      )?.[0] ?? ''
    expect(warningsOf({ feeBps: 0, slippage: { model: 'fixed', rate: 0 } })).toContain('Zero cost')
    expect(
      warningsOf({ feeBps: 0, slippage: { model: 'fixed', rate: 0 } }, ['Zero cost: said already.']).match(/zero cost/gi),
    ).toHaveLength(1)
    expect(warningsOf({ feeBps: 0, slippage: { model: 'fixed', rate: 0.1 } })).toContain('Zero fees')
    expect(warningsOf({ feeBps: 1, slippage: { model: 'sqrt', rate: 0 } })).toContain('Zero slippage')
    expect(warningsOf({ feeBps: 1, slippage: { model: 'sqrt', rate: 0.1 } })).toBe('')
    expect(warningsOf(undefined)).toBe('')
  })

  it('calls not stated what nobody stated, and 0 dropped rows none', () => {
    const facts = /<dl class="facts">[\s\S]*?<\/dl>/
    expect(facts.exec(renderTearSheet(smallInput()))![0].match(/not stated/g)).toHaveLength(5)
    const stated = facts.exec(
      renderTearSheet({ ...smallInput(), assumptions: { rowsDropped: [{ reason: 'x', rows: 0 }], trialsSearched: 0 } }),
    )![0]
    expect(stated).toContain('<dt>Rows dropped</dt><dd>none</dd>')
    expect(stated).toContain('<dt>Trials searched</dt><dd>0 ')
  })

  it('says what a slippage rate means', () => {
    const text = (model: 'fixed' | 'linear' | 'sqrt', rate: number): string =>
      /<dt>Slippage<\/dt><dd>(.*?)<\/dd>/.exec(renderTearSheet({ ...smallInput(), assumptions: { slippage: { model, rate } } }))![1]!
    expect(text('fixed', 0.0005)).toBe('5 bps (0.050%) of the price')
    expect(text('linear', 0.1)).toContain('an order of 1% of the volume pays 10 bps (0.100%)')
    expect(text('sqrt', 0.01)).toContain('an order of 1% of the volume pays 10 bps (0.100%)')
    expect(text('linear', 0)).toBe('none')
  })

  it('counts folds that beat the majority class and weighs their mean by rows', () => {
    const input = fullInput(100)
    const folds = input.folds!.map((fold, i) => ({
      ...fold,
      testRows: [100, 100, 200][i]!,
      accuracy: [0.6, 0.5, 0.4][i]!,
      baselineAccuracy: 0.5,
    }))
    const page = renderTearSheet({ ...input, folds })
    expect(page).toContain('beat the majority class of the training part in 1 of 3 folds')
    expect(page).toContain('AUC is not defined in 1 of them and left out of the mean.')
    expect(page).toContain('The same in every fold: learning_rate 0.1 · extra_trees false.')
    expect(page).toMatch(
      /<tfoot>.*<td class="number">400<\/td><td class="number">47\.5%<\/td><td class="number">50\.0%<\/td><td class="number">0\.520<\/td>/,
    )
  })

  it('says when a fold was trained on more than the past', () => {
    const { folds = [] } = fullInput(400)
    expect(renderTearSheet({ ...smallInput(), folds })).toContain('In every fold the training rows end before the test rows begin.')
    const late = folds.map((fold, i) => (i === 1 ? { ...fold, trainToMs: fold.testFromMs } : fold))
    expect(renderTearSheet({ ...smallInput(), folds: late })).toContain('In 1 of 3 folds training rows lie at or after the first test row')
  })

  it('counts gains among closed trades only', () => {
    const trades = [{ returnFraction: 0.1, exitTimeMs: 1 }, { returnFraction: -0.1, exitTimeMs: 1 }, { returnFraction: 0.2 }]
    const page = renderTearSheet({ ...smallInput(), trades })
    expect(page).toContain('3 round trips; 1 of 2 closed ones gained; median 10.00%, best 20.00%, worst −10.00%. 1 still open')
  })

  it('shows the twenty most important features, equals in their order', () => {
    const features = Array.from({ length: 22 }, (_, i) => ({ name: `f${i}`, value: i === 21 ? 5 : 1 }))
    const page = renderTearSheet({ ...smallInput(), importance: { label: 'gain', features } })
    const names = [...page.matchAll(/<g><title>(f\d+): /g)].map((match) => match[1])
    expect(names).toEqual(['f21', ...Array.from({ length: 19 }, (_, i) => `f${i}`)])
    expect(page).toContain('The first 20 of 22 features.')
  })
})

describe('escaping', () => {
  const attack = '</script><img src=x onerror=alert(1)>"\'&<svg/onload=1>--><!--'
  const attacked = (text: string): TearSheetInput => {
    const input = fullInput(400)
    return {
      ...input,
      title: text,
      symbol: text,
      libraryVersion: text,
      currency: text,
      benchmark: { ...input.benchmark!, name: text },
      figures: [{ name: text, strategy: 1, unit: 'money', definition: text }],
      folds: input.folds!.map((fold, i) => ({ ...fold, params: { [text]: i, both: text } })),
      importance: { label: text, features: [{ name: text, value: 1 }] },
      calibration: { ...input.calibration!, className: text },
      confusion: { ...input.confusion!, classNames: [text, text] },
      assumptions: { rowsDropped: [{ reason: text, rows: 1 }], fills: text, notes: [text] },
      warnings: [text],
    }
  }

  it('renders harmless whatever stands in a text, in elements, attributes and SVG', () => {
    const page = renderTearSheet(attacked(attack))
    expect(markupProblems(page)).toEqual([])
    expect(elementNames(page)).toEqual(elementNames(renderTearSheet(fullInput(400))))
    expect(page).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toContain('<img')
    expect(page).not.toContain('</script')
  })

  it('keeps arbitrary unicode from breaking the markup', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(text, (found) => {
        const page = renderTearSheet(attacked(found))
        expect(markupProblems(page)).toEqual([])
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e]|\p{Cs}/u)
      }),
      { numRuns: 15, seed: 7 },
    )
  })

  it('takes __proto__ as a parameter name like any other', () => {
    const input = fullInput(100)
    const params = JSON.parse('{"__proto__": 3, "constructor": 4}') as Record<string, number>
    const page = renderTearSheet({
      ...input,
      folds: [
        { ...input.folds![0]!, params },
        { ...input.folds![1]!, params: {} },
      ],
    })
    expect(page).toContain('__proto__ 3 · constructor 4')
    expect(visibleText(page)).not.toContain('function')
  })
})

describe('bad input', () => {
  const cases: [name: string, code: string, change: Partial<TearSheetInput>][] = [
    ['no rows', 'reports/empty', { timeMs: new Float64Array(0), equity: new Float64Array(0) }],
    ['short equity', 'reports/length', { equity: wander(1, 39) }],
    ['long benchmark', 'reports/length', { benchmark: { name: 'b', equity: wander(1, 41) } }],
    ['repeated time', 'reports/time-order', { timeMs: days(40).map((time, i) => (i === 7 ? time - 86_400_000 : time)) }],
    ['falling time', 'reports/time-order', { timeMs: days(40).reverse() }],
    ['NaN time', 'reports/time', { timeMs: days(40).map((time, i) => (i === 3 ? NaN : time)) }],
    ['time that is no date', 'reports/time', { timeMs: days(40).map((time, i) => (i === 39 ? 9e15 : time)) }],
    ['infinite equity', 'reports/infinite', { equity: wander(1, 40).map((value, i) => (i === 5 ? Infinity : value)) }],
    ['all-NaN equity', 'reports/no-values', { equity: new Float64Array(40).fill(NaN) }],
    ['all-NaN benchmark', 'reports/no-values', { benchmark: { name: 'b', equity: new Float64Array(40).fill(NaN) } }],
    ['initial equity 0', 'reports/number', { initialEquity: 0 }],
    ['initial equity NaN', 'reports/number', { initialEquity: NaN }],
    ['timeframe 0', 'reports/number', { timeframeMs: 0 }],
    ['periods per year NaN', 'reports/number', { periodsPerYear: NaN }],
    ['NaN trade', 'reports/number', { trades: [{ returnFraction: NaN }] }],
    ['negative importance', 'reports/number', { importance: { label: '', features: [{ name: 'a', value: -1 }] } }],
    ['NaN fold date', 'reports/number', { folds: [{ ...fullInput(40).folds![0]!, testToMs: NaN }] }],
    ['negative fold rows', 'reports/number', { folds: [{ ...fullInput(40).folds![0]!, purgedRows: -1 }] }],
    ['negative rows dropped', 'reports/number', { assumptions: { rowsDropped: [{ reason: '', rows: -1 }] } }],
    [
      'confusion of another size',
      'reports/confusion',
      { confusion: { classNames: ['a'], matrix: { classes: 2, data: new Int32Array(4) } } },
    ],
    [
      'confusion too short',
      'reports/confusion',
      { confusion: { classNames: ['a', 'b'], matrix: { classes: 2, data: new Int32Array(3) } } },
    ],
    [
      'probability above 1',
      'reports/number',
      {
        calibration: {
          className: '',
          curve: { meanPredicted: Float64Array.of(1.1), fractionPositive: Float64Array.of(1), count: Int32Array.of(1) },
        },
      },
    ],
    [
      'curve columns that disagree',
      'reports/length',
      {
        calibration: {
          className: '',
          curve: { meanPredicted: Float64Array.of(0.1), fractionPositive: Float64Array.of(), count: Int32Array.of(1) },
        },
      },
    ],
  ]
  it.each(cases)('refuses %s with %s', (_, code, change) => {
    expect(codeOf(() => renderTearSheet({ ...smallInput(), ...change }))).toBe(code)
  })

  it('names the rule, the value and where it stood', () => {
    const timeMs = days(40).map((time, i) => (i === 7 ? 5 : time))
    try {
      renderTearSheet({ ...smallInput(), timeMs })
      expect.unreachable()
    } catch (error) {
      if (!isBarcastError(error, 'reports/time-order')) throw error
      expect(error.message).toContain('Render tear sheet: timeMs must ascend, found 5 after')
      expect(error.where).toEqual({ row: 7, column: 'timeMs', timeMs: 5 })
      expect(error.value).toBe(5)
    }
  })
})

describe('odd but honest input', () => {
  const page = (change: Partial<TearSheetInput>, length = 40): string => renderTearSheet({ ...smallInput(length), ...change })
  it.each<[string, () => string]>([
    ['one bar', () => page({}, 1)],
    ['two equal bars', () => page({ equity: new Float64Array(2).fill(10_000) }, 2)],
    ['flat equity over two years', () => page({ equity: new Float64Array(800).fill(10_000), periodsPerYear: 365 }, 800)],
    ['gaps', () => page({ equity: wander(1, 40).map((value, i) => (i % 3 === 0 ? NaN : value)) })],
    [
      'a benchmark known at the end only',
      () => page({ benchmark: { name: 'b', equity: wander(1, 40).map((v, i) => (i < 39 ? NaN : v)) } }),
    ],
    ['ruin', () => page({ equity: wander(1, 800).map((value, i) => (i > 300 ? 0 : value)), periodsPerYear: 365 }, 800)],
    ['debt', () => page({ equity: wander(1, 800).map((value, i) => (i > 300 ? -500 : value)), periodsPerYear: 365 }, 800)],
    ['huge and tiny equity', () => page({ equity: wander(1, 40).map((value, i) => (i % 2 === 0 ? value * 1e30 : value * 1e-30)) })],
    ['equal trades', () => page({ trades: Array.from({ length: 5 }, () => ({ returnFraction: 0.01 })) })],
    ['one losing trade of 0', () => page({ trades: [{ returnFraction: 0, exitTimeMs: 0 }] })],
    ['no importance at all', () => page({ importance: { label: 'gain', features: [{ name: 'a', value: 0 }] } })],
    ['empty lists', () => page({ trades: [], folds: [], figures: [], warnings: [], importance: { label: '', features: [] } })],
    ['years before 1970', () => page({ timeMs: days(800, Date.UTC(1928, 0, 3)), equity: wander(2, 800) }, 800)],
    ['a century', () => page({ timeMs: days(40, 0).map((time) => time * 1000), equity: wander(2, 40) })],
  ])('draws %s', (_, draw) => {
    const html = draw()
    expect(markupProblems(html)).toEqual([])
    expect(rawWords(html)).toEqual([])
  })
})
