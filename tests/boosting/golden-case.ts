import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { BoosterParams } from 'barcast/boosting'

/** The data recipe of a golden case; `make.py` beside the cases builds the same numbers. */
export type Recipe = { source: 'sp500' } | { source?: undefined; rows: number; seed: number; styles: string[] }

export interface GoldenCase {
  name: string
  lightgbm: string
  data: Recipe
  params: BoosterParams & { objective: 'binary' | 'multiclass' | 'regression' }
  rounds: number
  cuts: number[]
  weighted: boolean
  initScore: boolean
  validRows: number
  bestIteration: number
  history: string | null
  featureInfos: string
  structure: string[]
  leaves: string[]
  firstTrees: string
  raw: string
  predicted: string
  leafIndex: number[]
  splitImportance: number[]
  gainImportance: string
}

/** A 32-bit linear congruential generator: the same numbers in Python and here. */
export class Lcg {
  constructor(private state: number) {}

  uniform(): number {
    this.state = (Math.imul(1664525, this.state) + 1013904223) >>> 0
    return (this.state >>> 8) / 16777216
  }

  bell(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * 1.75
  }
}

function styled(style: string, base: number, extra: number, row: number): number {
  switch (style) {
    case 'bell':
      return base
    case 'missing':
      return extra < 0.15 ? NaN : base
    case 'ties':
      return Math.floor(base * 3)
    case 'grid':
      return Math.floor(base * 20)
    case 'tenths':
      return Math.floor(base * 10) / 10
    case 'grid-missing':
      return extra < 0.15 ? NaN : Math.floor(base * 20)
    case 'positive':
      return extra * extra
    case 'sparse':
      return extra < 0.2 ? base : 0
    case 'flag':
      return base > 0.5 ? 1 : 0
    case 'constant':
      return 4.25
    case 'empty':
      return NaN
    case 'huge':
      return base * 1e30
    case 'small':
      return base * 1e-33
    case 'infinite':
      return extra < 0.03 ? Infinity : extra < 0.06 ? -Infinity : base
    case 'ulps':
      return 3 + Math.floor(extra * 6) * 4.440892098500626e-16
    case 'steps':
      return Math.floor(row / 50)
    default:
      throw new Error(style)
  }
}

export interface GoldenData {
  columns: Float64Array[]
  latent: Float64Array
  weight: Float64Array
}

export function syntheticData(recipe: { rows: number; seed: number; styles: string[] }): GoldenData {
  const random = new Lcg(recipe.seed)
  const columns = recipe.styles.map(() => new Float64Array(recipe.rows))
  const latent = new Float64Array(recipe.rows)
  const weight = new Float64Array(recipe.rows)
  for (let i = 0; i < recipe.rows; i++) {
    const bases = recipe.styles.map((style, j) => {
      const base = random.bell()
      columns[j]![i] = styled(style, base, random.uniform(), i)
      return base
    })
    latent[i] = bases[0]! + 0.5 * bases[1]! * bases[2]! + random.bell()
    weight[i] = random.uniform() + 0.25
  }
  return { columns, latent, weight }
}

/** Features of daily index closes by + − × ÷ only, in the order of operations of `make.py`. */
function indexBars(): GoldenData {
  const text = readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8').trim()
  const [head, ...lines] = text.split('\n').map((line) => line.split(','))
  const read = (name: string): Float64Array => Float64Array.from(lines, (line) => Number(line[head!.indexOf(name)]))
  const high = read('high')
  const low = read('low')
  const close = read('close')
  const rows = close.length
  const make = (value: (t: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, t) => value(t))
  const returns = make((t) => (t === 0 ? NaN : close[t]! / close[t - 1]! - 1))
  const columns = [0, 1, 2, 3, 5, 10].map((lag) => make((t) => (t < lag ? NaN : returns[t - lag]!)))
  for (const window of [5, 10, 20, 50]) {
    const sum = (t: number, of: (value: number) => number): number => {
      if (t < window) return NaN
      let total = 0
      for (let k = t - window + 1; k <= t; k++) total += of(returns[k]!)
      return total / window
    }
    columns.push(make((t) => sum(t, (value) => value)))
    columns.push(make((t) => sum(t, (value) => value * value)))
    columns.push(make((t) => (t >= window ? close[t]! / close[t - window]! - 1 : NaN)))
  }
  columns.push(make((t) => (high[t]! - low[t]!) / close[t]!))
  columns.push(make((t) => (high[t]! > low[t]! ? (close[t]! - low[t]!) / (high[t]! - low[t]!) : 0.5)))
  const kept = rows - 5
  return {
    columns: columns.map((column) => column.slice(0, kept)),
    latent: make((t) => close[t + 5]! / close[t]! - 1).slice(0, kept),
    weight: new Float64Array(kept).fill(1),
  }
}

export function goldenData(recipe: Recipe): GoldenData {
  return recipe.source === 'sp500' ? indexBars() : syntheticData(recipe)
}

/** Classes by how many cuts the latent value lies above, or the value itself. */
export function goldenLabels({ params, cuts }: GoldenCase, latent: Float64Array): Float64Array {
  if (params.objective === 'regression') return latent
  return latent.map((value) => cuts.filter((cut) => value > cut).length)
}

export function unpack(text: string): string {
  return gunzipSync(new Uint8Array(Buffer.from(text, 'base64'))).toString()
}

/** The trees of a model text. */
export function treesOf(text: string): string[] {
  return text.slice(text.indexOf('\nTree='), text.indexOf('end of trees')).trim().split('\n\n\n')
}

export function field(tree: string, key: string): string {
  return tree.split('\n').find((line) => line.startsWith(`${key}=`))!
}

export function numbersOf(tree: string, key: string): number[] {
  const text = field(tree, key).slice(key.length + 1)
  return text === '' ? [] : text.split(' ').map((part) => (part === 'inf' ? Infinity : Number(part)))
}
