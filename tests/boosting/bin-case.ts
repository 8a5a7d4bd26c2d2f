import { readdirSync, readFileSync } from 'node:fs'
import { type BoosterParams, parseBoosterParams } from 'barcast/boosting'
import type { BinningSettings } from '../../src/boosting/binned-data.js'
import { Lcg } from './golden-case.js'

/** What LightGBM made of one column; null for one that no split can use. */
export interface GoldenColumn {
  binCount: number
  missing: number
  zeroBin: number
  mostFrequentBin: number
  bounds?: string
  categories?: number[]
  codes: string
}

export interface BinCase {
  name: string
  lightgbm: string
  data: { rows: number; seed: number; styles: string[] }
  categorical: number[]
  params: BoosterParams
  featureInfos: string
  columns: (GoldenColumn | null)[]
}

const folder = new URL('../golden/lightgbm/bins/', import.meta.url)

export const binCases: readonly BinCase[] = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

/** The same values as in `make_bins.py`. */
const STYLES: Record<string, (a: number, b: number, c: number, row: number) => number> = {
  even: (a) => a - 0.5,
  bell: (a, b, c) => (a + b + c - 1.5) * 2,
  missing: (a, b) => (b < 0.15 ? NaN : a - 0.5),
  'mostly-missing': (a, b) => (b < 0.9 ? NaN : a),
  ties: (a) => Math.floor(a * 12) - 4,
  'many-ties': (a) => Math.floor(a * a * 900) - 100,
  positive: (a) => a * a + 1e-9,
  negative: (a, b) => -a * b - 1e-9,
  'positive-or-zero': (a, b) => (b < 0.6 ? a : 0),
  'negative-or-zero': (a, b) => (b < 0.6 ? -a : -0),
  sparse: (a, b) => (b < 0.05 ? a - 0.5 : 0),
  'sparse-missing': (a, b) => (b < 0.2 ? a - 0.5 : b < 0.3 ? NaN : 0),
  flag: (a) => (a < 0.3 ? 1 : 0),
  'rare-flag': (_a, _b, _c, row) => (row % 400 === 7 ? 1 : 0),
  spike: (a, b) => (b < 0.75 ? 2.5 : a),
  spikes: (a, b, c) => (b < 0.5 ? Math.floor(c * 3) : a * 3),
  constant: () => 4.25,
  empty: () => NaN,
  'zeros-or-missing': (_a, b) => (b < 0.5 ? NaN : 0),
  huge: (a) => (a - 0.5) * 1e300,
  'around-zero': (a) => (a - 0.5) * 6e-35,
  subnormal: (a) => (a - 0.5) * 1e-310,
  infinite: (a, b) => (b < 0.05 ? Infinity : b < 0.1 ? -Infinity : a),
  neighbours: (a) => 3 + Math.floor(a * 9) * 2 ** -51,
  steps: (_a, _b, _c, row) => Math.floor(row / 3),
  'category-few': (a) => Math.floor(a * 5),
  'category-two': (_a, _b, _c, row) => (row % 400 === 7 ? 3 : 9),
  'category-one': () => 6,
  'category-ranked': (a) => Math.floor(40 * a * a * a),
  'category-many': (a, b) => Math.floor(a * b * 2000),
  'category-all-different': (_a, _b, _c, row) => (row * 7919) % 100003,
  'category-missing': (a, b) => (b < 0.2 ? NaN : Math.floor(a * 8) + 1),
  'category-negative': (a) => Math.floor(a * 9) - 3,
  'category-mixed': (a, b, c) => (c < 0.1 ? NaN : Math.floor(a * b * 60) - 2),
  'category-only-negative': (a) => -1 - Math.floor(a * 3),
  'category-far': (a) => Math.floor(a * 6) * 400000000,
  'category-empty': () => NaN,
}

export function binColumnsOf({ rows, seed, styles }: BinCase['data']): Float64Array[] {
  const random = new Lcg(seed)
  const columns = styles.map(() => new Float64Array(rows))
  for (let row = 0; row < rows; row++) {
    styles.forEach((style, j) => {
      columns[j]![row] = STYLES[style]!(random.uniform(), random.uniform(), random.uniform(), row)
    })
  }
  return columns
}

/** Parameters of a case as the binning takes them. */
export function binningSettings(params: BoosterParams): BinningSettings {
  return parseBoosterParams({ objective: 'binary', ...params })
}
