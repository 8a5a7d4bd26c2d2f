import { BarcastError, canonicalJson, type Json, sha256, throwIfAborted } from '../../core/index.js'
import { createMemoryStore } from '../../memory/index.js'
import type { Clock, ObjectStore, Scheduler } from '../../ports/index.js'
import type { ModelRegistry } from '../../registry/index.js'
import { wallClock } from '../config.js'
import { nextStep, type StepContext } from './attempt-step.js'
import { type AuditTrail, createAuditTrail, type NewEvent, NO_EVENTS, type TrailHead } from './audit-trail.js'
import { parseRetrainingConfig, type RetrainingConfig, type RetrainingSettings } from './config.js'
import type { AuditEvent } from './format.js'
import type { RetrainingHost } from './host.js'
import { createRegistryLink } from './registry-link.js'
import { servedByChallenger } from './rollout.js'
import {
  applyEvent,
  type ChampionRecord,
  championOf,
  formerChampionOf,
  NEW_STATE,
  type RetrainingAttempt,
  type RetrainingState,
} from './state.js'
import type { RetrainingDecision, RetrainingObservation } from './trigger.js'

/** What a system is wired to. */
export interface RetrainingPorts {
  readonly host: RetrainingHost
  /** Versions live here; their stages and the aliases `champion` and `former-champion` follow the audit trail. */
  readonly registry: ModelRegistry
  /** Holds the audit trail. Default: memory, which a restart empties. */
  readonly store?: ObjectStore
  /** Needed by SCHEDULED triggers. */
  readonly scheduler?: Scheduler
  /** Default: the time of day. */
  readonly clock?: Clock
}

/** Who did something, and why. */
export interface Hand {
  readonly by: string
  readonly why: string
}

/** Where the system stands. */
export interface RetrainingStatus {
  readonly champion: ChampionRecord | undefined
  /** What a rollback goes back to. */
  readonly formerChampion: ChampionRecord | undefined
  readonly attempt: RetrainingAttempt | undefined
  /** Count the labelled rows after it for `newRows`; undefined before the first training. */
  readonly trainedToMs: number | undefined
  /** Name under which a monitor records what the champion predicts: each version has its own, because drift is measured from its beginning. */
  readonly monitorName: string | undefined
  /** End of the audit trail. */
  readonly head: TrailHead
}

/** What a tick did. */
export interface RetrainingTick {
  /** Written by this tick. */
  readonly events: readonly AuditEvent[]
  /** Undefined when an attempt was under way. */
  readonly decision: RetrainingDecision | undefined
  /** What is waited for, in words. */
  readonly waiting: readonly string[]
  readonly status: RetrainingStatus
}

/** Retrains a model, lets the new version earn its place, and takes it back. */
export interface RetrainingSystem {
  /**
   * Looks at everything once and does what is due: takes the champion back, starts an attempt, carries the attempt on as far as it goes now. Call it by a timer, or after
   * each batch of bars; a second one of the same system at the same time does nothing.
   *
   * @throws BarcastError `training/other-report`, `training/observation`, `training/version-gone`, `training/version-replaced`, `training/scheduler`, `task/aborted`,
   * the errors of the scheduler, the audit trail, the registry and the store, and those of the host about the champion. What was decided before stays, and the next tick goes on from there.
   */
  tick(observation?: RetrainingObservation, options?: { signal?: AbortSignal }): Promise<RetrainingTick>
  /** Asks for a training; the next tick begins it. @throws BarcastError `training/no-manual-trigger`, `training/hand`. */
  requestRetraining(hand: Hand): Promise<void>
  /** Ends the attempt under way, its rollout too; the champion serves everything again. @throws BarcastError `training/no-attempt`, `training/hand`. */
  stopAttempt(hand: Hand): Promise<void>
  /** Makes the former champion champion again. @throws BarcastError `training/no-former-champion`, `training/version-gone`, `training/hand`. */
  rollBack(hand: Hand): Promise<void>
  /** The version that serves a row of this time and symbol, by the state this object saw last; undefined before the first champion. */
  versionFor(timeMs: number, symbol?: string): number | undefined
  status(): RetrainingStatus
  /** Every event, the hashes checked. @throws BarcastError of the audit trail. */
  auditTrail(): Promise<AuditEvent[]>
}

function checkHand({ by, why }: Hand, action: string): void {
  for (const [path, value] of [
    ['by', by],
    ['why', why],
  ] as const)
    if (typeof value !== 'string' || value.trim() === '')
      throw new BarcastError('training/hand', `${action}: ${path} must be a text that is not empty, found ${JSON.stringify(value)}`, {
        value,
        where: { path },
      })
}

