import { createRiskEngine, type RiskConfig, type RiskRequest } from 'barcast/signals'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const long: RiskRequest = { signal: 'LONG', equity: 10_000, entryPrice: 100, stopLossPrice: 95, takeProfitPrice: 110 }
const short: RiskRequest = { signal: 'SHORT', equity: 10_000, entryPrice: 100, stopLossPrice: 105, takeProfitPrice: 90 }

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to be refused')
}

describe('sizes by hand', () => {
  it('risks 1 % of equity over the distance to the stop', () => {
    const engine = createRiskEngine()
    expect(engine.config).toEqual({ riskPerTrade: 0.01, maxPositionSize: 1, maxExposure: 1, maxDailyLoss: 0.05 })
    // 10000 · 0.01 / (100 − 95) = 20
    const expected = { quantity: 20, positionValue: 2000, riskAmount: 100, riskShare: 0.01, limitedBy: [] }
    expect(engine.applyRiskToSignal(long)).toEqual({ action: 'BUY', ...expected, stopLossPrice: 95, takeProfitPrice: 110 })
    expect(engine.applyRiskToSignal(short)).toEqual({ action: 'SELL', ...expected, stopLossPrice: 105, takeProfitPrice: 90 })
  })

  it('the demo of document 001: 0.1998 units of 50000 with a stop 475.30 away, 9990 in value, 0.95 % at risk', () => {
    const engine = createRiskEngine({ riskPerTrade: 0.01, maxPositionSize: 0.999 })
    const { action, quantity, positionValue, riskAmount, riskShare, limitedBy } = engine.applyRiskToSignal({
      signal: 'LONG',
      equity: 10_000,
      entryPrice: 50_000,
      stopLossPrice: 50_000 - 475.3,
      takeProfitPrice: 50_000 + 1425.9,
    })
    // 1 % would be 100 / 475.30 = 0.21039 units, worth 10520: more than 99.9 % of the account.
    expect(action).toBe('BUY')
    expect(quantity.toFixed(6)).toBe('0.199800')
    expect(positionValue).toBeCloseTo(9990, 9)
    expect(riskAmount).toBeCloseTo(94.96494, 8)
    expect((100 * riskShare).toFixed(2)).toBe('0.95')
    expect(limitedBy).toEqual(['max_position_size', 'max_exposure'])
  })

  it.each<[string, RiskConfig, Partial<RiskRequest>, object]>([
    ['position', { maxPositionSize: 0.1 }, {}, { quantity: 10, riskAmount: 50, limitedBy: ['max_position_size'] }],
    ['exposure', { maxExposure: 0.5 }, { openExposure: 4000 }, { quantity: 10, positionValue: 1000, limitedBy: ['max_exposure'] }],
    // The day began with 10400: 520 may be lost, 400 are; 120 are left, more than the 100 of riskPerTrade.
    ['nothing, near the daily loss', {}, { dayPnl: -400 }, { quantity: 20, limitedBy: [] }],
    // 10460 · 0.05 = 523, 460 are lost, 63 are left.
    ['daily loss', {}, { dayPnl: -460 }, { quantity: 12.6, riskAmount: 63, limitedBy: ['max_daily_loss'] }],
    [
      'two, the tightest first',
      { maxPositionSize: 0.15, maxExposure: 0.5 },
      { openExposure: 4000 },
      { quantity: 10, limitedBy: ['max_exposure', 'max_position_size'] },
    ],
    [
      'leverage when allowed',
      { maxPositionSize: 3, maxExposure: 3, riskPerTrade: 0.1 },
      { stopLossPrice: 96 },
      { quantity: 125, limitedBy: ['max_daily_loss'] },
    ],
  ])('limited by %s', (_, config, change, expected) => {
    expect(createRiskEngine(config).applyRiskToSignal({ ...long, ...change })).toMatchObject({ action: 'BUY', ...expected })
  })

  it.each<[string, Partial<RiskRequest>, string]>([
    ['exposure is used up', { openExposure: 10_000 }, 'max_exposure'],
    ['exposure is beyond the limit', { openExposure: 25_000 }, 'max_exposure'],
    ['the daily loss is reached', { equity: 9500, dayPnl: -500 }, 'max_daily_loss'],
    ['the daily loss is beyond the limit', { equity: 9000, dayPnl: -1000 }, 'max_daily_loss'],
  ])('refused when %s', (_, change, refusedBy) => {
    const decision = createRiskEngine().applyRiskToSignal({ ...long, ...change })
    expect(decision).toEqual({
      action: 'NONE',
      quantity: 0,
      positionValue: 0,
      riskAmount: 0,
      riskShare: 0,
      stopLossPrice: 95,
      takeProfitPrice: 110,
      limitedBy: [],
      refusedBy,
    })
  })

  it('a FLAT signal is no order, whatever its prices', () => {
    const none = { action: 'NONE', quantity: 0, refusedBy: 'flat_signal' }
    expect(createRiskEngine().applyRiskToSignal({ ...long, signal: 'FLAT' })).toMatchObject(none)
    const unknown = { entryPrice: Number.NaN, stopLossPrice: Number.NaN, takeProfitPrice: Number.NaN }
    expect(createRiskEngine().applyRiskToSignal({ ...long, ...unknown, signal: 'FLAT' })).toMatchObject(none)
  })
})

