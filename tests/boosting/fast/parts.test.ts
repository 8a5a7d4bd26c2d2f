import { createRandom, exp } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBoosterParams } from '../../../src/boosting/config.js'
import { Arena } from '../../../src/boosting/fast/arena.js'
import { planBlocks } from '../../../src/boosting/fast/blocks.js'
import { createGradientWriter } from '../../../src/boosting/fast/gradient-writer.js'
import { HistogramPool } from '../../../src/boosting/fast/histogram-pool.js'
import { RowJob } from '../../../src/boosting/fast/row-job.js'
import { gridOf, measureGradients, powerOfTwo, roundToEven } from '../../../src/boosting/gradient-grid.js'
import { compileKernel, instantiateKernel } from '../../../src/boosting/kernel.js'
import { code } from '../../../src/boosting/kernels/train-packed.wasm.js'
import { createObjective } from '../../../src/boosting/objective.js'
import { BorderScale } from '../../../src/boosting/packed-split.js'

describe('the grid of gradients', () => {
  const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 })

  test('sums of rounded numbers stay below 2 ** 31, numbers within 2 ** 23', () => {
    fc.assert(
      fc.property(floats, (values) => {
        const gradients = Float32Array.from(values)
        const { gradientSum, gradientMost } = measureGradients(gradients, gradients)
        const grid = gridOf(gradientSum, gradientMost, gradients.length)
        const rounded = Array.from(gradients, (value) => roundToEven(value * powerOfTwo(grid)))
        expect(rounded.reduce((sum, value) => sum + Math.abs(value), 0)).toBeLessThan(2 ** 31)
        for (const value of rounded) {
          expect(Math.abs(value)).toBeLessThanOrEqual(2 ** 23)
          expect(Math.fround(value * powerOfTwo(-grid))).toBe(value * powerOfTwo(-grid))
        }
      }),
      { seed: 5 },
    )
  })

  test('is as fine as sums allow', () => {
    const gradients = Float32Array.from({ length: 100_000 }, (_, i) => (i % 3) / 4 - 0.25)
    const { gradientSum, gradientMost } = measureGradients(gradients, gradients)
    expect((gradientSum * 2 ** gridOf(gradientSum, gradientMost, gradients.length)) / 2 ** 31).toBeGreaterThan(0.49)
  })

  test('negative hessians count as 0; what is not finite has no grid', () => {
    const sizes = measureGradients(Float32Array.of(1, -2), Float32Array.of(-1, 3))
    expect(sizes).toEqual({ gradientSum: 3, gradientMost: 2, hessianSum: 3, hessianMost: 3 })
    expect(gridOf(Infinity, Infinity, 1)).toBeNaN()
    expect(gridOf(0, 0, 1)).toBe(0)
    expect(powerOfTwo(NaN)).toBe(0)
  })
})

test('one quotient gives the gain of a border', () => {
  const settings = parseBoosterParams({ lambdaL2: 1.5, minGainToSplit: 0.25 })
  const scale = new BorderScale(settings)
  const leaf = { gradient: -3.5, hessian: 20, rows: 100 }
  const left = { gradient: 4, hessian: 7 }
  scale.set(leaf)
  const d = left.gradient - scale.ratio * (left.hessian + 1.5)
  const gain = scale.gain((d * d) / ((left.hessian + 1.5) * (leaf.hessian - left.hessian + 1.5)))
  const score = (g: number, h: number): number => (g * g) / (h + 1.5)
  const expected = score(4, 7) + score(-7.5, 13) - score(-3.5, 20) - 0.25
  expect(Math.abs(gain - expected)).toBeLessThan(1e-14)
  expect(scale.least).toBe(Math.max(settings.minSumHessianInLeaf, (20 * 20) / 100))
})

test('blocks hold every feature once, in rows at most an eighth empty', () => {
  for (let features = 1; features <= 70; features++) {
    const blocks = planBlocks(features, 1)
    expect(blocks.flatMap(({ first, features: own }) => Array.from({ length: own }, (_, k) => first + k))).toEqual([
      ...Array(features).keys(),
    ])
    for (const { features: own, width } of blocks) expect(width - own).toBeLessThanOrEqual(width / 8)
  }
})

test('histograms beyond the arena’s room keep what they hold', () => {
  const arena = new Arena(4096)
  const at = arena.take(6 * 64)
  const pool = new HistogramPool(arena.buffer, at, 2, 64, 3)
  const slots = Array.from({ length: 5 }, () => pool.take())
  slots.forEach((slot, k) => {
    new Uint8Array(arena.buffer, pool.open(slot, 0), 64).fill(k + 1)
    pool.close(slot, 0)
  })
  const both = [pool.open(slots[3]!, 0), pool.open(slots[4]!, 1)]
  expect(both.map((address) => new Uint8Array(arena.buffer, address, 64)[63])).toEqual([4, 5])
  expect(slots.map((slot) => new Uint8Array(arena.buffer, pool.open(slot, 0), 64)[63])).toEqual([1, 2, 3, 4, 5])
  pool.release(slots[4]!)
  expect(pool.take()).toBe(slots[4])
})

