import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from '../../src/bars/index.js'
import { type AnyIndicator, type IndicatorDefinition, indicators, type Params } from '../../src/indicators/index.js'
import { places } from '../reference/indicators.js'
import { root } from '../rooms.js'
import { drawIndicator } from './indicator-figure.js'

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume']

/** Every indicator that prices and volume suffice for, at its defaults on the days of examples/data, by file name. */
export function drawIndicators(): Map<string, string> {
  const text = readFileSync(join(root, 'examples/data/sp500-1d.csv'), 'utf8')
  const bars = parseCsv(text, { symbol: 'S&P 500' })
  const placeOf = places()
  const drawn = new Map<string, string>()
  for (const [name, indicator] of Object.entries(indicators as Readonly<Record<string, AnyIndicator>>)) {
    const definition = indicator.definition as unknown as IndicatorDefinition
    const defaults: Params = Object.fromEntries(Object.entries(definition.params).map(([key, rule]) => [key, rule.default]))
    if (!definition.inputs(defaults).every((column) => COLUMNS.includes(column))) continue
    const result = (indicator as unknown as (history: unknown) => Float64Array | Record<string, Float64Array>)(bars)
    const outputs = result instanceof Float64Array ? ([[definition.outputs[0]!, result]] as const) : Object.entries(result)
    const figure = drawIndicator(definition, outputs, bars, placeOf.get(name)?.group)
    if (figure !== undefined) drawn.set(`${name}.svg`, figure)
  }
  return drawn
}
