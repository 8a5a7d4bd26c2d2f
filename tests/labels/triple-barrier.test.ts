import { isBarcastError } from 'barcast/core'
import { BARRIER_CLASSES, metaLabels, type TripleBarrierOptions, tripleBarrierLabels } from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsArbitrary, barsOf, caseArbitrary, MINUTE, outcomeByHand, START } from './barrier-oracle.js'

/** Barriers of 10 percent around an entry at 100: target 110 and stop 90, the other way round for a short position. */
const TEN = { width: { fraction: 0.1 }, feeBps: 0, slippageBps: 0 } as const
const ENTRY = [100, 100, 100, 100]
const QUIET = [100, 101, 99, 100]

function first(rows: readonly (readonly number[])[], options: Partial<TripleBarrierOptions> = {}, minutes?: readonly number[]): unknown[] {
  const found = tripleBarrierLabels(barsOf([ENTRY, ...rows], minutes), { ...TEN, maxBars: 3, ...options } as TripleBarrierOptions)
  const label = found.value[0]! < 0 ? '' : found.classes[found.value[0]!]
  return [label, found.exitRow[0], found.exitPrice[0]]
}

describe('hand-worked table', () => {
  it.each([
    ['the high touches the target, the close does not', [QUIET, [100, 111, 99, 101], QUIET], {}, ['target', 2, 110.00000000000001]],
    ['the low touches the stop, the close does not', [QUIET, [100, 101, 89, 100], QUIET], {}, ['stop', 2, 90]],
    ['an exact touch of the stop counts', [[100, 101, 90, 100]], {}, ['stop', 1, 90]],
    ['a high one tick below is none', [[100, 109.9, 99, 100], QUIET, QUIET], {}, ['timeout', 3, 100]],
    ['the time is over at the close', [QUIET, QUIET, [100, 103, 99, 102], [100, 120, 80, 100]], {}, ['timeout', 3, 102]],
    ['the last bar of the time still touches', [QUIET, QUIET, [100, 112, 99, 102]], {}, ['target', 3, 110.00000000000001]],
    ['both: stop first', [[100, 115, 85, 100]], {}, ['stop', 1, 90]],
    ['both: target first', [[100, 115, 85, 100]], { bothTouched: 'target' }, ['target', 1, 110.00000000000001]],
    ['both: nearer to the open, target', [[105, 115, 85, 100]], { bothTouched: 'open_distance' }, ['target', 1, 110.00000000000001]],
    ['both: nearer to the open, stop', [[95, 115, 85, 100]], { bothTouched: 'open_distance' }, ['stop', 1, 90]],
    ['opens beyond the target: fills there', [[114, 116, 85, 100]], {}, ['target', 1, 114]],
    ['opens beyond the stop: fills there', [[80, 120, 79, 100]], { bothTouched: 'target' }, ['stop', 1, 80]],
    ['short: the target is below', [[100, 101, 89, 100]], { side: 'short' }, ['target', 1, 90]],
    ['short: the stop is above', [[100, 111, 99, 100]], { side: 'short' }, ['stop', 1, 110.00000000000001]],
    ['short: opens above the stop', [[120, 121, 85, 100]], { side: 'short' }, ['stop', 1, 120]],
    [
      'twice the width',
      [
        [100, 115, 99, 100],
        [100, 121, 99, 100],
      ],
      { profit: 2 },
      ['target', 2, 120],
    ],
    [
      'no target',
      [
        [100, 300, 99, 100],
        [100, 101, 90, 100],
      ],
      { profit: Infinity },
      ['stop', 2, 90],
    ],
    ['no barrier but time', [[100, 300, 9, 100], QUIET, [100, 101, 99, 101]], { profit: Infinity, stop: Infinity }, ['timeout', 3, 101]],
    ['unresolved at the end: no label', [QUIET, QUIET], {}, ['', -1, Number.NaN]],
    ['resolved before the end', [QUIET, [100, 111, 99, 100]], {}, ['target', 2, 110.00000000000001]],
    ['a bar without a high cannot be judged', [[100, Number.NaN, 99, 100], [100, 111, 99, 100], QUIET], {}, ['', -1, Number.NaN]],
    ['a missing close matters at the end of the time only', [[100, 101, 99, Number.NaN], QUIET, QUIET], {}, ['timeout', 3, 100]],
    ['a missing close at the end', [QUIET, QUIET, [100, 101, 99, Number.NaN]], {}, ['', -1, Number.NaN]],
  ] as const)('%s', (_, rows, options, wanted) => {
    expect(first(rows, options)).toEqual(wanted)
  })

  it('ends by time at the close of the bar that opens so much later, or at the next open after a gap', () => {
    const time = { maxBars: undefined, maxMs: 2 * MINUTE } as unknown as Partial<TripleBarrierOptions>
    const rows = [QUIET, [100, 103, 99, 103], [105, 120, 80, 100]]
    expect(first(rows, time)).toEqual(['timeout', 2, 103])
    expect(first(rows, time, [0, 1, 5, 6])).toEqual(['timeout', 2, 100])
    expect(first([QUIET, [112, 113, 111, 112]], time, [0, 1, 5])).toEqual(['target', 2, 112])
    expect(first([QUIET], time)).toEqual(['', -1, Number.NaN])
  })

  it('takes the width times the multiple from the past', () => {
    // Returns of +1 % and −1 % in turn: with four of them σ = √(4 · 0.01² / 3) but for their rounding.
    const close = [100]
    for (let i = 1; i < 9; i++) close.push(close[i - 1]! * (i % 2 === 1 ? 1.01 : 0.99))
    const bars = barsOf(close.map((price) => [price, price, price, price]))
    const { width, missing } = tripleBarrierLabels(bars, { width: { volatilityBars: 4 }, maxBars: 1 })
    expect(Array.from(width.slice(0, 4))).toEqual(Array(4).fill(Number.NaN))
    expect(width[4]).toBeCloseTo(Math.sqrt((4 * 0.01 ** 2) / 3), 12)
    expect(missing.noHistory).toBe(4)
    // ATR of constant ranges of 4 is 4.
    const steady = barsOf(Array.from({ length: 8 }, () => [100, 102, 98, 100]))
    expect(tripleBarrierLabels(steady, { width: { atrBars: 3 }, maxBars: 1 }).width[5]).toBeCloseTo(0.04, 14)
    const own = Float64Array.from({ length: 8 }, (_, i) => (i === 2 ? Number.NaN : 0.01 * i))
    const found = tripleBarrierLabels(steady, { width: own, maxBars: 1, minReturn: 0.015 })
    expect(found.width).toEqual(own)
    expect(found.missing).toEqual({ total: 4, afterEnd: 1, inGap: 0, noPrice: 0, noHistory: 2, tooNarrow: 1, noEvent: 0 })
  })

  it('charges both fills', () => {
    const bars = barsOf([ENTRY, [100, 111, 99, 101]])
    const costs = { width: { fraction: 0.1 }, maxBars: 1, feeBps: 10, slippageBps: 5 }
    const [opened, closed] = [100 * 1.0005, 110 * 0.9995]
    expect(tripleBarrierLabels(bars, costs).netReturn[0]).toBeCloseTo((closed - opened - 0.001 * (opened + closed)) / opened, 14)
    const short = tripleBarrierLabels(barsOf([ENTRY, [100, 101, 89, 99]]), { ...costs, side: 'short' }).netReturn[0]
    expect(short).toBeCloseTo((100 * 0.9995 - 90 * 1.0005 - 0.001 * (100 * 0.9995 + 90 * 1.0005)) / (100 * 0.9995), 14)
    expect(tripleBarrierLabels(bars, { ...costs, feeBps: 0, slippageBps: 0 }).netReturn[0]).toBeCloseTo(0.1, 14)
  })

  it('labels events with a side only, and meta-labels say whether their side paid', () => {
    const rows = [ENTRY, [100, 101, 89, 100], [100, 101, 99, 100], [100, 101, 99, 100.1], [100, 101, 99, 100]]
    const found = tripleBarrierLabels(barsOf(rows), {
      width: { fraction: 0.1 },
      maxBars: 1,
      side: [-1, 1, Number.NaN, 0, 1],
      events: [0, 1, 2, 4],
    })
    expect([...found.value]).toEqual([2, 1, -1, -1, -1])
    expect(found.missing).toEqual({ total: 3, afterEnd: 1, inGap: 0, noPrice: 0, noHistory: 0, tooNarrow: 0, noEvent: 2 })
    const meta = metaLabels(found)
    expect(meta.classes).toEqual(['skip', 'take'])
    // The second earned nothing, which costs make a loss.
    expect([...meta.value]).toEqual([1, 0, -1, -1, -1])
    expect([...metaLabels(found, { minReturn: 0.2 }).value]).toEqual([0, 0, -1, -1, -1])
    expect(meta.t1).toBe(found.t1)
  })

  it('refuses spans that meet a gap beyond maxGapBars', () => {
    const bars = barsOf([ENTRY, QUIET, QUIET, QUIET, QUIET], [0, 1, 2, 9, 10])
    const { value, missing } = tripleBarrierLabels(bars, { ...TEN, maxBars: 1, maxGapBars: 5 })
    expect([...value]).toEqual([1, 1, -1, 1, -1])
    expect(missing).toEqual({ total: 2, afterEnd: 1, inGap: 1, noPrice: 0, noHistory: 0, tooNarrow: 0, noEvent: 0 })
  })
})

