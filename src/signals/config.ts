import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'

const strategySchema = z.strictObject({
  modelName: z.string().min(1).optional(),
  minConfidence: z.number().min(0).max(1).optional(),
  slAtrMultiple: z.number().positive().default(1.5),
  tpAtrMultiple: z.number().positive().default(3),
  confidenceAdjustment: z.number().min(0).lt(1).default(0.3),
  atrPeriod: z.int().positive().default(14),
})

const riskSchema = z.strictObject({
  riskPerTrade: z.number().positive().lt(1).default(0.01),
  maxPositionSize: z.number().positive().default(1),
  maxExposure: z.number().positive().default(1),
  maxDailyLoss: z.number().positive().max(1).default(0.05),
})

export type StrategySettings = z.output<typeof strategySchema>

/** What {@link createRiskEngine} takes; shares of equity, all of them. */
export interface RiskConfig {
  /** Share of equity that is lost when the stop is hit, above 0 and below 1. Default 0.01. */
  riskPerTrade?: number
  /** Largest value of one position as a share of equity; above 1 is leverage. Default 1. */
  maxPositionSize?: number
  /** Largest value of all open positions together as a share of equity. Default 1. */
  maxExposure?: number
  /** Loss of the day, as a share of the equity it began with, that the day's positions may reach. Default 0.05. */
  maxDailyLoss?: number
}

export type RiskSettings = Required<RiskConfig>

function parse<S extends z.ZodObject>(schema: S, config: object, action: string): z.output<S> {
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    throw unknownNameError('signals/unknown-option', action, 'option', key, Object.keys(schema.shape), { path: key })
  }
  const path = issue.path.map(String).join('.')
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], config)
  throw new BarcastError('signals/config', `${action}: ${path === '' ? 'config' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

/** @throws BarcastError `signals/config`, `signals/unknown-option`. */
export function parseStrategyConfig(config: object): StrategySettings {
  return parse(strategySchema, config, 'Create ML strategy')
}

/** @throws BarcastError `signals/config`, `signals/unknown-option`. */
export function parseRiskConfig(config: RiskConfig): RiskSettings {
  return parse(riskSchema, config, 'Create risk engine')
}
