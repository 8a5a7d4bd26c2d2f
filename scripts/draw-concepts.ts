/*
 * Draws docs/pictures, one picture for each concept, and docs/figures, one for each indicator, from the library's own results. With --check it writes nothing and
 * fails when a committed picture differs from what the code draws.
 */
import { join } from 'node:path'
import { keepFiles } from './kept-files.js'
import { drawBetSize } from './pictures/bet-size.js'
import { drawBoostingLayout } from './pictures/boosting-layout.js'
import { drawBundle } from './pictures/bundle.js'
import { drawCalendarRules, drawOverfitting } from './pictures/calendar-rules.js'
import { drawCalibration } from './pictures/calibration.js'
import { drawClassLabels } from './pictures/class-labels.js'
import { drawCombinatorial } from './pictures/combinatorial.js'
import { drawDrift } from './pictures/drift.js'
import { drawEquity } from './pictures/equity.js'
import { drawEventSampling } from './pictures/event-sampling.js'
import { drawFills } from './pictures/fills.js'
import { drawHorizons } from './pictures/horizons.js'
import { drawIndicators } from './pictures/indicator-figures.js'
import { drawKernel } from './pictures/kernel.js'
import { drawNextOpen } from './pictures/next-open.js'
import { drawOutcomeTargets } from './pictures/outcome-targets.js'
import { drawOverlap } from './pictures/overlap.js'
import { makeResearch } from './pictures/research.js'
import { drawSampleWeights } from './pictures/sample-weights.js'
import { drawSelection } from './pictures/selection.js'
import { drawTimeframes } from './pictures/timeframes.js'
import { drawTrendScanning } from './pictures/trend-scanning.js'
import { drawTripleBarrier } from './pictures/triple-barrier.js'
import { drawWalkForward } from './pictures/walk-forward.js'

const research = await makeResearch()
const pictures = new Map([
  ['kernel.svg', drawKernel()],
  ['walk-forward.svg', drawWalkForward()],
  ['timeframes.svg', drawTimeframes()],
  ['next-open.svg', drawNextOpen()],
  ['fills.svg', drawFills()],
  ['overlap.svg', drawOverlap()],
  ['horizons.svg', drawHorizons()],
  ['class-labels.svg', drawClassLabels()],
  ['outcome-targets.svg', drawOutcomeTargets()],
  ['triple-barrier.svg', drawTripleBarrier()],
  ['trend-scanning.svg', drawTrendScanning()],
  ['event-sampling.svg', drawEventSampling()],
  ['bet-size.svg', drawBetSize()],
  ['sample-weights.svg', drawSampleWeights()],
  ['selection.svg', await drawSelection()],
  ['calibration.svg', drawCalibration(research)],
  ['equity.svg', await drawEquity()],
  ['bundle.svg', drawBundle(research)],
  ['drift.svg', drawDrift()],
  ['boosting-layout.svg', drawBoostingLayout()],
  ['combinatorial.svg', drawCombinatorial()],
  ['calendar-rules.svg', drawCalendarRules()],
  ['overfitting.svg', drawOverfitting()],
])
keepFiles('pictures', join('docs', 'pictures'), pictures, 'npm run docs:pictures')
keepFiles('figures', join('docs', 'figures'), drawIndicators(), 'npm run docs:pictures')