describe('the kill switch', () => {
  it('refuses everything until it is reset', () => {
    const engine = createRiskEngine()
    expect(engine.tripped).toBeUndefined()
    engine.trip('feed is stale')
    expect(engine.tripped).toBe('feed is stale')
    expect(engine.applyRiskToSignal(long)).toMatchObject({ action: 'NONE', quantity: 0, refusedBy: 'kill_switch' })
    expect(engine.applyRiskToSignal(short)).toMatchObject({ refusedBy: 'kill_switch' })
    engine.reset()
    expect(engine.tripped).toBeUndefined()
    expect(engine.applyRiskToSignal(long)).toMatchObject({ action: 'BUY', quantity: 20 })
  })

  it.each(['', undefined, 7])('needs a reason, not %j', (reason) => {
    const engine = createRiskEngine()
    expect(errorOf(() => engine.trip(reason as string))).toMatchObject({ code: 'signals/reason' })
    expect(engine.tripped).toBeUndefined()
  })
})

describe('bad input', () => {
  const { NaN: nan } = Number
  it.each<[string, RiskRequest, string]>([
    ['a stop above a long entry', { ...long, stopLossPrice: 101 }, 'signals/stop-side'],
    ['a stop at a long entry', { ...long, stopLossPrice: 100 }, 'signals/stop-side'],
    ['a stop below a short entry', { ...short, stopLossPrice: 99 }, 'signals/stop-side'],
    ['a stop at a short entry', { ...short, stopLossPrice: 100 }, 'signals/stop-side'],
    ['a target below a long entry', { ...long, takeProfitPrice: 99 }, 'signals/target-side'],
    ['a target at a short entry', { ...short, takeProfitPrice: 100 }, 'signals/target-side'],
    ['no entry', { ...long, entryPrice: nan }, 'signals/price'],
    ['an infinite entry', { ...long, entryPrice: Infinity }, 'signals/price'],
    ['no stop', { ...long, stopLossPrice: nan }, 'signals/price'],
    ['a stop below 0', { ...long, stopLossPrice: -1 }, 'signals/price'],
    ['no target', { ...long, takeProfitPrice: nan }, 'signals/price'],
    ['a target of text', { ...long, takeProfitPrice: '110' as unknown as number }, 'signals/price'],
    ['no equity', { ...long, equity: 0 }, 'signals/equity'],
    ['lost equity', { ...long, equity: -5 }, 'signals/equity'],
    ['unknown equity, even for FLAT', { ...long, signal: 'FLAT', equity: nan }, 'signals/equity'],
    ['unknown exposure', { ...long, openExposure: nan }, 'signals/exposure'],
    ['negative exposure', { ...long, openExposure: -1 }, 'signals/exposure'],
    ['an unknown day', { ...long, dayPnl: nan }, 'signals/day-pnl'],
    ['a day that made more than there is', { ...long, dayPnl: 10_000 }, 'signals/day-pnl'],
    ['the signal of a model', { ...long, signal: 'BUY' as unknown as 'LONG' }, 'signals/unknown-signal'],
  ])('%s', (_, request, code) => {
    const engine = createRiskEngine()
    expect(errorOf(() => engine.applyRiskToSignal(request))).toMatchObject({ code })
    engine.trip('test')
    expect(errorOf(() => engine.applyRiskToSignal(request))).toMatchObject({ code })
  })

  it.each<[object, string]>([
    [{ riskPerTrade: 0 }, 'signals/config'],
    [{ riskPerTrade: 1 }, 'signals/config'],
    [{ riskPerTrade: nan }, 'signals/config'],
    [{ maxPositionSize: -1 }, 'signals/config'],
    [{ maxExposure: Infinity }, 'signals/config'],
    [{ maxDailyLoss: 1.5 }, 'signals/config'],
    [{ maxDailyLos: 0.1 }, 'signals/unknown-option'],
  ])('config %o', (config, code) => {
    expect(errorOf(() => createRiskEngine(config))).toMatchObject({ code })
  })

  it('the message names rule and value', () => {
    expect(errorOf(() => createRiskEngine().applyRiskToSignal({ ...long, stopLossPrice: 101 }))).toMatchObject({
      message: 'Apply risk: stopLossPrice must be below the entry for LONG, entry at 100, found 101',
      value: 101,
      where: { path: 'stopLossPrice' },
    })
  })
})

