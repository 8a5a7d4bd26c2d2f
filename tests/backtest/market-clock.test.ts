import { describe, expect, it } from 'vitest'
import { alignMarket } from '../../src/backtest/market.js'
import { HOUR_MS, MIDNIGHT, type Row, table } from './order-script.js'

const CALM: Row = [100, 101, 99, 100]
const calm = (count: number): Row[] => Array.from({ length: count }, () => CALM)

describe('the clock of several symbols', () => {
  it('has every time of any of them', () => {
    const gap = [CALM, undefined, CALM]
    const { timeMs, rowsOf } = alignMarket(
      [table(gap, { symbol: 'A' }), table(calm(2), { symbol: 'B', startMs: MIDNIGHT + HOUR_MS })],
      'Test',
    )
    expect([...timeMs].map((time) => (time - MIDNIGHT) / HOUR_MS)).toEqual([0, 1, 2])
    expect(rowsOf.map((rows) => [...rows!])).toEqual([
      [0, -1, 1],
      [-1, 0, 1],
    ])
  })

  it('refuses bars that open while those of others are forming', () => {
    const half = table(calm(3), { symbol: 'B', startMs: MIDNIGHT + HOUR_MS / 2 })
    expect(() => alignMarket([table(calm(3)), half], 'Test')).toThrow(
      expect.objectContaining({ code: 'backtest/overlapping-bars', where: { row: 1, timeMs: MIDNIGHT + HOUR_MS / 2 } }),
    )
  })

  it('takes short bars that all of them have', () => {
    const short = (symbol: string) => ({ ...table(calm(3), { symbol }), timeframeMs: 1.5 * HOUR_MS })
    expect(alignMarket([short('A'), short('B')], 'Test').timeMs).toHaveLength(3)
  })
})
