import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { ConfigFile } from './config-file.js'
import { located } from './config-file.js'

const section = z.record(z.string(), z.unknown())
const unique = (list: readonly unknown[]): boolean => new Set(list).size === list.length

const dataSchema = z.strictObject(
  {
    /** Bars: CSV or JSON, also gzipped; `{symbol}` in it stands for each of `symbols`. Relative to the config file. */
    file: z.string().min(1),
    symbols: z.array(z.string().min(1)).min(1).refine(unique, 'must not repeat a symbol').optional(),
    timeframe: z.string().optional(),
    columns: section.optional(),
    ignore: z.array(z.union([z.string(), z.int()])).optional(),
    delimiter: z.string().optional(),
    hasHeader: z.boolean().optional(),
    /** Only the last so many days of bars are used. */
    trainingDays: z.number().positive().optional(),
  },
  { error: 'must say where the bars are: data: { file: … } in the config, or --data FILE' },
)

const modelSchema = z.strictObject({
  type: z.string().default('lightgbm'),
  /** Parameters of the type, under any of their names. */
  params: section.default({}),
  /** How features are scaled, by each training part alone: standard, robust, minMax, quantile or none. */
  scaler: z.string().default('standard'),
})

const searchSchema = z.strictObject({
  trials: z.int().min(0).default(0),
  /** How parameter sets are drawn: tpe (default) or random. */
  sampler: z.string().default('tpe'),
  /** Folds inside each training part on which the parameter sets are compared. */
  folds: z.int().min(1).default(3),
  /** What counts as better: accuracy, logLoss, rocAuc or f1Score. */
  score: z.string().default('accuracy'),
  seed: z.int().default(0),
  /** Where parameters are drawn from; instead of the search space of the type. */
  space: section.optional(),
})

const labelsSchema = z.looseObject({
  /** How rows are labelled: a method of `labelData` that gives classes. */
  method: z.string().default('return_based'),
  /** The horizon in bars. */
  horizonBars: z.array(z.int().positive()).length(1, 'must hold one horizon: a model learns one').optional(),
  /** The horizon in minutes, instead of the one in bars. */
  forwardWindows: z.array(z.number().positive()).length(1, 'must hold one window: a model learns one').optional(),
})

const schema = z.strictObject({
  data: dataSchema,
  clean: section.default({}),
  features: section.default({ set: 'classic' }),
  labels: labelsSchema.prefault({ horizonBars: [5] }),
  model: modelSchema.prefault({}),
  search: searchSchema.prefault({}),
  /** Folds of the walk-forward; the splitter's other options go with it. */
  validation: section.default({ folds: 5 }),
  decision: section.default({}),
  backtest: section.default({}),
  /** Folder for what is written. Relative to the config file. */
  output: z.string().min(1).default('out'),
})

/** A whole run as one document; what the rooms define (features, labels, backtest …) is checked by them. */
export type RunConfig = z.output<typeof schema>

const ACTION = 'Read config'

/** Names allowed at a place of the document, for suggestions. */
function namesAt(path: readonly PropertyKey[]): string[] {
  const shapes: Record<string, z.ZodObject> = { data: dataSchema, model: modelSchema, search: searchSchema, labels: labelsSchema }
  const place = path.length === 0 ? schema : shapes[String(path[0])]
  return Object.keys((place ?? schema).shape)
}

/**
 * The document with its defaults.
 *
 * @throws BarcastError `cli/config`, `cli/unknown-key` (nearest name suggested), with file and line.
 */
export function parseRunConfig(config: ConfigFile): RunConfig {
  const parsed = schema.safeParse(config.value)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0]!].map(String).join('.')
    throw located(config, '', unknownNameError('cli/unknown-key', ACTION, 'key', issue.keys[0]!, namesAt(issue.path), { path }))
  }
  const path = issue.path.map(String).join('.')
  throw located(
    config,
    '',
    new BarcastError('cli/config', `${ACTION}: ${path === '' ? 'the document' : path}: ${issue.message}`, { where: { path } }),
  )
}
