import type { TalibEntries } from './entry.js'

export const statistics: TalibEntries = {}
