/**
 * What must hold of agreement from one act to the next (docs/agreement.md; AG6, AG7, AG9, LK1, LK5, LK6), read from rows and texts without the code that
 * made them: what is agreed stands as it was agreed, nothing comes to be agreed but by an act and with nothing open in it, and an article's own status is
 * what its parts say.
 */
import { expect } from 'vitest'
import { bracketsIn } from '#lib/domain/agreement.ts'
import { ARTICLE_STATUSES, isLocked, type ArticleStatus, type PartStatus } from '#lib/domain/article.ts'
import { partsOf } from '#lib/domain/provision.ts'
import { findArticle } from '#server/store/articles.ts'
import { uncheckedBlocks } from '#server/store/language-flags.ts'
import { listConfirmations, listProvisions, WHOLE, type ProvisionRow } from '#server/store/provisions.ts'
import type { Outcome } from './acts.ts'
import type { Snapshot } from './oracle.ts'
import type { Scene } from './scene.ts'
import { wordsOfBlock } from './words.ts'

export interface Standing {
  articleId: string
  status: ArticleStatus
  parts: { id: string; blocks: readonly string[]; status: PartStatus; row: ProvisionRow | undefined }[]
}

const rank = (status: PartStatus): number => (ARTICLE_STATUSES as readonly PartStatus[]).indexOf(status)
const least = (statuses: readonly PartStatus[]): PartStatus =>
  statuses.filter((one) => one !== 'deleted').reduce((a, b) => (rank(a) <= rank(b) ? a : b), 'agreed')

/** How far each article and each part of it is agreed; articles that are removed are left out. */
export async function standings(scene: Scene, articles: Snapshot['articles']): Promise<Standing[]> {
  const { db } = scene.house.store
  const rows = await listProvisions(db, scene.articleIds)
  const found = await Promise.all(
    scene.articleIds.map(async (articleId): Promise<Standing[]> => {
      const article = await findArticle(db, articleId)
      if (!article) return []
      const own = new Map(rows.filter((row) => row.articleId === articleId).map((row) => [row.blockId, row]))
      const lead = articles.find((one) => one.articleId === articleId && one.lang === 'en')!.doc
      const parts = partsOf(lead).map(({ id, blocks }) => {
        const statuses = blocks.map((block) => own.get(block)?.status ?? article.status)
        const isDeleted = own.get(id)?.status === 'deleted'
        const status = isDeleted ? ('deleted' as const) : least(statuses)
        return { id, blocks, status, row: own.get(id) ?? own.get(WHOLE) }
      })
      return [{ articleId, status: article.status, parts }]
    }),
  )
  return found.flat()
}

const AGREEING: readonly string[] = ['agree part', 'agree whole', 'agree each']
/** Acts on the status of an article or a part of it. */
const TURNING: readonly string[] = [...AGREEING, 'reopen', 'reopen part', 'delete part', 'restore part']
const FIXES: readonly string[] = ['confirm fix', 'take fix back']

export async function judgeStanding(
  scene: Scene,
  before: Snapshot,
  after: Snapshot,
  outcomes: readonly Outcome[],
): Promise<void> {
  const did = (names: readonly string[]): boolean =>
    outcomes.some(({ name, code }) => code === 'ok' && names.includes(name))
  const { db } = scene.house.store
  for (const now of after.standings) {
    const was = before.standings.find(({ articleId }) => articleId === now.articleId)
    if (!was) continue
    const statuses = now.parts.map(({ status }) => status)
    const lowest = least(statuses)
    const derived = isLocked(lowest) ? lowest : 'under_discussion'
    // AG6: never beside what its parts say; that what is left is agreed, once the rest went, is the chair's to declare
    const isSame = JSON.stringify(was.parts.map(({ id }) => id)) === JSON.stringify(now.parts.map(({ id }) => id))
    const wasLeft = !isLocked(was.status) && isLocked(least(was.parts.map(({ status }) => status)))
    const turned = outcomes.length === 1 && did(TURNING) && JSON.stringify(was.parts) !== JSON.stringify(now.parts)
    if (isLocked(now.status) || turned || (isSame && !wasLeft))
      expect(now.status, `of ${statuses.join(', ')}`).toBe(derived)

    const flags = (await uncheckedBlocks(db, { articleId: now.articleId })).get(now.articleId)
    const docs = (at: Snapshot) => at.articles.filter(({ articleId }) => articleId === now.articleId)
    for (const part of now.parts) {
      const old = was.parts.find(({ id }) => id === part.id)
      const stood = old !== undefined && (isLocked(old.status) || old.status === 'deleted')
      const stands = isLocked(part.status) || part.status === 'deleted'
      if (stood && stands && !did(FIXES)) {
        expect(part.blocks, 'what hangs on an agreed paragraph').toEqual(old.blocks)
        for (const { lang, doc } of docs(before)) {
          const isOf = ({ attrs }: { attrs: { id: string } }): boolean => part.blocks.includes(attrs.id)
          const [is, said] = [docs(after).find((one) => one.lang === lang)!.doc, doc].map(({ content }) =>
            content.filter(isOf),
          ) as [typeof doc.content, typeof doc.content]
          // LK5
          if (lang !== 'en' && said.every((block) => wordsOfBlock(block).length === 0)) continue
          expect(is, `agreed words in ${lang}`).toEqual(said)
        }
      }
      if (isLocked(part.status) && !(old && isLocked(old.status))) {
        expect(did(AGREEING), 'agreed by no act').toBe(true)
        expect(
          part.blocks.filter((block) => flags?.has(block)),
          'agreed, and to be looked at',
        ).toEqual([])
        for (const { doc } of docs(after)) {
          const own = doc.content.filter(({ attrs }) => part.blocks.includes(attrs.id))
          expect([...bracketsIn({ type: 'doc', content: own })], 'agreed, and in brackets').toEqual([])
          expect(doc.content[0]!.attrs.bracket, 'agreed in an article in brackets').toBeNull()
        }
      }
      // AG9: nobody who was named has refused or is waited for
      const asked = old?.row?.eventId
      if (part.status === 'agreed' && old?.status === 'agreed_ad_referendum' && asked) {
        const named = await listConfirmations(db, [asked])
        expect(named.filter(({ refusedAt }) => refusedAt !== null)).toEqual([])
        if (old.row!.confirmBy === null) expect(named.filter(({ confirmedAt }) => confirmedAt === null)).toEqual([])
      }
    }
  }
}
