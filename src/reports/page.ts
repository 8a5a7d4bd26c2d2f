import { sha256 } from '../core/index.js'
import { escapeMarkup } from './markup.js'

/** Even if a text slipped through, the browser runs no script but ours and loads nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export interface Page {
  title: string
  style: string
  body: string
  footer: string
  /** The one script the page may run, allowed by its hash. */
  script?: string
}

/** A script's hash as a page's policy names it. */
function scriptSource(script: string): string {
  const bytes = sha256(script)
    .match(/../g)!
    .map((digits) => Number.parseInt(digits, 16))
  return `'sha256-${btoa(String.fromCharCode(...bytes))}'`
}

/** One HTML file without network. `body` is markup, `script` a constant of ours, the other parts are texts. */
export function pageOf({ title, style, body, footer, script }: Page): string {
  const policy = script === undefined ? POLICY : `${POLICY}; script-src ${scriptSource(script)}`
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">` +
    `<title>${escapeMarkup(title)}</title><style>${style}</style></head>\n<body>\n${body}<footer>${escapeMarkup(footer)}</footer>\n` +
    `${script === undefined ? '' : `<script>${script}</script>\n`}</body></html>\n`
  )
}