describe('over any bars', () => {
  it('ends every position where a walk bar by bar ends it', () => {
    const seen = { stop: 0, timeout: 0, target: 0 }
    fc.assert(
      fc.property(barsArbitrary, caseArbitrary, (bars, c) => {
        const { width, profit, stop, short, rule, vertical } = c
        const options = {
          width: { fraction: width },
          profit,
          stop,
          bothTouched: rule,
          side: short ? ('short' as const) : ('long' as const),
        }
        const found = tripleBarrierLabels(bars, { ...options, ...vertical })
        let labelled = 0
        for (let t = 0; t < bars.length; t++) {
          const wanted = outcomeByHand(bars, t, c)
          expect(found.value[t], `row ${t}`).toBe(wanted === undefined ? -1 : BARRIER_CLASSES.indexOf(wanted.label as 'stop'))
          expect(found.exitRow[t]).toBe(wanted?.row ?? -1)
          expect(found.exitPrice[t]).toBe(wanted?.price ?? Number.NaN)
          expect(found.t1[t]).toBe(wanted === undefined ? Number.NaN : bars.openTimeMs[wanted.row])
          if (wanted === undefined) continue
          labelled += 1
          seen[wanted.label as 'stop'] += 1
        }
        const { total, ...reasons } = found.missing
        expect(total).toBe(bars.length - labelled)
        expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBe(total)
      }),
      { numRuns: 600 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(500)
  })

  it('has labels that nothing after their t1 changes, and none that is not known by the last bar', () => {
    fc.assert(
      fc.property(barsArbitrary, fc.nat({ max: 59 }), fc.integer({ min: 1, max: 8 }), (bars, at, maxBars) => {
        const end = (at % bars.length) + 1
        const cut = (column: Float64Array): Float64Array => column.slice(0, end)
        const { openTimeMs, open, high, low, close, volume } = bars
        const early = {
          openTimeMs: cut(openTimeMs),
          open: cut(open),
          high: cut(high),
          low: cut(low),
          close: cut(close),
          volume: cut(volume),
        }
        const options = { width: { volatilityBars: 3 }, profit: 1.5, maxBars } as const
        const whole = tripleBarrierLabels(bars, options)
        const part = tripleBarrierLabels({ ...bars, ...early, length: end }, options)
        for (let t = 0; t < end; t++) expect(part.value[t]).toBe(whole.exitRow[t]! < end ? whole.value[t] : -1)
        expect(part.width).toEqual(whole.width.slice(0, end))
      }),
      { numRuns: 200 },
    )
  })

  it('finds a touch far away as near ones', () => {
    const far = 5000
    const rows = Array.from({ length: far + 40 }, (_, i) => (i === far ? [100, 111, 99, 100] : QUIET))
    const { exitRow, missing } = tripleBarrierLabels(barsOf(rows), { ...TEN, maxBars: 1_000_000 })
    expect([...new Set(exitRow.slice(0, far))]).toEqual([far])
    expect(missing.afterEnd).toBe(40)
    const limited = tripleBarrierLabels(barsOf(rows), { ...TEN, maxBars: 300 })
    expect(Array.from(limited.exitRow.slice(0, far))).toEqual(Array.from({ length: far }, (_, i) => Math.min(i + 300, far)))
  })
})

describe('bad input', () => {
  const bars = barsOf([ENTRY, QUIET, QUIET])
  it.each([
    ['labels/horizons', {}],
    ['labels/horizons', { maxBars: 3, maxMs: MINUTE }],
    ['labels/unknown-option', { maxBars: 3, profits: 2 }],
    ['labels/config', { maxBars: 0 }],
    ['labels/config', { maxBars: 3, profit: 0 }],
    ['labels/config', { maxBars: 3, stop: Number.NaN }],
    ['labels/config', { maxBars: 3, width: { fraction: 0 } }],
    ['labels/config', { maxBars: 3, width: { volatility: 5 } }],
    ['labels/config', { maxBars: 3, bothTouched: 'worst' }],
    ['labels/config', { maxBars: 3, side: 'both' }],
    ['labels/window-multiple', { maxMs: 90_000 }],
    ['labels/row-count', { maxBars: 3, width: Float64Array.of(1) }],
    ['labels/row-count', { maxBars: 3, side: [1] }],
    ['labels/sides', { maxBars: 3, side: [1, 2, 1] }],
    ['labels/events', { maxBars: 3, events: [3] }],
    ['labels/events', { maxBars: 3, events: [0.5] }],
  ])('%s for %j', (code, options) => {
    try {
      tripleBarrierLabels(bars, options as never)
    } catch (error) {
      if (!isBarcastError(error)) throw error
      expect(error.code).toBe(code)
      return
    }
    expect.unreachable()
  })

  it('refuses closes without highs and lows', () => {
    const { openTimeMs, close } = bars
    expect(() => tripleBarrierLabels({ openTimeMs, close, timeframeMs: MINUTE } as never, { maxBars: 3 })).toThrow(
      /Label by triple barrier: .*, found/,
    )
  })

  it('names the nearest option', () => {
    expect(() => tripleBarrierLabels(bars, { maxBars: 3, profits: 2 } as never)).toThrow('did you mean "profit"')
    expect(START).toBe(bars.openTimeMs[0])
  })
})
