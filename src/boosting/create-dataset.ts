import type { TaskOptions } from '../core/index.js'
import { findBins } from './bin-finder.js'
import type { BinMapper } from './bin-mapper.js'
import {
  type Binning,
  type BinningSettings,
  binColumns,
  createBinner,
  findColumnBins,
  layOut,
  sampledRowsOf,
  writeCodes,
} from './binned-data.js'
import { createBreather, drain } from './breather.js'
import { resolveCategorical } from './categorical.js'
import { ChunkReader, type ChunkSource, checkChunkCategories, type Overview } from './chunk-source.js'
import { type BoosterParams, parseBoosterParams } from './config.js'
import { BinnedDataset, type Dataset } from './dataset.js'
import { type Matrix, toColumns } from './matrix.js'
import { checkColumnNames } from './training-data.js'

const ACTION = 'Create dataset'

export interface CreateDatasetOptions extends TaskOptions {
  /** All rows, or a function that starts over the chunks they come in. */
  x: Matrix | ChunkSource
  /** Those of the trainings to come; what decides the bins must then be the same. */
  params?: BoosterParams
  /** Names of the columns when `x` is no Frame; `Column_0` … by default. */
  featureNames?: readonly string[]
  /** Columns that hold numbers of categories, by number or name. */
  categorical?: readonly (number | string)[]
}

/**
 * Sorts rows into bins once, for several trainings, or for more rows than memory could hold as numbers: rows may come in chunks from a
 * function that starts them over. Chunks are read twice, to find the bins and to sort the rows into them, or three times if there are more
 * than `binConstructSampleCnt` rows (200,000), since which of them LightGBM samples depends on their number. Then a byte per value stays,
 * two where a column has more than 256 bins. Trained on, the dataset gives the trees that the whole matrix would.
 *
 * `onProgress` counts the rows of the last pass. A dataset of chunks holds no values, which `linearTree` and `initBooster` would need.
 *
 * @throws BarcastError `boosting/…` for parameters and rows that break a rule, `boosting/source-changed` if a later pass gives other rows,
 * `task/aborted`.
 *
 * @example
 * const dataset = await createDataset({ x: () => readChunks(path), params: { maxBin: 63 } })
 * const booster = await trainBooster({ x: dataset, y: dataset.y, params: { objective: 'binary', maxBin: 63 } })
 */
export async function createDataset(options: CreateDatasetOptions): Promise<Dataset> {
  const settings: BinningSettings = parseBoosterParams(options.params ?? {})
  return typeof options.x === 'function' ? createFromChunks(options.x, options, settings) : createFromMatrix(options.x, options, settings)
}

async function createFromMatrix(x: Matrix, options: CreateDatasetOptions, settings: BinningSettings): Promise<Dataset> {
  const { rows, columns, names } = toColumns(x, ACTION)
  const featureNames = checkColumnNames(rows, columns.length, names, options.featureNames, settings, ACTION)
  const categorical = resolveCategorical(options.categorical, featureNames, ACTION)
  checkChunkCategories(columns, categorical, featureNames, 0)
  const breathe = createBreather(options.signal, ACTION)
  const data = await drain(binColumns(columns, rows, settings, findBins, categorical), breathe)
  options.onProgress?.({ done: rows, total: rows, step: 'bins' })
  return new BinnedDataset(featureNames, categorical, new Float64Array(0), data, settings, columns)
}

async function createFromChunks(source: ChunkSource, options: CreateDatasetOptions, settings: BinningSettings): Promise<Dataset> {
  const reader = new ChunkReader(source, createBreather(options.signal, ACTION))
  const overview = await reader.survey(settings.binConstructSampleCnt)
  const { rows, width, names, y } = overview
  const featureNames = checkColumnNames(rows, width, names, options.featureNames, settings, ACTION)
  const categorical = resolveCategorical(options.categorical, featureNames, ACTION)
  const binner = createBinner(Math.min(rows, settings.binConstructSampleCnt))
  const binning = { settings, find: findBins, binner, categorical }
  const data = layOut(await findAllBins(reader, overview, binning, options), rows)
  await reader.forEach(rows, width, (columns, first, count) => {
    checkChunkCategories(columns, categorical, featureNames, first)
    for (const feature of data.features) writeCodes(feature, columns[feature.column]!, first, binner)
    options.onProgress?.({ done: first + count, total: rows, step: 'bins' })
  })
  return new BinnedDataset(featureNames, categorical, y, data, settings, undefined)
}

/** The bins of every column, found from all rows or LightGBM's sample of them; each column's values are let go once its bins are found. */
async function findAllBins(
  reader: ChunkReader,
  overview: Overview,
  binning: Binning,
  { signal }: CreateDatasetOptions,
): Promise<BinMapper[]> {
  const breathe = createBreather(signal, ACTION)
  const samples = overview.columns ?? (await reader.sample(overview, sampledRowsOf(overview.rows, binning.settings)))
  const mappers: BinMapper[] = []
  for (let sample = samples.shift(); sample !== undefined; sample = samples.shift()) {
    mappers.push(findColumnBins(mappers.length, sample, overview.rows, binning))
    await breathe()
  }
  return mappers
}
