/** What the worker tells the page. */
export type FromWorker =
  | { kind: 'progress'; share: number; step: string }
  | { kind: 'report'; html: string; summary: string; latest: string }
  | { kind: 'problem'; message: string }

/** What the page asks of the worker: a file of bars. */
export interface ToWorker {
  file: File
}
