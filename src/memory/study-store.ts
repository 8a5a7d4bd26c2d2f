import { BarcastError } from '../core/index.js'
import type { StudyStore } from '../ports/index.js'
import { StudyLedger } from './study-ledger.js'
import {
  checkDirections,
  checkName,
  checkOutcome,
  checkReport,
  checkTime,
  storableAttribute,
  storableDimension,
  storableTrial,
} from './study-values.js'

/**
 * The store with every argument checked and copied, and closed for good once it is closed: what implementations of {@link StudyStore} share.
 *
 * @throws BarcastError `study-store/value`, `study-store/closed`, from its methods.
 */
export function checkedStudyStore(store: StudyStore): StudyStore {
  let closed = false
  const objectives = (studyId: number): number | undefined => store.studies().find(({ id }) => id === studyId)?.directions.length
  function open(action: string): StudyStore {
    if (closed) throw new BarcastError('study-store/closed', `${action}: a store must be open, found it closed`)
    return store
  }
  return {
    createStudy(name, directions) {
      checkName('Create study', 'name', name)
      checkDirections('Create study', directions)
      return open('Create study').createStudy(name, [...directions])
    },
    study: (name) => open('Find study').study(name),
    studies: () => open('List studies').studies(),
    deleteStudy: (studyId) => open('Delete study').deleteStudy(studyId),
    setStudyAttribute(studyId, kind, key, value) {
      const copy = storableAttribute('Set study attribute', key, value)
      open('Set study attribute').setStudyAttribute(studyId, kind, key, copy)
    },
    createTrial(studyId, trial) {
      const target = open('Create trial')
      return target.createTrial(studyId, storableTrial('Create trial', trial, trial.values === undefined ? undefined : objectives(studyId)))
    },
    trials: (studyId) => open('List trials').trials(studyId),
    setTrialState(trialId, state, { atMs, values }) {
      checkOutcome('Set trial state', state, values, undefined)
      checkTime('Set trial state', atMs)
      return open('Set trial state').setTrialState(trialId, state, { atMs, values: values === undefined ? undefined : [...values] })
    },
    setTrialParam(trialId, name, value, dimension) {
      const copy = storableDimension('Set trial parameter', name, value, dimension)
      open('Set trial parameter').setTrialParam(trialId, name, value, copy)
    },
    setTrialReport(trialId, step, value) {
      checkReport('Set trial report', step, value)
      open('Set trial report').setTrialReport(trialId, step, value)
    },
    setTrialAttribute(trialId, kind, key, value) {
      const copy = storableAttribute('Set trial attribute', key, value)
      open('Set trial attribute').setTrialAttribute(trialId, kind, key, copy)
    },
    transaction: (work) => open('Write together').transaction(work),
    close() {
      if (!closed) store.close()
      closed = true
    },
  }
}

/**
 * A {@link StudyStore} that lives as long as the process.
 *
 * @throws BarcastError `study-store/…` as the port says, from its methods.
 */
export function createMemoryStudyStore(): StudyStore {
  return checkedStudyStore(new StudyLedger())
}
