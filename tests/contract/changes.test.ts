// Over 250 lines: a scene for every writer of article texts, in one table that is held against all of them.
/** Every change of the shown text has an event, on both databases (practice 6.1, check 4; rules CH*). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ChangeView } from '#lib/domain/contract-changes.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { readJournal } from '../../server/store/history.ts'
import { WRITES_NO_ARTICLE, writersOfTexts } from '../support/article-writers.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Cast, type Talks } from '../support/talks.ts'
import { personally } from '../support/authors.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import { wearing, type Hat } from '../../src/lib/domain/hat.ts'

/** What a text says after a change, by what the change says of it alone. */
function replayed(text: ArticleDoc, { blocks }: ChangeView): ArticleDoc {
  const known = new Map(text.content.map((block) => [block.attrs.id, block]))
  for (const { id, before } of blocks) expect(known.get(id) ?? null, `${id} is not what it was`).toEqual(before)
  const gone = new Set(blocks.flatMap(({ id, op }) => (op === 'removed' || op === 'moved' ? [id] : [])))
  const changed = new Map(blocks.flatMap(({ id, op, after }) => (op === 'changed' ? [[id, after!] as const] : [])))
  const content = text.content.filter(({ attrs }) => !gone.has(attrs.id)).map((one) => changed.get(one.attrs.id) ?? one)
  for (const { op, after, prevAfter } of blocks) {
    if (op !== 'added' && op !== 'moved') continue
    const at = prevAfter === null ? -1 : content.findIndex(({ attrs }) => attrs.id === prevAfter)
    expect(prevAfter === null || at >= 0, `${prevAfter} is not there`).toBe(true)
    content.splice(at + 1, 0, after!)
  }
  return { type: 'doc', content }
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  const documentOf = (article: ArticleView, lang = 'en'): string =>
    article.documents.find((one) => one.lang === lang)!.id
  /** As somebody has a text who writes it. */
  const writes = (
    by: Cast,
    article: ArticleView,
    change: (blocks: Block[]) => Block[],
    { lang = 'en', hat = by === 'chair' ? 'chair' : 'party' }: { lang?: string; hat?: Hat | null } = {},
  ) =>
    talks.house.context.texts.change(
      documentOf(article, lang),
      ({ content: [heading, ...rest] }) => ({ type: 'doc', content: [heading!, ...change(rest)] }),
      hat === null ? personally(talks.people[by]) : authorOf(wearing(talks.people[by], hat), hat),
    )
  /** Every change of an article, oldest first, read page by page. */
  async function changesOf(article: ArticleView, who: Cast = 'secretariat', more = ''): Promise<ChangeView[]> {
    const all: ChangeView[] = []
    for (let cursor = ''; ;) {
      const { status, body } = await talks.as[who]('GET', `/articles/${article.id}/changes?limit=3${more}${cursor}`)
      expect(status).toBe(200)
      all.push(...(body.items as ChangeView[]))
      if (body.next === null) return all.reverse()
      cursor = `&cursor=${body.next as string}`
    }
  }
  const told = ({ act, by, hat }: ChangeView) => [act, by.name, hat]

  /** File -> what it does to an article, and what is told of that. */
  const SCENES: Record<string, (article: ArticleView, other: ArticleView) => Promise<unknown[][]>> = {
    'charter/replace.ts': async (article) => {
      const { app } = talks.house
      const { id } = value(
        await app.replaceInCharter(talks.people.secretariat, talks.charter, {
          ...{ text: 'speak', by: 'talk', articles: [article.id] },
        }),
      )
      value(await app.undoReplacement(talks.people.secretariat, id!))
      return [
        ['words.replaced', 'secretariat', 'secretariat'],
        ['words.replacement-undone', 'secretariat', 'secretariat'],
      ]
    },
    'charter/move-blocks.ts': async (article, other) => {
      const move = { blockIds: ['b'], to: other.id, before: null }
      value(await talks.house.app.moveBlocks(talks.people.chair, article.id, move))
      const moved = ['article.blocks-moved', 'chair', 'chair']
      for (const lang of ['en', 'ar'])
        expect((await changesOf(other, 'secretariat', `&lang=${lang}`)).map(told)).toContainEqual(moved)
      return [moved]
    },
    'charter/restore-article.ts': async (article) => {
      await writes('drafter', article, (blocks) => blocks.slice(0, 1))
      value(await talks.house.app.restoreArticle(talks.people.secretariat, article.id, { seq: 2, lang: 'en' }))
      return [
        ['text.written', 'drafter', 'party'],
        ['article.restored', 'secretariat', 'secretariat'],
      ]
    },
    'charter/remove-deleted.ts': async (article) => {
      const { app } = talks.house
      const { people } = talks
      const gone = { status: 'deleted', reason: 'Said elsewhere.' } as const
      value(await app.agreement.setPartStatus(people.chair, article.id, 'b', gone))
      value(await app.cutVersion(people.secretariat, talks.charter, { label: 'Without it', notes: '' }))
      return [['article.parts-removed', 'secretariat', 'secretariat']]
    },
    'agreement/editorial-fix.ts': async (article) => {
      const { agreement } = talks.house.app
      const { people } = talks
      value(await agreement.setPartStatus(people.chair, article.id, 'a', { status: 'agreed_in_group' }))
      const asked = { lang: 'en', blockId: 'a', exact: 'recieve', words: 'receive', why: 'A letter.' }
      const { id } = value(await agreement.proposeFix(people.secretariat, article.id, asked))
      value(await agreement.confirmFix(people.second, id, {}))
      value(await agreement.objectToFix(people.head, id, { reason: 'It is meant so.' }))
      value(await agreement.takeFixBack(people.chair, id, {}))
      return [
        ['fix.confirmed', 'second', 'secretariat'],
        ['fix.taken-back', 'chair', 'chair'],
      ]
    },
    'brackets/on-text.ts': async (article) => {
      const { brackets } = talks.house.app
      const quotes = { en: { exact: 'speak' } }
      const put = { blockId: 'b', kind: 'optional', quotes } as const
      const { id } = value(await brackets.putBracket(talks.people.seated, article.id, { ...put, as: 'chair' }))
      value(await brackets.addOption(talks.people.chair, article.id, id, { words: { en: 'talk' } }))
      return [
        ['bracket.put', 'seated', 'chair'],
        ['bracket.option-added', 'chair', 'chair'],
      ]
    },
    'brackets/settle-bracket.ts': async (article) => {
      const { brackets } = talks.house.app
      const put = { blockId: 'b', kind: 'optional', quotes: { en: { exact: 'speak' } } } as const
      const { id } = value(await brackets.putBracket(talks.people.chair, article.id, put))
      const act = { act: 'delete', onWordOf: 'chair', note: 'Nobody wants it.' } as const
      value(await brackets.settleBracket(talks.people.secretariat, article.id, id, act))
      const settled = (await changesOf(article, 'secretariat', '&lang=en')).at(-1)!
      expect(settled).toMatchObject({ onWordOf: 'chair', bracketId: id, reason: 'Nobody wants it.' })
      expect(settled.decisionId).not.toBeNull()
      return [
        ['bracket.put', 'chair', 'chair'],
        ['bracket.settled', 'secretariat', 'secretariat'],
      ]
    },
    'proposals/into-article.ts': async (article) => {
      const { proposals } = talks.house.app
      const { people } = talks
      const { id } = value(await proposals.begin(people.other, article.id, {}))
      const blocks = [{ id: 'b', text: 'They speak often.' }]
      value(await proposals.writeText(people.other, id, 'en', { blocks }))
      value(await proposals.submit(people.other, id, {}))
      value(await proposals.admit(people.secretariat, id, {}))
      value(await proposals.takeUp(people.chair, id, {}))
      value(await proposals.accept(people.seated, id, {}))
      const accepted = (await changesOf(article, 'secretariat', '&lang=en')).at(-1)!
      expect(accepted).toMatchObject({ proposalId: id, lang: 'en' })
      value(await proposals.undo(people.chair, id, { reason: 'It was a mistake.' }))
      return [
        ['proposal.accepted', 'seated', 'chair'],
        ['proposal.acceptance-undone', 'chair', 'chair'],
      ]
    },
  }

  test('check 4: every writer of article texts has a scene here', () => {
    const known = [...Object.keys(SCENES), ...Object.keys(WRITES_NO_ARTICLE)]
    expect(writersOfTexts().sort()).toEqual(known.sort())
  })

  test.each(Object.keys(SCENES))(
    'check 4, CH1, CH2, CH3: what %s writes is told with who, in which capacity, when, before and after',
    async (file) => {
      const { people } = talks
      const [article, other] = [
        await talks.article({ a: 'They recieve.', b: 'They speak.' }, { a: 'يتلقون', b: 'يتحدثون' }),
        await talks.article({ c: 'Another.' }),
      ]
      await writes('drafter', article, (blocks) => [...blocks, para('d', 'More.')])
      // an hour apart from what was written before: an instant that is not the act's own shows
      talks.house.wait(60 * 60_000)
      const [began, clock] = [talks.house.now(), new Date().toISOString()]
      const expected = await SCENES[file]!(article, other)
      const ended = talks.house.now()
      const changes = await changesOf(article)
      const acts = changes.filter(({ lang }) => lang === 'en').map(told)
      expect(acts.slice(-expected.length)).toEqual(expected)
      // acts have the database's clock, what rooms take in has theirs
      const windows = [began, ended].map((one, i) => [one, i === 0 ? clock : new Date().toISOString()])
      for (const { at, act } of changes.filter(({ lang }) => lang === 'en').slice(-expected.length))
        expect(
          [0, 1].some((of) => at >= windows[0]![of]! && at <= windows[1]![of]!),
          `${act} at ${at}`,
        ).toBe(true)
      // nothing is left out, told twice or told otherwise than it is: the changes make the text
      for (const { id, lang } of article.documents) {
        const own = changes.filter(({ documentId }) => documentId === id)
        // the very instant that its journal has, of its first entry and of its last
        const written = new Map((await readJournal(talks.house.store.db, id, 0)).map((entry) => [entry.seq, entry.at]))
        const history = await textHistory(talks.house.context, id)
        let [at, text] = [0, history.docAt(0)]
        for (const change of own) {
          expect([change.from, change.begun, change.at]).toEqual([at, written.get(at + 1), written.get(change.to)])
          text = replayed(text, change)
          at = change.to
          expect(text, `after entry ${at} of ${lang}`).toEqual(history.docAt(at))
          if (change.by.kind !== 'system') expect([change.by.kind, change.hat]).not.toContain(null)
          else expect(change.hat).toBeNull()
        }
        expect(at).toBe(history.seq)
        expect(text).toEqual(value(await talks.house.app.readArticle(people.chair, article.id, lang)).json)
      }
    },
  )

  test('CH2: what is typed is told by person and stretch; somebody else ends it', async () => {
    const article = await talks.article({ a: 'One' })
    const textIn = (block: Block | null): string => (block!.content![0] as { text: string }).text
    const more = (by: Cast, words: string) =>
      writes(by, article, ([first]) => [para('a', `${textIn(first!)} ${words}`)])
    const before = (await changesOf(article)).length
    await more('drafter', 'two')
    await more('drafter', 'three')
    await more('chair', 'four')
    await more('drafter', 'five')
    const typed = (await changesOf(article)).slice(before)
    const texts = typed.map(({ blocks }) => textIn(blocks[0]!.after))
    expect(texts).toEqual(['One two three', 'One two three four', 'One two three four five'])
    expect(typed.map(told)).toEqual([
      ['text.written', 'drafter', 'party'],
      ['text.written', 'chair', 'chair'],
      ['text.written', 'drafter', 'party'],
    ])
  })

  test('HW4, CH2: one person types in one capacity and the other, and that is told, whatever becomes of the roles', async () => {
    const article = await talks.article({ a: 'One.' })
    const type = (words: string, hat: Hat) => writes('seated', article, () => [para('a', words)], { hat })
    const before = (await changesOf(article)).length
    await type('One two.', 'chair')
    await type('One two three.', 'chair')
    await type('One two three four.', 'party')
    const typed = async () =>
      (await changesOf(article)).slice(before).map(({ by, hat }) => [by.name, by.party?.code ?? null, hat])
    const expected = [
      ['seated', null, 'chair'],
      ['seated', 'D03', 'party'],
    ]
    expect(await typed()).toEqual(expected)
    const { store } = talks.house
    const roles = await store.db.selectFrom('person_role').selectAll().execute()
    const isChair = ({ person_id, role }: (typeof roles)[number]) =>
      person_id === talks.people.seated.id && role === 'chair'
    await store.transaction(async (rows) => {
      for (const { person_id, role } of roles.filter(isChair))
        await rows.deleteFrom('person_role').where('person_id', '=', person_id).where('role', '=', role).execute()
    })
    expect(await typed()).toEqual(expected)
    await store.transaction((rows) => rows.insertInto('person_role').values(roles.filter(isChair)).execute())
  })

  test('HW5: of words from before capacities were recorded none is told', async () => {
    const article = await talks.article({ a: 'One.' })
    await writes('drafter', article, () => [para('a', 'One two.')], { hat: null })
    expect((await changesOf(article)).at(-1)).toMatchObject({ act: 'text.written', hat: null })
  })

  test('CH4: whom the charter does not show to a reader is not named, notes neither', async () => {
    const article = await talks.article({ a: 'They speak.' })
    await writes('drafter', article, () => [para('a', 'They speak often.')])
    const last = async (who: Cast) => (await changesOf(article, who)).at(-1)!.by
    const { app } = talks.house
    expect(await last('other')).toEqual({ kind: 'hidden', name: null, party: null, hat: null })
    value(await app.setCharterSettings(talks.people.secretariat, talks.charter, { authorship: 'all' }))
    expect(await last('other')).toMatchObject({ name: 'drafter', party: { code: 'D01' } })
    expect((await talks.as.other('GET', `/articles/${article.id}/changes?cursor=x`)).body).toMatchObject({
      code: 'invalid',
    })
  })
})
