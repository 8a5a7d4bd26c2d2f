import type { TalibEntries } from './entry.js'

export const math: TalibEntries = {}
