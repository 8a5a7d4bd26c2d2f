import { isBarcastError, type Json } from '../../core/index.js'
import type { Clock, Scheduler } from '../../ports/index.js'
import type { NewEvent } from './audit-trail.js'
import { challengeData, judgeChallenge } from './challenge.js'
import type { RetrainingSettings } from './config.js'
import { checkDeployment } from './deployment-check.js'
import type { LoadedVersion, RetrainingHost, ScoreRequest } from './host.js'
import type { RegistryLink } from './registry-link.js'
import { reasonToRollBack, reviewStage } from './rollout.js'
import { checkSameRows, checkScoredRows, rowsFrom, type ScoredRows } from './scored-rows.js'
import { type ChampionRecord, championOf, formerChampionOf, type RetrainingAttempt, type RetrainingState, recordData } from './state.js'
import { decideRetraining, type RetrainingDecision, type RetrainingObservation } from './trigger.js'

/** What steps work with. */
export interface StepContext {
  readonly settings: RetrainingSettings
  readonly host: RetrainingHost
  readonly link: RegistryLink
  readonly clock: Clock
  readonly scheduler: Scheduler | undefined
}

/** One step of the state machine: at most one event, which is written only if the state still is what it was made for. */
export interface Step {
  /** The event for a state, or undefined when it no longer fits. */
  readonly commit?: (state: RetrainingState) => NewEvent | undefined
  readonly waiting: readonly string[]
  readonly decision?: RetrainingDecision
}

type Fact = Pick<NewEvent, 'type' | 'why' | 'data'>

const wait = (...waiting: string[]): Step => ({ waiting })
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** An event that fits as long as the same attempt is at the same stage and share, against the same champion. */
function forAttempt({ settings, clock }: StepContext, from: RetrainingState, fact: Fact): Step {
  const fits = ({ attempt, champions }: RetrainingState): boolean =>
    attempt?.number === from.attempt!.number &&
    attempt.stage === from.attempt!.stage &&
    attempt.share === from.attempt!.share &&
    champions.at(-1)?.version === championOf(from)?.version
  return { waiting: [], commit: (state) => (fits(state) ? { ...fact, by: settings.worker, timeMs: clock.nowMs() } : undefined) }
}

/** The challenger could not be scored, or its rows are not what they must be: it will not serve. */
class ChallengerFault extends Error {}

async function scored({ host }: StepContext, version: LoadedVersion, request: ScoreRequest): Promise<ScoredRows> {
  const rows = await host.score(version, request)
  checkScoredRows(rows, request.afterMs, request.nowMs)
  return rows
}

/** Rows of both versions after the time, the very same ones. */
async function scoredPair(
  context: StepContext,
  champion: ChampionRecord | undefined,
  challenger: ChampionRecord,
  request: ScoreRequest,
): Promise<{ champion: ScoredRows | undefined; challenger: ScoredRows; version: LoadedVersion }> {
  const { link } = context
  const known = champion === undefined ? undefined : await scored(context, await link.load(champion, 'champion'), request)
  const version = await link.load(challenger, 'challenger')
  try {
    const rows = await scored(context, version, request)
    if (known !== undefined) checkSameRows(known, rows)
    return { champion: known, challenger: rows, version }
  } catch (error) {
    if (isBarcastError(error, 'task/aborted')) throw error
    throw new ChallengerFault(messageOf(error), { cause: error })
  }
}

function startStep(state: RetrainingState, context: StepContext, observation: RetrainingObservation): Step {
  const { settings, clock, scheduler } = context
  const nowMs = clock.nowMs()
  const decision = decideRetraining(settings, state, nowMs, observation, scheduler)
  if (!decision.retrain) return { waiting: decision.heldBy, decision }
  const { triggers, reasons } = decision
  const attempt = state.attemptsStarted + 1
  return {
    waiting: [],
    decision,
    commit: (now) =>
      now.attempt === undefined && now.attemptsStarted === state.attemptsStarted
        ? { type: 'attempt-started', by: settings.worker, why: reasons.join('; '), timeMs: nowMs, data: { attempt, triggers, reasons } }
        : undefined,
  }
}

/** What the training gave cannot be kept. */
const TRAINING_FAULTS = ['training/trained-version', 'registry/bytes', 'registry/metadata']

