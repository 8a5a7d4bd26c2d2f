import type { TalibEntries } from './entry.js'

export const momentum: TalibEntries = {}
