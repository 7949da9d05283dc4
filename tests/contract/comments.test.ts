// Over 250 lines: one story after another of the same part, with what they share.
/** Threads through the API on both databases: who speaks as what, what is new, who is told, and where they stand after the text has changed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Actor } from '#lib/domain/actor.ts'
import { isLocked, type ArticleDoc, type Block } from '#lib/domain/article.ts'
import type { ArticleView, Thread } from '#lib/domain/contract.ts'
import { TEXT_NAME, type DeltaInsert } from '#lib/domain/text.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const wordsOf = (block: Block): string =>
  (block.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let open: ArticleView[]
  let reviewer: Actor
  let drafter: Actor
  const as = {} as Record<'secretariat' | 'drafter' | 'reviewer', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    const secretariat = await house.person('secretariat', ['secretariat'])
    drafter = await house.person('drafter', ['drafter'], 'D01')
    reviewer = await house.person('reviewer', ['reviewer'], 'D02')
    as.secretariat = callerOf(house.app, await house.tokenOf(secretariat))
    as.drafter = callerOf(house.app, await house.tokenOf(drafter))
    as.reviewer = callerOf(house.app, await house.tokenOf(reviewer))
    charter = value(await house.app.importCharter(secretariat, sample, 'sample')).id
    open = value(await house.app.listArticles(secretariat, charter)).items.filter(
      ({ number, status, documents }) => number !== null && !isLocked(status) && documents.length === 1,
    )
  })
  afterAll(() => house.close())

  const documentOf = (article: ArticleView): string => article.documents.find(({ lang }) => lang === 'en')!.id
  const read = (article: ArticleView): Promise<ArticleDoc> => house.context.texts.read(documentOf(article))
  const change = (article: ArticleView, act: (blocks: Block[]) => Block[]) =>
    house.context.texts.change(
      documentOf(article),
      (now) => ({ ...now, content: act(now.content) }),
      personally(drafter),
    )
  const threadsOf = async (who: Caller, article: ArticleView): Promise<Thread[]> =>
    (await who('GET', `/articles/${article.id}/comments?limit=500`)).body.items
  const find = async (who: Caller, article: ArticleView, id: string): Promise<Thread> =>
    (await threadsOf(who, article)).find((one) => one.id === id)!
  /** A paragraph of plain words, with the last words of it to comment on. */
  async function aParagraph(article: ArticleView): Promise<{ block: Block; exact: string }> {
    const doc = await read(article)
    const block = doc.content.find(
      ({ attrs, content = [] }) => attrs.kind !== 'heading' && content.length === 1 && content[0]!.type === 'text',
    )!
    return { block, exact: wordsOf(block).split(' ').slice(-4).join(' ') }
  }
  async function comment(
    article: ArticleView,
    body = 'Why?',
  ): Promise<{ thread: Thread; block: Block; exact: string }> {
    const { block, exact } = await aParagraph(article)
    const made = await as.reviewer('POST', `/articles/${article.id}/comments`, {
      body,
      lang: 'en',
      anchor: { blockId: block.attrs.id, exact },
    })
    expect(made.status).toBe(201)
    return { thread: made.body, block, exact }
  }

  test('TH2: role, capacity and ties stay with a comment; who has left the party is shown by party and role', async () => {
    const [article] = open as [ArticleView]
    const { db } = house.store
    await db
      .updateTable('person')
      .set({ capacity: 'national_society', official_ties: 'Seconded by a ministry' })
      .where('id', '=', reviewer.id)
      .execute()
    const { thread } = await comment(article)
    expect(thread.author).toMatchObject({
      role: 'reviewer',
      capacity: 'national_society',
      ties: 'Seconded by a ministry',
      isFormer: false,
      party: { code: 'D02' },
    })
    await db.updateTable('charter').set({ capacities: 'hidden' }).where('id', '=', charter).execute()
    expect((await find(as.drafter, article, thread.id)).author).toMatchObject({ capacity: null, ties: null })
    await db.updateTable('charter').set({ capacities: 'shown' }).where('id', '=', charter).execute()
    const other = await db.selectFrom('party').select('id').where('code', '=', 'D03').executeTakeFirstOrThrow()
    await db
      .updateTable('person')
      .set({ party_id: other.id, capacity: 'partner' })
      .where('id', '=', reviewer.id)
      .execute()
    expect((await find(as.drafter, article, thread.id)).author).toMatchObject({
      isFormer: true,
      party: { code: 'D02' },
      role: 'reviewer',
      capacity: 'national_society',
    })
    await db.updateTable('person').set({ party_id: reviewer.partyId }).where('id', '=', reviewer.id).execute()
  })

  test('TH3: new is what others said since the last visit', async () => {
    const article = open[1]!
    expect((await as.drafter('POST', `/articles/${article.id}/comments/visits`)).status).toBe(200)
    const { thread } = await comment(article)
    expect(await find(as.drafter, article, thread.id)).toMatchObject({ isNew: true, isOwn: false })
    expect(await find(as.reviewer, article, thread.id)).toMatchObject({ isNew: false, isOwn: true })
    await as.drafter('POST', `/articles/${article.id}/comments/visits`)
    expect(await find(as.drafter, article, thread.id)).toMatchObject({ isNew: false })
  })

  test('AN4, AN5: a thread follows its words into a part, into the paragraph it is joined to, and to another article', async () => {
    const [from, to] = [open[2]!, open[3]!]
    const { thread, block, exact } = await comment(from)
    const [first, rest] = [wordsOf(block).slice(0, 8), wordsOf(block).slice(8)]
    await change(from, (blocks) =>
      blocks.flatMap((one) =>
        one.attrs.id === block.attrs.id
          ? [
              { ...one, content: [{ type: 'text', text: first }] },
              {
                ...one,
                attrs: { ...one.attrs, id: 'part', from: one.attrs.id },
                content: [{ type: 'text', text: rest }],
              },
            ]
          : [one],
      ),
    )
    expect(await find(as.reviewer, from, thread.id)).toMatchObject({
      orphaned: false,
      moved: 'split',
      anchor: { blockId: 'part', exact },
      home: block.attrs.id,
    })
    const moved = await as.secretariat('POST', `/articles/${from.id}/blocks/move`, { blockIds: ['part'], to: to.id })
    expect(moved.status).toBe(200)
    expect(await find(as.reviewer, from, thread.id)).toBeUndefined()
    expect(await find(as.reviewer, to, thread.id)).toMatchObject({ orphaned: false, anchor: { blockId: 'part' } })
    // joined to the paragraph before it, which is not where it was made
    const before = (await read(to)).content.at(-2)!
    await change(to, (blocks) =>
      blocks
        .filter(({ attrs }) => attrs.id !== 'part')
        .map((one) =>
          one.attrs.id === before.attrs.id
            ? { ...one, content: [...(one.content ?? []), { type: 'text', text: ` ${rest}` }] }
            : one,
        ),
    )
    expect(await find(as.reviewer, to, thread.id)).toMatchObject({
      orphaned: false,
      moved: 'joined',
      anchor: { blockId: before.attrs.id, exact },
    })
    // and gone with its words, with quote and version
    await change(to, (blocks) =>
      blocks.map((one) => (one.attrs.id === before.attrs.id ? { ...one, content: before.content ?? [] } : one)),
    )
    expect(await find(as.reviewer, to, thread.id)).toMatchObject({
      orphaned: true,
      anchor: { exact },
      memory: { version: 'Rev.2' },
    })
  })

  test('AN8: places in the text are kept where they are letters of that block, and nowhere else', async () => {
    const article = open.at(-1)!
    const { block, exact } = await aParagraph(article)
    const other = (await read(article)).content.find(({ attrs }) => attrs.id !== block.attrs.id)!
    const ydoc = new Y.Doc()
    const journal = await house.store.db
      .selectFrom('journal')
      .select('bytes')
      .where('document_id', '=', documentOf(article))
      .orderBy('seq')
      .execute()
    for (const { bytes } of journal) Y.applyUpdate(ydoc, new Uint8Array(bytes))
    const text = ydoc.getText(TEXT_NAME)
    const letter = (words: string, offset: number): string => {
      let at = 0
      for (const { insert } of text.toDelta() as DeltaInsert[]) {
        const found = typeof insert === 'string' ? insert.indexOf(words) : -1
        if (found >= 0)
          return Buffer.from(
            Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, at + found + offset, 0)),
          ).toString('base64url')
        at += typeof insert === 'string' ? insert.length : 1
      }
      throw new Error(`no such words: ${words}`)
    }
    const made = async (start: string, end: string): Promise<Thread['memory']> => {
      const anchor = { blockId: block.attrs.id, exact, start, end }
      const answer = await as.reviewer('POST', `/articles/${article.id}/comments`, { body: 'Why?', lang: 'en', anchor })
      expect(answer.status).toBe(201)
      return answer.body.memory
    }
    const [first, last] = [letter(wordsOf(block), 0), letter(wordsOf(block), wordsOf(block).length - 1)]
    expect(await made(first, last)).toMatchObject({ start: first, end: last })
    const foreign = letter(wordsOf(other), 0)
    for (const [start, end] of [
      [foreign, last],
      [first, foreign],
      ['AAAA', 'AAAA'],
    ] as const)
      expect(await made(start, end)).toMatchObject({ start: null, end: null })
  })

  test('AN9: words cut and pasted into another paragraph are shown there, flagged, and at home again when they are back', async () => {
    const article = open.at(-1)!
    const { thread, block, exact } = await comment(article)
    const home = block.attrs.id
    const before = await read(article)
    const other = before.content.find(
      ({ attrs, content = [] }) => attrs.id !== home && attrs.kind !== 'heading' && content.length > 0,
    )!
    const cut = wordsOf(block).split(' ').slice(-7).join(' ')
    await change(article, (blocks) =>
      blocks.map((one) =>
        one.attrs.id === home
          ? { ...one, content: [{ type: 'text', text: wordsOf(block).slice(0, -cut.length) }] }
          : one.attrs.id === other.attrs.id
            ? { ...one, content: [...(one.content ?? []), { type: 'text', text: ` ${cut}` }] }
            : one,
      ),
    )
    const guest = { orphaned: false, moved: 'elsewhere', anchor: { blockId: other.attrs.id, exact }, home }
    expect(await find(as.drafter, article, thread.id)).toMatchObject(guest)
    // a guest does not travel on with the paragraph: nobody said that it belongs there
    const goal = open.at(-2)!
    const ask = { blockIds: [other.attrs.id], to: goal.id }
    expect((await as.secretariat('POST', `/articles/${article.id}/blocks/move`, ask)).status).toBe(200)
    expect(await find(as.drafter, goal, thread.id)).toBeUndefined()
    expect(await find(as.drafter, article, thread.id)).toMatchObject({ orphaned: true, anchor: { blockId: home } })
    await change(article, (blocks) => blocks.map((one) => (one.attrs.id === home ? block : one)))
    expect(await find(as.drafter, article, thread.id)).toMatchObject({
      orphaned: false,
      moved: null,
      anchor: { blockId: home, exact },
    })
  })

  test('AN9: words cut just as they were quoted are followed where they stood nowhere else, and not where they did', async () => {
    const article = open.at(-3)!
    const doc = await read(article)
    const plain = doc.content.filter(
      ({ attrs, content = [] }) => attrs.kind !== 'heading' && content.length === 1 && content[0]!.type === 'text',
    )
    const [home, other] = plain as [Block, Block]
    const WORDS = 'words of this test and of no other paragraph'
    const COMMON = 'words of this test that stand there already'
    const said = async (exact: string): Promise<string> =>
      (
        await as.reviewer('POST', `/articles/${article.id}/comments`, {
          body: 'Why?',
          lang: 'en',
          anchor: { blockId: home.attrs.id, exact },
        })
      ).body.id
    const write = (texts: Record<string, string>) =>
      change(article, (blocks) =>
        blocks.map((one) =>
          texts[one.attrs.id] === undefined ? one : { ...one, content: [{ type: 'text', text: texts[one.attrs.id]! }] },
        ),
      )
    await write({ [home.attrs.id]: `Here ${WORDS} and ${COMMON}.`, [other.attrs.id]: `There ${COMMON}.` })
    const [sole, common] = [await said(WORDS), await said(COMMON)]
    await write({ [home.attrs.id]: 'Here and.', [other.attrs.id]: `${WORDS} There ${COMMON}.` })
    const guest = { orphaned: false, moved: 'elsewhere', anchor: { blockId: other.attrs.id }, home: home.attrs.id }
    expect(await find(as.drafter, article, sole)).toMatchObject(guest)
    expect(await find(as.drafter, article, common)).toMatchObject({
      orphaned: true,
      anchor: { blockId: home.attrs.id },
    })
  })

  test('TH6: the words of a retracted comment are its author’s alone', async () => {
    const article = open[1]!
    const { thread } = await comment(article, 'Not meant so.')
    await house.store.db.updateTable('comment').set({ status: 'retracted' }).where('id', '=', thread.id).execute()
    expect(await find(as.drafter, article, thread.id)).toMatchObject({ body: '', permissions: { reply: false } })
    expect(await find(as.reviewer, article, thread.id)).toMatchObject({ body: 'Not meant so.' })
  })

  test('over the whole charter: every thread under its article, and what the file says beside comments', async () => {
    const { body } = await as.secretariat('GET', `/charters/${charter}/comments`)
    const threads = body.items.flatMap((one: { threads: Thread[] }) => one.threads) as Thread[]
    const singly = await Promise.all(
      value(await house.app.listArticles(drafter, charter)).items.map((article) => threadsOf(as.secretariat, article)),
    )
    expect(threads.map(({ id }) => id).sort()).toEqual(
      singly
        .flat()
        .map(({ id }) => id)
        .sort(),
    )
    const past = body.items.flatMap((one: { past: { id: string }[] }) => one.past.map(({ id }) => id)) as string[]
    const said = threads
      .flatMap((one) => [one, ...one.replies])
      .flatMap((one) => (one.past ? [String(one.past['id'])] : []))
    const elsewhere = body.elsewhere.map((one: { id: string }) => one.id) as string[]
    // what has become a proposal is shown as that, and not twice
    const proposed = sample.contributions.filter(({ id }) => ![...past, ...said, ...elsewhere, 'c28'].includes(id))
    const { items } = value(await house.app.proposals.listOfCharter(drafter, charter, { limit: 500 }))
    expect(proposed.map(({ type }) => type)).toEqual(items.map(() => 'proposal'))
    expect(items.length).toBeGreaterThan(5)
    // c28 is a delegation's own
    expect([...past, ...said, ...elsewhere, ...proposed.map(({ id }) => id), 'c28'].sort()).toEqual(
      sample.contributions.map(({ id }) => id).sort(),
    )
  })
})
