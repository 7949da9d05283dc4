/** Paragraphs moved to another article, through the API, on both databases (practice 13, case 20). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { isLocked, type ArticleDoc, type Block } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { bracketsOf, faultsOf } from '#lib/domain/soundness.ts'
import { structureOf } from '#lib/domain/structure.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { listBrackets } from '../../server/store/brackets.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const idsOf = (doc: ArticleDoc): string[] => doc.content.map(({ attrs }) => attrs.id)
const blockIn = (doc: ArticleDoc, id: string): Block | undefined => doc.content.find(({ attrs }) => attrs.id === id)
const wordsOf = (block: Block): string =>
  (block.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let articles: ArticleView[]
  let secretariat: Actor
  let drafter: Actor
  const as = {} as Record<'secretariat' | 'drafter', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    drafter = await house.person('drafter', ['drafter'], 'D01')
    as.secretariat = callerOf(house.app, await house.tokenOf(secretariat))
    as.drafter = callerOf(house.app, await house.tokenOf(drafter))
    charter = value(await house.app.importCharter(secretariat, sample, 'sample')).id
    articles = value(await house.app.listArticles(secretariat, charter)).items.filter(({ number }) => number !== null)
  })
  afterAll(() => house.close())

  const read = (article: ArticleView, lang = 'en'): Promise<ArticleDoc> =>
    house.context.texts.read(article.documents.find((one) => one.lang === lang)!.id)
  const move = (who: Caller, from: ArticleView, body: Record<string, unknown>) =>
    who('POST', `/articles/${from.id}/blocks/move`, body)
  const open = (): ArticleView[] => articles.filter(({ status }) => !isLocked(status))
  const speaks = (article: ArticleView, other: ArticleView): boolean =>
    other.documents.every(({ lang }) => article.documents.some((one) => one.lang === lang))

  /** An open article with a paragraph in brackets among words, that paragraph, and another open article. */
  async function aPair(): Promise<{ from: ArticleView; to: ArticleView; block: Block }> {
    for (const from of open()) {
      const doc = await read(from)
      const block = doc.content.find(({ attrs, content = [] }) => attrs.kind === 'para' && bracketsOf(content).size > 0)
      const to = open().find((one) => one.id !== from.id && speaks(one, from))
      if (block && to && doc.content.length > 2) return { from, to, block }
    }
    throw new Error('the sample has no such article')
  }

  test('MV1: a paragraph goes in every language, with its comments, brackets and ids, as one act in the record', async () => {
    const { from, to, block } = await aPair()
    const { id } = block.attrs
    const languages = from.documents.map(({ lang }) => lang)
    const before = new Map<string, Block>()
    for (const lang of languages) before.set(lang, blockIn(await read(from, lang), id)!)
    const exact = wordsOf(block).split(' ').slice(0, 2).join(' ')
    const comment = await as.secretariat('POST', `/articles/${from.id}/comments`, {
      body: 'It follows.',
      lang: 'en',
      anchor: { blockId: id, exact },
    })
    expect(comment.status).toBe(201)
    const reply = await as.secretariat('POST', `/comments/${comment.body.id}/replies`, { body: 'So does this.' })
    expect(reply.status).toBe(201)
    const first = (await read(to)).content[1]!.attrs.id

    const answer = await move(as.secretariat, from, { blockIds: [id], to: to.id, before: first })
    expect(answer).toMatchObject({ status: 200, body: { moved: [id], to: to.id } })
    for (const lang of languages) {
      const [left, grown] = [await read(from, lang), await read(to, lang)]
      expect(idsOf(left)).not.toContain(id)
      expect(idsOf(grown)[1]).toBe(id)
      expect(blockIn(grown, id)).toEqual(before.get(lang))
      expect(faultsOf(grown)).toEqual([])
      expect(structureOf(grown)).toBe(structureOf(await read(to)))
    }
    const { body: threads } = await as.secretariat('GET', `/articles/${to.id}/comments`)
    expect(threads.items.find((one: { id: string }) => one.id === comment.body.id)).toMatchObject({
      orphaned: false,
      replies: [{ body: 'So does this.' }],
    })
    const brackets = await listBrackets(house.store.db, { charterId: charter })
    for (const bracket of bracketsOf(block.content ?? []))
      expect(brackets.filter((row) => row.id === bracket).map(({ articleId }) => articleId)).toEqual([to.id])
    const { body: audit } = await callerOf(house.app, await house.tokenOf(await house.person('auditor', ['auditor'])))(
      'GET',
      '/audit',
    )
    expect(audit.items.filter((row: { act: string }) => row.act === 'article.blocks-moved')).toMatchObject([
      { subject: { id: from.id }, data: { to: to.id, blocks: [id], before: first } },
    ])
    // and back again, to the end
    expect((await move(as.secretariat, to, { blockIds: [id], to: from.id })).status).toBe(200)
    expect(idsOf(await read(from)).at(-1)).toBe(id)
  })

  test('PT11, MV1: words written meanwhile are not lost, and two moves at once both happen', async () => {
    const [a, b] = open().filter(({ documents }) => documents.length === 1) as [ArticleView, ArticleView]
    const [inA, inB] = [await read(a), await read(b)]
    const [p, q] = [inA.content.at(-1)!.attrs.id, inB.content.at(-1)!.attrs.id]
    const document = a.documents.find(({ lang }) => lang === 'en')!.id
    const typed = house.context.texts.change(
      document,
      (now) => ({
        ...now,
        content: now.content.map((block) =>
          block.attrs.id === inA.content[1]!.attrs.id
            ? { ...block, content: [...(block.content ?? []), { type: 'text', text: ' Written meanwhile.' }] }
            : block,
        ),
      }),
      personally(secretariat),
    )
    const answers = await Promise.all([
      move(as.secretariat, a, { blockIds: [p], to: b.id }),
      move(as.secretariat, b, { blockIds: [q], to: a.id }),
    ])
    await typed
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const [newA, newB] = [await read(a), await read(b)]
    expect(idsOf(newA)).toContain(q)
    expect(idsOf(newB)).toContain(p)
    expect([...newA.content, ...newB.content].map(wordsOf).join('\n')).toContain('Written meanwhile.')
    expect(newA.content.length + newB.content.length).toBe(inA.content.length + inB.content.length)
  })

  test('MV6: a paragraph that the other article has, too, does not come there a second time', async () => {
    const { from, to } = await aPair()
    const twin: Block = { ...(await read(from)).content.at(-1)!, content: [{ type: 'text', text: 'Restored.' }] }
    const there = await read(to)
    const [lead] = to.documents
    await house.context.texts.write(lead!.id, { ...there, content: [...there.content, twin] }, personally(secretariat))
    const answer = await move(as.secretariat, from, { blockIds: [twin.attrs.id], to: to.id, before: null })
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', errors: [{ path: 'blockIds' }] } })
    expect(idsOf(await read(from))).toContain(twin.attrs.id)
    expect(blockIn(await read(to), twin.attrs.id)).toEqual(twin)
    await house.context.texts.write(lead!.id, there, personally(secretariat))
  })

  test('MV2, MV4: refused without the right to both, where one is locked, and for what is no paragraph', async () => {
    const [a, b] = open().filter(({ documents }) => documents.length === 1) as [ArticleView, ArticleView]
    const translated = open().find((one) => !speaks(b, one))!
    const doc = await read(a)
    const id = doc.content.at(-1)!.attrs.id
    const locked = articles.find(({ status }) => isLocked(status))!
    expect((await move(as.drafter, a, { blockIds: [id], to: b.id })).status).toBe(403)
    expect((await move(as.secretariat, a, { blockIds: [id], to: locked.id })).body.code).toBe('article-locked')
    expect((await move(as.secretariat, a, { blockIds: [id], to: a.id })).body.errors[0].path).toBe('to')
    expect(
      (await move(as.secretariat, a, { blockIds: [doc.content[0]!.attrs.id], to: b.id })).body.errors[0].path,
    ).toBe('blockIds')
    expect((await move(as.secretariat, a, { blockIds: [id], to: b.id, before: 'none' })).body.errors[0].path).toBe(
      'before',
    )
    expect(
      (await move(as.secretariat, translated, { blockIds: [(await read(translated)).content[1]!.attrs.id], to: b.id }))
        .body.errors[0].message,
    ).toMatch(/no text in/)
    expect(await read(a)).toEqual(doc)
  })
})
