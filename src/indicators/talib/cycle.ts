import type { TalibEntries } from './entry.js'

export const cycle: TalibEntries = {}
