import {
  dominantCyclePeriod,
  dominantCyclePhase,
  hilbertPhasor,
  hilbertSine,
  hilbertTrendline,
  hilbertTrendMode,
  mama,
} from '../cycle/index.js'
import type { TalibEntries } from './entry.js'

export const cycle = {
  HT_DCPERIOD: (_, run) => run(dominantCyclePeriod, {}),
  HT_DCPHASE: (_, run) => run(dominantCyclePhase, {}),
  HT_PHASOR: (_, run) => run(hilbertPhasor, {}),
  HT_SINE: (_, run) => run(hilbertSine, {}),
  HT_TRENDLINE: (_, run) => run(hilbertTrendline, {}),
  HT_TRENDMODE: (_, run) => run(hilbertTrendMode, {}),
  MAMA: ({ fastlimit, slowlimit }, run) => run(mama, { fastLimit: fastlimit, slowLimit: slowlimit }),
} satisfies TalibEntries