describe('gradients by kernels', () => {
  const extremes = [
    0, -0, 1e-300, 0.5, -0.5, 36.7, -36.7, 699.9, -699.9, 700.1, -700.1, 709.7, -709.7, 720, -720, 744, -744, 746, -746, 1e5, -1e5,
  ]
  const ROWS = 1001

  function write(classes: number, weighted: boolean) {
    const params =
      classes === 1
        ? ({ objective: 'binary', sigmoid: 0.8, scalePosWeight: 2 } as const)
        : ({ objective: 'multiclass', numClass: classes } as const)
    const labels = Float32Array.from({ length: ROWS }, (_, i) => i % Math.max(2, classes))
    const weights = weighted ? Float32Array.from({ length: ROWS }, (_, i) => 0.1 + (i % 7)) : undefined
    const objective = createObjective(parseBoosterParams(params), { labels, weights })
    const arena = new Arena(ROWS * (16 * classes + 8) + 8192)
    const make = (bytes: number): number => arena.take(bytes * ROWS * classes)
    const scores = new Float64Array(arena.buffer, make(8), ROWS * classes)
    const gradients = new Float32Array(arena.buffer, make(4), ROWS * classes)
    const hessians = new Float32Array(arena.buffer, make(4), ROWS * classes)
    scores.forEach((_, i) => {
      scores[i] = i < extremes.length ? extremes[i]! : Math.sin(i) * (i % 50)
    })
    let calls = 0
    const counted = { ...objective, writeGradients: () => void calls++ }
    createGradientWriter(arena, counted, { labels, weights })(scores, gradients, hessians)
    expect(calls).toBe(0)
    const [ours, expected] = [new Float32Array(ROWS * classes), new Float32Array(ROWS * classes)]
    objective.writeGradients(scores, ours, expected)
    expect(gradients).toEqual(ours)
    expect(hessians).toEqual(expected)
  }

  test.each([
    [1, false],
    [1, true],
    [2, false],
    [5, true],
  ])('are the objective’s own: %i classes, weights %s', (classes, weighted) => {
    write(classes, weighted)
  })

  test('their exponential is core’s, to the last bit', () => {
    const x = Float64Array.from({ length: 4000 }, (_, i) => (i < extremes.length ? extremes[i]! : (i - 2000) * 0.37000001))
    const arena = new Arena(16 * 2 * x.length + 16_384)
    // Of two classes, the greater power is 1: the other one is e ** −|x|, which stands in the kernel's room for powers.
    const labels = new Float32Array(2)
    const objective = createObjective(parseBoosterParams({ objective: 'multiclass', numClass: 2 }), { labels, weights: undefined })
    const scores = new Float64Array(arena.buffer, arena.take(32), 4)
    const gradients = new Float32Array(arena.buffer, arena.take(16), 4)
    const hessians = new Float32Array(arena.buffer, arena.take(16), 4)
    const writer = createGradientWriter(arena, objective, { labels, weights: undefined })
    const powers = new Float64Array(arena.buffer, arena.take(16) - 32, 4)
    for (let i = 0; i < x.length; i += 2) {
      scores.set([0, 0, -Math.abs(x[i]!), -Math.abs(x[i + 1]!)])
      writer(scores, gradients, hessians)
      expect([powers[2], powers[3]]).toEqual([exp(scores[2]!), exp(scores[3]!)])
    }
  })
})

test.each([1, 3, 8])('sizes and words of rows shared between %i are those of all rows', (shares) => {
  const rows = 3 * 4096 + 1357
  const random = createRandom(8)
  // The largest ones stand in the first block and in the last: neither may pass for the others' sizes.
  const gradients = Float32Array.from({ length: rows }, (_, i) => random.normal() * (i === 5 ? 900 : 1))
  const hessians = Float32Array.from({ length: rows }, (_, i) => random.uniform() * (i === 9 ? 700 : i % 50 === 0 ? -1 : 1))
  const arena = new Arena(32 * rows)
  const jobAt = arena.take(256)
  const place = (values: Float32Array): number => {
    const at = arena.take(values.byteLength)
    new Float32Array(arena.buffer, at, rows).set(values)
    return at
  }
  const [gradientsAt, hessiansAt, wordsAt] = [place(gradients), place(hessians), arena.take(8 * rows)]
  const kernel = instantiateKernel(compileKernel(code)!, arena.memory) as Record<string, (...values: number[]) => void>
  const job = new RowJob(arena, jobAt + 128, rows, (command) => {
    for (let index = 0; index < shares; index++) kernel[command]!(index, shares, jobAt)
  })
  expect(job.measure(gradientsAt, hessiansAt)).toEqual(measureGradients(gradients, hessians))
  job.pack(1024, 4096, wordsAt)
  const words = new Int32Array(arena.buffer, wordsAt, 2 * rows)
  const expected = Int32Array.from({ length: 2 * rows }, (_, k) => {
    const i = k >> 1
    return k % 2 === 1 ? roundToEven(gradients[i]! * 1024) : hessians[i]! > 0 ? roundToEven(hessians[i]! * 4096) : 0
  })
  expect(words).toEqual(expected)
  const leaf = Int32Array.from({ length: 9000 }, () => random.integer(0, rows)).sort()
  const [leafAt, gatheredAt] = [arena.take(leaf.byteLength), arena.take(8 * leaf.length)]
  new Int32Array(arena.buffer, leafAt, leaf.length).set(leaf)
  job.gather(wordsAt, leafAt, leaf.length, gatheredAt)
  const gathered = new Int32Array(arena.buffer, gatheredAt, 2 * leaf.length)
  expect(gathered).toEqual(Int32Array.from({ length: 2 * leaf.length }, (_, k) => words[2 * leaf[k >> 1]! + (k & 1)]!))
})
