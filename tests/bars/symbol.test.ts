import { formatSymbol, normalizeSymbol, type SymbolStyle } from 'barcast/bars'
import { describe, expect, it } from 'vitest'

describe('symbols', () => {
  it.each([
    ['BTC/USDT', 'BTC', 'USDT'],
    ['BTCUSDT', 'BTC', 'USDT'],
    ['btc-usdt', 'BTC', 'USDT'],
    ['BTC_USDT', 'BTC', 'USDT'],
    [' eth/btc ', 'ETH', 'BTC'],
    ['ETHBTC', 'ETH', 'BTC'],
    ['BTCFDUSD', 'BTC', 'FDUSD'],
    ['BTCUSD', 'BTC', 'USD'],
    ['EURUSD', 'EUR', 'USD'],
    ['1000PEPEUSDT', '1000PEPE', 'USDT'],
    ['AAPL', 'AAPL', undefined],
    ['^GSPC', '^GSPC', undefined],
    ['USDT', 'USDT', undefined],
    ['BTC', 'BTC', undefined],
  ])('%j is %s in %s', (symbol, base, quote) => {
    expect(normalizeSymbol(symbol)).toEqual(quote === undefined ? { base } : { base, quote })
  })

  it('keeps the settlement asset of a derivative, in style slash', () => {
    expect(normalizeSymbol('BTC/USDT:USDT')).toEqual({ base: 'BTC', quote: 'USDT', settle: 'USDT' })
    expect(formatSymbol('btc/usdt:usdt', 'slash')).toBe('BTC/USDT:USDT')
    expect(formatSymbol('BTC/USDT:USDT', 'plain')).toBe('BTCUSDT')
  })

  it('formats in every style, and back', () => {
    expect(formatSymbol('btc_usdt', 'plain')).toBe('BTCUSDT')
    expect(formatSymbol('BTCUSDT', 'slash')).toBe('BTC/USDT')
    expect(formatSymbol({ base: 'BTC', quote: 'USDT' }, 'dash')).toBe('BTC-USDT')
    expect(formatSymbol('AAPL', 'slash')).toBe('AAPL')
    for (const style of ['slash', 'plain', 'dash'] as const)
      expect(normalizeSymbol(formatSymbol('SOL/USDC', style))).toEqual({ base: 'SOL', quote: 'USDC' })
  })

  it.each(['', '  ', '/USDT', 'BTC/', 'A/B/C', 'BTC USDT', 'BTC/USDT:', 'A:B:C', null, 5])('refuses %j', (symbol) => {
    expect(() => normalizeSymbol(symbol as string)).toThrow(expect.objectContaining({ code: 'bars/symbol' }))
  })

  it('refuses other styles', () => {
    for (const style of ['dot', '__proto__', 'toString']) {
      expect(() => formatSymbol('BTC/USDT', style as SymbolStyle)).toThrow(expect.objectContaining({ code: 'bars/symbol-style' }))
    }
  })
})
