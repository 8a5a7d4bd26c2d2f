import { BarcastError, type Bars, canonicalJson, checkBars, type Frame, sha256, unknownNameError } from '../core/index.js'
import { type AnyIndicator, type GraphHistoryState, graphCodeHash } from '../indicators/index.js'
import type { Clock } from '../ports/index.js'
import { createBarGuard } from './bar-guard.js'
import { benchmarkColumns } from './benchmark-features.js'
import { columnsRead, type FeatureColumn, type FeatureDefinition, type FeatureGroup } from './column.js'
import { continuePlan, planColumns, runPlan } from './column-plan.js'
import { type FeatureEngineerConfig, type ParsedChoice, parseConfig, within } from './config.js'
import { definitionsOf, hashDefinitions } from './feature-graph.js'
import { createFeatureStream, type FeatureStream } from './feature-stream.js'
import { type FeatureSnapshot, readFeatureSnapshot } from './format.js'
import { chooseHigher, type HigherChoice, type HigherColumns, makeHigher } from './higher-columns.js'
import { fitScaler, type Scaler, scaleFeatures } from './scaler.js'
import { sessionColumns } from './session-features.js'
import { columnsOf } from './sets.js'
import { userColumns } from './user-columns.js'

export type { FeatureStream } from './feature-stream.js'

/** Closes on a time axis, where no other prices are known. */
export interface CloseSeries {
  openTimeMs: Float64Array
  close: Float64Array
}

export interface EngineerOptions {
  /**
   * `keep` (default): one row per bar, NaN in the warm-up and where a bar has missing values. `drop`: only the rows in which
   * every column has a value.
   */
  warmup?: 'keep' | 'drop'
  /** A last bar that has not closed by the engineer's clock: `refuse` (default), or `drop`, which leaves its row out. Without a clock every bar counts as closed. */
  forming?: 'refuse' | 'drop'
}

/** What a config cannot hold. */
export interface EngineerCode {
  /**
   * Indicators of the user's own, made with `defineIndicator`: user features name them like the library's. The config holds their names only, so
   * whoever makes the engineer again has to give them again; `definitionsHash` knows their names and parameters, not their code.
   */
  indicators?: readonly AnyIndicator[]
  /** The time it is. With it, bars that have not closed by it are refused, in histories and live; it needs the config's `timeframeMs`. */
  clock?: Clock
}

export interface FeatureEngineer {
  /** Columns in the order of frames and streams. */
  readonly names: readonly string[]
  readonly definitions: readonly FeatureDefinition[]
  /** Rows at the start of a gap-free history in which some column is NaN. */
  readonly warmupBars: number
  /** JSON-able; `createFeatureEngineer(engineer.config)` makes the same columns. */
  readonly config: FeatureEngineerConfig
  /** SHA-256 over names, formulas, parameters and kernel version: equal only for engineers that give the same numbers. */
  readonly definitionsHash: string
  /**
   * All columns over a history.
   * @throws BarcastError `bars/<rule>` (faulty bars), `features/timeframe`, `features/too-few-rows` (`drop` leaves no row),
   * `features/gap`, `features/forming-bar`, and for columns over longer bars those of `resampleBars`.
   */
  engineerFeatures(bars: Bars, options?: EngineerOptions): Frame
  /**
   * The columns over the rows after those that `before` has seen, and the state after them: a history that grows costs its new rows only, with the bits of
   * `engineerFeatures` over all of it. The bars must begin with the rows that were seen, unchanged; {@link createFeatureCache} looks after that.
   * @throws BarcastError as `engineerFeatures` does; `indicators/history-state` for a state of other features.
   */
  continueFeatures(bars: Bars, before?: GraphHistoryState): { features: Frame; state: GraphHistoryState }
  /** Names of the user's own indicators among the code that was given: `definitionsHash` does not know what they compute. */
  readonly ownIndicators: readonly string[]
  /** SHA-256 of the text of the kernels: states that are stored from one version to the next depend on it. */
  readonly codeHash: string
  /** The price columns; from closes alone, those that need no other price. */
  createPriceFeatures(bars: Bars | CloseSeries): Frame
  createVolumeFeatures(bars: Bars): Frame
  createTechnicalIndicators(bars: Bars): Frame
  createMarketFeatures(bars: Bars): Frame
  /** See {@link fitScaler}: learns from the rows it is given and from nothing else. */
  fitScaler: typeof fitScaler
  /** See {@link scaleFeatures}: without a scaler, for exploration only. */
  scaleFeatures(frame: Frame, options?: { scaler?: Scaler }): Frame
  /** @throws BarcastError `features/snapshot` for a snapshot of another engineer, a truncated or an altered one. */
  stream(snapshot?: FeatureSnapshot): FeatureStream
}

