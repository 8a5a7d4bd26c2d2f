import { propertyComments } from './comments.js'
import { fieldTable, type Page, page } from './markdown.js'
import { schemaFields } from './schema-fields.js'

/** A factory or function and the schema of its settings. */
interface Door {
  name: string
  room: string
  about: string
  file: string
  expression: string
  places: readonly (readonly [file: string, declaration: string])[]
  /** Fields that are data or ports, not settings. */
  without?: readonly string[]
}

const DOORS: readonly Door[] = [
  {
    name: 'createTrainingPipeline',
    room: 'barcast/training',
    about: 'The second argument.',
    file: 'src/training/config.ts',
    expression: 'pipelineSchema',
    places: [
      ['src/training/config.ts', 'TrainingPipelineConfig'],
      ['src/training/config.ts', 'SearchConfig'],
    ],
  },
  {
    name: 'runWalkForward',
    room: 'barcast/training',
    about: 'The settings of a run, beside the features, the labels, the splitters and the model.',
    file: 'src/training/config.ts',
    expression: 'walkForwardSchema',
    places: [
      ['src/training/walk-forward.ts', 'WalkForwardRun'],
      ['src/training/config.ts', 'SearchConfig'],
    ],
    without: [
      'modelType',
      'params',
      'weights',
      'outcome',
      'checkpoint',
      'lineage',
      'signal',
      'onProgress',
      'X',
      'labels',
      'splitter',
      'innerSplitter',
      'rule',
      'clock',
    ],
  },
  {
    name: 'createModelMonitor',
    room: 'barcast/monitoring',
    about: 'Windows of the comparison.',
    file: 'src/monitoring/config.ts',
    expression: 'schema',
    places: [['src/monitoring/config.ts', 'ModelMonitorConfig']],
    without: ['thresholds', 'store', 'clock'],
  },
  {
    name: 'thresholds of createModelMonitor',
    room: 'barcast/monitoring',
    about: 'How far a figure may move before there is an alert.',
    file: 'src/monitoring/config.ts',
    expression: 'z.strictObject(thresholdShape)',
    places: [['src/monitoring/config.ts', 'DriftThresholds']],
  },
  {
    name: 'createMLStrategy',
    room: 'barcast/signals',
    about: 'Beside the bundle.',
    file: 'src/signals/config.ts',
    expression: 'strategySchema',
    places: [['src/signals/ml-strategy.ts', 'MLStrategyConfig']],
  },
  {
    name: 'createRiskEngine',
    room: 'barcast/signals',
    about: 'Shares of equity, all of them.',
    file: 'src/signals/config.ts',
    expression: 'riskSchema',
    places: [['src/signals/config.ts', 'RiskConfig']],
  },
]

async function section({ name, room, about, file, expression, places, without = [] }: Door): Promise<string> {
  const comments = places.map(([from, declaration]) => propertyComments(from, declaration))
  const apart = new Map(without.map((field) => [field, '']))
  const fields = await schemaFields(file, expression, [...comments, apart])
  return [`## ${name}`, `\`${room}\`. ${about}`, fieldTable(fields.filter((field) => !without.includes(field.name)))].join('\n\n')
}

/** Settings of the doors that the run config does not hold. */
export async function settingsPage(): Promise<Page> {
  const intro =
    "Settings of the doors that a run config does not reach. Those of bars, features, labels, validation, decision and backtest are on the page of the run config: the sections are these rooms' own."
  const sections: string[] = []
  for (const door of DOORS) sections.push(await section(door))
  return page('settings.md', 'Settings', intro, ...sections)
}
