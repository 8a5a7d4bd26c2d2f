import { BarcastError } from 'barcast/core'
import { obv, rsi, sma, talib } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { expect, test } from 'vitest'

const bars = simulateBars({ seed: 1, length: 60 })

function refused(call: () => unknown): [code: string, message: string] {
  try {
    call()
  } catch (error) {
    if (error instanceof BarcastError) return [error.code, error.message]
    throw error
  }
  return ['not refused', '']
}

test('a period in the place of the parameters is refused, not passed over', () => {
  expect(refused(() => rsi(bars, 7 as never))).toEqual([
    'indicators/param',
    'Configure rsi: parameters must be an object such as { period: 14 }, found 7',
  ])
  expect(refused(() => rsi.stream([7] as never))[0]).toBe('indicators/param')
  expect(refused(() => rsi.warmupBars('7' as never))[0]).toBe('indicators/param')
  expect(refused(() => obv(bars, 7 as never))[1]).toContain('such as {}')
  expect(refused(() => talib('RSI', bars, 7 as never))).toEqual([
    'indicators/talib-param',
    "Compute RSI: parameters must be an object by TA-Lib's names, found 7",
  ])
  expect(refused(() => talib('RSI', bars, [7] as never))[0]).toBe('indicators/talib-param')
})

test('a plain array or other typed array in the place of the bars is told as what it is', () => {
  expect(refused(() => sma([1, 2, 3] as never))[0]).toBe('indicators/history')
  expect(refused(() => sma([1, 2, 3] as never))[1]).toContain('found a plain array')
  expect(refused(() => sma(new Float32Array(3) as never))[1]).toContain('found a Float32Array')
  expect(refused(() => talib('SMA', bars.close as never))[1]).toContain('found a Float64Array')
})
