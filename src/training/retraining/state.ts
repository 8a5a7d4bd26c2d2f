import type { Json } from '../../core/index.js'
import type { ModelStage } from '../../registry/index.js'
import { NO_EVENTS, type TrailHead } from './audit-trail.js'
import type { TriggerType } from './config.js'
import type { AuditEvent } from './format.js'

/** A version of the model that took part. */
export interface ChampionRecord {
  readonly version: number
  /** Of its bytes. */
  readonly sha256: string
  /** End of what it was trained on, the spans of its labels included; epoch ms. */
  readonly trainedToMs: number
  readonly featureNames: readonly string[]
  readonly featuresHash: string
  /** When it last became champion; until then when it was trained. */
  readonly sinceMs: number
}

/** Where an attempt stands; it waits for rows in each of the last three. */
export type AttemptStage = 'training' | 'challenging' | 'checking' | 'rolling-out'

/** From the decision to retrain until the new version is champion or archived. */
export interface RetrainingAttempt {
  /** 1, 2, 3 … */
  readonly number: number
  readonly triggers: readonly TriggerType[]
  readonly reasons: readonly string[]
  readonly startedMs: number
  readonly worker: string
  readonly stage: AttemptStage
  /** The new version, once it is trained. */
  readonly challenger: ChampionRecord | undefined
  /** Share of the traffic that the challenger serves. */
  readonly share: number
  /** When it began to serve that share. */
  readonly shareSinceMs: number
}

/** All that a trail says, folded into one value; the trail is the only thing that is stored. */
export interface RetrainingState {
  readonly head: TrailHead
  readonly lastEventMs: number
  readonly createdMs: number
  /** Hash of the config that holds now. */
  readonly configSha256: string
  readonly attemptsStarted: number
  readonly attempt: RetrainingAttempt | undefined
  readonly lastAttemptEndedMs: number | undefined
  /** SCHEDULED falls due after this time. */
  readonly scheduledAfterMs: number
  /** End of what was trained on last; new rows count from there. */
  readonly trainedToMs: number | undefined
  /** Who asked for a training that did not begin yet. */
  readonly request: { readonly by: string; readonly why: string } | undefined
  /** The champion last, before it those that a rollback goes back to. */
  readonly champions: readonly ChampionRecord[]
  /** Challengers that were tested against each version, by version. */
  readonly challengersTried: Readonly<Record<number, number>>
  /** Where each version shall stand in the registry, by version. */
  readonly stages: Readonly<Record<number, Exclude<ModelStage, 'none'>>>
}

export const NEW_STATE: RetrainingState = {
  head: NO_EVENTS,
  lastEventMs: -Infinity,
  createdMs: NaN,
  configSha256: '',
  attemptsStarted: 0,
  attempt: undefined,
  lastAttemptEndedMs: undefined,
  scheduledAfterMs: NaN,
  trainedToMs: undefined,
  request: undefined,
  champions: [],
  challengersTried: {},
  stages: {},
}

export const championOf = ({ champions }: RetrainingState): ChampionRecord | undefined => champions.at(-1)
export const formerChampionOf = ({ champions }: RetrainingState): ChampionRecord | undefined => champions.at(-2)

type Data = AuditEvent['data']
type Change = Partial<RetrainingState>

const text = (data: Data, key: string): string => String(data[key])
const number = (data: Data, key: string): number => Number(data[key])
const texts = (data: Data, key: string): readonly string[] => (data[key] as readonly string[] | undefined) ?? []

/** The attempt is over, its version archived if there is one. */
function endAttempt(state: RetrainingState, timeMs: number): Change {
  const version = state.attempt?.challenger?.version
  return {
    attempt: undefined,
    lastAttemptEndedMs: timeMs,
    ...(version === undefined ? {} : { stages: { ...state.stages, [version]: 'archived' as const } }),
  }
}

function withAttempt({ attempt }: RetrainingState, change: Partial<RetrainingAttempt>): Change {
  return { attempt: { ...attempt!, ...change } }
}

