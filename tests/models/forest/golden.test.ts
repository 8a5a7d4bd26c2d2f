import { readFileSync } from 'node:fs'
import { createFrame, decodeFloats, decodeIntegers, type Frame } from 'barcast/core'
import { createModelManager, type Model, type RandomForestParams } from 'barcast/models'
import { describe, expect, it } from 'vitest'

/** A leaf as its class shares, a node as [feature, threshold, left, right]. */
type Node = number[] | [number, number, Node, Node]

interface TreeCase {
  name: string
  params: RandomForestParams
  x: number[][]
  y: number[]
  weights: number[] | null
  tree: Node
  importance: number[]
  probe: number[][]
  probability: number[][]
}

interface ScoreCase {
  name: string
  split: number
  x: number[][]
  y: number[]
  accuracy: number[]
  logLoss: number[]
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../golden/sklearn-models/${name}`, import.meta.url), 'utf8'))
}

const trees = read('random-forest-trees.json') as { cases: TreeCase[] }
const scores = read('random-forest-scores.json') as { cases: ScoreCase[] }

function frameOf(x: readonly number[][], unit = 1): Frame {
  return createFrame({ columns: Object.fromEntries(x[0]!.map((_, j) => [`f${j}`, Float64Array.from(x, (row) => row[j]! * unit)])) })
}

const classNamesOf = (y: readonly number[]): string[] => Array.from({ length: Math.max(...y) + 1 }, (_, k) => `class ${k}`)

/** The first tree of a stored forest, as the golden data write trees. */
function treeOf(model: Model): Node {
  const stored = model.toJson()
  if (stored.modelType !== 'random_forest') throw new Error('expected a forest')
  const { root, feature, threshold, children, leafShares } = stored.forest
  const [features, thresholds, child, shares] = [
    decodeIntegers(feature),
    decodeFloats(threshold),
    decodeIntegers(children),
    decodeFloats(leafShares),
  ]
  const classes = model.classNames.length
  const walk = (node: number): Node =>
    node < 0
      ? [...shares.subarray(~node * classes, (~node + 1) * classes)]
      : [features[node]!, thresholds[node]!, walk(child[2 * node]!), walk(child[2 * node + 1]!)]
  return walk(decodeIntegers(root)[0]!)
}

function expectNear(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(1e-12)
}

function expectSameTree(found: Node, expected: Node): void {
  if (Array.isArray(expected[2])) {
    expect(found.slice(0, 2)).toEqual(expected.slice(0, 2))
    expectSameTree(found[2] as Node, expected[2])
    expectSameTree(found[3] as Node, expected[3] as Node)
    return
  }
  expectNear(found as number[], expected as number[])
}

describe.each(trees.cases)('the tree of scikit-learn: $name', (golden) => {
  it('has the same splits, thresholds, leaves, importances and probabilities', async () => {
    const { model, featureImportance } = await createModelManager().trainModel(frameOf(golden.x, 1 / 64), Int32Array.from(golden.y), {
      modelType: 'random_forest',
      params: { ...golden.params, n_estimators: 1, bootstrap: false, max_features: null, random_state: 11 },
      classes: classNamesOf(golden.y),
      ...(golden.weights === null ? {} : { weights: Float64Array.from(golden.weights) }),
    })
    expectSameTree(treeOf(model), golden.tree)
    expectNear(Object.values(featureImportance), golden.importance)
    const { data } = model.predict(frameOf(golden.probe, 1 / 64))
    expectNear(data, golden.probability.flat())
  })
})

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Standard error of the difference of two means. */
function standardError(a: readonly number[], b: readonly number[]): number {
  const variance = (v: readonly number[]): number => v.reduce((sum, x) => sum + (x - mean(v)) ** 2, 0) / (v.length - 1)
  return Math.sqrt(variance(a) / a.length + variance(b) / b.length)
}

describe.each(scores.cases)('the scores of scikit-learn: $name', ({ split, x, y, accuracy, logLoss }) => {
  it('are met on held-out rows within 3 standard errors of the mean over seeds', async () => {
    const X = frameOf(x)
    const classes = classNamesOf(y)
    const found = { accuracy: [] as number[], logLoss: [] as number[] }
    for (let seed = 0; seed < 8; seed++) {
      const { model } = await createModelManager().trainModel(X.slice(0, split), Int32Array.from(y.slice(0, split)), {
        modelType: 'random_forest',
        params: { n_estimators: 50, random_state: seed },
        classes,
      })
      const { data, rows } = model.predict(X.slice(split, X.length))
      let right = 0
      let loss = 0
      for (let i = 0; i < rows; i++) {
        const p = data.subarray(i * classes.length, (i + 1) * classes.length)
        const label = y[split + i]!
        if (p.indexOf(Math.max(...p)) === label) right += 1
        loss -= Math.log(Math.max(p[label]!, 1e-3))
      }
      found.accuracy.push(right / rows)
      found.logLoss.push(loss / rows)
    }
    expect(mean(found.accuracy)).toBeGreaterThan(mean(accuracy) - 3 * standardError(found.accuracy, accuracy))
    expect(mean(found.logLoss)).toBeLessThan(mean(logLoss) + 3 * standardError(found.logLoss, logLoss))
  })
})
