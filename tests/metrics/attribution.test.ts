import { type AttributedTrade, attributeTrades, type BrinsonRow, brinsonAttribution } from 'barcast/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const row = (group: string, ...[wp, wb, rp, rb]: number[]): BrinsonRow => ({
  group,
  portfolioWeight: wp!,
  benchmarkWeight: wb!,
  portfolioReturn: rp!,
  benchmarkReturn: rb!,
})

describe('Brinson attribution', () => {
  it('one period by hand', () => {
    const { effects, activeReturn } = brinsonAttribution([[row('tech', 0.7, 0.5, 0.04, 0.03), row('bonds', 0.3, 0.5, 0.01, 0.01)]])
    // The benchmark earned 2 %: 20 % more of what beat it by 1 %, and 50 % of a selection that was 1 % better.
    expect(effects).toEqual([
      {
        group: 'tech',
        allocation: expect.closeTo(0.002, 15),
        selection: expect.closeTo(0.005, 15),
        interaction: expect.closeTo(0.002, 15),
      },
      { group: 'bonds', allocation: expect.closeTo(0.002, 15), selection: 0, interaction: expect.closeTo(0, 15) },
    ])
    expect(activeReturn).toBeCloseTo(0.011, 15)
  })

  it('linked effects of any periods add up to the difference of the compounded returns', () => {
    const one = fc.double({ min: -0.3, max: 0.4, noNaN: true })
    const period = fc.tuple(fc.double({ min: -0.5, max: 1.5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), one, one, one, one)
    fc.assert(
      fc.property(fc.array(period, { minLength: 1, maxLength: 8 }), (periods) => {
        const found = brinsonAttribution(periods.map(([wp, wb, a, b, c, d]) => [row('x', wp, wb, a, b), row('y', 1 - wp, 1 - wb, c, d)]))
        const own = periods.reduce((value, [wp, , a, , c]) => value * (1 + wp * a + (1 - wp) * c), 1)
        const others = periods.reduce((value, [, wb, , b, , d]) => value * (1 + wb * b + (1 - wb) * d), 1)
        const scale = Math.max(1, own, others)
        expect(Math.abs(found.activeReturn - (own - others))).toBeLessThan(1e-12 * scale)
        expect(Math.abs(found.allocation + found.selection + found.interaction - found.activeReturn)).toBeLessThan(1e-7 * scale)
      }),
    )
  })

  it('refuses weights that do not add up, groups named twice and total losses', () => {
    const refused = (rows: BrinsonRow[], code: string): void =>
      expect(() => brinsonAttribution([rows])).toThrow(expect.objectContaining({ code }))
    refused([row('a', 0.9, 1, 0, 0)], 'metrics/weights')
    refused([row('a', 0.5, 0.5, 0, 0), row('a', 0.5, 0.5, 0, 0)], 'metrics/option')
    refused([row('a', 1, 1, -1, 0)], 'metrics/total-loss')
    refused([row('a', 1, 1, NaN, 0)], 'metrics/option')
    expect(() => brinsonAttribution([])).toThrow(expect.objectContaining({ code: 'metrics/empty' }))
  })
})

describe('attribution of trades', () => {
  const hour = 3_600_000
  const start = Date.UTC(2024, 0, 31, 22)
  const trades: AttributedTrade[] = [
    { pnl: 10, symbol: 'B', signal: 'trend', regime: 'bull', entryTimeMs: start, exitTimeMs: start + hour / 2 },
    { pnl: -4, symbol: 'A', signal: 'trend', regime: 'bear', entryTimeMs: start + hour, exitTimeMs: start + 3 * hour },
    { pnl: 2, symbol: 'A', signal: 'mean', regime: 'bull', entryTimeMs: start + 3 * hour, exitTimeMs: start + 1000 * hour },
  ]

  it('by symbol, largest profit first, adding up to the whole', () => {
    expect(attributeTrades(trades, { by: 'symbol' })).toEqual([
      { group: 'B', trades: 1, pnl: 10, share: 1.25, winRate: 1, averagePnl: 10, profitFactor: Infinity },
      { group: 'A', trades: 2, pnl: -2, share: -0.25, winRate: 0.5, averagePnl: -1, profitFactor: 0.5 },
    ])
  })

  it('by time of entry and by holding time, in the order of time', () => {
    const groups = (by: 'hour' | 'weekday' | 'month' | 'holdingTime') => attributeTrades(trades, { by }).map(({ group }) => group)
    expect(groups('hour')).toEqual(['01', '22', '23'])
    expect(groups('weekday')).toEqual(['Wednesday', 'Thursday'])
    expect(groups('month')).toEqual(['2024-01', '2024-02'])
    expect(groups('holdingTime')).toEqual(['< 1 h', '1 h … 1 d', '≥ 30 d'])
    const own = attributeTrades(trades, { by: 'holdingTime', holdingEdgesMs: [2 * hour] }).map(({ group, pnl }) => [group, pnl])
    expect(own).toEqual([
      ['< 2 h', 10],
      ['≥ 2 h', -2],
    ])
  })

  it('refuses trades without what they are grouped by, with the row', () => {
    const refused = (rows: AttributedTrade[], by: string, code: string, text: RegExp): void =>
      expect(() => attributeTrades(rows, { by: by as 'hour' })).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(text) }),
      )
    refused([{ pnl: 1, symbol: 'A' }, { pnl: 1 }], 'symbol', 'metrics/trade', /symbol, found none in trade 1/)
    refused([{ pnl: 1, entryTimeMs: 0 }], 'holdingTime', 'metrics/trade', /exitTimeMs/)
    refused([{ pnl: NaN, symbol: 'A' }], 'symbol', 'metrics/option', /trades\[0\].pnl/)
    refused(trades, 'simbol', 'metrics/option', /did you mean "symbol"/)
    expect(attributeTrades([], { by: 'symbol' })).toEqual([])
  })
})
