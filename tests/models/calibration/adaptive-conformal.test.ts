import { createRandom } from 'barcast/core'
import { type AdaptiveConformalState, conformalQuantile, createAdaptiveConformal, restoreAdaptiveConformal } from 'barcast/models'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { errorOf } from '../sample-data.js'

const finite = fc.double({ min: -100, max: 100, noNaN: true })

it('whatever the scores, misses are α of the rows within (max(α, 1 − α) + γ) / (γ T)', () => {
  const adversary = fc.constantFrom('above', 'below', 'at', 'random')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(adversary, finite), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.05, 0.1, 0.5),
      fc.constantFrom(0.005, 0.05, 0.5),
      fc.constantFrom(undefined, 1, 10),
      (rows, alpha, gamma, windowRows) => {
        const adaptive = createAdaptiveConformal(Float64Array.of(1, 2, 3), {
          alpha,
          gamma,
          ...(windowRows === undefined ? {} : { windowRows }),
        })
        let misses = 0
        for (const [kind, drawn] of rows) {
          const issued = adaptive.threshold()
          const base = Number.isFinite(issued) ? issued : 0
          const score = kind === 'above' ? base + 1 : kind === 'below' ? base - 1 : kind === 'at' ? base : drawn
          misses += score > issued ? 1 : 0
          adaptive.observe(score, issued)
        }
        expect(Math.abs(misses / rows.length - alpha)).toBeLessThanOrEqual(
          (Math.max(alpha, 1 - alpha) + gamma) / (gamma * rows.length) + 1e-9,
        )
      },
    ),
    { numRuns: 100 },
  )
})

it('its threshold is the conformal quantile of the newest scores at its level, also after a snapshot', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 60 }), fc.constantFrom(undefined, 1, 7, 20), (scores, windowRows) => {
      const gamma = 0.08
      let adaptive = createAdaptiveConformal(new Float64Array(0), {
        alpha: 0.2,
        gamma,
        ...(windowRows === undefined ? {} : { windowRows }),
      })
      let level = 0.2
      scores.forEach((score, i) => {
        const newest = Float64Array.from(scores.slice(windowRows === undefined ? 0 : Math.max(0, i - windowRows), i))
        const wanted = level <= 0 ? Infinity : level >= 1 ? -Infinity : conformalQuantile(newest, { alpha: level, whenTooFew: 'infinite' })
        const issued = adaptive.threshold()
        expect(issued).toBe(wanted)
        adaptive.observe(score, issued)
        level += gamma * (0.2 - (score > issued ? 1 : 0))
        if (i % 5 === 0) adaptive = restoreAdaptiveConformal(JSON.parse(JSON.stringify(adaptive.snapshot())) as AdaptiveConformalState)
      })
      expect(adaptive.snapshot().level).toBe(level)
    }),
    { numRuns: 60 },
  )
})

it('keeps its coverage where the errors grow, which a fixed threshold loses', () => {
  const random = createRandom(9)
  const scores = Float64Array.from({ length: 3000 }, (_, i) => Math.abs(random.normal()) * (1 + i / 500))
  const first = scores.slice(0, 200)
  const fixed = conformalQuantile(first, { alpha: 0.1 })
  const adaptive = createAdaptiveConformal(first, { alpha: 0.1, gamma: 0.02, windowRows: 200 })
  let misses = 0
  for (const score of scores.subarray(200)) {
    const issued = adaptive.threshold()
    misses += score > issued ? 1 : 0
    adaptive.observe(score, issued)
  }
  expect(Math.abs(misses / 2800 - 0.1)).toBeLessThan(0.015)
  expect(scores.subarray(200).filter((score) => score > fixed).length / 2800).toBeGreaterThan(0.3)
})

it('a miss counts against the threshold that was issued, not the present one', () => {
  const adaptive = createAdaptiveConformal(Float64Array.of(1, 2, 3, 4), { alpha: 0.5, gamma: 0.1 })
  adaptive.observe(2.5, 1)
  expect(adaptive.snapshot().level).toBeCloseTo(0.45, 12)
  adaptive.observe(2.5, Infinity)
  expect(adaptive.snapshot().level).toBeCloseTo(0.5, 12)
})

const state = createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1 }).snapshot()
it.each<[string, () => unknown]>([
  ['models/alpha', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 1.5 })],
  ['models/gamma', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1, gamma: 0 })],
  ['models/window', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1, windowRows: 1.5 })],
  ['models/unknown-option', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1, window: 5 } as unknown as { alpha: number })],
  ['models/score', () => createAdaptiveConformal(Float64Array.of(NaN), { alpha: 0.1 })],
  ['models/score', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1 }).observe(Infinity, 1)],
  ['models/threshold', () => createAdaptiveConformal(Float64Array.of(1), { alpha: 0.1 }).observe(1, NaN)],
  ['models/newer-version', () => restoreAdaptiveConformal({ ...state, formatVersion: 2 as 1 })],
  ['models/format', () => restoreAdaptiveConformal({ ...state, level: NaN })],
])('%s', async (code, run) => {
  expect(await errorOf(run)).toMatchObject({ code })
})