const ACTION = 'Engineer features'

/** The chosen columns of those that the set and the lookbacks define. */
function select(columns: readonly FeatureColumn[], features: readonly string[] | undefined): readonly FeatureColumn[] {
  if (features === undefined) return columns
  const byName = new Map(columns.map((column) => [column.name, column]))
  return features.map((name, i) => {
    const column = byName.get(name)
    if (column === undefined)
      throw unknownNameError('features/unknown-feature', 'Create feature engineer', 'feature', name, byName.keys(), {
        path: `features.${i}`,
      })
    return column
  })
}

/** SHA-256 over what stands for the columns and what does for those of longer bars. */
function hashAll(own: string, higher: readonly Pick<HigherColumns, 'hash'>[]): string {
  return higher.length === 0 ? own : sha256(canonicalJson([own, ...higher.map(({ hash }) => hash)]))
}

/** The columns that a choice names, beside those that `more` brings to choose from. */
function chooseColumns(choice: ParsedChoice, more: readonly FeatureColumn[], code: EngineerCode): readonly FeatureColumn[] {
  const known = [
    ...columnsOf(choice.set, choice.lookbackPeriods ?? []),
    ...benchmarkColumns(choice.benchmark?.lookbackPeriods ?? []),
    ...more,
  ]
  const own = userColumns(choice.userFeatures ?? [], known, code.indicators ?? [])
  return select([...known, ...own], choice.features)
}

/** What each longer timeframe of the config offers. */
function higherChoices({ higher = [], timeframeMs }: FeatureEngineerConfig, code: EngineerCode): HigherChoice[] {
  const seen = new Set<string>()
  return higher.map((config, k) =>
    within(`higher.${k}`, () => {
      const choice = chooseHigher(config, chooseColumns(config as typeof config & ParsedChoice, [], code), timeframeMs!)
      if (seen.has(choice.timeframe)) {
        throw new BarcastError('features/config', `Create feature engineer: timeframes must not repeat, found ${choice.timeframe} twice`, {
          value: config.timeframe,
          where: { path: 'timeframe' },
        })
      }
      seen.add(choice.timeframe)
      return choice
    }),
  )
}

function dropIncomplete(frame: Frame, warmupBars: number): Frame {
  const complete = new Uint8Array(frame.length).fill(1)
  for (const name of frame.names) {
    const column = frame.column(name)
    for (let i = 0; i < column.length; i++) if (Number.isNaN(column[i]!)) complete[i] = 0
  }
  const rows = Int32Array.from(complete.keys()).filter((row) => complete[row] === 1)
  if (rows.length === 0) {
    throw new BarcastError(
      'features/too-few-rows',
      `${ACTION}: without their warm-up of ${warmupBars} bars, the ${frame.length} bars must leave a row in which no column is NaN, found none`,
      { value: frame.length },
    )
  }
  return frame.rows(rows)
}

/** True for a series of closes without the other columns of bars. */
function isCloseSeries(bars: Bars | CloseSeries): bars is CloseSeries {
  return typeof bars === 'object' && bars !== null && ['open', 'high', 'low', 'volume'].every((name) => !Object.hasOwn(bars, name))
}

/** Closes as bars, so that the same checks and kernels run; the other prices equal the close and are read by no one. */
function barsOfCloses({ openTimeMs, close }: CloseSeries, timeframeMs: number): Bars {
  const length = openTimeMs instanceof Float64Array ? openTimeMs.length : 0
  const other = close instanceof Float64Array && close.length === length ? close : new Float64Array(length)
  const volume = new Float64Array(length)
  return { symbol: '', timeframeMs, length, openTimeMs, open: other, high: other, low: other, close, volume, extra: {} }
}

/**
 * Turns bars into the columns a model learns from. By default `classic` (49 columns) and the windowed columns of the lookbacks 5, 15, 30
 * and 60 bars; `set` alone gives just the set, `userFeatures` adds the user's own, `features` picks from the columns so defined. Every column of the
 * library's is free of the price level and of the unit of volume, and every column sees the present and past bars only.
 *
 * `higher` adds columns over longer bars (seen once they are closed), `benchmark` those against another market, `session` those of an exchange's clock; user features may
 * name all of them.
 *
 * NaN stands in the warm-up, and where a bar has a missing value in a column's reach; on complete bars there is none after `warmupBars`,
 * however flat the prices: each definition's `formula` says what 0/0 gives.
 *
 * @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-set`, `features/unknown-feature`, and for what is wrong
 * with a user feature `features/user-feature`, `features/user-feature-<name, cycle, depth, params>`, `features/unknown-<indicator, operator, output>`,
 * `features/indicator-name`, each with its path, and `features/expression` with the character of the text.
 */
