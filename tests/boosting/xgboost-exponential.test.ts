import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { floatExp, floatLog } from '../../src/boosting/xgboost/float-exponential.js'
import { cutAbove, floatAbove, floatBelow, formatFloat32, thresholdBelow } from '../../src/boosting/xgboost/float32.js'

type Table = Record<'x' | 'value', number[]>
const golden: { exp: Table; log: Table } = JSON.parse(readFileSync(new URL('../golden/xgboost/exponential.json', import.meta.url), 'utf8'))
const floats = (bits: readonly number[]): Float32Array => new Float32Array(Uint32Array.from(bits).buffer)

describe("the C library's float32 functions", () => {
  it.each([
    ['expf', floatExp, golden.exp],
    ['logf', floatLog, golden.log],
  ] as const)('%s, to the bit', (_, own, { x, value }) => {
    const expected = floats(value)
    floats(x).forEach((argument, i) => {
      expect(own(argument)).toBe(expected[i])
    })
  })

  it('beyond their range', () => {
    expect([floatExp(89), floatExp(-105), floatExp(-Infinity), floatLog(0), floatLog(Infinity)]).toEqual([
      Infinity,
      0,
      0,
      -Infinity,
      Infinity,
    ])
    expect([floatExp(NaN), floatLog(-1), floatLog(NaN)]).toEqual([NaN, NaN, NaN])
  })
})

describe('cuts of float32 values as thresholds of doubles', () => {
  const words = Array.from({ length: 4000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0)
  const values = [...floats(words)].filter((value) => value > -Infinity)
  const doubleAbove = (value: number): number => {
    const bits = new BigInt64Array(Float64Array.of(value).buffer)
    bits[0]! += value > 0 ? 1n : -1n
    return value === 0 ? 5e-324 : new Float64Array(bits.buffer)[0]!
  }

  it('the threshold is the last double below the cut; the cut comes back', () => {
    for (const cut of [...values, 0, Infinity, 3.4028234663852886e38, 1.401298464324817e-45]) {
      const threshold = thresholdBelow(cut)
      expect(Math.fround(threshold)).toBeLessThan(cut)
      if (threshold > -Infinity) expect(Math.fround(doubleAbove(threshold))).toBeGreaterThanOrEqual(cut)
      expect(cutAbove(threshold) + 0).toBe(cut + 0)
    }
  })

  it('neighbours and spelling', () => {
    for (const value of values) {
      if (value < Infinity) expect(floatBelow(floatAbove(value)) + 0).toBe(value + 0)
      if (Number.isFinite(value)) expect(Math.fround(Number(formatFloat32(value)))).toBe(value)
    }
    expect([0.5, 1, -100, 0.1].map((value) => formatFloat32(Math.fround(value)))).toEqual(['5E-1', '1E0', '-1E2', '1E-1'])
  })
})
