import { createDataLabeler, type DataLabelerConfig } from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closesArbitrary, labelAll, labelByHand, METHODS, MINUTE, SHORT, START } from './oracle.js'

const horizonArbitrary = fc.record({ unit: fc.constantFrom('min' as const, 'bars' as const), count: fc.integer({ min: 1, max: 6 }) })
const configOf = ({ unit, count }: { unit: 'min' | 'bars'; count: number }): DataLabelerConfig =>
  unit === 'min' ? { forwardWindows: [count] } : { horizonBars: [count] }

describe.each(METHODS)('%s over any closes', (method) => {
  it('labels every row as the definition says, with the span that decided it', () => {
    let labelled = 0
    fc.assert(
      fc.property(closesArbitrary(20, 60), horizonArbitrary, (bars, horizon) => {
        const labeled = labelAll(bars, method, configOf(horizon))
        const name = `label_${horizon.count}${horizon.unit}`
        const found = labeled.label(name)
        const { value, classes, t0, t1 } = labeled.spans(name)
        for (let t = 0; t < bars.close.length; t++) {
          const expected = labelByHand(bars, t, horizon.count, horizon.unit, method, SHORT)
          expect(found[t]).toBe(expected?.label ?? '')
          expect(value[t]).toBe(expected === undefined ? -1 : classes.indexOf(expected.label))
          expect(t0[t]).toBe(bars.openTimeMs[t])
          expect(t1[t]).toBe(expected === undefined ? Number.NaN : START + expected.decided * MINUTE)
          if (expected !== undefined) labelled += 1
        }
        const { total, ...reasons } = labeled.missing(name)
        expect(total).toBe(found.filter((label) => label === '').length)
        expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBe(total)
      }),
      { numRuns: 300 },
    )
    expect(labelled).toBeGreaterThan(500)
  })

  it('has a label that nothing after its t1 changes', () => {
    fc.assert(
      fc.property(closesArbitrary(20, 50), horizonArbitrary, fc.nat({ max: 49 }), (bars, horizon, at) => {
        const name = `label_${horizon.count}${horizon.unit}`
        const cut = at % bars.close.length
        const before = labelAll(bars, method, configOf(horizon)).spans(name)
        const poisoned = { ...bars, close: bars.close.map((price, i) => (i > cut ? 1e9 + i : price)) }
        const after = labelAll(poisoned, method, configOf(horizon)).spans(name)
        const short = { ...bars, close: bars.close.slice(0, cut + 1), openTimeMs: bars.openTimeMs.slice(0, cut + 1) }
        const truncated = labelAll(short, method, configOf(horizon)).spans(name)
        for (let t = 0; t <= cut; t++) {
          if (before.t1[t]! <= bars.openTimeMs[cut]!) {
            expect(after.value[t]).toBe(before.value[t])
            expect(truncated.value[t]).toBe(before.value[t])
          } else expect(truncated.value[t]).toBe(-1)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('leaves the last horizon without a label', () => {
    fc.assert(
      fc.property(closesArbitrary(7, 40), fc.integer({ min: 1, max: 6 }), (bars, horizon) => {
        const labels = labelAll(bars, method, { horizonBars: [horizon] })
        expect(labels.label(`label_${horizon}bars`).slice(-horizon)).toEqual(Array(horizon).fill(''))
        expect(Array.from(labels.column(`return_${horizon}bars`).slice(-horizon))).toEqual(Array(horizon).fill(Number.NaN))
        expect(labels.missing(`label_${horizon}bars`).afterEnd).toBe(horizon)
      }),
      { numRuns: 100 },
    )
  })
})

describe('speed', () => {
  it('labels a hundred thousand bars by each method within seconds', () => {
    const length = 100_000
    let price = 100
    const close = Float64Array.from({ length }, (_, i) => {
      price *= 1 + 0.001 * (((i * 7919) % 201) / 100 - 1)
      return price
    })
    const bars = { close, openTimeMs: close.map((_, i) => START + i * MINUTE) }
    const labeler = createDataLabeler({ horizonBars: [5, 60] })
    const started = performance.now()
    for (const method of METHODS) expect(labeler.labelData(bars, { method }).missing('label_5bars').total).toBeLessThan(300)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