export function createFeatureEngineer(config: FeatureEngineerConfig = {}, code: EngineerCode = {}): FeatureEngineer {
  const parsed = parseConfig(config)
  const { timeframeMs, gaps } = parsed
  if (code.clock !== undefined && timeframeMs === undefined)
    throw new BarcastError('features/config', 'Create feature engineer: timeframeMs must be given for a clock, found none', {
      where: { path: 'timeframeMs' },
    })
  const choices = higherChoices(parsed, code)
  const { session } = parsed
  const timed = session === undefined ? [] : within('session', () => sessionColumns(session))
  const columns = chooseColumns(parsed, [...timed, ...choices.flatMap((choice) => choice.columns)], code)
  const warmups = new Map(choices.flatMap((choice) => [...choice.warmups]))
  const offered = new Set(warmups.keys())
  const plan = planColumns(columns, offered)
  const { graph } = plan
  const higher = choices.flatMap((choice) => makeHigher(choice, plan.brought, timeframeMs!) ?? [])
  const definitions = definitionsOf(columns, warmups)
  const warmupBars = Math.max(...definitions.map((definition) => definition.warmupBars))
  const definitionsHash = hashAll(hashDefinitions(columns, graph), higher)
  let codeHash: string | undefined
  const guard = createBarGuard(timeframeMs, gaps, code.clock)
  const isGuarded = gaps === 'refuse' || code.clock !== undefined

  function check(bars: Bars, forming: 'refuse' | 'drop' = 'refuse'): Bars {
    checkBars(bars, ACTION)
    if (parsed.timeframeMs === undefined || parsed.timeframeMs === bars.timeframeMs) return guard.history(bars, forming, ACTION)
    throw new BarcastError(
      'features/timeframe',
      `${ACTION}: timeframeMs must be the engineer's ${parsed.timeframeMs}, found ${bars.timeframeMs}`,
      { value: bars.timeframeMs, where: { path: 'timeframeMs' } },
    )
  }

  function frameOf(chosen: readonly FeatureColumn[], bars: Bars): Frame {
    check(bars)
    return runPlan(planColumns(chosen, offered), higher, bars, ACTION)
  }

  const inGroup = (group: FeatureGroup): FeatureColumn[] => columns.filter((column) => column.group === group)
  const needsCloseOnly = ({ expression }: FeatureColumn): boolean => [...columnsRead(expression)].every((name) => name === 'close')

  return {
    names: columns.map(({ name }) => name),
    definitions,
    warmupBars,
    config: parsed,
    definitionsHash,
    engineerFeatures(given, { warmup = 'keep', forming = 'refuse' } = {}) {
      if (warmup !== 'keep' && warmup !== 'drop')
        throw unknownNameError('features/config', ACTION, 'warmup', String(warmup), ['keep', 'drop'], { path: 'warmup' })
      if (forming !== 'refuse' && forming !== 'drop')
        throw unknownNameError('features/config', ACTION, 'forming', String(forming), ['refuse', 'drop'], { path: 'forming' })
      const bars = check(given, forming)
      const frame = runPlan(plan, higher, bars, ACTION)
      return warmup === 'drop' ? dropIncomplete(frame, warmupBars) : frame
    },
    continueFeatures(bars, before) {
      check(bars)
      return continuePlan(plan, higher, bars, ACTION, before)
    },
    get codeHash() {
      codeHash ??= hashAll(
        graphCodeHash(graph),
        higher.map((longer) => ({ hash: longer.codeHash() })),
      )
      return codeHash
    },
    ownIndicators: (code.indicators ?? []).map(({ definition }) => definition.name),
    createPriceFeatures(bars) {
      if (!isCloseSeries(bars)) return frameOf(inGroup('price'), bars)
      return frameOf(inGroup('price').filter(needsCloseOnly), barsOfCloses(bars, parsed.timeframeMs ?? 1))
    },
    createVolumeFeatures: (bars) => frameOf(inGroup('volume'), bars),
    createTechnicalIndicators: (bars) => frameOf(inGroup('technical'), bars),
    createMarketFeatures: (bars) => frameOf(inGroup('market'), bars),
    fitScaler,
    scaleFeatures,
    stream(snapshot) {
      const parts = { plan, higher, guard, isGuarded, definitionsHash }
      return createFeatureStream(parts, snapshot === undefined ? undefined : readFeatureSnapshot(snapshot, definitionsHash))
    },
  }
}
