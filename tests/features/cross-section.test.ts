import { type Bar, type Bars, barAt, createFrame, createRandom, type Frame, sliceBars } from 'barcast/core'
import { type CrossSectionConfig, compareAcross, createCrossSection } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NAMES = ['ada', 'bnb', 'btc', 'eth', 'ltc']
const CONFIG: CrossSectionConfig = {
  engineer: { set: 'classic', features: ['rsi_7', 'price_change_5', 'volume_ma_ratio_5'] },
  columns: ['rsi_7', 'price_change_5'],
  methods: ['rank', 'zScore', 'demean', 'groupRank', 'groupZScore', 'groupDemean'],
  groups: { ada: 'chain', bnb: 'chain', btc: 'money', eth: 'chain', ltc: 'money' },
}

function take(bars: Bars, kept: readonly number[]): Bars {
  const of = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = { openTimeMs: of(openTimeMs), open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) }
  return { ...bars, length: kept.length, ...columns }
}

/** Five markets on one clock: one is listed late, one delisted early, single bars are missing everywhere. */
function markets(seed: number, length: number): Record<string, Bars> {
  const random = createRandom(seed)
  return Object.fromEntries(
    NAMES.map((name, k) => {
      const bars = simulateBars({ seed: seed * 7 + k, length })
      const [from, to] = name === 'bnb' ? [length / 3, length] : name === 'ltc' ? [0, (2 * length) / 3] : [0, length]
      const kept = Array.from({ length }, (_, i) => i).filter((i) => i >= from && i < to && random.uniform() > 0.05)
      return [name, take(bars, kept)]
    }),
  )
}

const timesOf = (all: Record<string, Bars>): number[] =>
  [...new Set(Object.values(all).flatMap(({ openTimeMs }) => [...openTimeMs]))].sort((a, b) => a - b)

/** The bars that open at a time, by name. */
function barsAt(all: Record<string, Bars>, timeMs: number): Record<string, Bar> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, bars]) => {
      const row = bars.openTimeMs.indexOf(timeMs)
      return row < 0 ? [] : [[name, barAt(bars, row)]]
    }),
  )
}

function expectRow(frame: Frame, timeMs: number, values: Float64Array, what: string): void {
  const row = frame.timeMs.indexOf(timeMs)
  frame.names.forEach((name, k) => {
    if (!Object.is(frame.column(name)[row], values[k]))
      expect.fail(`${name} at row ${row}: ${frame.column(name)[row]} over the history, ${values[k]} ${what}`)
  })
}

const section = createCrossSection(CONFIG)
const again = createCrossSection(JSON.parse(JSON.stringify(section.config)) as CrossSectionConfig)
const seeds = fc.integer({ min: 1, max: 1e5 })
const code = (name: string): unknown => expect.objectContaining({ code: name })

