import { applyScaler, fitScaler, type Scaler } from '../features/index.js'
import { createModelManager, type Model } from '../models/index.js'
import { createTrainingPipeline } from '../training/index.js'
import type { Context } from './context.js'
import { type Experiment, modelError, searchOf, specOf } from './experiment.js'
import type { Run } from './run-config.js'

const CV_FOLDS = 5

/** A model trained on every complete row, and how its parameters scored on purged folds. */
export interface FinalModel {
  model: Model
  scaler: Scaler | undefined
  params: Record<string, unknown>
  trainingRows: number
  cvScores: readonly number[]
  meanScore: number
  stdScore: number
}

type Fit = (context: Context, run: Run, experiment: Experiment) => Promise<FinalModel>

function pipelineOptions({ signal }: Context, run: Run, { labels }: Experiment) {
  return { ...specOf(run), spans: { t0: labels.t0, t1: labels.t1 }, classes: labels.classes, signal }
}

/** Trains with the best of the parameter sets tried. */
const searched: Fit = async (context, run, experiment) => {
  const progress = context.progress(`search ${experiment.bars.symbol}`)
  const pipeline = createTrainingPipeline(createModelManager(), {
    ...searchOf(run),
    cvFolds: CV_FOLDS,
    optimizationTrials: run.config.search.trials,
  })
  const result = await pipeline.runTrainingPipeline(experiment.X, experiment.labels.value, {
    ...pipelineOptions(context, run, experiment),
    onProgress: progress.update,
  })
  progress.end()
  const { trainedModel: model, scaler, bestParams: params, cvResults, trainingMetadata } = result
  return { model, scaler, params, trainingRows: trainingMetadata.trainingRows, ...cvResults }
}

/** Trains with the parameters as given. */
const asGiven: Fit = async (context, run, experiment) => {
  const { X, labels } = experiment
  const { space: _, ...search } = searchOf(run)
  const { modelType, params = {} } = specOf(run)
  const progress = context.progress(`cross-validation ${experiment.bars.symbol}`)
  const pipeline = createTrainingPipeline(createModelManager(), { ...search, cvFolds: CV_FOLDS })
  const { params: _given, ...options } = pipelineOptions(context, run, experiment)
  const cv = await pipeline.crossValidateModel(X, labels.value, params, { ...options, onProgress: progress.update } as never)
  progress.end()
  const rows = Int32Array.from(labels.value.keys()).filter(
    (row) => labels.value[row]! >= 0 && X.names.every((name) => !Number.isNaN(X.column(name)[row]!)),
  )
  const train = X.rows(rows)
  const scaler = search.scaler === 'none' ? undefined : fitScaler(train, { kind: search.scaler })
  const { model } = await createModelManager().trainModel(
    scaler === undefined ? train : applyScaler(scaler, train),
    Int32Array.from(rows, (row) => labels.value[row]!),
    {
      ...specOf(run),
      modelType,
      classes: labels.classes,
      signal: context.signal,
    } as never,
  )
  return { model, scaler, params, trainingRows: rows.length, ...cv }
}

/** The model a live bot gets. */
export async function fitFinalModel(context: Context, run: Run, experiment: Experiment): Promise<FinalModel> {
  try {
    return await (run.config.search.trials > 0 ? searched : asGiven)(context, run, experiment)
  } catch (error) {
    throw modelError(run, error)
  }
}
