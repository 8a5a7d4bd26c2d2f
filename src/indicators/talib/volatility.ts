import type { TalibEntries } from './entry.js'

export const volatility: TalibEntries = {}
