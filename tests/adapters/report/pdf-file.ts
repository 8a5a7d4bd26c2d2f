import { inflateSync } from 'node:zlib'

/** A PDF as a reader finds it: through its cross-reference table, page by page. Knows what the standard fonts of the writer need and no more. */
export interface PdfFile {
  /** Text of each page, a line per mark. */
  pages: string[]
  title: string
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Objects by number, found where the table says they are. */
function objectsOf(file: string): Map<number, string> {
  const at = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(file)?.[1])
  const table = /^xref\s+0 (\d+)\s+/.exec(file.slice(at))
  if (table === null) throw new Error(`no cross-reference table at ${at}`)
  const objects = new Map<number, string>()
  for (let id = 1; id < Number(table[1]); id++) {
    const entry = file.slice(at + table[0].length + 20 * id, at + table[0].length + 20 * (id + 1))
    const start = Number(entry.slice(0, 10))
    if (!file.startsWith(`${id} 0 obj`, start)) throw new Error(`object ${id} is not at ${start}`)
    objects.set(id, file.slice(start, file.indexOf('endobj', start)))
  }
  return objects
}

function streamOf(object: string): string {
  const length = Number(/\/Length (\d+)/.exec(object)![1])
  const start = object.indexOf('stream\n') + 'stream\n'.length
  return text(inflateSync(Buffer.from(object.slice(start, start + length), 'latin1')))
}

/** Bytes 128 … 159 of Windows-1252, beyond Latin-1. */
const BEYOND_LATIN = [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ']

function shownText(content: string): string {
  return [...content.matchAll(/\[((?:<[0-9a-f]*>[\s\d.-]*)+)\] TJ/g)]
    .map(([, parts]) => Buffer.from([...parts!.matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => hex).join(''), 'hex').toString('latin1'))
    .map((line) => line.replace(/[\x80-\x9f]/g, (character) => BEYOND_LATIN[character.charCodeAt(0) - 0x80]!))
    .join('\n')
}

function stringOf(object: string): string {
  const plain = /\(((?:\\.|[^)])*)\)/s.exec(object)![1]!.replace(/\\(.)/g, '$1')
  return plain.startsWith('\u00fe\u00ff') ? Buffer.from(plain.slice(2), 'latin1').swap16().toString('utf16le') : plain
}

export function readPdf(bytes: Uint8Array): PdfFile {
  const file = text(bytes)
  if (!file.startsWith('%PDF-1.')) throw new Error('no PDF')
  const objects = objectsOf(file)
  const get = (reference: string | undefined): string => objects.get(Number(reference))!
  const root = get(/\/Root (\d+) 0 R/.exec(file)?.[1])
  const tree = get(/\/Pages (\d+) 0 R/.exec(root)?.[1])
  const kids = [.../\/Kids \[([^\]]*)\]/.exec(tree)![1]!.matchAll(/(\d+) 0 R/g)].map(([, id]) => get(id))
  if (kids.length !== Number(/\/Count (\d+)/.exec(tree)![1])) throw new Error('the count of pages is wrong')
  const pages = kids.map((page) => shownText(streamOf(get(/\/Contents (\d+) 0 R/.exec(page)?.[1]))))
  const info = get(/\/Info (\d+) 0 R/.exec(file)?.[1])
  return { pages, title: stringOf(get(/\/Title (\d+) 0 R/.exec(info)?.[1])) }
}
