import { SIGNAL_CLASSES, type Signal } from 'barcast/core'
import { createDecider, type DecisionRule, decideSignals } from 'barcast/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from './sample-data.js'

const predictions = (rows: readonly (readonly number[])[]) => ({
  rows: rows.length,
  classes: rows[0]!.length,
  data: Float64Array.from(rows.flat()),
})

describe('decideSignals', () => {
  it('the most probable class decides', () => {
    const rows = SIGNAL_CLASSES.map((_, k) => SIGNAL_CLASSES.map((__, j) => (j === k ? 0.6 : 0.1)))
    expect(decideSignals(predictions(rows), SIGNAL_CLASSES)).toEqual({
      signal: ['SELL', 'SELL', 'HOLD', 'BUY', 'BUY'],
      confidence: new Float64Array(5).fill(0.6),
    })
  })

  it('only from minConfidence on, itself included', () => {
    const found = decideSignals(
      predictions([
        [0.3, 0.7],
        [0.31, 0.69],
        [0.8, 0.2],
      ]),
      ['sell', 'buy'],
      { minConfidence: 0.7 },
    )
    expect(found.signal).toEqual(['BUY', 'HOLD', 'SELL'])
    expect([...found.confidence]).toEqual([0.7, 0.69, 0.8])
  })

  it('the first of equals decides', () => {
    expect(decideSignals(predictions([[0.5, 0.5]]), ['sell', 'buy']).signal).toEqual(['SELL'])
    expect(decideSignals(predictions([[0.2, 0.4, 0.4]]), ['sell', 'hold', 'buy']).signal).toEqual(['HOLD'])
  })

  it('NaN gives HOLD without confidence', () => {
    expect(decideSignals(predictions([[Number.NaN, Number.NaN]]), ['sell', 'buy'])).toEqual({
      signal: ['HOLD'],
      confidence: Float64Array.of(Number.NaN),
    })
  })

  it('other classes act as told', () => {
    const rule: DecisionRule = { actions: { '0': 'SELL', '1': 'HOLD', '2': 'BUY' } }
    const rows = [
      [0.8, 0.1, 0.1],
      [0.1, 0.8, 0.1],
      [0.1, 0.1, 0.8],
    ]
    expect(decideSignals(predictions(rows), ['0', '1', '2'], rule).signal).toEqual(['SELL', 'HOLD', 'BUY'])
    const contrarian: DecisionRule = { actions: { sell: 'BUY', buy: 'SELL' } }
    expect(decideSignals(predictions([[0.9, 0.1]]), ['sell', 'buy'], contrarian).signal).toEqual(['BUY'])
  })

  it('one row at a time gives the same bits as all at once, and equals a plain reading of the rule', () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
    const holes = fc.oneof({ weight: 9, arbitrary: row }, { weight: 1, arbitrary: fc.constant([NaN, NaN, NaN]) })
    fc.assert(
      fc.property(fc.array(holes, { minLength: 1, maxLength: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, minConfidence) => {
        const names = ['sell', 'hold', 'buy']
        const batch = decideSignals(predictions(rows), names, { minConfidence })
        const decider = createDecider(names, { minConfidence })
        rows.forEach((probabilities, i) => {
          const data = Float64Array.from(probabilities)
          expect(decider.signalAt(data, 0)).toBe(batch.signal[i])
          expect(Object.is(decider.confidenceAt(data, 0), batch.confidence[i])).toBe(true)
          const top = Math.max(...probabilities)
          const plain: Signal = top >= minConfidence ? (['SELL', 'HOLD', 'BUY'] as const)[probabilities.indexOf(top)]! : 'HOLD'
          expect(batch.signal[i]).toBe(plain)
          expect(batch.confidence[i]).toEqual(top)
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('rules that cannot be followed are refused', () => {
  it.each<[string, readonly string[], object, object]>([
    ['classes without an action', ['0', '1'], {}, { code: 'models/class-without-action', value: '0' }],
    ['actions for some classes only', ['sell', 'buy'], { actions: { buy: 'BUY' } }, { code: 'models/class-without-action', value: 'sell' }],
    ['a class from the prototype', ['constructor', 'buy'], { actions: { buy: 'BUY' } }, { code: 'models/class-without-action' }],
    [
      'an action for no class',
      ['sell', 'buy'],
      { actions: { sell: 'SELL', buy: 'BUY', bye: 'SELL' } },
      { code: 'models/unknown-class', message: expect.stringContaining('"buy"') },
    ],
    ['an action that is none', ['sell', 'buy'], { actions: { sell: 'SELL', buy: 'LONG' } }, { code: 'models/action', value: 'LONG' }],
    ['minConfidence above 1', ['sell', 'buy'], { minConfidence: 60 }, { code: 'models/min-confidence', value: 60 }],
    ['minConfidence NaN', ['sell', 'buy'], { minConfidence: Number.NaN }, { code: 'models/min-confidence' }],
    [
      'a misspelt rule',
      ['sell', 'buy'],
      { minConfidense: 0.6 },
      { code: 'models/unknown-rule', message: expect.stringContaining('minConfidence') },
    ],
  ])('%s', async (_, classes, rule, expected) => {
    expect(await errorOf(() => createDecider(classes, rule as DecisionRule))).toMatchObject(expected)
  })

  it('as many classes as columns', async () => {
    expect(await errorOf(() => decideSignals(predictions([[0.5, 0.5]]), ['sell', 'hold', 'buy']))).toMatchObject({
      code: 'models/class-count',
    })
  })
})
