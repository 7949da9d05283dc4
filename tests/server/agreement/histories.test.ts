/**
 * Check 3, AG6, LK1: whatever happens to an article in whatever order, nothing that is agreed holds an open bracket in any language, agreed words
 * stand as they were agreed, and the article is as far as its least agreed part. `AGREEMENT_SEEDS` histories (by default 8) of 25 acts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bracketsIn } from '#lib/domain/agreement.ts'
import { isLocked, type ArticleDoc, type ArticleStatus, type Block } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { FixView } from '#lib/domain/contract-agreement.ts'
import { leastOf, partsOf } from '#lib/domain/provision.ts'
import { refuse, type RefusalCode, type Refused } from '#lib/domain/result.ts'
import { option } from '../../support/blocks.ts'
import { value } from '../../support/house.ts'
import { randomFrom, type Random } from '../../support/random.ts'
import { openTalks, type Talks } from '../../support/talks.ts'
import { personally } from '../../support/authors.ts'

const SEEDS = Number(process.env['AGREEMENT_SEEDS'] ?? 8)
const ACTS = 25
const IDS = ['p1', 'p2', 'p3']

let talks: Talks
beforeAll(async () => {
  talks = await openTalks('sqlite')
}, 60_000)
afterAll(() => talks.close())

const blockIn = (doc: ArticleDoc, id: string): Block | undefined => doc.content.find(({ attrs }) => attrs.id === id)
const plain = (text: string) => [{ type: 'text' as const, text }]

/** One article, and what may happen to it. */
function story(article: ArticleView, random: Random) {
  const { app, context } = talks.house
  const { chair, secretariat, head } = talks.people
  const id = (): string => random.pick(IDS)
  const lang = (): string => random.pick(['en', 'ar'])
  const documentOf = (tag: string): string => article.documents.find((one) => one.lang === tag)!.id
  let made = 0
  let fix: FixView | null = null
  /** As somebody types it: agreed paragraphs are not theirs to change. */
  const typed = async (content: () => Block['content']): Promise<void> => {
    const [block, tag] = [id(), lang()]
    const { status, parts } = value(await app.agreement.readProvisions(chair, article.id))
    if (isLocked(status) || isLocked(parts.find(({ blockId }) => blockId === block)?.status ?? 'agreed')) return
    await context.texts.change(
      documentOf(tag),
      (now) => ({
        type: 'doc',
        content: now.content.map((one) => (one.attrs.id === block ? { ...one, content: content()! } : one)),
      }),
      personally(secretariat),
    )
  }
  const setPart = (status: ArticleStatus) =>
    app.agreement.setPartStatus(chair, article.id, id(), { status, reason: 'It was said so' })
  const setWhole = (status: ArticleStatus) =>
    app.setArticleStatus(chair, article.id, { status, reason: 'It was said so' })
  const acts: (() => Promise<unknown>)[] = [
    () => typed(() => plain(`They recieve word ${++made}.`)),
    () => typed(() => plain(`They recieve word ${++made}.`)),
    () => typed(() => option(`b${++made}`, `b${made}.1`, 'text', 'words')),
    () => setPart('agreed_in_group'),
    () => setPart('agreed_in_group'),
    () => setPart('agreed_ad_referendum'),
    () => setPart('agreed'),
    () => setPart('under_discussion'),
    () => setWhole('agreed_in_group'),
    () => setWhole('agreed_ad_referendum'),
    () => setWhole('under_discussion'),
    () => app.restoreArticle(secretariat, article.id, { seq: 1 + random.below(4), lang: 'en' }),
    async () => {
      const words = { text: 'word', by: 'phrase', articles: [article.id] }
      const [left] = value(await app.replaceInCharter(secretariat, talks.charter, words)).leftAlone
      return left && refuse(left.code as RefusalCode)
    },
    async () => {
      const done = await app.agreement.proposeFix(secretariat, article.id, {
        ...{ lang: 'en', blockId: id(), exact: 'recieve', words: 'receive', why: 'A letter.' },
      })
      if (done.ok) fix = done.value
    },
    async () => fix && app.agreement.confirmFix(chair, fix.id, {}),
    async () => fix && app.agreement.objectToFix(head, fix.id, { reason: 'Not so.' }),
  ]
  return acts
}

/** What was refused in all histories, by code. */
const refused = new Map<string, number>()
let agreedParts = 0
const isRefusal = (done: unknown): done is Refused =>
  typeof done === 'object' && done !== null && 'ok' in done && done.ok === false

test.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('check 3: history %i', async (seed) => {
  const random = randomFrom(seed)
  const article = await talks.article(Object.fromEntries(IDS.map((id) => [id, `They recieve ${id}.`])))
  const acts = story(article, random)
  /** Language and block -> how many fixes of it are shown, and what it said when it was agreed. */
  const agreed = new Map<string, string>()
  for (let n = 0; n < ACTS; n++) {
    const done = await random.pick(acts)()
    if (isRefusal(done)) refused.set(done.code, (refused.get(done.code) ?? 0) + 1)
    const { status, parts } = value(await talks.house.app.agreement.readProvisions(talks.people.chair, article.id))
    const { items: fixes } = value(await talks.house.app.agreement.listFixes(talks.people.chair, article.id))
    // AG6
    const least = leastOf(parts.map((part) => part.status))
    expect(status).toBe(isLocked(least) ? least : 'under_discussion')
    for (const lang of ['en', 'ar']) {
      const doc = await talks.read(article, lang)
      for (const part of parts) {
        const block = blockIn(doc, part.blockId)
        const key = `${lang} ${part.blockId}`
        if (!isLocked(part.status)) {
          agreed.delete(key)
          continue
        }
        agreedParts++
        expect(block, `${key} is agreed, and gone`).toBeDefined()
        expect([...bracketsIn({ type: 'doc', content: [block!] })], `${key} is agreed with a bracket`).toEqual([])
        const shown = fixes.filter(({ state, blockId }) => state === 'shown' && blockId === part.blockId).length
        const said = `${shown} ${JSON.stringify(block)}`
        if (agreed.get(key)?.startsWith(`${shown} `)) expect(said).toBe(agreed.get(key))
        agreed.set(key, said)
      }
      expect(partsOf(doc)).toHaveLength(parts.length)
    }
  }
})

test('the histories were not idle', () => {
  expect(agreedParts).toBeGreaterThan(100)
  for (const code of ['open-brackets', 'paragraph-agreed', 'article-locked'])
    expect(refused.get(code) ?? 0, code).toBeGreaterThan(0)
})
