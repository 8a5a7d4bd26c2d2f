import type { Frame, Json } from 'barcast/core'
import type { LightgbmParams, Model, ModelManager, ModelSpec, Predictions, TrainedModel, TrainOptions, XgboostParams } from 'barcast/models'
import { describe, expectTypeOf, it } from 'vitest'

/* Checked by the compiler; nothing here runs against a model. */
describe('types', () => {
  it('modelType decides what params may be', () => {
    expectTypeOf<Extract<ModelSpec, { modelType: 'lightgbm' }>['params']>().toEqualTypeOf<LightgbmParams | undefined>()
    expectTypeOf<Extract<ModelSpec, { modelType: 'xgboost' }>['params']>().toEqualTypeOf<XgboostParams | undefined>()
    expectTypeOf<{ modelType: 'xgboost'; params: { eta: number; max_depth: number; reg_lambda: number } }>().toExtend<TrainOptions>()
    expectTypeOf<{ modelType: 'lightgbm'; params: { num_leaves: number; learningRate: number } }>().toExtend<TrainOptions>()
    expectTypeOf<{ modelType: 'lightgbm'; params: { num_leaves: string } }>().not.toExtend<TrainOptions>()
    expectTypeOf<{ modelType: 'prophet' }>().not.toExtend<TrainOptions>()
    expectTypeOf<{ params: { num_leaves: number } }>().not.toExtend<TrainOptions>()
    // @ts-expect-error a parameter that LightGBM does not have
    const misspelt: TrainOptions = { modelType: 'lightgbm', params: { num_leafs: 3 } }
    // @ts-expect-error a parameter of another type
    const mixed: TrainOptions = { modelType: 'random_forest', params: { num_leaves: 3 } }
    expectTypeOf(mixed).toEqualTypeOf<TrainOptions>()
    // @ts-expect-error classifiers only
    const regression: TrainOptions = { modelType: 'lightgbm', params: { objective: 'regression' } }
    expectTypeOf([misspelt, regression]).toEqualTypeOf<TrainOptions[]>()
  })

  it('a function is sync or returns a Promise, never both', () => {
    expectTypeOf<ModelManager['trainModel']>().returns.toEqualTypeOf<Promise<TrainedModel>>()
    expectTypeOf<ModelManager['predictSignals']>().toEqualTypeOf<(model: Model, X: Frame) => Predictions>()
    expectTypeOf<ModelManager['loadModel']>().returns.resolves.toHaveProperty('metadata').toEqualTypeOf<Readonly<Record<string, Json>>>()
  })
})
