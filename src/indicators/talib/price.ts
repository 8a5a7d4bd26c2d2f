import type { TalibEntries } from './entry.js'

export const price: TalibEntries = {}
