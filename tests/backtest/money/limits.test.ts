import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomWorld } from './random-world.js'
import { buy, dailyBars, flat, runScript, runWorld, sell } from './run.js'

const A = dailyBars([flat(100), flat(100), flat(100), flat(100)], 'A')
const B = dailyBars([flat(50), flat(50), flat(50), flat(50)], 'B')
const C = dailyBars([flat(10), flat(10), flat(10), flat(10)], 'C')

const cuts = (run: ReturnType<typeof runScript>): unknown[] =>
  run.events.flatMap((event) => (event.kind === 'cut' ? [[event.orderId, event.reason]] : []))

describe('portfolio limits', () => {
  test('the weight of one symbol is cut, after the order’s own fee', () => {
    const run = runScript(A, { 0: buy(9) }, { limits: { maxWeight: 0.5 }, fees: { takerBps: 100 } })
    // 100 n = 0.5 · (1000 − n): n = 500 / 100.5.
    expect(run.fills[0]?.units).toBeCloseTo(500 / 100.5, 9)
    expect(cuts(run)).toEqual([[1, expect.stringMatching(/^maxWeight: 9 units to 4\.97/)]])
  })

  test('a cut is in whole lots', () => {
    const config = { limits: { maxWeight: 0.5 }, fees: { takerBps: 100 }, instruments: { A: { lotSize: 1 } } }
    expect(runScript(A, { 0: buy(9) }, config).fills[0]?.units).toBe(4)
  })

  test('gross exposure counts both sides, net exposure their difference', () => {
    const script = { 0: [buy(8, { symbol: 'A' }), sell(16, { symbol: 'B' })] }
    const gross = runScript([A, B], script, { margin: { leverage: 3 }, limits: { maxGrossExposure: 1.2 } })
    expect(gross.fills.map(({ units }) => units)).toEqual([8, expect.closeTo(8, 9)])
    const shortFirst = { 0: [sell(16, { symbol: 'B' }), buy(8, { symbol: 'A' })] }
    const turned = runScript([A, B], shortFirst, { margin: { leverage: 3 }, limits: { maxGrossExposure: 1.2 } })
    expect(turned.fills.map(({ units }) => units)).toEqual([16, expect.closeTo(4, 9)])
    const net = runScript([A, B], script, { margin: { leverage: 3 }, limits: { maxNetExposure: 0.5 } })
    // 5 · 100 is the limit for A; then 1000 short in B leaves a net of − 500, so 16 · 50 = 800 is fine.
    expect(net.fills.map(({ units }) => units)).toEqual([expect.closeTo(5, 9), 16])
    const hedged = { 0: [sell(20, { symbol: 'B' }), buy(12, { symbol: 'A' })] }
    const both = runScript([A, B], hedged, { margin: { leverage: 3 }, limits: { maxNetExposure: 0.5 } })
    // 10 · 50 short is the limit for B, which leaves room for 10 · 100 long in A.
    expect(both.fills.map(({ units }) => units)).toEqual([expect.closeTo(10, 9), expect.closeTo(10, 9)])
  })

  test('a symbol more than allowed is refused, one already held is not', () => {
    const script = { 0: [buy(1, { symbol: 'A' }), buy(1, { symbol: 'B' }), buy(1, { symbol: 'C' })], 1: buy(1, { symbol: 'A' }) }
    const run = runScript([A, B, C], script, { limits: { maxPositions: 2 } })
    expect(run.fills.map(({ symbol }) => symbol)).toEqual(['A', 'B', 'A'])
    expect(cuts(run)).toEqual([[3, 'maxPositions: 1 units to 0']])
    expect(run.events.find(({ kind }) => kind === 'refuse')).toMatchObject({ orderId: 3 })
  })

  test('what reduces is never cut, also beyond a limit; what turns is cut on the other side', () => {
    const rising = dailyBars([flat(100), flat(100), flat(200), flat(200), flat(200)], 'A')
    const limits = { maxWeight: 0.5 }
    // 5 units at 200 are 1000 of 1500: beyond the limit by price alone. Equity at the turn: 1500.
    const run = runScript(rising, { 0: buy(5), 2: sell(1), 3: sell(20) }, { limits })
    expect(run.fills.map(({ side, units }) => [side, units])).toEqual([
      ['buy', 5],
      ['sell', 1],
      ['sell', expect.closeTo(4 + 3.75, 9)],
    ])
  })

  test('a position that has outgrown its limit grows no further', () => {
    const rising = dailyBars([flat(100), flat(100), flat(200), flat(200)], 'A')
    const run = runScript(rising, { 0: buy(5), 1: buy(1) }, { limits: { maxWeight: 0.5 }, margin: { leverage: 2 } })
    expect(run.fills).toHaveLength(1)
  })

  test('at any market: no more positions than allowed, and no order takes a symbol beyond its weight', () => {
    const check = (seed: number, maxWeight: number): void => {
      const world = randomWorld(seed)
      world.bars.splice(1)
      const limits = { maxWeight, maxPositions: 1 }
      const { A: rules } = world.config.instruments as Record<string, object>
      const { history, events } = runWorld({
        ...world,
        onBar: world.onBar,
        config: { ...world.config, instruments: { A: rules! }, limits },
      })
      let [cash, units, scale] = [world.config.initialCapital!, 0, 1]
      for (const event of events) {
        if (event.kind === 'funding' || event.kind === 'borrow' || event.kind === 'interest') cash -= event.amount
        if (event.kind === 'split') units *= event.ratio
        if (event.kind === 'valuation') scale = event.scale
        if (event.kind !== 'fill') continue
        const { fill } = event
        const sign = fill.side === 'buy' ? 1 : -1
        const before = units
        cash -= sign * fill.units * fill.price * scale + fill.fee
        units += sign * fill.units
        if (Math.abs(units) < 1e-12 * fill.units) units = 0
        const grown = Math.sign(units) === Math.sign(before) ? Math.abs(units) > Math.abs(before) : units !== 0
        const value = units * (fill.price - (sign * fill.slippage) / (fill.units * scale)) * scale
        if (grown && Math.abs(value) > maxWeight * (cash + value) * (1 + 1e-9))
          throw new Error(`${value} of ${cash + value} at ${fill.timeMs}`)
      }
      expect(history.length).toBeGreaterThan(0)
    }
    fc.assert(fc.property(fc.nat(), fc.constantFrom(0.1, 0.7, 2), check), { numRuns: 60, seed: 7 })
  })
})
