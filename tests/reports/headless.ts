import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--hide-scrollbars']

/** How a page is looked at. */
export interface Look {
  widthPx: number
  heightPx: number
  theme: 'light' | 'dark'
  media: 'screen' | 'print'
}

/** A tab of a headless Chromium, driven over its debugging protocol. */
export interface Tab {
  look(look: Look): Promise<void>
  open(html: string): Promise<void>
  evaluate<T>(code: string): Promise<T>
  /** PNG in base64, the whole page. */
  screenshot(): Promise<string>
}

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>

/** The debugging protocol over two pipes: JSON messages, each ended by a zero byte. */
async function connect(child: ChildProcess): Promise<Send> {
  const toBrowser = child.stdio[3] as Writable
  const fromBrowser = child.stdio[4] as Readable
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>()
  const answer = (message: string): void => {
    const { id, result, error } = JSON.parse(message) as { id?: number; result?: Record<string, unknown>; error?: { message: string } }
    const call = waiting.get(id ?? -1)
    if (call === undefined) return
    waiting.delete(id!)
    if (error === undefined) call.resolve(result ?? {})
    else call.reject(new Error(error.message))
  }
  let pending = ''
  fromBrowser.setEncoding('utf8')
  fromBrowser.on('data', (text: string) => {
    const messages = (pending + text).split('\0')
    pending = messages.pop()!
    messages.forEach(answer)
  })
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`chromium ended with ${code}`))
  })
  let next = 0
  let sessionId: string | undefined
  const send: Send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      next += 1
      waiting.set(next, { resolve, reject })
      toBrowser.write(`${JSON.stringify({ id: next, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
    })
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const attached = (await send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string }
  sessionId = attached.sessionId
  await send('Page.enable')
  return send
}

function tabOf(send: Send): Tab {
  const evaluate = async <T>(code: string): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression: code,
      returnByValue: true,
      awaitPromise: true,
    })) as {
      result: { value: T }
      exceptionDetails?: { text: string; exception?: { description?: string } }
    }
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  return {
    evaluate,
    async look({ widthPx, heightPx, theme, media }) {
      await send('Emulation.setDeviceMetricsOverride', { width: widthPx, height: heightPx, deviceScaleFactor: 1, mobile: widthPx < 500 })
      await send('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value: theme }] })
    },
    async open(html) {
      // Policies of pages written into one document add up: each page gets a document of its own.
      await send('Page.navigate', { url: 'about:blank' })
      const { frameTree } = (await send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } }
      await send('Page.setDocumentContent', { frameId: frameTree.frame.id, html })
      await evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))')
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true })
      return data as string
    },
  }
}

/** Runs `work` with a tab of a browser of its own, and ends the browser. */
export async function inHeadlessChromium<T>(chromium: string, work: (tab: Tab) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'barcast-looks-'))
  const child = spawn(chromium, [...FLAGS, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  try {
    return await work(tabOf(await connect(child)))
  } finally {
    child.kill('SIGKILL')
    await ended
    // The browser's own processes may still write for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 })
  }
}
