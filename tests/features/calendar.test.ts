import { readFileSync } from 'node:fs'
import { type Bars, decodeFloats } from 'barcast/core'
import { createFeatureEngineer, describeFeatures } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import { expect, it } from 'vitest'

const NAMES = ['hour_sin', 'hour_cos', 'weekday_sin', 'weekday_cos', 'month_sin', 'month_cos']
const engineer = createFeatureEngineer({ set: 'extended', features: NAMES })

function barsAt(openTimeMs: Float64Array): Bars {
  const { length } = openTimeMs
  const one = new Float64Array(length).fill(1)
  return { symbol: 'T', timeframeMs: 60_000, length, openTimeMs, open: one, high: one, low: one, close: one, volume: one, extra: {} }
}

it('gives the calendar of Python’s datetime and the sines of mpmath, to the bit', () => {
  const golden = JSON.parse(readFileSync(new URL('../golden/mpmath/calendar.json', import.meta.url), 'utf8'))
  const timeMs = decodeFloats(golden.timeMs)
  expect(timeMs.length).toBeGreaterThan(800)
  const frame = engineer.engineerFeatures(barsAt(timeMs))
  for (const name of NAMES) {
    const theirs = decodeFloats(golden[name])
    const place = frame.column(name).findIndex((x, i) => x !== theirs[i])
    if (place >= 0)
      expect.fail(`${name} at ${new Date(timeMs[place]!).toISOString()}: ours ${frame.column(name)[place]}, theirs ${theirs[place]}`)
  }
})

it('has the same columns on daily bars, where the quality names the constant ones', () => {
  const daily = simulateBars({ seed: 2, length: 800, timeframeMs: 86_400_000, startMs: Date.UTC(2020, 0, 1) })
  const quality = describeFeatures(engineer.engineerFeatures(daily))
  expect(quality.map(({ name }) => name)).toEqual(NAMES)
  expect(quality.filter(({ constant }) => constant).map(({ name }) => name)).toEqual(['hour_sin', 'hour_cos'])
})
