import type { BoosterParams } from 'barcast/boosting'
import { type GoldenData, syntheticData } from '../golden-case.js'

/** The data recipe of `make_growing.py`: bell-shaped columns, some of which turn into categories. */
export interface GrowingRecipe {
  rows: number
  seed: number
  styles: string[]
  /** Column and how far its categories spread; a negative spread keeps the sign. */
  categories?: [number, number][]
}

export interface GrowingCase {
  name: string
  lightgbm: string
  data: GrowingRecipe
  params: BoosterParams
  rounds: number
  cuts: number[]
  weighted: boolean
  structure: string[]
  leaves?: string[]
  firstTrees?: string
  features?: string[]
  numbers?: string[]
  /** Values of the trees' roots, to 6 digits. */
  roots?: number[]
  raw: string
}

function toCategory(value: number, spread: number): number {
  if (Number.isNaN(value)) return NaN
  return Math.floor((spread < 0 ? value : Math.abs(value)) * Math.abs(spread))
}

export function growingData(recipe: GrowingRecipe): GoldenData {
  const { columns, latent, weight } = syntheticData(recipe)
  for (const [column, spread] of recipe.categories ?? []) {
    columns[column] = columns[column]!.map((value) => toCategory(value, spread))
    columns[column].forEach((category, row) => {
      const wrapped = (((category * 7) % 5) + 5) % 5
      latent[row]! += Number.isNaN(category) ? 0.3 : wrapped / 4
    })
  }
  return { columns, latent, weight }
}

/** Columns that hold categories. */
export function categoricalOf({ categories }: GrowingRecipe): number[] {
  return (categories ?? []).map(([column]) => column)
}

/** Classes by how many cuts the latent value lies above; the value itself for regression. */
export function growingLabels(objective: unknown, cuts: readonly number[], latent: Float64Array): Float64Array {
  return objective === 'regression' ? latent : latent.map((value) => cuts.filter((cut) => value > cut).length)
}
