/** What a parameter may be: the part of JSON Schema that the configs use. */
export interface ValueRule {
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly ValueRule[]
  items?: ValueRule
  minItems?: number
  maxItems?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  exclusiveMaximum?: number
}

/** A value as one would write it, in code marks. */
export function valueText(value: unknown): string {
  return `\`${plainText(value)}\``
}

function plainText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, part]) => `${name}: ${plainText(part)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return String(value)
}

/** A number with the minus sign of text; powers of ten where it is longer than they are. */
export function numberText(value: number): string {
  return String(value).replaceAll('-', '−')
}

function boundsText({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: ValueRule): string {
  const isBound = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  const low = isBound(exclusiveMinimum) ? `above ${numberText(exclusiveMinimum)}` : isBound(minimum) ? `from ${numberText(minimum)}` : ''
  if (isBound(exclusiveMaximum)) return `${low}${low === '' ? '' : ', '}below ${numberText(exclusiveMaximum)}`
  if (!isBound(maximum)) return low
  return low.startsWith('from') ? `${low} to ${numberText(maximum)}` : `${low}${low === '' ? '' : ', '}at most ${numberText(maximum)}`
}

function listText({ items, minItems, maxItems }: ValueRule): string {
  const count = minItems === 1 && maxItems === 1 ? 'list of one' : minItems === 1 ? 'list of one or more' : 'list'
  const inner = rangeText(items ?? {})
  return inner === '' ? count : `${count}: ${inner}`
}

/** The rule in words; empty when anything goes as far as the rule tells. */
export function rangeText(rule: ValueRule): string {
  if (rule.anyOf !== undefined)
    return [...new Set(rule.anyOf.map((part) => (part.const === undefined ? rangeText(part) : valueText(part.const))))].join(', or ')
  if (rule.enum !== undefined) return rule.enum.map(valueText).join(', ')
  if (rule.const !== undefined) return `only ${valueText(rule.const)}`
  switch (rule.type) {
    case 'integer':
    case 'number': {
      const noun = rule.type === 'integer' ? 'whole number' : 'number'
      return [noun, boundsText(rule)].filter((part) => part !== '').join(' ')
    }
    case 'array':
      return listText(rule)
    case 'boolean':
      return '`true`, `false`'
    case 'string':
      return 'text'
    case 'null':
      return '`null`'
    case 'object':
      return 'object'
    default:
      return ''
  }
}
