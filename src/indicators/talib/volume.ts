import type { TalibEntries } from './entry.js'

export const volume: TalibEntries = {}