describe('for any account and prices', () => {
  const share = fc.double({ min: 1e-4, max: 0.9, noNaN: true })
  const amount = fc.double({ min: 1e-3, max: 1e7, noNaN: true })
  const requests = fc.record({
    config: fc.record({
      riskPerTrade: share,
      maxPositionSize: fc.double({ min: 1e-3, max: 5, noNaN: true }),
      maxExposure: fc.double({ min: 1e-3, max: 5, noNaN: true }),
      maxDailyLoss: share,
    }),
    isLong: fc.boolean(),
    equity: amount,
    entry: amount,
    stopShare: fc.double({ min: 1e-4, max: 0.99, noNaN: true }),
    exposureShare: fc.double({ min: 0, max: 4, noNaN: true }),
    dayShare: fc.double({ min: -3, max: 0.9, noNaN: true }),
  })

  it('no limit is exceeded, and the size is as large as the limits allow', () => {
    fc.assert(
      fc.property(requests, ({ config, isLong, equity, entry, stopShare, exposureShare, dayShare }) => {
        const side = isLong ? 1 : -1
        const openExposure = exposureShare * equity
        const dayPnl = dayShare * equity
        const decision = createRiskEngine(config).applyRiskToSignal({
          signal: isLong ? 'LONG' : 'SHORT',
          equity,
          entryPrice: entry,
          stopLossPrice: entry * (1 - side * stopShare),
          takeProfitPrice: entry * (1 + side * 0.5),
          openExposure,
          dayPnl,
        })
        const { quantity, positionValue, riskAmount, riskShare } = decision
        const tiny = 1 + 1e-9
        const left = (equity - dayPnl) * config.maxDailyLoss + dayPnl
        const uses = [
          riskAmount / (equity * config.riskPerTrade),
          positionValue / (equity * config.maxPositionSize),
          ...(decision.action === 'NONE' ? [] : [(positionValue + openExposure) / (equity * config.maxExposure), riskAmount / left]),
        ]
        for (const use of uses) expect(use).toBeLessThanOrEqual(tiny)
        if (decision.action === 'NONE') {
          expect(left <= 0 || openExposure >= equity * config.maxExposure).toBe(true)
          expect(quantity).toBe(0)
          expect(decision.refusedBy).toBeDefined()
        } else {
          expect(Math.max(...uses)).toBeGreaterThan(1 - 1e-9)
          expect(quantity).toBeGreaterThan(0)
          if (riskAmount < (equity * config.riskPerTrade) / tiny) expect(decision.limitedBy).not.toEqual([])
          if (decision.limitedBy.length === 0) expect(riskAmount).toBeCloseTo(equity * config.riskPerTrade, 6)
          expect(riskShare * equity).toBeCloseTo(riskAmount, 6)
          expect('refusedBy' in decision).toBe(false)
        }
      }),
      // Shrinking seven doubles takes minutes.
      { numRuns: 500, endOnFailure: true },
    )
  })
})