function start({ data, timeMs, by }: AuditEvent): Change {
  const triggers = texts(data, 'triggers') as readonly TriggerType[]
  const attempt: RetrainingAttempt = {
    number: number(data, 'attempt'),
    triggers,
    reasons: texts(data, 'reasons'),
    startedMs: timeMs,
    worker: by,
    stage: 'training',
    challenger: undefined,
    share: 0,
    shareSinceMs: timeMs,
  }
  return { attempt, attemptsStarted: attempt.number, request: undefined, scheduledAfterMs: timeMs }
}

function trained(state: RetrainingState, { data, timeMs }: AuditEvent): Change {
  const challenger: ChampionRecord = {
    version: number(data, 'version'),
    sha256: text(data, 'sha256'),
    trainedToMs: number(data, 'trainedToMs'),
    featureNames: texts(data, 'featureNames'),
    featuresHash: text(data, 'featuresHash'),
    sinceMs: timeMs,
  }
  const stage = championOf(state) === undefined ? 'checking' : 'challenging'
  return {
    ...withAttempt(state, { challenger, stage }),
    trainedToMs: challenger.trainedToMs,
    stages: { ...state.stages, [challenger.version]: 'staging' },
  }
}

function challenged(state: RetrainingState, { data, timeMs }: AuditEvent): Change {
  const champion = number(data, 'champion')
  const challengersTried = { ...state.challengersTried, [champion]: number(data, 'challengersTried') }
  return { challengersTried, ...(data.won === true ? withAttempt(state, { stage: 'checking' }) : endAttempt(state, timeMs)) }
}

function promoted(state: RetrainingState, { timeMs }: AuditEvent): Change {
  const winner = { ...state.attempt!.challenger!, sinceMs: timeMs }
  const former = championOf(state)
  const stages = { ...state.stages, [winner.version]: 'production' as const }
  if (former !== undefined) stages[former.version] = 'archived'
  return { ...endAttempt(state, timeMs), champions: [...state.champions, winner], stages }
}

function rolledBack(state: RetrainingState, { timeMs }: AuditEvent): Change {
  const [from, to] = [championOf(state)!, formerChampionOf(state)!]
  const stages = { ...state.stages, [from.version]: 'archived' as const, [to.version]: 'production' as const }
  return { champions: [...state.champions.slice(0, -2), { ...to, sinceMs: timeMs }], stages, lastAttemptEndedMs: timeMs }
}

function changeBy(state: RetrainingState, event: AuditEvent): Change {
  const { type, data, timeMs, by, why } = event
  switch (type) {
    case 'configured': {
      const first = state.head.sequence === 0
      return { configSha256: text(data, 'configSha256'), ...(first ? { createdMs: timeMs, scheduledAfterMs: timeMs } : {}) }
    }
    case 'retraining-requested':
      return { request: { by, why } }
    case 'attempt-started':
      return start(event)
    case 'attempt-taken-over':
      return withAttempt(state, { worker: by })
    case 'trained':
      return trained(state, event)
    case 'challenged':
      return challenged(state, event)
    case 'checked':
      return data.passed === true ? withAttempt(state, { stage: 'rolling-out', share: 0, shareSinceMs: timeMs }) : endAttempt(state, timeMs)
    case 'rollout-advanced':
      return withAttempt(state, { share: number(data, 'share'), shareSinceMs: timeMs })
    case 'promoted':
      return promoted(state, event)
    case 'rolled-back':
      return rolledBack(state, event)
    case 'rollout-stopped':
    case 'attempt-failed':
    case 'attempt-stopped':
      return endAttempt(state, timeMs)
  }
}

/** The state after one more event. Pure: the same trail gives the same state. */
export function applyEvent(state: RetrainingState, event: AuditEvent): RetrainingState {
  const { sequence, sha256, timeMs } = event
  return { ...state, ...changeBy(state, event), head: { sequence, sha256 }, lastEventMs: timeMs }
}

/** A record as the data of an event. */
export function recordData({ version, sha256, trainedToMs, featureNames, featuresHash }: ChampionRecord): { readonly [key: string]: Json } {
  return { version, sha256, trainedToMs, featureNames, featuresHash }
}
