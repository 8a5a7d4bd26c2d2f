import { BarcastError } from '../../core/index.js'
import type { Alert, MonitoringReport } from '../../monitoring/index.js'
import type { Scheduler } from '../../ports/index.js'
import type { RetrainingSettings, TriggerType } from './config.js'
import type { RetrainingState } from './state.js'

/** What is known when a system is asked whether to retrain. */
export interface RetrainingObservation {
  /** Of the champion, recorded under `monitorName` of the status; PERFORMANCE_DEGRADATION and DATA_DRIFT look at its critical alerts. */
  readonly report?: MonitoringReport | undefined
  /** Labelled rows that came after `trainedToMs` of the status; all there are before the first training. */
  readonly newRows?: number | undefined
}

/** Whether to retrain, and why. */
export interface RetrainingDecision {
  readonly retrain: boolean
  /** Triggers that fired, in the order of the config. */
  readonly triggers: readonly TriggerType[]
  /** One sentence for each. */
  readonly reasons: readonly string[]
  /** What holds back triggers that fired; empty when nothing does or none fired. */
  readonly heldBy: readonly string[]
}

type Settings = Pick<RetrainingSettings, 'triggers' | 'coolDownMs' | 'minNewRows'>
type State = Pick<RetrainingState, 'scheduledAfterMs' | 'request' | 'attempt' | 'lastAttemptEndedMs'>
type Trigger = Settings['triggers'][number]

const timeText = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function scheduledReason(
  { cron, timeZone }: { cron: string; timeZone: string },
  afterMs: number,
  nowMs: number,
  scheduler: Scheduler | undefined,
): string | undefined {
  if (scheduler === undefined)
    throw new BarcastError(
      'training/scheduler',
      'Decide retraining: a SCHEDULED trigger needs a scheduler, as createCronerScheduler of barcast/adapters/scheduler/croner makes one, found none',
      { where: { path: 'scheduler' } },
    )
  const dueMs = scheduler.nextRunMs(cron, timeZone, afterMs)
  return dueMs !== undefined && dueMs <= nowMs ? `"${cron}" in ${timeZone} fell due at ${timeText(dueMs)}` : undefined
}

function alertReason(report: MonitoringReport | undefined, thresholds: Partial<Record<Alert['type'], number>>): string | undefined {
  const found = report?.alerts.filter(({ type, severity, value }) => {
    const threshold = thresholds[type]
    return severity === 'critical' && threshold !== undefined && value > threshold
  })
  return found === undefined || found.length === 0 ? undefined : found.map(({ message }) => message).join('; ')
}

function reasonOf(
  trigger: Trigger,
  state: State,
  nowMs: number,
  { report, newRows = 0 }: RetrainingObservation,
  scheduler: Scheduler | undefined,
): string | undefined {
  switch (trigger.type) {
    case 'SCHEDULED':
      return scheduledReason(trigger, state.scheduledAfterMs, nowMs, scheduler)
    case 'PERFORMANCE_DEGRADATION':
      // The value of a trend is its p-value: every critical one counts.
      return alertReason(report, { accuracy_drop: trigger.accuracyDrop, accuracy_trend: -1 })
    case 'DATA_DRIFT':
      return alertReason(report, { feature_drift: trigger.featureDrift, label_drift: trigger.labelDrift })
    case 'MANUAL':
      return state.request === undefined ? undefined : `${state.request.by} asked: ${state.request.why}`
    case 'NEW_DATA_AVAILABLE':
      return newRows >= trigger.minRows ? `${newRows} new labelled rows came, ${trigger.minRows} were waited for` : undefined
  }
}

function obstacles(
  { coolDownMs, minNewRows }: Settings,
  { attempt, lastAttemptEndedMs }: State,
  nowMs: number,
  newRows: number,
  asked: boolean,
): string[] {
  if (attempt !== undefined) return [`Attempt ${attempt.number} is ${attempt.stage}: there is one at a time`]
  if (asked) return []
  const heldBy: string[] = []
  const readyMs = (lastAttemptEndedMs ?? -Infinity) + coolDownMs
  if (nowMs < readyMs) heldBy.push(`The cool-down lasts until ${timeText(readyMs)}`)
  if (newRows < minNewRows) heldBy.push(`${newRows} new labelled rows came since the last training, ${minNewRows} are the least`)
  return heldBy
}

function checkObservation({ newRows }: RetrainingObservation, nowMs: number): void {
  if (!Number.isFinite(nowMs))
    throw new BarcastError('training/observation', `Decide retraining: nowMs must be a time, found ${String(nowMs)}`, { value: nowMs })
  if (newRows !== undefined && !(Number.isInteger(newRows) && newRows >= 0))
    throw new BarcastError('training/observation', `Decide retraining: newRows must be a whole number from 0, found ${String(newRows)}`, {
      value: newRows,
      where: { path: 'newRows' },
    })
}

/**
 * Decides whether to retrain: a pure function of the config, the state, the time and what was observed.
 *
 * A trigger fires when its condition holds; SCHEDULED when a run fell due after the last attempt began. The cool-down, too few new rows and an attempt under way hold
 * fired triggers back, and what still holds fires again later. A request by hand waits for an attempt under way alone.
 *
 * @param scheduler needed by SCHEDULED triggers
 * @throws BarcastError `training/scheduler`, `training/observation`, and the scheduler's errors for an expression or a zone.
 */
export function decideRetraining(
  settings: Settings,
  state: State,
  nowMs: number,
  observation: RetrainingObservation = {},
  scheduler?: Scheduler,
): RetrainingDecision {
  checkObservation(observation, nowMs)
  const triggers: TriggerType[] = []
  const reasons: string[] = []
  for (const trigger of settings.triggers) {
    const reason = reasonOf(trigger, state, nowMs, observation, scheduler)
    if (reason === undefined) continue
    triggers.push(trigger.type)
    reasons.push(reason)
  }
  if (triggers.length === 0) return { retrain: false, triggers, reasons, heldBy: [] }
  const heldBy = obstacles(settings, state, nowMs, observation.newRows ?? 0, triggers.includes('MANUAL'))
  return { retrain: heldBy.length === 0, triggers, reasons, heldBy }
}
