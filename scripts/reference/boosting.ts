import { METRIC_ALIASES, METRICS, OBJECTIVE_ALIASES, OBJECTIVES } from '../../src/boosting/objective-names.js'
import { code, type Page, page, table } from './markdown.js'

function nameTable(names: readonly string[], aliases: Readonly<Record<string, string>>): string {
  const also = (name: string): string =>
    Object.keys(aliases)
      .filter((alias) => aliases[alias] === name)
      .map(code)
      .join(', ')
  return table(
    ['name', 'also'],
    names.map((name) => [code(name), also(name)]),
  )
}

/** The names that `objective` and `metric` of the boosting engine take. */
export function boostingPage(): Page {
  const intro =
    'What `trainBooster` of `barcast/boosting` takes as `objective` and `metric`. Its other parameters are those of [the LightGBM model](models.md#lightgbm), the parameters of `trainXgbooster` those of [the XGBoost model](models.md#xgboost).'
  return page(
    'boosting.md',
    'Boosting',
    intro,
    '## Objectives',
    nameTable(OBJECTIVES, OBJECTIVE_ALIASES),
    '## Metrics',
    nameTable(METRICS, METRIC_ALIASES),
  )
}
