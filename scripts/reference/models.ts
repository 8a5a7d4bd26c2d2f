import { DEFAULT_PARAMS, MODEL_PRESETS, type ModelPreset, type ModelType } from '../../src/models/index.js'
import { DEFAULT_SPACES } from '../../src/training/index.js'
import type { SearchDimension } from '../../src/tuning/index.js'
import { propertyComments, propertyTypes } from './comments.js'
import { code, type Page, page, table } from './markdown.js'
import { privateValue, schemaFields } from './schema-fields.js'
import { valueText } from './value-text.js'

/** Where the manager's own part of the parameters is. */
const OWN = 'src/models/config.ts'

interface Source {
  type: ModelType
  title: string
  /** What the names and defaults are those of. */
  reference: string
  file: string
  /** The params type that adds to the schema. */
  own?: string
  /** Where the module keeps its table of further names. */
  aliases?: string
}

const SOURCES: readonly Source[] = [
  {
    type: 'lightgbm',
    title: 'LightGBM',
    reference: 'LightGBM',
    file: 'src/boosting/config.ts',
    own: 'LightgbmParams',
    aliases: 'LIGHTGBM_ALIASES',
  },
  {
    type: 'xgboost',
    title: 'XGBoost',
    reference: 'XGBoost',
    file: 'src/boosting/xgboost/config.ts',
    own: 'XgboostParams',
    aliases: 'ALIASES',
  },
  {
    type: 'random_forest',
    title: 'Random forest',
    reference: "scikit-learn's RandomForestClassifier",
    file: 'src/models/forest/config.ts',
  },
  {
    type: 'logistic_regression',
    title: 'Logistic regression',
    reference: "scikit-learn's LogisticRegression",
    file: 'src/models/linear/config.ts',
  },
]

const snakeCase = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Every spelling of a parameter beside the first, by its camelCase name. */
async function aliasesOf({ file, aliases }: Source): Promise<Map<string, string[]>> {
  const byName = new Map<string, string[]>()
  if (aliases === undefined) return byName
  for (const [alias, name] of Object.entries(await privateValue<Record<string, string>>(file, aliases)))
    byName.set(name, [...(byName.get(name) ?? []), alias])
  return byName
}

async function parameterTable(source: Source): Promise<string> {
  const fields = await schemaFields(source.file, 'buildSchema()', [propertyComments(source.file, 'buildSchema')])
  const aliases = await aliasesOf(source)
  const own: ReadonlyMap<string, string> = source.own === undefined ? new Map() : propertyComments(OWN, source.own)
  const ownTypes = source.own === undefined ? undefined : propertyTypes(OWN, source.own)
  const typeText = (name: string): string => (ownTypes?.get(name) ?? []).map(code).join(', ')
  const rows = fields.map(({ name, default: value, range, meaning }) => {
    const spellings = (aliases.get(name) ?? []).map(code).join(', ')
    // The manager narrows this one to classifiers.
    if (own.has(name)) return [code(snakeCase(name)), '', own.get(name)!, typeText(name), spellings]
    return [code(snakeCase(name)), value, meaning, range, spellings]
  })
  const known = new Set(fields.map(({ name }) => name))
  for (const [name, meaning] of own) if (!known.has(name)) rows.push([code(name), '', meaning, typeText(name), ''])
  return table(['name', 'default', 'what it is', 'may be', 'also'], rows)
}

async function typeSection(source: Source): Promise<string[]> {
  const { type, title, reference } = source
  const given = Object.entries(DEFAULT_PARAMS[type]).map(([name, value]) => `${code(name)} ${valueText(value)}`)
  const defaults =
    given.length === 0
      ? 'Where nothing is given, all defaults are those of the reference.'
      : `Where they are not given, \`trainModel\` sets ${given.join(', ')}; every other default is the reference's own.`
  return [
    `## ${title}`,
    `\`modelType: '${type}'\`. Names, meanings and defaults are ${reference}'s. ${defaults}`,
    await parameterTable(source),
  ]
}

function presetSection(): string[] {
  const rows = Object.entries<ModelPreset>(MODEL_PRESETS).map(([name, { train, rule }]) => [
    code(name),
    code(train.modelType),
    Object.entries(train.params ?? {})
      .map(([key, value]) => `${code(key)} ${valueText(value)}`)
      .join(', '),
    train.classes.join(', '),
    rule.minConfidence === undefined ? 'any probability' : `from ${rule.minConfidence} on`,
  ])
  const intro = '`MODEL_PRESETS` of `barcast/models`: options for `trainModel`, and from which probability on the rule acts.'
  return ['## Presets', intro, table(['preset', 'type', 'parameters', 'classes', 'acts'], rows)]
}

function dimensionText(dimension: SearchDimension): string {
  if (dimension.type === 'choice') return dimension.choices.map(valueText).join(', ')
  const noun = dimension.type === 'int' ? 'whole number' : 'number'
  return `${noun} from ${dimension.low} to ${dimension.high}${dimension.log === true ? ', by its logarithm' : ''}`
}

function spaceSection(): string[] {
  const rows = Object.entries(DEFAULT_SPACES).flatMap(([type, space]) =>
    Object.entries<SearchDimension>(space).map(([name, dimension]) => [code(type), code(name), dimensionText(dimension)]),
  )
  const intro = '`DEFAULT_SPACES` of `barcast/training`: where a search draws parameters from unless a `space` is given.'
  return ['## Search spaces', intro, table(['type', 'parameter', 'drawn from'], rows)]
}

/** Parameters of every type of model, the presets and the search spaces. */
export async function modelsPage(): Promise<Page> {
  const intro =
    'The parameters of `trainModel(X, y, { modelType, params })`. Every name may also be written in camelCase (`num_leaves` or `numLeaves`). An unknown name is refused with the nearest one, a value outside its range by name.'
  const sections: string[] = []
  for (const source of SOURCES) sections.push(...(await typeSection(source)))
  return page('models.md', 'Models', intro, ...sections, ...presetSection(), ...spaceSection())
}
