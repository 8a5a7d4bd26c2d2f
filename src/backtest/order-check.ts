import { BarcastError, unknownNameError } from '../core/index.js'
import type { Bracket, OrderRequest, OrderSize, OrderType, Trail } from './order.js'

const ACTION = 'Submit order'
const TYPES: readonly OrderType[] = ['market', 'limit', 'stop', 'stopLimit', 'trailingStop']
const SIZES = ['units', 'notional', 'targetWeight', 'targetUnits'] as const
const FIELDS: readonly (keyof OrderRequest)[] = [
  'symbol',
  'side',
  'type',
  'size',
  'limitPrice',
  'stopPrice',
  'trail',
  'timeInForce',
  'reduceOnly',
  'bracket',
  'ocoGroup',
  'tag',
  'confidence',
]

function refuse(path: string, rule: string, value: unknown): never {
  throw new BarcastError(
    'backtest/order',
    `${ACTION}: ${path} ${rule}, found ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    {
      value,
      where: { path },
    },
  )
}

function checkPrice(path: string, value: unknown, isNeeded: boolean, type: OrderType): void {
  if (value === undefined && !isNeeded) return
  if (!isNeeded) refuse(path, `must be left out of a ${type} order`, value)
  if (typeof value !== 'number' || !(value > 0) || value === Infinity) refuse(path, `of a ${type} order must be above 0`, value)
}

function checkSize(size: OrderSize, hasSide: boolean): void {
  const given = typeof size === 'object' && size !== null ? Object.keys(size) : []
  if (given.length !== 1 || !SIZES.includes(given[0] as (typeof SIZES)[number])) refuse('size', `must be one of ${SIZES.join(', ')}`, size)
  const name = given[0]!
  const value = Object.values(size)[0] as unknown
  const isTarget = name.startsWith('target')
  if (typeof value !== 'number' || !Number.isFinite(value) || (!isTarget && !(value > 0)))
    refuse(`size.${name}`, isTarget ? 'must be a finite number' : 'must be above 0', value)
  if (isTarget && hasSide) refuse('side', `must be left out with ${name}, from which it follows`, 'both')
  if (!isTarget && !hasSide) refuse('side', 'must be buy or sell', undefined)
}

function checkTrail(path: string, trail: Trail): void {
  const given = typeof trail === 'object' && trail !== null ? Object.entries(trail) : []
  const [name, value] = given[0] ?? []
  if (given.length !== 1 || (name !== 'distance' && name !== 'fraction')) refuse(path, 'must be a distance or a fraction', trail)
  if (typeof value !== 'number' || !(value > 0) || !(value < (name === 'fraction' ? 1 : Infinity)))
    refuse(`${path}.${name}`, name === 'fraction' ? 'must be above 0 and below 1' : 'must be above 0', value)
}

function checkBracket(bracket: Bracket): void {
  for (const [name, exit] of Object.entries(bracket) as [string, unknown][]) {
    const path = `bracket.${name}`
    if (name === 'trailingStop') checkTrail(path, exit as Trail)
    else if (name === 'stopLoss' || name === 'takeProfit') {
      const [key, value] = Object.entries((exit ?? {}) as object)[0] ?? []
      if ((key !== 'price' && key !== 'fraction') || typeof value !== 'number' || !(value > 0) || value === Infinity)
        refuse(path, 'must be a price or a fraction above 0', exit)
      if (key === 'fraction' && name === 'stopLoss' && value >= 1) refuse(path, 'must lose less than everything', value)
    } else
      throw unknownNameError('backtest/unknown-option', ACTION, 'bracket exit', name, ['stopLoss', 'takeProfit', 'trailingStop'], { path })
  }
}

function checkTimeInForce(value: OrderRequest['timeInForce']): void {
  if (value === undefined || value === 'gtc' || value === 'day' || value === 'ioc' || value === 'fok') return
  if (typeof value === 'object' && value !== null && Number.isFinite(value.untilMs)) return
  refuse('timeInForce', 'must be gtc, day, ioc, fok or { untilMs }', value)
}

/**
 * Refuses a request that makes no sense whatever the market does.
 *
 * @throws BarcastError `backtest/order`, `backtest/unknown-option`, both naming the field
 */
export function checkOrder(request: OrderRequest): void {
  if (typeof request !== 'object' || request === null) refuse('request', 'must be an object', request)
  for (const name of Object.keys(request))
    if (!FIELDS.includes(name as keyof OrderRequest))
      throw unknownNameError('backtest/unknown-option', ACTION, 'field', name, FIELDS, { path: name })
  const { side, type = 'market', size, limitPrice, stopPrice, trail, timeInForce, bracket, confidence } = request
  if (!TYPES.includes(type)) throw unknownNameError('backtest/order', ACTION, 'order type', String(type), TYPES, { path: 'type' })
  if (side !== undefined && side !== 'buy' && side !== 'sell') refuse('side', 'must be buy or sell', side)
  checkSize(size, side !== undefined)
  if (type !== 'market' && !('units' in size || 'notional' in size)) refuse('size', `of a ${type} order must be units or notional`, size)
  checkPrice('limitPrice', limitPrice, type === 'limit' || type === 'stopLimit', type)
  checkPrice('stopPrice', stopPrice, type === 'stop' || type === 'stopLimit', type)
  if ((trail !== undefined) !== (type === 'trailingStop')) refuse('trail', 'must be given for a trailingStop order, and only there', trail)
  if (trail !== undefined) checkTrail('trail', trail)
  checkTimeInForce(timeInForce)
  if (bracket !== undefined) checkBracket(bracket)
  if (confidence !== undefined && !Number.isNaN(confidence) && !(confidence >= 0 && confidence <= 1))
    refuse('confidence', 'must be in 0 … 1', confidence)
}
