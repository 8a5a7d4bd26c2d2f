import { CHART_STYLE } from '../style.js'

/** What a rule or an attribute may say of a mark. Names are those of CSS. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'font-size',
  'font-weight',
  'opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-width',
  'text-anchor',
] as const

export type ChartStyle = Partial<Record<(typeof PROPERTIES)[number], string>>

/** An element by what selectors ask for. */
export interface Styled {
  name: string
  classes: readonly string[]
}

/** `rect`, `.line.loss`, `.loss:not(.line)`. */
interface Compound {
  name?: string
  classes: string[]
  without: string[]
}

interface Rule {
  path: Compound[]
  weight: number
  style: ChartStyle
}

function compoundOf(text: string): Compound {
  const without = [...text.matchAll(/:not\(\.([\w-]+)\)/g)].map(([, name]) => name!)
  const plain = text.replace(/:not\([^)]*\)/g, '')
  const name = /^[a-z]+/.exec(plain)?.[0]
  return { ...(name === undefined ? {} : { name }), classes: [...plain.matchAll(/\.([\w-]+)/g)].map(([, found]) => found!), without }
}

function styleOf(body: string, variables: Readonly<Record<string, string>>): ChartStyle {
  const pairs = body.split(';').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const)
  const known = pairs.filter(([name]) => (PROPERTIES as readonly string[]).includes(name))
  return Object.fromEntries(known.map(([name, value]) => [name, value.replace(/var\((--[\w-]+)\)/, (_, key: string) => variables[key]!)]))
}

/** The rules of the page's own style sheet for charts, in its light colours; a later rule of the same weight wins. */
function rulesOf(sheet: string): Rule[] {
  const variables = Object.fromEntries([...sheet.matchAll(/(--[\w-]+):([^;}]+)/g)].map(([, name, value]) => [name!, value!]))
  const rules = [...sheet.matchAll(/([^{}\n]+)\{([^{}]*)\}/g)].flatMap(([, selectors, body]) =>
    selectors!
      .split(',')
      .map((selector) => selector.trim())
      .filter((selector) => selector.startsWith('.chart ') && !/:(?!not\()/.test(selector))
      .map((selector) => {
        const path = selector.split(/\s+/).slice(1).map(compoundOf)
        const weight = path.reduce(
          (sum, { name, classes, without }) => sum + 100 * (classes.length + without.length) + Number(name !== undefined),
          0,
        )
        return { path, weight, style: styleOf(body!, variables) }
      }),
  )
  return rules
    .map((rule, i) => ({ rule, i }))
    .sort((a, b) => a.rule.weight - b.rule.weight || a.i - b.i)
    .map(({ rule }) => rule)
}

const RULES = rulesOf(CHART_STYLE)

function fits({ name, classes, without }: Compound, element: Styled): boolean {
  return (
    (name === undefined || name === element.name) &&
    classes.every((wanted) => element.classes.includes(wanted)) &&
    !without.some((unwanted) => element.classes.includes(unwanted))
  )
}

/** Whether a selector's parts fit the last element and, in their order, elements that it stands in. */
function applies({ path }: Rule, line: readonly Styled[]): boolean {
  let part = path.length - 1
  if (!fits(path[part]!, line[line.length - 1]!)) return false
  for (let i = line.length - 2; i >= 0 && part > 0; i--) if (fits(path[part - 1]!, line[i]!)) part -= 1
  return part === 0
}

/** What the style sheet says of the last of these elements, each of which stands in the one before; attributes give way to rules, and both go before what is inherited. */
export function chartStyle(line: readonly Styled[], attributes: Readonly<Record<string, string>>, inherited: ChartStyle): ChartStyle {
  const own = Object.fromEntries(PROPERTIES.filter((name) => attributes[name] !== undefined).map((name) => [name, attributes[name]!]))
  return Object.assign({}, inherited, own, ...RULES.filter((rule) => applies(rule, line)).map(({ style }) => style)) as ChartStyle
}
