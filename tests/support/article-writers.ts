/** Files of the server that write texts by the port of texts (context.ts). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../server')
const WRITES = /\btexts\s*\.\s*(?:changeTogether|change|write|takeBack)\(/

export const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8')

export const writersOfTexts = (): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    // the port itself, and the rooms behind it
    .filter((file) => file.endsWith('.ts') && !/^(?:sync|text|store)\//.test(file))
    .filter((file) => WRITES.test(sourceOf(file)))

/** Those that write no article, and why they need not ask what is agreed there. */
export const WRITES_NO_ARTICLE: Record<string, string> = {
  'proposals/follow.ts': 'a proposal’s own text, which follows what stands in the article',
  'proposals/settle-held.ts': 'a proposal’s own text, where it collides',
  'proposals/take-in.ts': 'the own text of a proposal that is amended',
  'proposals/write-text.ts': 'a proposal’s own text; whether what it changes is agreed is asked when it is submitted',
}
