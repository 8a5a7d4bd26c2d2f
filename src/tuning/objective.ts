import { BarcastError } from '../core/index.js'
import type { Trial } from './trial.js'

/** What an objective gives: one value, or one for each objective of the study. */
export type ObjectiveValue = number | readonly number[]

/** What a study makes best. */
export type Objective = (trial: Trial) => ObjectiveValue | Promise<ObjectiveValue>

/** An objective that an ES module exports, so that it can run in threads: every thread imports it once. */
export interface ModuleObjective {
  /** An absolute URL, such as `new URL('./objective.js', import.meta.url)`. */
  module: URL | string
  /** Default `default`. */
  exportName?: string
}

/** What {@link Study.tell} takes instead of a value. */
export type Ending = { state: 'failed'; error?: string } | { state: 'pruned' }

/** @throws BarcastError `tuning/objective`. */
export function checkModuleObjective({ module, exportName = 'default' }: ModuleObjective): { module: string; exportName: string } {
  const text = String(module)
  if (!URL.canParse(text))
    throw new BarcastError(
      'tuning/objective',
      `Optimize study: the module must be an absolute URL such as new URL('./objective.js', import.meta.url), found ${text}`,
      {
        value: text,
      },
    )
  return { module: text, exportName }
}
