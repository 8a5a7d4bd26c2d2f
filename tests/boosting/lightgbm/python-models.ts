import { readdirSync, readFileSync } from 'node:fs'
import type { RowMajor } from 'barcast/boosting'
import { decodeFloats } from 'barcast/core'

const folder = new URL('../../golden/lightgbm/models/', import.meta.url)

/** What Python predicts with one of its models for {@link pythonRows}. */
export interface PythonOutcome {
  raw: Float64Array
  predicted: Float64Array
  leaves: Float64Array
  contributions: Float64Array | undefined
}

interface Golden {
  rows: number
  columns: number
  x: string
  models: Record<string, { raw: string; predicted: string; leaves: string; contributions?: string }>
}

const versions = ['.', ...readdirSync(folder).filter((name) => /^\d/.test(name))]
const goldens = new Map(
  versions.map((version) => [version, JSON.parse(readFileSync(new URL(`${version}/predictions.json`, folder), 'utf8')) as Golden]),
)

/** Names of the model files, those of old versions with their folder. */
export const pythonModels = versions.flatMap((version) =>
  Object.keys(goldens.get(version)!.models).map((name) => (version === '.' ? name : `${version}/${name}`)),
)

/** The rows that Python predicted, the same for all models. */
export const pythonRows: RowMajor = (() => {
  const { rows, columns, x } = goldens.get('.')!
  return { rows, columns, data: decodeFloats(x) }
})()

export function pythonText(name: string): string {
  return readFileSync(new URL(`${name}.txt`, folder), 'utf8')
}

export function pythonOutcome(name: string): PythonOutcome {
  const cut = name.indexOf('/')
  const { raw, predicted, leaves, contributions } = goldens.get(cut < 0 ? '.' : name.slice(0, cut))!.models[name.slice(cut + 1)]!
  return {
    raw: decodeFloats(raw),
    predicted: decodeFloats(predicted),
    leaves: decodeFloats(leaves),
    contributions: contributions === undefined ? undefined : decodeFloats(contributions),
  }
}

/** The largest difference relative to the larger size of the two and to `floor`; Infinity where one is missing and the other is not. */
export function relativeGap(ours: Float64Array, theirs: Float64Array, floor = 0): number {
  if (ours.length !== theirs.length) return Infinity
  let most = 0
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [ours[i]!, theirs[i]!]
    if (Object.is(a, b) || a === b) continue
    const gap = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor)
    most = Number.isNaN(gap) ? Infinity : Math.max(most, gap)
  }
  return most
}
