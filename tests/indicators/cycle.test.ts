import { type Bars, sliceBars } from 'barcast/core'
import {
  dominantCyclePeriod,
  dominantCyclePhase,
  hilbertPhasor,
  hilbertSine,
  hilbertTrendline,
  hilbertTrendMode,
  mama,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const wave = (length: number, period: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => 100 + Math.sin((2 * Math.PI * i) / period))
const last = (column: Float64Array): number => column[column.length - 1]!

describe('the dominant cycle', () => {
  it('of a pure wave is that wave', () => {
    const x = wave(500, 20)
    expect(last(dominantCyclePeriod(x))).toBeGreaterThan(19)
    expect(last(dominantCyclePeriod(x))).toBeLessThan(21)
    const phase = dominantCyclePhase(x)
    for (let i = 400; i < 500; i++) {
      const step = (phase[i]! - phase[i - 1]! + 360) % 360
      expect(Math.abs(step - 18)).toBeLessThan(2)
    }
    expect([...hilbertTrendMode(x).subarray(400)]).toEqual(new Array(100).fill(0))
    expect(Math.abs(last(hilbertTrendline(x)) - 100)).toBeLessThan(0.2)
    const { sine, leadSine } = hilbertSine(x)
    const lead = (row: number) => Math.sin(((phase[row]! + 45) * Math.PI) / 180)
    expect(Math.abs(sine[450]! - Math.sin((phase[450]! * Math.PI) / 180))).toBeLessThan(1e-12)
    expect(Math.abs(leadSine[450]! - lead(450))).toBeLessThan(1e-12)
  })

  it('of a price that rises steadily is a trend', () => {
    const x = Float64Array.from({ length: 300 }, (_, i) => 100 * 1.01 ** i)
    expect([...hilbertTrendMode(x).subarray(100)]).toEqual(new Array(200).fill(1))
  })

  it('keeps its phase and has no phasor while nothing moves', () => {
    const x = wave(300, 20).map((value, i) => (i < 200 ? value : 0.1 + 0.2))
    const { inPhase, quadrature } = hilbertPhasor(x)
    expect([last(inPhase), last(quadrature)]).toEqual([0, 0])
    const phase = dominantCyclePhase(x)
    expect(new Set(phase.subarray(260)).size).toBe(1)
    expect(Math.abs(last(mama(x).mama) - (0.1 + 0.2))).toBeLessThan(1e-12)
  })
})

describe('a long history', () => {
  const KERNELS = {
    dominantCyclePeriod: (bars: Bars) => dominantCyclePeriod(bars),
    dominantCyclePhase: (bars: Bars) => dominantCyclePhase(bars),
    inPhase: (bars: Bars) => hilbertPhasor(bars).inPhase,
    hilbertTrendline: (bars: Bars) => hilbertTrendline(bars),
    hilbertTrendMode: (bars: Bars) => hilbertTrendMode(bars),
    fama: (bars: Bars) => mama(bars).fama,
  }
  const bars = simulateBars({ seed: 3, length: 30_000 })
  bars.close[100] = 1e12
  bars.high[100] = 1e12

  it.each(Object.entries(KERNELS))('%s leaves no trace of its beginning, nor of a spike', (_name, compute) => {
    const whole = compute(bars).subarray(29_000)
    const recent = compute(sliceBars(bars, 26_000, 30_000)).subarray(3000)
    whole.forEach((value, i) => {
      expect(Math.abs(value - recent[i]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
    })
  })
})
