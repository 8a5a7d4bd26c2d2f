/*
 * Draws docs/pictures, one picture for each concept, and docs/figures, one for each indicator, from the library's own results. With --check it writes nothing and
 * fails when a committed picture differs from what the code draws.
 */
import { join } from 'node:path'
import { keepFiles } from './kept-files.js'
import { drawBoostingLayout } from './pictures/boosting-layout.js'
import { drawBundle } from './pictures/bundle.js'
import { drawCalibration } from './pictures/calibration.js'
import { drawDrift } from './pictures/drift.js'
import { drawEquity } from './pictures/equity.js'
import { drawIndicators } from './pictures/indicator-figures.js'
import { drawKernel } from './pictures/kernel.js'
import { drawNextOpen } from './pictures/next-open.js'
import { drawOverlap } from './pictures/overlap.js'
import { makeResearch } from './pictures/research.js'
import { drawSelection } from './pictures/selection.js'
import { drawTimeframes } from './pictures/timeframes.js'
import { drawWalkForward } from './pictures/walk-forward.js'

const research = await makeResearch()
const pictures = new Map([
  ['kernel.svg', drawKernel()],
  ['walk-forward.svg', drawWalkForward()],
  ['timeframes.svg', drawTimeframes()],
  ['next-open.svg', drawNextOpen()],
  ['overlap.svg', drawOverlap()],
  ['selection.svg', await drawSelection()],
  ['calibration.svg', drawCalibration(research)],
  ['equity.svg', await drawEquity()],
  ['bundle.svg', drawBundle(research)],
  ['drift.svg', drawDrift()],
  ['boosting-layout.svg', drawBoostingLayout()],
])
keepFiles('pictures', join('docs', 'pictures'), pictures, 'npm run docs:pictures')
keepFiles('figures', join('docs', 'figures'), drawIndicators(), 'npm run docs:pictures')