async function trainStep(
  state: RetrainingState,
  attempt: RetrainingAttempt,
  context: StepContext,
  signal: AbortSignal | undefined,
): Promise<Step> {
  const { host, link, clock } = context
  const { number, triggers, reasons } = attempt
  const champion = championOf(state)?.version
  let fault: unknown
  const train = async () => {
    try {
      return await host.train({ attempt: number, triggers, reasons, nowMs: clock.nowMs(), champion, signal })
    } catch (error) {
      fault = error
      throw error
    }
  }
  try {
    const record = await link.keep(number, train, clock.nowMs())
    const why = `Version ${record.version} was trained on what was known at ${new Date(record.trainedToMs).toISOString()}`
    return forAttempt(context, state, { type: 'trained', why, data: { attempt: number, ...recordData(record) } })
  } catch (error) {
    // The store's errors are not the training's.
    const ofTraining = error === fault || TRAINING_FAULTS.some((code) => isBarcastError(error, code))
    if (!ofTraining || isBarcastError(error, 'task/aborted') || signal?.aborted === true) throw error
    return failed(state, attempt, context, `The training failed: ${messageOf(error)}`)
  }
}

function failed(state: RetrainingState, { number, challenger, stage }: RetrainingAttempt, context: StepContext, why: string): Step {
  const data = { attempt: number, stage, ...(challenger === undefined ? {} : { version: challenger.version }) }
  return forAttempt(context, state, { type: stage === 'rolling-out' ? 'rollout-stopped' : 'attempt-failed', why, data })
}

/** Out of sample for both: after the later end of the two trainings. */
const outOfSampleFrom = (champion: ChampionRecord | undefined, challenger: ChampionRecord): number =>
  Math.max(champion?.trainedToMs ?? -Infinity, challenger.trainedToMs)

async function challengeStep(state: RetrainingState, attempt: RetrainingAttempt, context: StepContext): Promise<Step> {
  const { settings, clock } = context
  const [champion, challenger] = [championOf(state)!, attempt.challenger!]
  const request = { purpose: 'challenge', afterMs: outOfSampleFrom(champion, challenger), nowMs: clock.nowMs() } as const
  const rows = await scoredPair(context, champion, challenger, request)
  const { minRows } = settings.challenge
  if (rows.challenger.loss.length < minRows)
    return wait(`Version ${challenger.version} waits for its challenge: ${rows.challenger.loss.length} of ${minRows} rows out of sample`)
  const result = judgeChallenge(rows.champion!, rows.challenger, settings.challenge, state.challengersTried[champion.version] ?? 0)
  const versions = { attempt: attempt.number, champion: champion.version, challenger: challenger.version }
  return forAttempt(context, state, { type: 'challenged', why: result.why, data: { ...versions, ...challengeData(result) } })
}

async function checkStep(state: RetrainingState, attempt: RetrainingAttempt, context: StepContext): Promise<Step> {
  const { settings, host, clock } = context
  const [champion, challenger] = [championOf(state), attempt.challenger!]
  const request = { purpose: 'check', afterMs: outOfSampleFrom(champion, challenger), nowMs: clock.nowMs() } as const
  const { challenger: rows, version } = await scoredPair(context, undefined, challenger, request)
  const { minRows } = settings.challenge
  if (rows.loss.length < minRows)
    return wait(`Version ${challenger.version} waits for its checks: ${rows.loss.length} of ${minRows} rows out of sample`)
  let latencyMs: number | undefined
  if (settings.checks.maxLatencyMs !== undefined) {
    try {
      latencyMs = await host.latencyMs?.(version)
    } catch (error) {
      throw new ChallengerFault(messageOf(error), { cause: error })
    }
  }
  const checks = checkDeployment(challenger, rows, settings.checks, champion, latencyMs)
  const failing = checks.filter(({ passed }) => !passed)
  const why =
    failing.length === 0
      ? `All ${checks.length} deployment checks passed`
      : `Failed: ${failing.map(({ name, message }) => `${name} (${message})`).join('; ')}`
  const data = { attempt: attempt.number, version: challenger.version, passed: failing.length === 0, checks: checks as unknown as Json }
  return forAttempt(context, state, { type: 'checked', why, data })
}

/** The next share, or the champion's place. */
function advance(state: RetrainingState, attempt: RetrainingAttempt, context: StepContext, why: string, figures: NewEvent['data']): Step {
  const champion = championOf(state)
  const { version, sha256 } = attempt.challenger!
  const next = context.settings.rollout.shares.find((share) => share > attempt.share) ?? 1
  const data = { attempt: attempt.number, version, sha256, ...figures }
  if (champion !== undefined && next < 1)
    return forAttempt(context, state, { type: 'rollout-advanced', why, data: { ...data, champion: champion.version, share: next } })
  const former = champion === undefined ? {} : { former: champion.version }
  return forAttempt(context, state, { type: 'promoted', why, data: { ...data, ...former } })
}

