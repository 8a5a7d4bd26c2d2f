import { BarcastError } from '../../core/index.js'
import { type ParamImportances, rankedImportances } from './importances.js'
import { checkOptions } from './study-results.js'

/** What {@link renderStudyReport} adds to the study. */
export interface StudyReportOptions {
  /** Default `Study <name>`. */
  title?: string
  /** Names of the objectives, with their units. Default `objective`, or `objective 0`, `objective 1` … of several. */
  objectiveNames?: readonly string[]
  /** How much each parameter decides, by name: drawn as bars, and the order of the parameters everywhere. */
  importances?: ParamImportances
  /** The best value once it is corrected for the number of trials, such as a deflated Sharpe ratio; shown beside it. */
  deflated?: {
    name: string
    value: number
    /** How it is calculated, in a sentence. */
    definition: string
  }
}

const KNOWN = ['title', 'objectiveNames', 'importances', 'deflated']

/** @throws BarcastError `reports/unknown-option`, `reports/importance`, `reports/deflated`. */
export function checkReportOptions(options: StudyReportOptions, action: string): void {
  checkOptions(options, KNOWN, action)
  if (options.importances !== undefined) rankedImportances(options.importances, action)
  const { deflated } = options
  if (deflated === undefined) return
  if (typeof deflated.value !== 'number' || typeof deflated.name !== 'string' || typeof deflated.definition !== 'string')
    throw new BarcastError(
      'reports/deflated',
      `${action}: deflated must have a name, a value and a definition, found ${JSON.stringify(deflated)}`,
      {
        value: deflated,
        where: { path: 'deflated' },
      },
    )
}
