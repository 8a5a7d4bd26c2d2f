import { readdirSync, readFileSync } from 'node:fs'
import { type BoosterParams, type CustomObjective, type LabelledRows, trainBooster } from 'barcast/boosting'
import { type GoldenData, goldenData, type Recipe } from '../golden-case.js'

/** What `make_objectives.py` stores of one training. */
export interface ObjectiveCase {
  name: string
  lightgbm: string
  data: Recipe
  labels: keyof typeof LABELS
  weights: 'small' | 'heavy' | 'zeros' | null
  grouped: boolean
  custom: keyof typeof CUSTOM | null
  params: BoosterParams
  rounds: number
  validRows: number
  objective: string | null
  structure: string[]
  leaves: string[]
  raw: string
  predicted: string
  history: Record<string, string>
}

const folder = new URL('../../golden/lightgbm/objectives/', import.meta.url)

export function objectiveCases(): ObjectiveCase[] {
  return readdirSync(folder)
    .sort()
    .map((file): ObjectiveCase => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
}

const countAbove = (value: number, cuts: number[]): number => cuts.filter((cut) => value > cut).length

/** The same as in `make_objectives.py`. */
const LABELS = {
  value: (v: number) => v,
  large: (v: number) => v * 8 + 3,
  ticks: (v: number) => Math.floor(v * 4) / 4,
  counts: (v: number) => Math.floor(Math.abs(v) * 2),
  positive: (v: number) => Math.abs(v) + 0.05,
  zeros: (v: number) => (v > 0 ? v : 0),
  share: (v: number) => Math.min(Math.max((v + 2) / 4, 0), 1),
  side: (v: number) => (v > 0 ? 1 : 0),
  class: (v: number) => countAbove(v, [-0.6, 0.6]),
  grade: (v: number) => countAbove(v, [-1.2, 0, 0.6, 1.5]),
}

const WEIGHTS = {
  small: (own: number) => own,
  heavy: (own: number) => own * 8,
  zeros: (own: number, row: number) => (row % 5 === 0 ? 0 : own),
}

const QUERY_ROWS = [10, 25, 1, 40, 17, 60, 3]

export function queriesOf(rows: number): number[] {
  const sizes: number[] = []
  for (let left = rows; left > 0; left -= sizes.at(-1)!) sizes.push(Math.min(QUERY_ROWS[sizes.length % QUERY_ROWS.length]!, left))
  return sizes
}

const CUSTOM = {
  'pseudo-huber': (scores, { labels }) => {
    const residuals = scores.map((score, i) => score - labels[i]!)
    const sizes = residuals.map((residual) => 1 + residual * residual)
    return {
      gradients: residuals.map((residual, i) => residual / Math.sqrt(sizes[i]!)),
      hessians: sizes.map((size) => 1 / (size * Math.sqrt(size))),
    }
  },
  'squared-classes': (scores, { labels, weights }) => {
    const rows = labels.length
    const isOwn = (at: number): boolean => labels[at % rows] === Math.floor(at / rows)
    return {
      gradients: scores.map((score, at) => (score - (isOwn(at) ? 1 : 0)) * weights![at % rows]!),
      hessians: scores.map((_, at) => weights![at % rows]!),
    }
  },
} satisfies Record<string, CustomObjective>

const INDEX_ROWS = 1500

const made = new Map<string, GoldenData>()

/** Many cases share their columns. */
function columnsOf(recipe: Recipe): GoldenData {
  const key = JSON.stringify(recipe)
  const known = made.get(key) ?? goldenData(recipe)
  made.set(key, known)
  return known
}

function firstOf({ columns, latent, weight }: GoldenData, rows: number): GoldenData {
  return { columns: columns.map((column) => column.slice(0, rows)), latent: latent.slice(0, rows), weight: weight.slice(0, rows) }
}

interface CaseRows {
  columns: Float64Array[]
  training: LabelledRows
  valid: LabelledRows
}

export function rowsOf({ data, labels, weights, grouped, validRows }: ObjectiveCase): CaseRows {
  const isIndex = data.source === 'sp500'
  const { columns, latent, weight } = firstOf(columnsOf(data), isIndex ? INDEX_ROWS : Infinity)
  const y = latent.map((value) => LABELS[labels](isIndex ? value * 50 : value))
  const own = isIndex ? weight.map((_, row) => (((row * 7) % 11) + 1) / 8) : weight
  const weighed = weights === null ? undefined : own.map((value, row) => WEIGHTS[weights](value, row))
  const part = (from: number, to: number): LabelledRows => ({
    x: columns.map((column) => column.subarray(from, to)),
    y: y.subarray(from, to),
    ...(weighed === undefined ? {} : { weight: weighed.subarray(from, to) }),
    ...(grouped ? { group: queriesOf(to - from) } : {}),
  })
  const rows = y.length - validRows
  return { columns, training: part(0, rows), valid: part(rows, y.length) }
}

/** Trains as the case was trained; what each metric said round by round. */
export async function trainCase(golden: ObjectiveCase) {
  const { columns, training, valid } = rowsOf(golden)
  const history: Record<string, number[]> = {}
  const booster = await trainBooster({
    ...training,
    ...(golden.validRows > 0 ? { valid } : {}),
    ...(golden.custom === null ? {} : { objective: CUSTOM[golden.custom] }),
    params: { ...golden.params, mode: 'exact' },
    rounds: golden.rounds,
    onRound({ metrics }) {
      for (const [name, value] of Object.entries(metrics.valid ?? {})) {
        history[name] ??= []
        history[name].push(value)
      }
    },
  })
  return { booster, history, columns }
}
