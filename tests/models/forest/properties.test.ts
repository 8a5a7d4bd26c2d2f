import { createFrame, type Frame } from 'barcast/core'
import { createModelManager, type RandomForestParams } from 'barcast/models'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const manager = createModelManager()

interface Table {
  columns: Float64Array[]
  y: Int32Array
  weights: Float64Array
}

/** Small tables with repeated values, so that ties between columns and between splits abound. */
const tables: fc.Arbitrary<Table> = fc.integer({ min: 4, max: 40 }).chain((rows) =>
  fc
    .tuple(
      fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: rows, maxLength: rows }),
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: rows, maxLength: rows }),
    )
    .map(([columns, y, weights]) => {
      y[0] = 0
      y[1] = 1
      return { columns: columns.map((c) => Float64Array.from(c)), y: Int32Array.from(y), weights: Float64Array.from(weights) }
    }),
)

const shapes: fc.Arbitrary<RandomForestParams> = fc.record({
  criterion: fc.constantFrom('gini' as const, 'entropy' as const),
  max_depth: fc.constantFrom(null, 1, 3),
  min_samples_leaf: fc.constantFrom(1, 3),
  max_leaf_nodes: fc.constantFrom(null, 4),
  random_state: fc.integer(),
})

function frameOf(columns: readonly Float64Array[], order: readonly number[] = columns.map((_, j) => j)): Frame {
  return createFrame({ columns: new Map(order.map((j) => [`f${j}`, columns[j]!])) })
}

const classes = ['a', 'b', 'c']
const run = (property: fc.IAsyncProperty<unknown>): Promise<void> => fc.assert(property, { numRuns: 60 })

describe('any forest', () => {
  it('gives probabilities in [0, 1] that add up to 1', () =>
    run(
      fc.asyncProperty(tables, shapes, fc.boolean(), async ({ columns, y, weights }, shape, bootstrap) => {
        const X = frameOf(columns)
        const params = { ...shape, bootstrap, n_estimators: 4 }
        const { model, featureImportance } = await manager.trainModel(X, y, { modelType: 'random_forest', params, weights, classes })
        const { data } = model.predict(X)
        for (let i = 0; i < data.length; i += 3) {
          for (let k = 0; k < 3; k++) expect(data[i + k]! >= 0 && data[i + k]! <= 1).toBe(true)
          expect(Math.abs(data[i]! + data[i + 1]! + data[i + 2]! - 1)).toBeLessThanOrEqual(1e-12)
        }
        const total = Object.values(featureImportance).reduce((a, b) => a + b, 0)
        expect(total === 0 || Math.abs(total - 1) < 1e-12).toBe(true)
      }),
    ))

  it('does not depend on the order of columns', () =>
    run(
      fc.asyncProperty(tables, shapes, fc.constantFrom(null, 'sqrt' as const), async ({ columns, y }, shape, max_features) => {
        const params = { ...shape, max_features, n_estimators: 3 }
        const backwards = columns.map((_, j) => columns.length - 1 - j)
        const [one, other] = await Promise.all(
          [frameOf(columns), frameOf(columns, backwards)].map((X) =>
            manager.trainModel(X, y, { modelType: 'random_forest', params, classes }),
          ),
        )
        expect(other!.model.predict(frameOf(columns)).data).toEqual(one!.model.predict(frameOf(columns)).data)
        expect(other!.featureImportance).toEqual(one!.featureImportance)
      }),
    ))

  it('says the same of its classes when there are others without rows', () =>
    run(
      fc.asyncProperty(tables, shapes, async ({ columns, y }, shape) => {
        const X = frameOf(columns)
        const [three, five] = await Promise.all(
          [classes, [...classes, 'd', 'e']].map((names) =>
            manager.trainModel(X, y, { modelType: 'random_forest', params: { ...shape, n_estimators: 3 }, classes: names }),
          ),
        )
        const [a, b] = [three!.model.predict(X).data, five!.model.predict(X).data]
        expect([...b].filter((_, i) => i % 5 < 3)).toEqual([...a])
        expect([...b].every((p, i) => i % 5 < 3 || p === 0)).toBe(true)
      }),
    ))

  it('without bootstrap takes a row twice for a row of weight 2', () =>
    run(
      fc.asyncProperty(tables, shapes, async ({ columns, y, weights }, shape) => {
        const params = { ...shape, min_samples_leaf: 1, bootstrap: false, n_estimators: 2 }
        const copies = Int32Array.from([...weights].flatMap((weight, i) => Array.from({ length: weight }, () => i)))
        const repeated = columns.map((column) => Float64Array.from(copies, (i) => column[i]!))
        const weighted = await manager.trainModel(frameOf(columns), y, { modelType: 'random_forest', params, weights, classes })
        const doubled = await manager.trainModel(
          frameOf(repeated),
          copies.map((i) => y[i]!),
          { modelType: 'random_forest', params, classes },
        )
        expect(doubled.model.predict(frameOf(columns)).data).toEqual(weighted.model.predict(frameOf(columns)).data)
      }),
    ))
})