async function rolloutStep(state: RetrainingState, attempt: RetrainingAttempt, context: StepContext): Promise<Step> {
  const { settings, clock } = context
  const [champion, challenger] = [championOf(state), attempt.challenger!]
  if (champion === undefined) return advance(state, attempt, context, 'There is no champion yet', {})
  if (attempt.share === 0) return advance(state, attempt, context, 'The challenge was won and the checks passed', {})
  const nowMs = clock.nowMs()
  const rows = await scoredPair(context, champion, challenger, { purpose: 'rollout', afterMs: attempt.shareSinceMs, nowMs })
  const stage = { share: attempt.share, salt: `${settings.name}-${challenger.version}`, ageMs: nowMs - attempt.shareSinceMs }
  const { horizonBars } = settings.challenge
  const review = reviewStage(rows.champion!, rows.challenger, stage, settings.rollout, { maxLoss: settings.checks.maxLoss, horizonBars })
  const { verdict, why, difference } = review
  if (verdict === 'wait') return wait(`Version ${challenger.version}: ${why}`)
  const { improvement, pWorse } = difference!
  const figures = { improvement, pWorse, rows: difference!.rows }
  if (verdict === 'advance') return advance(state, attempt, context, why, figures)
  const data = { attempt: attempt.number, version: challenger.version, champion: champion.version, share: attempt.share, ...figures }
  return forAttempt(context, state, { type: 'rollout-stopped', why, data })
}

/** Takes the champion back when it does worse than the one before it. Undefined when it stays. */
async function rollbackStep(state: RetrainingState, context: StepContext): Promise<Step | undefined> {
  const { settings, clock, link } = context
  const [champion, former] = [championOf(state), formerChampionOf(state)]
  if (settings.rollback === undefined || champion === undefined || former === undefined) return undefined
  const { rows: lastRows } = settings.rollback
  const request = { purpose: 'rollback', afterMs: champion.sinceMs, nowMs: clock.nowMs(), lastRows } as const
  const rows = await scored(context, await link.load(champion, 'champion'), request)
  if (rows.loss.length < lastRows) return undefined
  const formerRows = await scored(context, await link.load(former, 'former champion'), request)
  checkSameRows(rows, formerRows)
  const from = rows.loss.length - lastRows
  const why = reasonToRollBack(rowsFrom(rows, from), rowsFrom(formerRows, from), settings.rollback)
  if (why === undefined) return undefined
  const data = { from: champion.version, to: former.version, automatic: true, sha256: former.sha256 }
  return {
    waiting: [],
    commit: (now) =>
      championOf(now)?.version === champion.version && formerChampionOf(now)?.version === former.version
        ? { type: 'rolled-back', by: settings.worker, why, timeMs: clock.nowMs(), data }
        : undefined,
  }
}

/** An attempt of another worker is left to it until it has been silent for the lease. */
function leaseStep(state: RetrainingState, attempt: RetrainingAttempt, context: StepContext): Step | undefined {
  const { worker, leaseMs } = context.settings
  if (attempt.worker === worker) return undefined
  const freeMs = state.lastEventMs + leaseMs
  if (context.clock.nowMs() < freeMs) return wait(`Attempt ${attempt.number} is carried on by worker ${attempt.worker}`)
  const why = `Worker ${attempt.worker} was silent for ${leaseMs} ms`
  return forAttempt(context, state, { type: 'attempt-taken-over', why, data: { attempt: attempt.number, from: attempt.worker } })
}

async function attemptStep(
  state: RetrainingState,
  attempt: RetrainingAttempt,
  context: StepContext,
  signal: AbortSignal | undefined,
): Promise<Step> {
  const lease = leaseStep(state, attempt, context)
  if (lease !== undefined) return lease
  if (attempt.stage === 'training') return trainStep(state, attempt, context, signal)
  try {
    if (attempt.stage === 'challenging') return await challengeStep(state, attempt, context)
    if (attempt.stage === 'checking') return await checkStep(state, attempt, context)
    return await rolloutStep(state, attempt, context)
  } catch (error) {
    if (!(error instanceof ChallengerFault)) throw error
    return failed(state, attempt, context, `Version ${attempt.challenger!.version} could not be scored: ${error.message}`)
  }
}

/** The next thing to do. A rollback and a new attempt are looked at once a tick (`first`): what an attempt's end leaves is for the next tick. */
export async function nextStep(
  state: RetrainingState,
  context: StepContext,
  observation: RetrainingObservation,
  signal: AbortSignal | undefined,
  first: boolean,
): Promise<Step> {
  const rollback = first ? await rollbackStep(state, context) : undefined
  if (rollback !== undefined) return rollback
  if (state.attempt !== undefined) return attemptStep(state, state.attempt, context, signal)
  return first ? startStep(state, context, observation) : wait()
}
