import { escapeMarkup } from './markup.js'

/** Even if a text slipped through, the browser runs no script and loads nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** One HTML file without scripts and network. `body` is markup, the other parts are texts. */
export function pageOf({ title, style, body, footer }: { title: string; style: string; body: string; footer: string }): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">` +
    `<title>${escapeMarkup(title)}</title><style>${style}</style></head>\n<body>\n${body}<footer>${escapeMarkup(footer)}</footer>\n</body></html>\n`
  )
}
