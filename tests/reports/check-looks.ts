/*
 * Opens tear sheets in a real browser and measures them: no two texts overlap, none leaves its chart or the page, at several widths, in light and dark and on paper. A page
 * that must fail shows that the measure can. With a folder as argument it also writes a picture of every page, for eyes.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderComparison, renderTearSheet } from '../../src/reports/index.js'
import { inHeadlessChromium, type Look, type Tab } from './headless.js'
import { layoutProblems } from './layout.js'
import { accountInput, smallInput, wander } from './sample.js'

const CHROMIUM = '/usr/bin/chromium'
const folder = process.argv[2]

const pages: Record<string, () => string> = {
  'twenty years': () => renderTearSheet(accountInput(5000, 500)),
  'three trades': () => renderTearSheet({ ...accountInput(60, 3), trades: accountInput(60).trades!.slice(0, 3) }),
  'no trades': () => renderTearSheet(smallInput()),
  'one bar': () =>
    renderTearSheet({ ...accountInput(200), ...smallInput(1), bars: undefined!, exposure: undefined!, benchmark: undefined! }),
  'missing stretches': () =>
    renderTearSheet({
      ...accountInput(900),
      equity: wander(1, 900).map((value, i) => (i % 300 > 200 ? NaN : value)),
      title: 'Gaps '.repeat(30),
    }),
}

const comparison = (count: number): string =>
  renderComparison(
    Array.from({ length: count }, (_, i) => ({ ...accountInput(700 + 100 * i), title: `Run with a name of some length ${i}` })),
  )
pages['two runs'] = () => comparison(2)
pages['six runs'] = () => comparison(6)

const LOOKS = {
  wide: { widthPx: 1440, heightPx: 900, theme: 'light', media: 'screen' },
  dark: { widthPx: 1024, heightPx: 800, theme: 'dark', media: 'screen' },
  narrow: { widthPx: 390, heightPx: 844, theme: 'light', media: 'screen' },
  print: { widthPx: 720, heightPx: 1000, theme: 'dark', media: 'print' },
} satisfies Record<string, Look>

/** The compiler names inner functions with `__name`, which the page does not have. */
const measure = (tab: Tab): Promise<string[]> => tab.evaluate<string[]>(`((__name) => (${layoutProblems.toString()})())((of) => of)`)

/** What goes wrong besides the layout: a script that did not run, a theme that does not change. */
async function behaviour(tab: Tab, look: Look): Promise<string[]> {
  if (look.media === 'print') return []
  return tab.evaluate<string[]>(`(() => {
    const problems = []
    const paper = () => getComputedStyle(document.body).backgroundColor
    const before = paper()
    document.querySelector('#other-theme').click()
    if (paper() === before) problems.push('the switch of the theme changes nothing')
    document.querySelector('#other-theme').click()
    if (paper() !== before) problems.push('the theme does not come back')
    for (const box of document.querySelectorAll('.candles')) {
      const canvas = box.querySelector('canvas')
      if (canvas === null) { problems.push('the candles were not drawn'); continue }
      const whole = canvas.toDataURL()
      box.querySelector('button').click()
      if (canvas.toDataURL() === whole) problems.push('zooming changes nothing')
      box.querySelectorAll('button')[4].click()
      if (canvas.toDataURL() !== whole) problems.push('showing all does not come back')
    }
    return problems
  })()`)
}

const found: string[] = []
const started = Date.now()
await inHeadlessChromium(CHROMIUM, async (tab) => {
  await tab.look(LOOKS.wide)
  await tab.open('<svg class="chart" width="200" height="50"><text x="10" y="20">one text</text><text x="20" y="22">another</text></svg>')
  if (!(await measure(tab)).some((problem) => problem.includes('overlap'))) found.push('the measure finds no overlap in a page made of one')
  await tab.open(pages['twenty years']!().replace('<footer>', "<script>document.title = 'taken over'</script><footer>"))
  if ((await tab.evaluate<string>('document.title')) === 'taken over') found.push('a foreign script ran')
  for (const [name, draw] of Object.entries(pages)) {
    const html = draw()
    for (const [lookName, look] of Object.entries(LOOKS)) {
      await tab.look(look)
      await tab.open(html)
      const problems = [...(await measure(tab)), ...(await behaviour(tab, look))]
      found.push(...problems.map((problem) => `${name}, ${lookName}: ${problem}`))
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, `${name}-${lookName}.png`.replaceAll(' ', '-')), Buffer.from(await tab.screenshot(), 'base64'))
      }
    }
  }
})
for (const problem of found) console.error(`reports: ${problem}`)
if (found.length > 0) process.exit(1)
console.log(
  `reports: ${Object.keys(pages).length} pages look right in ${Object.keys(LOOKS).length} ways, ${((Date.now() - started) / 1000).toFixed(1)} s`,
)
