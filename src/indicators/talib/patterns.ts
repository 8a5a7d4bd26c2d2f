import type { TalibEntries } from './entry.js'

export const patterns: TalibEntries = {}
