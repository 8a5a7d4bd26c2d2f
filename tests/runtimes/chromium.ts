import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { sh } from './packed.js'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
}

/** The part of a Playwright page that these tests use. */
export interface Tab {
  goto(url: string): Promise<unknown>
  waitForFunction(code: string, arg: undefined, options: { timeout: number }): Promise<{ jsonValue(): Promise<unknown> }>
  setInputFiles(selector: string, file: string): Promise<void>
  evaluate(code: string): Promise<unknown>
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>
}

/** Opens a page of `folder`, served over HTTP, in headless Chromium; `pages` are served by path before the folder's files. */
export async function inChromium<T>(
  folder: string,
  pages: Readonly<Record<string, string>>,
  playwrightFolder: string,
  work: (tab: Tab, url: string) => Promise<T>,
): Promise<T> {
  if (!existsSync(CHROMIUM)) {
    sh('apt-get', ['update', '-qq'], folder)
    sh('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], folder)
  }
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    const file = join(folder, path)
    if (page === undefined && !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': page === undefined ? (TYPES[extname(path)] ?? 'text/plain') : 'text/html' })
    response.end(page ?? readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { chromium } = (await import(join(playwrightFolder, 'node_modules/playwright-core/index.mjs'))) as {
    chromium: { launch(options: object): Promise<{ newPage(): Promise<Tab>; close(): Promise<void> }> }
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  try {
    return await work(await browser.newPage(), `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    await browser.close()
    server.close()
  }
}
