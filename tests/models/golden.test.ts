import { readFileSync } from 'node:fs'
import { createFrame } from 'barcast/core'
import { createModelManager, type Evaluation } from 'barcast/models'
import { describe, expect, it } from 'vitest'

interface Golden {
  features: string[]
  cases: {
    name: string
    classes: number
    split: number
    x: (number | null)[][]
    y: number[]
    gain: Record<string, number>
    trainingScore: number
    probability: number[][]
    scores: Record<Exclude<keyof Evaluation, 'confusionMatrix'>, number> & { confusionMatrix: number[][]; rocAucOvr: number | null }
  }[]
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/models/models.json', import.meta.url), 'utf8'))

describe.each(golden.cases)('LightGBM and scikit-learn: $name', ({ classes, split, x, y, gain, trainingScore, probability, scores }) => {
  const columns = golden.features.map((name, j) => [name, Float64Array.from(x, (row) => row[j] ?? Number.NaN)] as const)
  const X = createFrame({ columns: Object.fromEntries(columns) })
  const value = Int32Array.from(y)
  const manager = createModelManager()
  const train = () =>
    manager.trainModel(X.slice(0, split), value.subarray(0, split), {
      modelType: 'lightgbm',
      params: { num_class: classes, mode: 'exact' },
    })

  it('gives the probabilities of LightGBM with the documents’ parameters', async () => {
    const { model, trainingScore: found, featureImportance } = await train()
    const { data, rows, classes: columnCount } = manager.predictSignals(model, X.slice(split, X.length))
    expect([rows, columnCount]).toEqual([probability.length, classes])
    probability.flat().forEach((expected, k) => {
      expect(Math.abs(data[k]! - expected)).toBeLessThanOrEqual(1e-12)
    })
    expect(found).toBe(trainingScore)
    for (const name of golden.features) expect(featureImportance[name]! / gain[name]!).toBeCloseTo(1, 12)
  })

  it('scores them as scikit-learn does', async () => {
    const { model } = await train()
    const { confusionMatrix, ...found } = manager.evaluateModel(model, X.slice(split, X.length), value.subarray(split))
    for (const [name, score] of Object.entries(found)) expect(score, name).toBeCloseTo(scores[name as keyof typeof found], 12)
    if (scores.rocAucOvr !== null) expect(found.rocAuc).toBeCloseTo(scores.rocAucOvr, 12)
    expect([...confusionMatrix.data]).toEqual(scores.confusionMatrix.flat())
  })
})
