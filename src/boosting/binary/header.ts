import type { BoosterParts } from '../booster.js'
import { parsePandasCategories } from '../lightgbm/pandas-categories.js'
import { classesOf, describeLink, type Link, parseLink } from '../link.js'
import { isXgboostLink, XGBOOST_OBJECTIVES } from '../xgboost/link.js'

/** What a model has besides its trees and start scores, as JSON. */
interface Header {
  readonly objective: string | null
  readonly classes: number
  readonly trees: number
  readonly float32: boolean
  readonly featureNames: readonly string[]
  readonly featureInfos: readonly string[]
  readonly parameters: readonly string[]
  readonly bestIteration?: number
  readonly averaged?: boolean
  readonly parallelTrees?: number
  readonly pandasCategories?: BoosterParts['pandasCategories']
  readonly monotoneConstraints?: readonly number[]
}

export type HeaderParts = Omit<BoosterParts, 'trees' | 'float32'> & { readonly treeCount: number; readonly isFloat32: boolean }

export function writeHeader(parts: BoosterParts): string {
  const { link } = parts
  const header: { [Key in keyof Header]: Header[Key] | undefined } = {
    objective: isXgboostLink(link) ? link.objective : (describeLink(link) ?? null),
    classes: classesOf(link),
    trees: parts.trees.length,
    float32: parts.float32 !== undefined,
    featureNames: parts.featureNames,
    featureInfos: parts.featureInfos,
    parameters: parts.parameters,
    bestIteration: parts.bestIteration,
    averaged: parts.averaged,
    parallelTrees: parts.parallelTrees,
    pandasCategories: parts.pandasCategories,
    monotoneConstraints: parts.monotoneConstraints,
  }
  return JSON.stringify(header)
}

type Refuse = (message: string, value: unknown) => never

function readLink(objective: unknown, classes: number, refuse: Refuse): Link {
  if (objective !== null && typeof objective !== 'string') return refuse('objective must be a text or null', objective)
  const theirs = XGBOOST_OBJECTIVES.find((name) => name === objective)
  if (theirs !== undefined) return { objective: theirs, classes }
  const link = parseLink(objective ?? undefined, classes, (rule) => refuse(rule, objective))
  return classesOf(link) === classes ? link : refuse(`classes must fit the objective's ${classesOf(link)}`, classes)
}

/** Checks every field by hand: this room keeps the schema library out of what only predicts. */
export function readHeader(text: string, refuse: Refuse): HeaderParts {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch {
    return refuse('header must be JSON', text.slice(0, 40))
  }
  if (typeof header !== 'object' || header === null) return refuse('header must be an object', header)
  const entries = header as Readonly<Record<string, unknown>>
  const whole = (key: string, least: number, most: number): number => {
    const value = entries[key]
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
      return refuse(`${key} must be a whole number in ${least} … ${most}`, value)
    return value as number
  }
  const flag = (key: string): boolean => {
    const value = entries[key]
    return typeof value === 'boolean' ? value : refuse(`${key} must be true or false`, value)
  }
  const texts = (key: string): string[] => {
    const value = entries[key]
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : refuse(`${key} must be texts`, value)
  }
  const given = <T>(key: string, read: () => T): Partial<Record<string, T>> => (entries[key] === undefined ? {} : { [key]: read() })
  const featureNames = texts('featureNames')
  const featureInfos = texts('featureInfos')
  if (featureNames.length === 0 || new Set(featureNames).size !== featureNames.length)
    return refuse('featureNames must be at least one, each once', featureNames.length)
  if (featureInfos.length !== featureNames.length) return refuse(`featureInfos must be ${featureNames.length}`, featureInfos.length)
  const classes = whole('classes', 1, 1_000_000)
  const parallel = given('parallelTrees', () => whole('parallelTrees', 1, 1_000_000))
  const treeCount = whole('trees', 0, 2 ** 31)
  if (treeCount % (classes * (parallel.parallelTrees ?? 1)) !== 0) return refuse('trees must be whole rounds', treeCount)
  return {
    link: readLink(entries.objective, classes, refuse),
    treeCount,
    isFloat32: flag('float32'),
    featureNames,
    featureInfos,
    parameters: texts('parameters'),
    ...given('bestIteration', () => whole('bestIteration', 0, 2 ** 31)),
    ...given('averaged', () => flag('averaged')),
    ...parallel,
    ...given('pandasCategories', () => parsePandasCategories(JSON.stringify(entries.pandasCategories), refuse)),
    ...given('monotoneConstraints', () => monotoneOf(entries.monotoneConstraints, featureNames.length, refuse)),
  }
}

function monotoneOf(value: unknown, features: number, refuse: Refuse): number[] {
  const fits = Array.isArray(value) && value.length === features && value.every((sign) => sign === -1 || sign === 0 || sign === 1)
  return fits ? value : refuse(`monotoneConstraints must be ${features} of −1, 0 and 1`, value)
}
