import { type Json, unknownNameError } from '../core/index.js'
import { type HyperbandOptions, hyperbandPruner } from './hyperband-pruner.js'
import { nopPruner } from './nop-pruner.js'
import { type PatientPrunerOptions, patientPruner } from './patient-pruner.js'
import { medianPruner, type PercentilePrunerOptions, percentilePruner } from './percentile-pruner.js'
import type { Pruner } from './pruner.js'
import { type SuccessiveHalvingOptions, successiveHalvingPruner } from './successive-halving-pruner.js'
import { type ThresholdPrunerOptions, thresholdPruner } from './threshold-pruner.js'
import { type WilcoxonPrunerOptions, wilcoxonPruner } from './wilcoxon-pruner.js'

interface StoredPruner {
  name: string
  settings: Json
}

/** Pruners that a snapshot can name. */
const STORED_PRUNERS: Readonly<Record<string, (settings: Json) => Pruner>> = {
  nop: () => nopPruner(),
  median: (settings) => medianPruner(settings as PercentilePrunerOptions),
  percentile: (settings) => {
    const { percentile, ...options } = settings as unknown as PercentilePrunerOptions & { percentile: number }
    return percentilePruner(percentile, options)
  },
  threshold: (settings) => thresholdPruner(settings as ThresholdPrunerOptions),
  patient: (settings) => {
    const { wrapped, ...options } = settings as unknown as PatientPrunerOptions & { wrapped: StoredPruner | null }
    return patientPruner(wrapped === null ? undefined : restorePruner(wrapped), options)
  },
  successiveHalving: (settings) => successiveHalvingPruner(settings as SuccessiveHalvingOptions),
  hyperband: (settings) => hyperbandPruner(settings as HyperbandOptions),
  wilcoxon: (settings) => wilcoxonPruner(settings as WilcoxonPrunerOptions),
}

/** @throws BarcastError `tuning/snapshot-pruner`, with the nearest name. */
export function restorePruner({ name, settings }: StoredPruner): Pruner {
  const restore = Object.hasOwn(STORED_PRUNERS, name) ? STORED_PRUNERS[name] : undefined
  if (restore === undefined)
    throw unknownNameError('tuning/snapshot-pruner', 'Resume study', 'pruner', name, Object.keys(STORED_PRUNERS), { path: 'pruner.name' })
  return restore(settings)
}
