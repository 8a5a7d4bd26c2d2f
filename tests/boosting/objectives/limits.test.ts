import { type BoosterParams, parseBoosterParams, trainBooster } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'
import { createObjective, type Target } from '../../../src/boosting/objective.js'

function gradientsAt(params: BoosterParams, target: Target, scores: number[]) {
  const gradients = new Float32Array(scores.length)
  const hessians = new Float32Array(scores.length)
  createObjective(parseBoosterParams(params), target).writeGradients(Float64Array.from(scores), gradients, hessians)
  return { gradients: [...gradients], hessians: [...hessians] }
}

const target = (labels: number[], weights?: number[], queries?: number[]): Target => ({
  labels: Float32Array.from(labels),
  weights: weights === undefined ? undefined : Float32Array.from(weights),
  ...(queries === undefined ? {} : { queries: Int32Array.from(queries) }),
})

describe('gradients far out', () => {
  test('trials: where the probability rounds to 0 or 1 the limits stand in for 0 / 0', () => {
    const far = [-800, -40, -20, 20, 40, 800]
    for (const label of [0, 0.5, 1]) {
      const { gradients, hessians } = gradientsAt(
        { objective: 'cross_entropy_lambda' },
        target(
          far.map(() => label),
          far.map(() => 2.5),
        ),
        far,
      )
      expect(gradients.every(Number.isFinite)).toBe(true)
      expect(hessians.every((hessian) => hessian >= 0 && hessian < 3)).toBe(true)
      expect(gradients[0]! + label).toBe(0)
      expect(gradients[1]).toBeCloseTo(-label, 12)
      expect(gradients[5]).toBeCloseTo((1 - label) * 2.5, 12)
    }
  })

  test('a ranking whose scores lie far apart stays finite', () => {
    const scores = [900, -900, 0, 0]
    for (const objective of ['lambdarank', 'rank_xendcg'] as const) {
      const { gradients, hessians } = gradientsAt({ objective }, target([0, 3, 1, 0], undefined, [0, 2, 4]), scores)
      expect([...gradients, ...hessians].every(Number.isFinite)).toBe(true)
    }
  })

  test('queries of one row push nothing', () => {
    for (const objective of ['lambdarank', 'rank_xendcg'] as const) {
      const { gradients, hessians } = gradientsAt({ objective }, target([2, 1], undefined, [0, 1, 2]), [0.5, 0.1])
      expect([...gradients, ...hessians]).toEqual([0, 0, 0, 0])
    }
  })

  test('cross entropy keeps its digits below −37', () => {
    const { gradients } = gradientsAt({ objective: 'cross_entropy' }, target([0, 1, 0]), [-36, -60, -800])
    expect(gradients[0]! / Math.exp(-36)).toBeCloseTo(1, 6)
    expect(gradients[1]).toBe(-1)
    expect(gradients[2]).toBe(0)
  })

  test('only queries that are asked for are written, and draw', () => {
    const settings = parseBoosterParams({ objective: 'rank_xendcg' })
    const rows = target([0, 1, 2, 0], undefined, [0, 2, 4])
    const scores = new Float64Array(4)
    const all = new Float32Array(4)
    createObjective(settings, rows).writeGradients(scores, all, new Float32Array(4))
    const some = new Float32Array(4).fill(9)
    createObjective(settings, rows).writeGradients(scores, some, new Float32Array(4), Int32Array.of(1))
    expect([...some]).toEqual([9, 9, all[2], all[3]])
  })

  test('what outgrows float32 is an error, not a model of NaN', async () => {
    const x = [Float64Array.from({ length: 50 }, (_, i) => i)]
    const y = x[0]!.map((value) => (value > 40 ? 1e30 : 1e-9))
    const diverging = trainBooster({ x, y, params: { objective: 'poisson', learningRate: 1000, minDataInLeaf: 2 } })
    await expect(diverging).rejects.toMatchObject({ code: 'boosting/overflow' })
    const steep = trainBooster({ x, y: x[0]!, params: { objective: 'regression', learningRate: 1e6, minDataInLeaf: 2 }, rounds: 20 })
    await expect(steep).rejects.toMatchObject({ code: 'boosting/overflow', message: expect.stringContaining('lower learningRate') })
  })
})

describe('what a backend may rely on', () => {
  test.each([
    ['regression', true],
    ['regression_l1', true],
    ['huber', true],
    ['quantile', true],
    ['mape', true],
    ['fair', false],
    ['poisson', false],
    ['binary', false],
  ] as const)('%s: hessians of 1 are %s', (objective, constant) => {
    const settings = parseBoosterParams({ objective })
    expect(createObjective(settings, target([0, 1])).constantHessian).toBe(constant)
    expect(createObjective(settings, target([0, 1], [1, 2])).constantHessian).toBe(false)
    if (constant) expect(gradientsAt({ objective }, target([0, 1]), [0.25, 3]).hessians).toEqual([1, 1])
  })
})
