import { type Bars, canonicalJson, createFrame, type Frame, type Json, sha256, unknownNameError } from '../../core/index.js'
import { within } from '../config.js'
import { createFeatureEngineer, type EngineerCode, type EngineerOptions, type FeatureEngineer } from '../engineer.js'
import { type CrossSectionConfig, type CrossSectionRules, parseCrossSection } from './config.js'
import type { CrossSectionSnapshot } from './format.js'
import { compareAcross, inOrder } from './frames.js'
import { outputNames } from './moment.js'
import { type CrossSectionStream, createCrossSectionStream } from './stream.js'

/** The features of many names, each with its own columns and what they are among the names alive at the same time. */
export interface CrossSection {
  /** The engineer's columns, then the compared ones. */
  readonly names: readonly string[]
  /** Makes the columns of each name. */
  readonly engineer: FeatureEngineer
  /** JSON-able; `createCrossSection(section.config)` makes the same columns. */
  readonly config: CrossSectionConfig
  /** SHA-256 over everything that decides the numbers. */
  readonly definitionsHash: string
  /**
   * All columns over histories by name, on each name's own bars; see {@link compareAcross} for who is alive.
   * @throws BarcastError as the engineer's `engineerFeatures`; `features/no-group`.
   */
  engineerFeatures(bars: Readonly<Record<string, Bars>>, options?: Pick<EngineerOptions, 'forming'>): Record<string, Frame>
  /** @throws BarcastError `features/snapshot` for a snapshot of another cross-section, a truncated or an altered one. */
  stream(snapshot?: CrossSectionSnapshot): CrossSectionStream
}

/**
 * Features of many names on one clock: the engineer's columns of each, and ranks, z-scores and differences from the mean across all that are alive at the
 * time, or across those of the same group. In history and live with the same bits, whatever the order of the names.
 *
 * @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-method`, `features/unknown-feature` for a column that the engineer
 * does not make, and those of {@link createFeatureEngineer}.
 *
 * @example
 * const section = createCrossSection({
 *   engineer: { set: 'classic' },
 *   columns: ['rsi_14', 'price_change_20'],
 *   methods: ['rank', 'groupDemean'],
 *   groups: { BTC: 'coins', ETH: 'coins', EURUSD: 'currencies' },
 * })
 * const frames = section.engineerFeatures({ BTC: btc, ETH: eth, EURUSD: eurusd })
 */
export function createCrossSection(config: CrossSectionConfig, code: EngineerCode = {}): CrossSection {
  const parsed = parseCrossSection(config)
  const engineer = within('engineer', () => createFeatureEngineer(parsed.engineer, code))
  const { engineer: _, ...rest } = parsed
  const rules: CrossSectionRules = rest
  rules.columns.forEach((column, k) => {
    if (engineer.names.includes(column)) return
    throw unknownNameError('features/unknown-feature', 'Create cross-section', 'column', column, engineer.names, { path: `columns.${k}` })
  })
  const made = outputNames(rules)
  const definitionsHash = sha256(canonicalJson([engineer.definitionsHash, JSON.parse(JSON.stringify(rules)) as Json]))
  return {
    names: [...engineer.names, ...made],
    engineer,
    config: { ...rules, engineer: engineer.config },
    definitionsHash,
    engineerFeatures(bars, options = {}) {
      const frames = Object.fromEntries(inOrder(Object.keys(bars)).map((name) => [name, engineer.engineerFeatures(bars[name]!, options)]))
      const compared = compareAcross(frames, rules)
      return Object.fromEntries(
        Object.entries(frames).map(([name, frame]) => {
          const across = compared[name]!
          const columns = new Map([
            ...frame.names.map((column) => [column, frame.column(column)] as const),
            ...made.map((column) => [column, across.column(column)] as const),
          ])
          return [name, createFrame({ columns, timeMs: frame.timeMs })]
        }),
      )
    },
    stream: (snapshot) => createCrossSectionStream(engineer, rules, definitionsHash, snapshot),
  }
}
