import * as z from 'zod'
import { BarcastError, unknownNameError } from '../../core/index.js'
import type { FeatureEngineerConfig } from '../config.js'

/**
 * What is made of a column among the names alive at a moment: `rank` (its share of names not above it, ties at their mean, in (0, 1]), `zScore` (less the mean, over
 * the population deviation; 0 where all are equal), `demean` (less the mean); `group…` the same among the names of its group alone.
 */
export type CrossSectionMethod = 'rank' | 'zScore' | 'demean' | 'groupRank' | 'groupZScore' | 'groupDemean'

const METHODS = ['rank', 'zScore', 'demean', 'groupRank', 'groupZScore', 'groupDemean'] as const satisfies readonly CrossSectionMethod[]

/** Of each method what its columns end with. */
export const METHOD_SUFFIX: Readonly<Record<CrossSectionMethod, string>> = {
  rank: 'rank',
  zScore: 'z_score',
  demean: 'demeaned',
  groupRank: 'group_rank',
  groupZScore: 'group_z_score',
  groupDemean: 'group_demeaned',
}

/** A time in which a name belongs to the universe, `fromMs` ≤ open time < `toMs`; without an end it still does. */
export interface Membership {
  readonly fromMs: number
  readonly toMs?: number
}

/** Which columns are compared across names, and among whom. */
export interface CrossSectionRules {
  /** Columns to compare, such as `rsi_14`. */
  readonly columns: readonly string[]
  readonly methods: readonly CrossSectionMethod[]
  /** Group (industry, sector, chain) of each name; the `group…` methods need it. */
  readonly groups?: Readonly<Record<string, string>>
  /**
   * When each name belongs to the universe, as it was known then. Names outside it are neither counted nor given values. Not given: every name belongs to it
   * whenever it has a bar.
   */
  readonly universe?: Readonly<Record<string, readonly Membership[]>>
}

/** What {@link createCrossSection} takes. */
export interface CrossSectionConfig extends CrossSectionRules {
  /** The columns of each name. */
  readonly engineer?: FeatureEngineerConfig
}

const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length
const membership = z.strictObject({ fromMs: z.number(), toMs: z.number().optional() })

const rules = {
  columns: z.array(z.string()).min(1).refine(distinct, 'must not repeat a column'),
  methods: z.array(z.enum(METHODS)).min(1).refine(distinct, 'must not repeat a method'),
  groups: z.record(z.string(), z.string()).optional(),
  universe: z.record(z.string(), z.array(membership)).optional(),
}
const rulesSchema = z.strictObject(rules)
const schema = z.strictObject({ ...rules, engineer: z.unknown().optional() })

const ACTION = 'Create cross-section'

function read<S extends z.ZodObject>(shape: S, input: unknown): z.output<S> {
  const parsed = shape.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys' && path === '')
    throw unknownNameError('features/unknown-option', ACTION, 'option', issue.keys[0]!, Object.keys(shape.shape), { path: issue.keys[0]! })
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  if (issue.path[0] === 'methods' && typeof value === 'string')
    throw unknownNameError('features/unknown-method', ACTION, 'method', value, METHODS, { path })
  throw new BarcastError(
    'features/config',
    `${ACTION}: ${path === '' ? 'config' : path} ${issue.message}, found ${JSON.stringify(value)}`,
    {
      value,
      where: { path },
    },
  )
}

/** What no schema says: memberships that are times and end after they begin, groups where methods need them. */
function check({ methods, groups, universe = {} }: CrossSectionRules): void {
  const grouped = methods.find((method) => method.startsWith('group'))
  if (grouped !== undefined && groups === undefined)
    throw new BarcastError('features/config', `${ACTION}: groups must be given for the method ${grouped}, found none`, {
      where: { path: 'groups' },
    })
  for (const [name, times] of Object.entries(universe)) {
    times.forEach(({ fromMs, toMs = Infinity }, k) => {
      if (fromMs < toMs) return
      throw new BarcastError('features/config', `${ACTION}: universe.${name}.${k} must end after ${fromMs}, found ${toMs}`, {
        value: toMs,
        where: { path: `universe.${name}.${k}.toMs` },
      })
    })
  }
}

/** @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-method`. */
export function parseRules(input: CrossSectionRules): CrossSectionRules {
  const parsed = read(rulesSchema, input) as CrossSectionRules
  check(parsed)
  return parsed
}

/** @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-method`; the engineer's part is read where it is made. */
export function parseCrossSection(input: CrossSectionConfig): CrossSectionConfig {
  const parsed = read(schema, input) as CrossSectionConfig
  check(parsed)
  return parsed
}