describe('across names', () => {
  it('give the same bits in batch, stream, replaced, restored, and with names in any order', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const all = markets(seed, 40)
        const frames = section.engineerFeatures(all)
        const backward = section.engineerFeatures(Object.fromEntries(Object.entries(all).reverse()))
        for (const name of NAMES)
          for (const column of section.names) expect(backward[name]!.column(column)).toEqual(frames[name]!.column(column))
        const random = createRandom(seed)
        const plain = section.stream()
        let worn = section.stream()
        for (const timeMs of timesOf(all)) {
          const bars = Object.entries(barsAt(all, timeMs))
          const rows = plain.next(Object.fromEntries(bars.toReversed()))
          expect(Object.keys(rows)).toEqual(bars.map(([name]) => name))
          // Some come first with other values, the others late.
          const split = random.integer(1, bars.length)
          worn.next(Object.fromEntries(bars.slice(0, split).map(([name, bar]) => [name, { ...bar, close: bar.low }])))
          if (random.uniform() < 0.1) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
          worn.replaceLast(Object.fromEntries(bars.slice(split - 1)))
          const replaced = worn.replaceLast(Object.fromEntries(bars.slice(0, split)))
          if (random.uniform() < 0.1) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
          for (const [name] of bars) {
            expectRow(frames[name]!, timeMs, rows[name]!, 'streamed')
            expectRow(frames[name]!, timeMs, replaced[name]!, 'replaced')
          }
        }
      }),
      { numRuns: 3 },
    )
  })

  it('trap 6: a name counts only while it is alive, and later listings and delistings change no row before', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const all = markets(seed, 60)
        const whole = section.engineerFeatures(all)
        const cutMs = timesOf(all)[30]!
        const until = (bars: Bars): Bars => sliceBars(bars, 0, bars.openTimeMs.filter((time) => time < cutMs).length)
        const early = section.engineerFeatures(Object.fromEntries(Object.entries(all).map(([name, bars]) => [name, until(bars)])))
        for (const name of NAMES) {
          const { length } = early[name]!.timeMs
          for (const column of section.names) expect(early[name]!.column(column)).toEqual(whole[name]!.column(column).subarray(0, length))
        }
      }),
      { numRuns: 3 },
    )
  })

  it('ranks are shares of the names alive: worked by hand', () => {
    const frameOf = (rows: readonly [number, number][]): Frame =>
      createFrame({ columns: { x: Float64Array.from(rows, ([, x]) => x) }, timeMs: Float64Array.from(rows, ([t]) => t) })
    const frames = {
      a: frameOf([
        [1, 5],
        [2, 5],
        [3, 1],
      ]),
      // Listed at 2, delisted after it: it counts in neither 1 nor 3.
      b: frameOf([[2, 5]]),
      c: frameOf([
        [1, 7],
        [2, 9],
        [3, NaN],
      ]),
    }
    const ranks = compareAcross(frames, { columns: ['x'], methods: ['rank', 'demean', 'zScore'] })
    expect([...ranks.a!.column('x_rank')]).toEqual([0.5, 0.5, 1])
    expect([...ranks.b!.column('x_rank')]).toEqual([0.5])
    expect([...ranks.c!.column('x_rank')]).toEqual([1, 1, NaN])
    expect([...ranks.a!.column('x_demeaned')]).toEqual([-1, 5 - 19 / 3, 0])
    expect([...ranks.a!.column('x_z_score')]).toEqual([-1, expect.closeTo(-Math.SQRT1_2, 15), 0])
    // Outside the universe a name is not alive, although it has a bar.
    const universe = { a: [{ fromMs: 0 }], b: [{ fromMs: 0 }], c: [{ fromMs: 0, toMs: 2 }] }
    const inside = compareAcross(frames, { columns: ['x'], methods: ['rank'], universe })
    expect([...inside.a!.column('x_rank')]).toEqual([0.5, 0.75, 1])
    expect([...inside.c!.column('x_rank')]).toEqual([1, NaN, NaN])
    const scaled = createFrame({ columns: { x: Float64Array.of(1) }, explorationOnly: true })
    expect(compareAcross({ scaled }, { columns: ['x'], methods: ['rank'] }).scaled!.explorationOnly).toBe(true)
  })

  it('refuses what cannot be compared', () => {
    const config = { columns: ['rsi_14'], methods: ['rank'] } as const
    expect(() => createCrossSection({ ...config, columns: ['rsi_41'] })).toThrow('did you mean "rsi_14"')
    expect(() => createCrossSection({ ...config, methods: ['ranks' as never] })).toThrow(code('features/unknown-method'))
    expect(() => createCrossSection({ ...config, methods: ['groupRank'] })).toThrow('groups must be given')
    expect(() => createCrossSection({ ...config, engineer: { set: 'clasic' as never } })).toThrow(code('features/unknown-set'))
    expect(() => createCrossSection({ ...config, universe: { a: [{ fromMs: 2, toMs: 1 }] } })).toThrow('universe.a.0 must end after 2')
    expect(() => createCrossSection({ ...config, colums: [] } as never)).toThrow(code('features/unknown-option'))
    const all = markets(1, 20)
    const { groups, ...rest } = CONFIG
    const partly = createCrossSection({ ...rest, groups: { ada: groups!.ada! } })
    expect(() => partly.engineerFeatures(all)).toThrow(code('features/no-group'))
    expect(() => partly.stream().next({ btc: barAt(all.btc!, 0) })).toThrow(code('features/no-group'))
  })

  it('refuses live bars that do not belong together, unchanged; and goes on from no broken state', () => {
    const all = markets(3, 30)
    const frames = section.engineerFeatures(all)
    const live = section.stream()
    const times = timesOf(all)
    for (const [i, timeMs] of times.entries()) {
      const bars = barsAt(all, timeMs)
      const [name, bar] = Object.entries(bars)[0]!
      expect(() => live.next({})).toThrow(code('bars/empty'))
      expect(() => live.next({ ...bars, doge: bar })).toThrow(code('features/no-group'))
      expect(() => live.next({ ...bars, [name]: { ...bar, close: -1 } })).toThrow(code('bars/price-not-positive'))
      if (Object.keys(bars).length > 1)
        expect(() => live.next({ ...bars, [name]: { ...bar, openTimeMs: timeMs + 1 } })).toThrow(code('features/cross-section-time'))
      if (i > 0) expect(() => live.next(barsAt(all, times[i - 1]!))).toThrow(code('bars/duplicate-time'))
      expect(() => live.replaceLast(bars)).toThrow(code('indicators/replace'))
      expectRow(frames[name]!, timeMs, live.next(bars)[name]!, 'after refusals')
    }
    const snapshot = live.snapshot()
    expect(() => createCrossSection({ ...CONFIG, methods: ['rank'] }).stream(snapshot)).toThrow(code('features/snapshot'))
    const [first, ...others] = snapshot.names
    const altered = { ...first!, values: { ...first!.values, hash: '0' } }
    expect(() => section.stream({ ...snapshot, names: [altered, ...others] })).toThrow(code('features/snapshot'))

    const reading = createCrossSection({
      ...CONFIG,
      engineer: { set: 'classic', userFeatures: [{ name: 'f', column: 'funding' }] },
    }).stream()
    const [a, b] = ['ada', 'btc'].map((name) => ({ ...barAt(all[name]!, 0), openTimeMs: 1e12, extra: { funding: 1 } }))
    const { extra: _, ...lacking } = b!
    expect(() => reading.next({ ada: a!, btc: lacking })).toThrow(code('indicators/unknown-column'))
    expect(() => reading.next({ ada: a! })).toThrow(code('features/cross-section-broken'))
  })
})
