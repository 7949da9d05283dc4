// Over 250 lines: every way in which proposals are disputed and settled, on one scene.
/** Disputed proposals become options of brackets, and are settled with them (rules PS18, PS19), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { bracketAt, bracketsInOrder, wordsOf } from '#lib/domain/brackets.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { keepsStructure } from '#lib/domain/structure.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { bracketProposals } from '../../server/proposals/bracket.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { listBrackets } from '../../server/store/brackets.ts'
import { setRoles } from '../../server/store/people.ts'
import { replaceBlocks } from '../../server/store/proposal-texts.ts'
import { findProposal } from '../../server/store/proposals.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { block, doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, value } from '../support/house.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  const start = text('Parties shall grant access to all, and say so.')
  const theirs = text('Parties should grant access to many, and say so.')
  beforeAll(async () => {
    scene = await openScene(dialect)
  })
  afterAll(() => scene.house.close())
  const proposals = () => scene.house.app.proposals
  const brackets = () => scene.house.app.brackets
  const bracket = (one: Discussed, others: string[] = [], who = scene.people.chair) =>
    proposals().bracket(who, one.proposal.proposalId, { with: others })
  /** `[option|option]` of each bracket of a text. */
  const options = (doc: ArticleDoc): string[] =>
    bracketsInOrder(doc).map(({ id }) =>
      bracketAt(doc, id)!
        .options.map(({ content }) => wordsOf(content).trim())
        .join('|'),
    )
  const rowsOf = ({ articleId }: Discussed) => listBrackets(scene.house.store.db, { articleId })
  const statusOf = async (id: string) => (await findProposal(scene.house.store.db, id))!.status
  const settle = (one: Discussed, id: string, act: 'keep' | 'delete' | 'choose' | 'replace', more: object = {}) =>
    brackets().settleBracket(scene.people.chair, one.articleId, id, { act, ...more })

  it('PS18: its words and the article’s are two options, in every language, each word its author’s', async () => {
    const one = await scene.discuss(start, theirs)
    const done = value(await bracket(one))
    const english = await scene.read(one.english)
    expect(options(english)).toEqual(['shall grant access to all|should grant access to many'])
    const { id } = bracketsInOrder(english)[0]!
    expect(done).toMatchObject({ status: 'bracketed', brackets: [{ bracket: id, option: `${id}.2` }] })
    const arabic = await scene.read(one.arabic)
    expect(options(arabic)).toEqual(['|'])
    expect(keepsStructure(english, arabic)).toBe(true)
    expect([faultsOf(english), faultsOf(arabic)]).toEqual([[], []])
    const [row] = await rowsOf(one)
    expect(row).toMatchObject({
      ...{ id, kind: 'alternatives', level: 'inline', originProposalId: one.proposal.proposalId },
      options: [{ originProposalId: null }, { originProposalId: one.proposal.proposalId, origin: null }],
      stands: [{ optionId: `${id}.2`, party: { code: 'D01' } }],
    })
    const flags = await scene.house.store.db
      .selectFrom('language_flag')
      .selectAll()
      .where('document_id', '=', one.arabic)
      .execute()
    expect(flags.map(({ block_id, reason }) => [block_id, reason])).toEqual([['p1', 'words']])
    const history = await textHistory(scene.house.context, one.english)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    const units = english.content[1]!.content!.flatMap((node) => (node.type === 'text' ? [...node.text] : ['·'])).join(
      '',
    )
    expect(creditOf('p1', units.indexOf('should'))).toMatchObject({ authorId: scene.people.writer.id })
    expect(creditOf('p1', units.indexOf('shall'))).toMatchObject({ authorId: scene.people.pen.id })
    const decisions = await scene.house.store.db
      .selectFrom('decision')
      .selectAll()
      .where('proposal_id', '=', done.id)
      .execute()
    expect(decisions).toMatchObject([{ act: 'bracket', bracket_id: id, actor_id: scene.people.chair.id }])
  })

  it('PS18, PS19: two proposals on the same words are three options; one is chosen, the others are not retained', async () => {
    const one = await scene.discuss(start, theirs)
    const other = await scene.beside(one, text('Parties shall grant full access to all, and say so.'))
    value(await bracket(one, [other.proposalId]))
    expect(options(await scene.read(one.english))).toEqual([
      'shall grant access to all|should grant access to many|shall grant full access to all',
    ])
    expect([await statusOf(one.proposal.proposalId), await statusOf(other.proposalId)]).toEqual([
      'bracketed',
      'bracketed',
    ])
    const [row] = await rowsOf(one)
    value(await settle(one, row!.id, 'choose', { option: `${row!.id}.3` }))
    expect([await statusOf(one.proposal.proposalId), await statusOf(other.proposalId)]).toEqual([
      'not_retained',
      'merged',
    ])
    expect(await scene.read(one.english)).toEqual(text('Parties shall grant full access to all, and say so.'))
    expect((await scene.story(other.proposalId)).map(([act]) => act)).toEqual(['bracket', 'choose'])
  })

  it('PS18: words that are only put in stay or go; words that are only to go, too', async () => {
    const put = await scene.discuss(start, text('Parties shall promptly grant access to all, and say so.'))
    value(await bracket(put))
    expect(options(await scene.read(put.english))).toEqual(['promptly'])
    expect(await rowsOf(put)).toMatchObject([{ kind: 'optional', stands: [{ stand: 'for', party: { code: 'D01' } }] }])
    value(await settle(put, (await rowsOf(put))[0]!.id, 'delete'))
    expect(await statusOf(put.proposal.proposalId)).toBe('not_retained')
    expect(await scene.read(put.english)).toEqual(start)

    const gone = await scene.discuss(start, text('Parties shall grant access, and say so.'))
    value(await bracket(gone))
    expect(options(await scene.read(gone.english))).toEqual(['to all'])
    expect(await rowsOf(gone)).toMatchObject([
      { kind: 'optional', stands: [{ stand: 'reserves', party: { code: 'D01' } }] },
    ])
    value(await settle(gone, (await rowsOf(gone))[0]!.id, 'delete'))
    expect(await statusOf(gone.proposal.proposalId)).toBe('merged')
    expect(await scene.read(gone.english)).toEqual(text('Parties shall grant access, and say so.'))
  })

  it('PS18, PS19: a new paragraph, and one that is to go, stand in brackets as a whole; it waits for the last of them', async () => {
    const says = article(heading('h', 'Access'), start.content[1]!, para('p3', 'They shall say why.'))
    const one = await scene.discuss(start, says)
    const done = value(await bracket(one))
    const english = await scene.read(one.english)
    expect(english.content.map(({ attrs }) => [attrs.id, attrs.bracket !== null])).toEqual([
      ['h', false],
      ['p1', false],
      ['p3', true],
      ['p2', true],
    ])
    expect(keepsStructure(english, await scene.read(one.arabic))).toBe(true)
    const of = (block: string): string => english.content.find(({ attrs }) => attrs.id === block)!.attrs.bracket!
    expect(done.brackets).toEqual(
      expect.arrayContaining([
        { bracket: of('p3'), option: `${of('p3')}.1` },
        { bracket: of('p2'), option: null },
      ]),
    )
    value(await settle(one, of('p2'), 'keep'))
    expect(await statusOf(one.proposal.proposalId)).toBe('bracketed')
    value(await settle(one, of('p3'), 'keep'))
    expect(await statusOf(one.proposal.proposalId)).toBe('merged')
    expect((await scene.read(one.english)).content.map(({ attrs }) => attrs.id)).toEqual(['h', 'p1', 'p3', 'p2'])
  })

  it('PS18: what collides is an option as its sponsors have it, and what else was written stays beside it', async () => {
    const one = await scene.discuss(start, theirs)
    const now = text('Parties will grant access to all, and say so.', 'They may all speak.')
    await scene.writes(scene.people.pen, one.english, now)
    value(await bracket(one))
    const english = await scene.read(one.english)
    expect(options(english)).toEqual(['will grant access to all|should grant access to many'])
    expect(english.content[2]).toEqual(now.content[2])
  })

  it('PS18: a compromise ends it without either; a move is refused; the chair alone; of two at once one', async () => {
    const one = await scene.discuss(start, theirs)
    expect(codeOf(await bracket(one, [], scene.people.secretariat))).toBe('not-allowed')
    expect(codeOf(await bracket(one, ['nothing']))).toBe('invalid')
    const both = await Promise.all([bracket(one), bracket(one)])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    const [row, ...more] = await rowsOf(one)
    expect(more).toEqual([])
    value(await settle(one, row!.id, 'replace', { words: { en: 'are to grant access' } }))
    expect(await statusOf(one.proposal.proposalId)).toBe('not_retained')
    const [h, p1, p2] = start.content
    const moved = await scene.discuss(start, article(h!, p2!, p1!))
    expect(await bracket(moved)).toMatchObject({
      code: 'moves-paragraphs',
      errors: [{ path: 'blocks.p2' }, { path: 'blocks.p1' }],
    })
    const nothing = await scene.discuss(start, start)
    expect(codeOf(await bracket(nothing))).toBe('nothing-proposed')
  })

  it('PS18: what no bracket can hold is refused by what it does, and nothing is written', async () => {
    const [h, p1, p2] = start.content
    const says = (...blocks: Block[]) => article(h!, ...blocks)
    const short = article(h!, p1!, para('p2', 'So.'))
    const cases: [string, ArticleDoc, ArticleDoc][] = [
      ['splits-or-joins', start, says(para('p1', 'Parties shall grant'), para('n', 'access to all, and say so.'), p2!)],
      ['splits-or-joins', start, says(para('p1', 'Parties shall grant access to all, and say so. They may speak.'))],
      ['splits-or-joins', short, says(para('p1', 'Parties shall grant access to all, and say so. So.'))],
      [
        'splits-or-joins',
        start,
        says(para('p1', 'Parties shall, and say so.'), para('p2', 'They may grant access to all.')),
      ],
      ['reshapes-paragraphs', start, says(p1!, block('item', 'p2', ['They may speak.']))],
    ]
    for (const [code, before, theirs] of cases) {
      const one = await scene.discuss(before, theirs)
      expect(codeOf(await bracket(one)), JSON.stringify(theirs)).toBe(code)
      expect(await scene.read(one.english)).toEqual(before)
      expect(await statusOf(one.proposal.proposalId)).toBe('under_discussion')
    }
    const gone = await scene.discuss(start, theirs)
    await scene.writes(scene.people.pen, gone.english, article(h!, p2!))
    expect(codeOf(await bracket(gone))).toBe('paragraph-gone')
  })

  it('PS18: a paragraph begun behind another is a new one, whatever else is changed there', async () => {
    const [h, , p2] = start.content
    const fresh = { ...para('n', 'They shall say why.'), attrs: { ...para('n').attrs, from: 'p1' } }
    const one = await scene.discuss(
      start,
      article(h!, para('p1', 'Parties should grant access to all, and say so.'), fresh, p2!),
    )
    value(await bracket(one))
    expect(options(await scene.read(one.english))).toEqual(['shall|should', 'They shall say why.'])
  })

  it('PS18: words that stood before stay their authors’, and those put in stand apart from them', async () => {
    const was = text('The Parties, the States, and the Parties meet', 'Parties meet')
    const is = text('The States and all, the Parties, and the States and others meet often', 'Parties meet often')
    const one = await scene.discuss(was, is)
    value(await bracket(one))
    const english = await scene.read(one.english)
    const history = await textHistory(scene.house.context, one.english)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    for (const { attrs, content = [] } of english.content) {
      let at = 0
      for (const node of content) {
        const isTheirs = (node.marks ?? []).some((mark) => mark.type === 'br' && !mark.attrs.option.endsWith('.1'))
        const size = node.type === 'text' ? node.text.length : 1
        for (const end = at + size; at < end; at++)
          if (node.type === 'text' && !isTheirs && attrs.id === 'p1')
            expect(creditOf(attrs.id, at)?.authorId, `${node.text} ${at}`).toBe(scene.people.pen.id)
      }
    }
    const rows = await rowsOf(one)
    const at = (block: string) => bracketsInOrder(english).find(({ blockId }) => blockId === block)!.id
    expect(rows.map(({ id }) => id).sort()).toEqual([at('p1'), at('p2')].sort())
    value(await settle(one, at('p2'), 'keep'))
    value(await settle(one, at('p1'), 'choose', { option: `${at('p1')}.2` }))
    expect(await scene.read(one.english)).toEqual(is)
  })

  it('PS18, BD12: who leaves while it is put in brackets stands behind no option', async () => {
    const one = await scene.discuss(start, theirs)
    const { proposalId } = one.proposal
    const { other, chair } = scene.people
    value(await proposals().sponsor(other, proposalId, { party: 'D03' }))
    const { texts } = scene.house.context
    const late: typeof texts = {
      ...texts,
      async changeTogether(...asked) {
        value(await proposals().leave(other, proposalId, {}))
        return texts.changeTogether(...asked)
      },
    }
    value(await bracketProposals({ ...scene.house.context, texts: late }, chair, proposalId, {}))
    const [row] = await rowsOf(one)
    expect(row!.stands.map(({ party, stand }) => [party.code, stand])).toEqual([['D01', 'for']])
  })

  it('DC1, SE1: who was the chair when the request came, and is no more, settles nothing', async () => {
    const one = await scene.discuss(start, theirs)
    value(await bracket(one))
    const [row] = await rowsOf(one)
    const gone = await scene.house.person('was-chair', ['chair'])
    await scene.house.store.transaction((rows) => setRoles(rows, gone.id, ['observer']))
    const asked = { act: 'choose', option: `${row!.id}.2` } as const
    expect(codeOf(await brackets().settleBracket(gone, one.articleId, row!.id, asked))).toBe('not-allowed')
    expect(codeOf(await bracket(await scene.discuss(start, theirs), [], gone))).toBe('not-allowed')
    value(await settle(one, row!.id, 'choose', { option: `${row!.id}.2` }))
  })

  describe('PS26: what was in brackets when it was withdrawn or lapsed', () => {
    let one: Discussed
    let id: string
    beforeEach(async () => {
      one = await scene.discuss(start, theirs)
      value(await bracket(one))
      id = (await rowsOf(one))[0]!.id
    })
    const its = () => one.proposal.proposalId
    const withdraw = async (): Promise<void> => {
      expect(value(await proposals().leave(scene.people.writer, its(), {}))).toMatchObject({ status: 'withdrawn' })
    }
    const takeOver = () => proposals().takeOver(scene.people.other, its(), {})

    it('PS26: taken over it is in its bracket again, and is settled with it', async () => {
      await withdraw()
      expect(value(await takeOver())).toMatchObject({
        ...{ status: 'bracketed', party: { code: 'D03' }, settledAt: null },
        brackets: [{ bracket: id, option: `${id}.2` }],
      })
      // withdrawn and taken over once more it is no other
      value(await proposals().leave(scene.people.other, its(), {}))
      expect(value(await proposals().takeOver(scene.people.writer, its(), {})).status).toBe('bracketed')
      value(await settle(one, id, 'choose', { option: `${id}.2` }))
      expect(await statusOf(its())).toBe('merged')
    })

    it('PS26: settled meanwhile, it is merged where its option stands, and else not retained', async () => {
      await withdraw()
      value(await settle(one, id, 'choose', { option: `${id}.2` }))
      expect(await statusOf(its())).toBe('withdrawn')
      const merged = value(await takeOver())
      expect(merged).toMatchObject({ status: 'merged', settledAt: expect.any(String) })
      expect(await scene.read(one.english)).toEqual(theirs)

      one = await scene.discuss(start, theirs)
      value(await bracket(one))
      id = (await rowsOf(one))[0]!.id
      await withdraw()
      value(await settle(one, id, 'choose', { option: `${id}.1` }))
      expect(value(await takeOver())).toMatchObject({ status: 'not_retained', settledAt: expect.any(String) })
      const { writer } = scene.people
      expect(codeOf(await proposals().takeOver(writer, its(), {}))).toBe('transition-not-allowed')
    })

    it('PS26: lapsed with its article or paragraph, it comes back to its bracket with that', async () => {
      const { secretariat, writer, chair } = scene.people
      const carryOver = () => proposals().carryOver(writer, its(), {})
      value(await scene.house.app.deleteArticle(secretariat, one.articleId, { reason: 'Said elsewhere.' }))
      expect(await statusOf(its())).toBe('lapsed')
      expect(codeOf(await carryOver())).toBe('already-deleted')
      value(await scene.house.app.reinstateArticle(secretariat, one.articleId))
      expect(value(await carryOver())).toMatchObject({ status: 'bracketed', settledAt: null })

      // it concerns nothing but that paragraph
      const [base, said] = [start.content[1]!, theirs.content[1]!]
      const changed = { position: 1, op: 'changed' as const, runs: [], flags: [], held: null }
      await scene.house.store.transaction(async (rows) => {
        await replaceBlocks(rows, { proposalId: its(), lang: 'en', kind: 'original' }, [
          { ...changed, blockId: 'p1', base, text: said, basePrev: 'h', prev: 'h', baseHash: null },
        ])
        await rows.updateTable('article').set({ status: 'under_discussion' }).where('id', '=', one.articleId).execute()
      })
      const set = (status: 'deleted' | 'under_discussion') =>
        scene.house.app.agreement.setPartStatus(chair, one.articleId, 'p1', { status, reason: 'Said elsewhere.' })
      value(await set('deleted'))
      expect(await statusOf(its())).toBe('lapsed')
      expect(codeOf(await carryOver())).toBe('already-deleted')
      value(await set('under_discussion'))
      expect(value(await carryOver()).status).toBe('bracketed')
      value(await settle(one, id, 'choose', { option: `${id}.2` }))
      expect(await statusOf(its())).toBe('merged')
    })
  })

  describe('what asks for a bracket’s end', () => {
    let one: Discussed
    let id: string
    beforeEach(async () => {
      one = await scene.discuss(start, theirs)
      value(await bracket(one))
      id = (await rowsOf(one))[0]!.id
    })
    const asks = async (op: 'delete' | 'choose', option?: string): Promise<string> => {
      const { other, secretariat, chair } = scene.people
      const act = { op, bracket: id, ...(option !== undefined && { option }) }
      const made = value(await proposals().begin(other, one.articleId, { act }))
      value(await proposals().submit(other, made.id, {}))
      value(await proposals().admit(secretariat, made.id, {}))
      return value(await proposals().takeUp(chair, made.id, {})).id
    }

    it('PS19: accepted, it settles the bracket, and takes everything with it in one transaction', async () => {
      const asking = await asks('choose', `${id}.2`)
      const against = await asks('delete')
      const both = await Promise.all([
        proposals().accept(scene.people.chair, asking, {}),
        proposals().accept(scene.people.chair, asking, {}),
      ])
      expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
      expect(await scene.read(one.english)).toEqual(theirs)
      expect([await statusOf(asking), await statusOf(against), await statusOf(one.proposal.proposalId)]).toEqual([
        'merged',
        'lapsed',
        'merged',
      ])
      const decisions = await scene.house.store.db
        .selectFrom('decision')
        .selectAll()
        .where('proposal_id', '=', asking)
        .execute()
      expect(decisions).toMatchObject([{ act: 'choose', bracket_id: id }])
      // the bracket is gone: it does not come back
      expect(codeOf(await proposals().carryOver(scene.people.other, against, {}))).toBe('already-deleted')
      // PS17: neither what asked for it nor what was chosen with it was accepted by itself
      const { chair } = scene.people
      for (const merged of [asking, one.proposal.proposalId]) {
        expect(value(await proposals().read(chair, merged)).permissions.undo).toBe(false)
        expect(codeOf(await proposals().undo(chair, merged, { reason: 'No.' }))).toBe('transition-not-allowed')
      }
    })

    it('PS19: settled as it asks it is merged with that, and otherwise lapses', async () => {
      const [asking, other] = [await asks('choose', `${id}.1`), await asks('choose', `${id}.2`)]
      value(await settle(one, id, 'choose', { option: `${id}.1` }))
      expect([await statusOf(asking), await statusOf(other)]).toEqual(['merged', 'lapsed'])
      expect(await statusOf(one.proposal.proposalId)).toBe('not_retained')
      expect(await scene.read(one.english)).toEqual(start)
    })
  })
})