/** The state as the trail tells it, and events that are written after it. */
class Ledger {
  state: RetrainingState = NEW_STATE

  constructor(private readonly trail: AuditTrail) {}

  /** Reads what others have written since. */
  async catchUp(): Promise<void> {
    // Two doors may read the same events at once.
    for (const event of await this.trail.readAfter(this.state.head))
      if (event.sequence === this.state.head.sequence + 1) this.state = applyEvent(this.state, event)
  }

  /**
   * Writes the event that `make` gives for the state, or nothing when it gives none. When somebody else was faster, `make` is asked again about what the state is then.
   */
  async commit(make: (state: RetrainingState) => NewEvent | undefined): Promise<AuditEvent | undefined> {
    for (;;) {
      const event = make(this.state)
      if (event === undefined) return undefined
      const written = await this.trail.append(this.state.head, event)
      if (written !== undefined) {
        // Between the writing and now another door of this object may have read it.
        if (written.sequence === this.state.head.sequence + 1) this.state = applyEvent(this.state, written)
        return written
      }
      await this.catchUp()
    }
  }
}

function statusOf(state: RetrainingState, name: string): RetrainingStatus {
  const champion = championOf(state)
  const { attempt, trainedToMs, head } = state
  const monitorName = champion === undefined ? undefined : `${name}-v${champion.version}`
  return { champion, formerChampion: formerChampionOf(state), attempt, trainedToMs, monitorName, head }
}

function checkReport({ report }: RetrainingObservation, { monitorName }: RetrainingStatus): void {
  if (report === undefined || report.modelName === monitorName) return
  throw new BarcastError(
    'training/other-report',
    `Tick: the report must be of the champion, recorded as "${String(monitorName)}", found "${report.modelName}"`,
    { value: report.modelName, where: { path: 'report.modelName' } },
  )
}

async function writeConfig(ledger: Ledger, settings: RetrainingSettings, clock: Clock): Promise<void> {
  // The worker and its lease belong to the process, not to the model.
  const { worker, leaseMs: _, ...config } = settings
  const plain = JSON.parse(JSON.stringify(config)) as { readonly [key: string]: Json }
  const configSha256 = sha256(canonicalJson(plain))
  await ledger.commit((state) => {
    if (state.configSha256 === configSha256) return undefined
    const why = state.head.sequence === 0 ? 'The system was set up' : 'The config was changed'
    return { type: 'configured', by: worker, why, timeMs: clock.nowMs(), data: { config: plain, configSha256 } }
  })
}

/**
 * Makes a retraining system, or opens it again: all its state is an audit trail in the store, one event after the other, chained by hashes. A process may be killed between
 * any two writes; the next one that opens the trail goes on from there, and several at once cannot promote twice, because an event's number is given once.
 *
 * An attempt goes: decision → training → challenge (the same bars that neither version was trained on, a test of significance that counts the challengers before it)
 * → deployment checks → rollout by shares of the traffic → champion. Afterwards the former champion is watched on the same rows, and comes back when it would have been better by the
 * margin of the config. Nothing runs by itself: the host ticks.
 *
 * @throws BarcastError `training/config`, `training/unknown-option`, `training/unknown-trigger`, `training/scheduler`, the scheduler's errors for an expression or zone, and those of the audit
 * trail and the registry.
 *
 * @example
 * const system = await createRetrainingSystem(
 *   { name: 'btc_1h', triggers: [{ type: 'SCHEDULED', cron: '0 2 * * sun', timeZone: 'Europe/Berlin' }, { type: 'MANUAL' }] },
 *   { host, registry, store, scheduler: await createCronerScheduler() },
 * )
 * const { events, waiting } = await system.tick({ newRows })
 */
