import type { StudyStore } from 'barcast/ports'

const WRITES: readonly (keyof StudyStore)[] = [
  'createStudy',
  'setStudyAttribute',
  'createTrial',
  'setTrialState',
  'setTrialParam',
  'setTrialReport',
  'setTrialAttribute',
]

/** The store, which calls `end` before its n-th write, counted from 0, and before every later one. */
export function watched(store: StudyStore, n: number, end: () => void): StudyStore & { readonly writes: number } {
  let writes = 0
  return new Proxy(store, {
    get(target, key) {
      if (key === 'writes') return writes
      const method = target[key as keyof StudyStore] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        if (WRITES.includes(key as keyof StudyStore) && writes++ >= n) end()
        return method.apply(target, args)
      }
    },
  }) as StudyStore & { readonly writes: number }
}
