import type { Alert } from './alert.js'

const ADVICE: Readonly<Record<Alert['type'], string>> = {
  accuracy_drop: 'Retrain the model on recent data and validate it walk-forward before it replaces this one.',
  accuracy_trend: 'Accuracy wears off steadily: shorten the interval between trainings.',
  confidence_drop: 'Check the calibration, and whether the confidence threshold still passes the signals it was chosen for.',
  feature_drift: 'Compare the drifted features with their sources: a changed feed needs repair, a changed market a new training.',
  label_drift: 'The market gives other outcomes than in the baseline: check class weights and label thresholds before training anew.',
}

/** What to do about the alerts: one sentence for each type, chance findings apart. */
export function recommend(alerts: readonly Alert[], qualityIssues: number): string[] {
  const certain = [...new Set(alerts.filter(({ severity }) => severity === 'critical').map(({ type }) => type))]
  const uncertain = alerts.some(({ severity }) => severity === 'warning')
  const advice = certain.map((type) => ADVICE[type])
  if (uncertain) advice.push('Some warnings rest on few rows: collect more outcomes before acting on them.')
  if (qualityIssues > 0) advice.push('Look into the data quality issues first: they can cause drift and wrong predictions by themselves.')
  return advice.length > 0 ? advice : ['Nothing moved beyond its threshold: no action needed.']
}