export async function createRetrainingSystem(config: RetrainingConfig, ports: RetrainingPorts): Promise<RetrainingSystem> {
  const settings = parseRetrainingConfig(config)
  const { host, registry, store = createMemoryStore(), scheduler, clock = wallClock } = ports
  const { name } = settings
  checkSchedules(settings, scheduler, clock.nowMs())
  const trail = createAuditTrail(store, name)
  const ledger = new Ledger(trail)
  const link = createRegistryLink(registry, name)
  const context: StepContext = { settings, host, link, clock, scheduler }
  await ledger.catchUp()
  await writeConfig(ledger, settings, clock)
  await link.follow(ledger.state)

  let ticking = false
  const saltOf = ({ challenger }: RetrainingAttempt): string => `${name}-${challenger?.version}`

  async function runTick(observation: RetrainingObservation, signal: AbortSignal | undefined): Promise<RetrainingTick> {
    await ledger.catchUp()
    checkReport(observation, statusOf(ledger.state, name))
    await link.follow(ledger.state)
    const events: AuditEvent[] = []
    const waiting: string[] = []
    let decision: RetrainingDecision | undefined
    for (;;) {
      throwIfAborted(signal, 'Tick')
      const step = await nextStep(ledger.state, context, observation, signal, events.length === 0)
      decision = step.decision ?? decision
      if (step.commit === undefined) {
        waiting.push(...step.waiting)
        break
      }
      const written = await ledger.commit(step.commit)
      // Undefined: somebody else moved on meanwhile, look again.
      if (written === undefined) continue
      events.push(written)
      await link.follow(ledger.state)
      if (written.type === 'rolled-back') break
    }
    return { events, decision, waiting, status: statusOf(ledger.state, name) }
  }

  /** One event by hand. `make` throws when it makes no sense now. */
  async function byHand(hand: Hand, action: string, make: (state: RetrainingState) => Pick<NewEvent, 'type' | 'data'>): Promise<void> {
    checkHand(hand, action)
    await ledger.catchUp()
    await ledger.commit((state) => ({ ...make(state), by: hand.by, why: hand.why, timeMs: clock.nowMs() }))
    await link.follow(ledger.state)
  }

  return {
    async tick(observation = {}, { signal } = {}) {
      if (ticking) return { events: [], decision: undefined, waiting: ['Another tick is running'], status: statusOf(ledger.state, name) }
      ticking = true
      try {
        return await runTick(observation, signal)
      } finally {
        ticking = false
      }
    },
    requestRetraining: (hand) =>
      byHand(hand, 'Request retraining', () => {
        if (!settings.triggers.some(({ type }) => type === 'MANUAL'))
          throw new BarcastError('training/no-manual-trigger', 'Request retraining: the config must have a MANUAL trigger, found none')
        return { type: 'retraining-requested', data: {} }
      }),
    stopAttempt: (hand) =>
      byHand(hand, 'Stop attempt', ({ attempt }) => {
        if (attempt === undefined) throw new BarcastError('training/no-attempt', 'Stop attempt: one must be under way, found none')
        const { number, stage, challenger } = attempt
        const data = { attempt: number, stage, ...(challenger === undefined ? {} : { version: challenger.version }) }
        return { type: stage === 'rolling-out' ? 'rollout-stopped' : 'attempt-stopped', data }
      }),
    async rollBack(hand) {
      checkHand(hand, 'Roll back')
      await ledger.catchUp()
      const former = formerChampionOf(ledger.state)
      if (former !== undefined) await link.load(former, 'former champion')
      await byHand(hand, 'Roll back', (state) => {
        const [from, to] = [championOf(state), formerChampionOf(state)]
        if (from === undefined || to === undefined || to.version !== former?.version)
          throw new BarcastError('training/no-former-champion', 'Roll back: there must be a former champion, found none', {
            value: to?.version,
          })
        return { type: 'rolled-back', data: { from: from.version, to: to.version, automatic: false, sha256: to.sha256 } }
      })
    },
    versionFor(timeMs, symbol = '') {
      const { attempt } = ledger.state
      const challenges = attempt?.stage === 'rolling-out' && servedByChallenger(timeMs, symbol, attempt.share, saltOf(attempt))
      return challenges ? attempt.challenger!.version : championOf(ledger.state)?.version
    },
    status: () => statusOf(ledger.state, name),
    auditTrail: () => trail.readAfter(NO_EVENTS),
  }
}

/** Expressions and zones are refused when the system is made, not at the first tick. */
function checkSchedules({ triggers }: RetrainingSettings, scheduler: Scheduler | undefined, nowMs: number): void {
  for (const trigger of triggers) {
    if (trigger.type !== 'SCHEDULED') continue
    if (scheduler === undefined)
      throw new BarcastError(
        'training/scheduler',
        'Create retraining system: a SCHEDULED trigger needs a scheduler, as createCronerScheduler of barcast/adapters/scheduler/croner makes one, found none',
        { where: { path: 'scheduler' } },
      )
    if (scheduler.nextRunMs(trigger.cron, trigger.timeZone, nowMs) === undefined)
      throw new BarcastError('training/config', `Create retraining system: "${trigger.cron}" must fall due some day, found never`, {
        value: trigger.cron,
      })
  }
}
