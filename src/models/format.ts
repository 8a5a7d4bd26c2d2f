import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'
import { type MedianImputer, parseImputer } from '../features/index.js'
import type { Calibrator } from './calibration/calibrator.js'
import { parseCalibrator } from './calibration/format.js'
import { randomForestPayload } from './forest/format.js'
import { logisticRegressionPayload } from './linear/format.js'
import { checkMetadata, type ModelMetadata } from './metadata.js'
import type { Model, StoredModel } from './model.js'
import { restoreFamilyModel } from './model-family.js'

const ACTION = 'Read model'

const common = z.strictObject({
  formatVersion: z.literal(1),
  featureNames: z.array(z.string().min(1)).min(1),
  classNames: z.array(z.string().min(1)).min(2),
  params: z.json(),
  imputer: z.unknown().optional(),
  calibrator: z.unknown().optional(),
})

/** Each type's payload stands beside what all types have. */
const storedModelSchema = z.discriminatedUnion('modelType', [
  common.extend({ modelType: z.enum(['lightgbm', 'xgboost']), booster: z.string().min(1) }),
  common.extend({ modelType: z.literal('random_forest'), ...randomForestPayload.shape }),
  common.extend({ modelType: z.literal('logistic_regression'), ...logisticRegressionPayload.shape }),
])

const fileSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('barcast-model'),
  metadata: z.record(z.string(), z.json()),
  model: z.unknown(),
  sha256: z.string(),
})

/** A model file's content. */
export interface ModelFile {
  metadata: ModelMetadata
  model: StoredModel
  sha256: string
}

function refuse(rule: string, message: string, value: unknown, path?: string, cause?: unknown): never {
  throw new BarcastError(`models/${rule}`, `${ACTION}: ${message}`, { value, where: path === undefined ? {} : { path }, cause })
}

function refuseNewer(document: unknown, path: string): void {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'formatVersion')) return
  const { formatVersion } = document as { formatVersion: unknown }
  if (typeof formatVersion === 'number' && formatVersion > 1)
    refuse('newer-version', `formatVersion must be 1 (a newer barcast wrote it), found ${formatVersion}`, formatVersion, path)
}

function parseShape<T>(schema: z.ZodType<T>, document: unknown, within: string): T {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const path = [within, ...issue.path.map(String)].filter((part) => part !== '').join('.')
  return refuse('format', `${path === '' ? 'document' : path}: ${issue.message}`, undefined, path)
}

/** The stored imputer, unaltered and for the features of the model. */
function checkImputer(imputer: unknown, featureNames: readonly string[]): MedianImputer {
  const parsed = parseImputer(imputer)
  if (parsed.kind !== 'median') return refuse('format', `imputer must be of kind median, found ${parsed.kind}`, parsed.kind, 'imputer.kind')
  const place = featureNames.findIndex((name, k) => parsed.names[k] !== name)
  if (place < 0 && parsed.names.length === featureNames.length) return parsed
  const at = place < 0 ? featureNames.length : place
  const found = String(parsed.names[at])
  return refuse('format', `imputer must be for the features of the model, found "${found}" at ${at}`, found, `imputer.names[${at}]`)
}

/** The stored calibrator, for the classes of the model. */
function checkCalibrator(document: unknown, classNames: readonly string[]): Calibrator {
  const calibrator = parseCalibrator(document)
  if (calibrator.classes === classNames.length) return calibrator
  const message = `calibrator must be for the ${classNames.length} classes of the model, found ${calibrator.classes}`
  return refuse('format', message, calibrator.classes, 'calibrator.classes')
}

/**
 * The shape of a stored model, checked; {@link restoreModel} makes it a model.
 *
 * @throws BarcastError `models/newer-version`, `models/format`, `features/imputer` (an altered one).
 */
export function parseStoredModel(document: unknown): StoredModel {
  refuseNewer(document, 'formatVersion')
  const { imputer, calibrator, ...stored } = parseShape(storedModelSchema, document, '')
  return {
    ...stored,
    ...(imputer === undefined ? {} : { imputer: checkImputer(imputer, stored.featureNames) }),
    ...(calibrator === undefined ? {} : { calibrator: checkCalibrator(calibrator, stored.classNames) }),
  }
}

/**
 * The model that `toJson` stored: the same predictions to the bit.
 *
 * @throws BarcastError `models/newer-version`, `models/format`, `models/booster-mismatch` (the trees are for other features or another number
 * of classes), and the errors of each type's own format.
 */
export function restoreModel(stored: unknown): Model {
  return restoreFamilyModel(parseStoredModel(stored))
}

/** A model file's text: canonical JSON with the SHA-256 of the rest in it. */
export function writeModelFile(model: StoredModel, metadata: ModelMetadata): string {
  const content = { formatVersion: 1, kind: 'barcast-model', metadata, model: model as unknown as Json } as const
  return canonicalJson({ ...content, sha256: sha256(canonicalJson(content)) })
}

/**
 * Reads what {@link writeModelFile} wrote.
 *
 * @throws BarcastError `models/truncated`, `models/newer-version`, `models/format`, `models/altered`.
 */
export function readModelFile(text: string): ModelFile {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    return refuse(
      'truncated',
      `text must be complete JSON, found ${text.length} characters that are not`,
      text.slice(-40),
      undefined,
      cause,
    )
  }
  refuseNewer(document, 'formatVersion')
  const { sha256: digest } = parseShape(fileSchema, document, '')
  const { sha256: _, ...content } = document as { [key: string]: Json }
  const found = sha256(canonicalJson(content))
  if (found !== digest) refuse('altered', `content must have the sha256 ${digest} that was stored, found ${found}`, found, 'sha256')
  const { metadata, model } = document as unknown as { metadata: ModelMetadata; model: unknown }
  return { metadata, model: parseStoredModel(model), sha256: digest }
}

/**
 * A model with notes as text: canonical JSON with the SHA-256 of the rest in it, as the manager stores it; for registries and files.
 *
 * @throws BarcastError `models/metadata`.
 */
export function writeModel(model: Model, metadata: ModelMetadata = {}): string {
  checkMetadata(metadata, 'Write model')
  return writeModelFile(model.toJson(), metadata)
}

/**
 * The model and its notes from what {@link writeModel} wrote.
 *
 * @throws BarcastError `models/truncated`, `models/newer-version`, `models/format`, `models/altered`, and those of {@link restoreModel}.
 */
export function readModel(text: string): { model: Model; metadata: ModelMetadata } {
  const { model, metadata } = readModelFile(text)
  return { model: restoreFamilyModel(model), metadata }
}
