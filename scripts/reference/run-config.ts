import { DEMO_CONFIG } from '../../src/cli/commands/demo.js'
import { COMMANDS } from '../../src/cli/options.js'
import { propertyComments } from './comments.js'
import { fieldTable, type Page, page } from './markdown.js'
import { type Field, schemaFields } from './schema-fields.js'

const CLI = 'src/cli/config.ts'
const DECISION = 'How probabilities become signals.'

/** One section of the document: the schemas that read it and where their words stand. */
interface Section {
  name: string
  about: string
  schemas: readonly (readonly [file: string, expression: string])[]
  places: readonly (readonly [file: string, declaration: string])[]
}

const SECTIONS: readonly Section[] = [
  {
    name: 'data',
    about: 'Where the bars are. `columns`, `ignore`, `delimiter` and `hasHeader` are those of `parseCsv`.',
    schemas: [[CLI, 'dataSchema']],
    places: [
      [CLI, 'dataSchema'],
      ['src/bars/config.ts', 'CsvOptions'],
      ['src/bars/config.ts', 'JsonOptions'],
    ],
  },
  {
    name: 'clean',
    about: 'What `cleanBars` does with each kind of fault.',
    schemas: [['src/bars/config.ts', 'cleanSchema']],
    places: [['src/bars/config.ts', 'CleanPolicy']],
  },
  {
    name: 'features',
    about: 'The config of `createFeatureEngineer`.',
    schemas: [['src/features/config.ts', 'schema']],
    places: [
      ['src/features/config.ts', 'FeatureEngineerConfig'],
      ['src/features/config.ts', 'ColumnChoice'],
      ['src/features/config.ts', 'schema'],
      ['src/features/config.ts', 'choice'],
    ],
  },
  {
    name: 'labels',
    about: 'How rows are labelled: `method` of `labelData`, and the config of `createDataLabeler`. A model learns one horizon.',
    schemas: [
      [CLI, 'labelsSchema'],
      ['src/labels/config.ts', 'schema'],
    ],
    places: [
      [CLI, 'labelsSchema'],
      ['src/labels/config.ts', 'DataLabelerConfig'],
      ['src/labels/config.ts', 'schema'],
    ],
  },
  { name: 'model', about: 'What is trained.', schemas: [[CLI, 'modelSchema']], places: [[CLI, 'modelSchema']] },
  {
    name: 'search',
    about: 'The search for parameters, inside each training part.',
    schemas: [[CLI, 'searchSchema']],
    places: [[CLI, 'searchSchema']],
  },
  {
    name: 'validation',
    about: 'The options of `walkForward`: either `folds` and `minTrainShare`, or `trainRows` and `testRows`.',
    schemas: [
      ['src/validation/config.ts', 'byFolds'],
      ['src/validation/config.ts', 'byRows'],
    ],
    places: [
      ['src/validation/config.ts', 'WalkForwardByFolds'],
      ['src/validation/config.ts', 'WalkForwardByRows'],
      ['src/validation/config.ts', 'WalkForwardCommon'],
    ],
  },
  {
    name: 'backtest',
    about: 'The config of `createBacktestEngine`.',
    schemas: [['src/backtest/config.ts', 'schema']],
    places: [
      ['src/backtest/config.ts', 'BacktestConfig'],
      ['src/backtest/money/config.ts', 'MoneyConfig'],
    ],
  },
]

/** What the command line says of the options that override fields of a section. */
function optionHelp(section: string): Map<string, string> {
  const options = COMMANDS.flatMap((command) => command.options).filter(({ path }) => path?.startsWith(`${section}.`) === true)
  return new Map(options.map(({ path, help }) => [path!.slice(section.length + 1), `${help[0]!.toUpperCase()}${help.slice(1)}.`]))
}

async function sectionText({ name, about, schemas, places }: Section): Promise<string> {
  const comments = [...places.map(([file, declaration]) => propertyComments(file, declaration)), optionHelp(name)]
  const fields = new Map<string, Field>()
  for (const [file, expression] of schemas)
    for (const field of await schemaFields(file, expression, comments)) if (!fields.has(field.name)) fields.set(field.name, field)
  return [`## ${name}`, about, fieldTable([...fields.values()])].join('\n\n')
}

/** The rule is checked by hand, not by a schema; its interface says what there is. */
function decisionText(): string {
  const comments = propertyComments('src/models/decision.ts', 'DecisionRule')
  const rows: Field[] = [...comments].map(([name, meaning]) => ({ name, default: '', range: '', meaning }))
  return ['## decision', DECISION, fieldTable(rows)].join('\n\n')
}

async function wholeTable(): Promise<string> {
  const about = new Map([...SECTIONS.map((section) => [section.name, section.about] as const), ['decision', DECISION] as const])
  return fieldTable(await schemaFields(CLI, 'schema', [about, propertyComments(CLI, 'schema')]))
}

/** The run as one document, section by section. */
export async function runConfigPage(): Promise<Page> {
  const intro =
    'A run as one YAML or JSON file, for `barcast train --config run.yaml` and `barcast backtest --config run.yaml`. Options of the command line win over it. A wrong key is refused with its line and the nearest name.'
  const sections: string[] = []
  for (const section of SECTIONS) sections.push(await sectionText(section))
  return page(
    'run-config.md',
    'Run config',
    intro,
    await wholeTable(),
    ...sections,
    decisionText(),
    '## Example',
    'The run of `barcast demo`:',
    `\`\`\`yaml\n${DEMO_CONFIG.trim()}\n\`\`\``,
  )
}
