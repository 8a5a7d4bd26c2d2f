/*
 * The page: takes a file, gives it to a worker, draws progress and the report. Stop ends the worker; nothing of it stays.
 */
import type { FromWorker, ToWorker } from './messages.js'

const element = (id: string): HTMLElement => document.getElementById(id)!
const drop = element('drop') as HTMLLabelElement
const input = element('file') as HTMLInputElement
const status = element('status')
const progress = element('progress') as HTMLProgressElement
const stop = element('stop') as HTMLButtonElement
const problem = element('problem')
const report = element('report') as HTMLIFrameElement
let worker: Worker | undefined

function end(text: string): void {
  worker?.terminate()
  worker = undefined
  progress.hidden = true
  stop.hidden = true
  status.textContent = text
}

function show(message: FromWorker): void {
  if (message.kind === 'progress') {
    progress.value = message.share
    status.textContent = message.step
  } else if (message.kind === 'report') {
    report.srcdoc = message.html
    report.hidden = false
    end(`${message.summary}. Latest signal ${message.latest}`)
  } else {
    problem.textContent = message.message
    end('')
  }
}

function start(file: File): void {
  end('')
  problem.textContent = ''
  report.hidden = true
  progress.hidden = false
  stop.hidden = false
  worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => show(data))
  worker.addEventListener('error', ({ message }) => show({ kind: 'problem', message }))
  worker.postMessage({ file } satisfies ToWorker, { transfer: [] })
}

input.addEventListener('change', () => {
  const file = input.files?.[0]
  if (file !== undefined) start(file)
})
drop.addEventListener('dragover', (event) => {
  event.preventDefault()
  drop.classList.add('over')
})
drop.addEventListener('dragleave', () => drop.classList.remove('over'))
drop.addEventListener('drop', (event) => {
  event.preventDefault()
  drop.classList.remove('over')
  const file = event.dataTransfer?.files[0]
  if (file !== undefined) start(file)
})
stop.addEventListener('click', () => end('Stopped.'))
