import { BarcastError } from '../core/index.js'
import { type AnyIndicator, type IndicatorDefinition, indicators } from '../indicators/index.js'
import { ACTION } from './user-feature.js'

/**
 * The indicators that terms may name: the library's and the user's own.
 *
 * @throws BarcastError `features/indicator-name` for an own one whose name is taken.
 */
export function indicatorsByName(own: readonly AnyIndicator[]): Map<string, IndicatorDefinition> {
  const byName = new Map(
    Object.entries(indicators as Readonly<Record<string, AnyIndicator>>).map(([name, { definition }]) => [name, definition]),
  )
  for (const { definition } of own) {
    if (byName.has(definition.name))
      throw new BarcastError(
        'features/indicator-name',
        `${ACTION}: own indicators must have names of their own, found "${definition.name}" twice`,
        {
          value: definition.name,
        },
      )
    byName.set(definition.name, definition)
  }
  return byName as Map<string, IndicatorDefinition>
}
