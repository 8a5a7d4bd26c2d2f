/*
 * Writes docs/reference from the code: every parameter with its default, its range and its meaning. With --check it writes nothing and fails when a
 * committed page differs from what the code gives.
 */
import { join } from 'node:path'
import { keepFiles } from './kept-files.js'
import { boostingPage } from './reference/boosting.js'
import { commandLinePage } from './reference/command-line.js'
import { featuresPage } from './reference/features.js'
import { indicatorsPage } from './reference/indicators.js'
import { modelsPage } from './reference/models.js'
import { runConfigPage } from './reference/run-config.js'
import { settingsPage } from './reference/settings.js'

const pages = [
  indicatorsPage(),
  featuresPage(),
  await modelsPage(),
  boostingPage(),
  commandLinePage(),
  await runConfigPage(),
  await settingsPage(),
]
keepFiles('reference', join('docs', 'reference'), new Map(pages.map(({ file, text }) => [file, text])), 'npm run docs:reference')
