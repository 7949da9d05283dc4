// Over 250 lines: one story after another of the same part, with what they share.
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { inTheirNames } from '#lib/domain/authored.ts'
import type { DeltaInsert } from '#lib/domain/text.ts'
import { documentFrom, textOf } from '#server/text/read.ts'
import { insertDocument, insertFirstText } from '#server/store/articles.ts'
import { firstUpdate } from '#server/text/write.ts'
import { SCHEMA_VERSION } from '#lib/domain/text.ts'
import { block, doc, heading, para } from '../../support/blocks.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'
import { personally, writtenBy } from '../../support/authors.ts'

let house: House
let secretariat: Actor
let ann: Actor
let ben: Actor
beforeEach(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  ann = await house.person('ann', ['drafter'], 'D01')
  ben = await house.person('ben', ['drafter'], 'D02')
})
afterEach(() => house.close())

/** A charter of one article in two languages, with a version of its first text. */
async function charter() {
  const { app, context } = house
  const made = value(await app.createCharter(secretariat, { slug: 'one', title: 'Charter', languages: ['en', 'fr'] }))
  const article = value(await app.createArticle(secretariat, made.id, { heading: 'Purpose', after: null }))
  for (const person of [ann, ben])
    value(await app.assign(secretariat, article.id, { personId: person.id, kind: 'drafter' }))
  const id = (lang: 'en' | 'fr') => (lang === 'fr' ? 'fr' : article.documents[0]!.id)
  const { content } = await context.texts.read(id('en'))
  const head = content[0]!.attrs.id
  const text = (...blocks: ReturnType<typeof para>[]): ArticleDoc => doc(heading(head, 'Purpose'), ...blocks)
  await context.texts.write(
    id('en'),
    text(para('p1', 'They shall act.'), para('p2', 'They may speak.')),
    personally(ann),
  )
  // the French text, with the same structure
  const en = await context.texts.read(id('en'))
  const fr: ArticleDoc = {
    type: 'doc',
    content: en.content.map((one, i) => ({ ...one, content: [{ type: 'text', text: `fr ${i}` }] })),
  }
  await house.store.transaction(async (rows) => {
    const at = await house.store.now(rows)
    await insertDocument(rows, {
      id: 'fr',
      articleId: article.id,
      lang: 'fr',
      schemaVersion: SCHEMA_VERSION,
      createdAt: at,
    })
    const first = { documentId: 'fr', bytes: firstUpdate(fr, 7), clients: [7], by: writtenBy(null), at }
    await insertFirstText(rows, first)
  })
  const version = value(await app.cutVersion(secretariat, made.id, { label: 'Rev.1', notes: '' }))
  return { made, article, id, text, version }
}
const words = (text: ArticleDoc): string[] =>
  text.content.map((one) => (one.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join(''))

it('RS1, RS4: an article comes back as it was in a version, by who may edit it, and the record tells', async () => {
  const { article, id, text, version } = await charter()
  const { app, context } = house
  await context.texts.write(id('en'), text(para('p1', 'They should act now.'), para('p3', 'New.')), personally(ben))
  house.wait(1)
  const restoration = value(await app.restoreArticle(ann, article.id, { versionId: version.id }))
  expect(words(await context.texts.read(id('en')))).toEqual(['Purpose', 'They shall act.', 'They may speak.'])
  const { items } = value(await app.listAudit(secretariat, { limit: 500 }))
  expect(items.at(-1)).toMatchObject({
    act: 'article.restored',
    actor: { id: ann.id },
    subject: { kind: 'article', id: article.id },
    data: { lang: 'en', version: version.id, number: 1, label: 'Rev.1', seq: restoration.seq, base: restoration.base },
  })
  // again: nothing to write, nothing to record
  expect(value(await app.restoreArticle(ann, article.id, { versionId: version.id })).seq).toBeNull()
  expect(value(await app.listAudit(secretariat, { limit: 500 })).items).toHaveLength(items.length)
  // and back, to what stood there before
  value(await app.restoreArticle(ann, article.id, { seq: restoration.base }))
  expect(words(await context.texts.read(id('en')))).toEqual(['Purpose', 'They should act now.', 'New.'])
})

it('RS6: what an act wrote in several names is restored as a whole', async () => {
  const { article, id, text } = await charter()
  const { app, context } = house
  house.wait(1)
  const next = text(para('p1', 'They shall always act.'), para('p2', 'They may speak.'), para('p3', 'So may others.'))
  const by = (block: string) => personally(block === 'p1' ? ben : ann)
  const said = { doc: next, parts: (from: readonly DeltaInsert[]) => inTheirNames(from, next, by, by('p2')) }
  const { seq: before } = await context.texts.readAt(id('en'))
  await context.texts.changeTogether(
    [id('en')],
    () => new Map([[id('en'), said]]),
    () => Promise.resolve(true),
    personally(ann),
  )
  const { seq } = await context.texts.readAt(id('en'))
  expect(seq).toBeGreaterThan(before + 1)
  house.wait(1)
  await context.texts.write(id('en'), text(para('p1', 'They act.')), personally(ben))
  value(await app.restoreArticle(ann, article.id, { seq: before + 1 }))
  expect(words(await context.texts.read(id('en')))).toEqual(words(next))
})

it('RS1: words that are the same keep their identity', async () => {
  const { article, id, text, version } = await charter()
  const { app, context, store } = house
  await context.texts.write(
    id('en'),
    text(para('p1', 'They should act.'), para('p2', 'They may speak.')),
    personally(ben),
  )
  value(await app.restoreArticle(ann, article.id, { versionId: version.id }))
  const rows = await store.db
    .selectFrom('journal')
    .selectAll()
    .where('document_id', '=', id('en'))
    .orderBy('seq')
    .execute()
  expect(rows.at(-1)!.author_id).toBe(ann.id)
  expect(rows.at(-1)!.bytes.length).toBeLessThan(80)
})

it('RS2: what two people type while it is restored is all there', async () => {
  const { article, id, text, version } = await charter()
  const { app, context } = house
  await context.texts.write(
    id('en'),
    text(para('p1', 'They should act now.'), para('p3', 'New paragraph.')),
    personally(ben),
  )
  const looked = value(await app.readAuthorship(ann, article.id, {})).last
  for (let round = 0; round < 10; round++) {
    const typing = [...Array(6).keys()].map((n) =>
      context.texts.change(
        id('en'),
        (now) => {
          const copy = structuredClone(now)
          const one = copy.content[1 + ((round + n) % (copy.content.length - 1))]!
          one.content = [...(one.content ?? []), { type: 'text', text: ` word${round}x${n}` }]
          return copy
        },
        writtenBy(n % 2 === 0 ? ann.id : ben.id),
      ),
    )
    const acts = [
      ...typing.slice(0, 3),
      app.restoreArticle(ann, article.id, { versionId: version.id, base: looked }),
      ...typing.slice(3),
    ]
    await Promise.all(acts)
  }
  const all = words(await context.texts.read(id('en'))).join('\n')
  for (let round = 0; round < 10; round++) for (let n = 0; n < 6; n++) expect(all).toContain(`word${round}x${n}`)
  expect(all).toContain('They shall act.')
}, 60_000)

it('RS2: words on their way while it is restored arrive in their paragraph', async () => {
  const { article, id, text, version } = await charter()
  const { app, context, store } = house
  await context.texts.write(
    id('en'),
    text(para('p1', 'They should act now, and they may speak later.')),
    personally(ben),
  )
  const journal = async () =>
    (
      await store.db
        .selectFrom('journal')
        .select(['bytes'])
        .where('document_id', '=', id('en'))
        .orderBy('seq')
        .execute()
    ).map(({ bytes }) => bytes)
  const away = documentFrom(await journal())
  value(await app.restoreArticle(ann, article.id, { versionId: version.id }))
  const at = textOf(away).toString().indexOf('act')
  textOf(away).insert(at + 2, 'always ')
  const there = documentFrom([...(await journal()), Y.encodeStateAsUpdate(away)])
  expect(textOf(there).toString()).toContain('always ')
})

it('RS3: other languages follow, and a paragraph that comes back has its words there again', async () => {
  const { article, id, text, version } = await charter()
  const { app, context } = house
  const before = words(await context.texts.read(id('fr')))
  expect(before).toEqual(['fr 0', 'fr 1', 'fr 2'])
  await context.texts.write(id('en'), text(para('p1', 'They shall act.')), personally(ann))
  expect(words(await context.texts.read(id('fr')))).toEqual(['fr 0', 'fr 1'])
  value(await app.restoreArticle(ann, article.id, { versionId: version.id }))
  expect(words(await context.texts.read(id('fr')))).toEqual(before)
})

it('RS3: in another language words alone are restored, the structure stays the leading one’s', async () => {
  const { article, id, text, version } = await charter()
  const { app, context } = house
  await context.texts.write(
    id('en'),
    text(block('item', 'p1', ['They shall act.']), para('p3', 'New.')),
    personally(ann),
  )
  const fr = await context.texts.read(id('fr'))
  const changed = fr.content.map((one) => ({ ...one, content: [{ type: 'text' as const, text: 'autre' }] }))
  await context.texts.write(id('fr'), { type: 'doc', content: changed }, personally(ann))
  value(await app.restoreArticle(ann, article.id, { versionId: version.id, lang: 'fr' }))
  const after = await context.texts.read(id('fr'))
  expect(words(after)).toEqual(['fr 0', 'fr 1', 'autre'])
  expect(after.content.map((one) => one.attrs.kind)).toEqual(['heading', 'item', 'para'])
})

it('RS5: signs that turn the direction of words do not come back, in any language', async () => {
  const { made, article, id, text } = await charter()
  const { app, context } = house
  // as a text of before the gate looked for them
  await context.texts.write(
    id('en'),
    text(para('p1', 'They \u202Eshall\u202C act.'), para('p2', '\u2066')),
    personally(ann),
  )
  const fr = await context.texts.read(id('fr'))
  const turned: ArticleDoc = {
    type: 'doc',
    content: fr.content.map((one, i) => (i === 0 ? one : para(one.attrs.id, `fr\u202E ${i}`))),
  }
  await context.texts.write(id('fr'), turned, personally(ann))
  const version = value(await app.cutVersion(secretariat, made.id, { label: 'Rev.2', notes: '', publish: false }))
  await context.texts.write(id('en'), text(para('p2', 'They may write.')), personally(ben))
  value(await app.restoreArticle(ann, article.id, { versionId: version.id }))
  expect(words(await context.texts.read(id('en')))).toEqual(['Purpose', 'They shall act.', ''])
  expect(words(await context.texts.read(id('fr'))).slice(0, 2)).toEqual(['fr 0', 'fr 1'])
  expect((await context.texts.read(id('fr'))).content.map(({ attrs }) => attrs.id)).toHaveLength(3)
})

it('RS4: refusals', async () => {
  const { made, article, version } = await charter()
  const { app } = house
  const observer = await house.person('observer', ['observer'])
  const chair = await house.person('chair', ['chair'])
  const stranger = await house.person('cho', ['drafter'], 'D03')
  const restore = async (who: Actor | null, input: Parameters<typeof app.restoreArticle>[2]) =>
    codeOf(await app.restoreArticle(who, article.id, input))
  expect(await restore(null, { versionId: version.id })).toBe('not-signed-in')
  expect(await restore(observer, { versionId: version.id })).toBe('not-allowed')
  expect(await restore(stranger, { versionId: version.id })).toBe('not-allowed')
  expect(await restore(ann, { versionId: 'none' })).toBe('not-found')
  expect(await restore(ann, { versionId: version.id, lang: 'ru' })).toBe('not-found')
  expect(await restore(ann, {})).toBe('invalid')
  expect(await restore(ann, { versionId: version.id, seq: 1 })).toBe('invalid')
  expect(await restore(ann, { seq: 999 })).toBe('invalid')
  expect(await restore(ann, { seq: 1, base: 999 })).toBe('invalid')
  expect(codeOf(await app.restoreArticle(ann, 'none', { seq: 1 }))).toBe('not-found')
  for (const status of ['under_discussion', 'agreed_in_group'] as const)
    value(await app.setArticleStatus(chair, article.id, { status }))
  expect(await restore(ann, { versionId: version.id })).toBe('article-locked')
  expect(await restore(secretariat, { versionId: version.id })).toBe('article-locked')
  expect(made.slug).toBe('one')
})

it('AW1, AW2: whose words are shown, by the setting, and nobody is told apart who is not shown', async () => {
  const { made, article, id, text } = await charter()
  const { app, context } = house
  await context.texts.write(
    id('en'),
    text(para('p1', 'They shall bravely act.'), para('p2', 'They may speak.')),
    personally(ben),
  )
  const seen = async (who: Actor) => {
    const view = value(await app.readAuthorship(who, article.id, {}))
    return {
      blocks: view.blocks.map(({ runs }) => runs.map((run) => `${run.text}<${run.by.name ?? run.by.kind}>`).join('')),
      by: view.sittings.flatMap((sitting) => sitting.by.map(({ name, kind }) => name ?? kind)),
      at: view.blocks[1]!.runs.map((run) => run.at),
    }
  }
  const all = ['Purpose<secretariat>', 'They shall <ann>bravely <ben>act.<ann>', 'They may speak.<ann>']
  expect((await seen(secretariat)).blocks).toEqual(all)
  // own party is how a charter begins
  const own = await seen(ann)
  expect(own.blocks).toEqual(['Purpose<hidden>', 'They shall <ann>bravely <hidden>act.<ann>', 'They may speak.<ann>'])
  expect(own.by).not.toContain('ben')
  const colleague = await house.person('dan', ['reviewer'], 'D02')
  expect((await seen(colleague)).blocks[1]).toBe('They shall <hidden>bravely <ben>act.<hidden>')
  value(await app.setCharterSettings(secretariat, made.id, { authorship: 'all' }))
  expect((await seen(ann)).blocks).toEqual(all)
  value(await app.setCharterSettings(secretariat, made.id, { authorship: 'off' }))
  expect((await seen(colleague)).blocks[1]).toBe('They shall <hidden>bravely <hidden>act.<hidden>')
  expect((await seen(ben)).blocks[1]).toBe('They shall <hidden>bravely <ben>act.<hidden>')
  expect(JSON.stringify(value(await app.readAuthorship(colleague, article.id, {})))).not.toContain('"ann"')
})

it('HI6: as of an entry; what there is not is refused', async () => {
  const { article } = await charter()
  const { app } = house
  const first = value(await app.readAuthorship(ann, article.id, { seq: 1 }))
  expect(first.blocks.map(({ runs }) => runs.map(({ text }) => text).join(''))).toEqual(['Purpose', ''])
  expect(codeOf(await app.readAuthorship(ann, article.id, { seq: 99 }))).toBe('invalid')
  expect(codeOf(await app.readAuthorship(ann, article.id, { lang: 'ru' }))).toBe('not-found')
  expect(codeOf(await app.readAuthorship(null, article.id, {}))).toBe('not-signed-in')
})
