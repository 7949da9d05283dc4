/** The sample charter in the middle of its talks: proposals in every state, brackets, decisions, agreement and positions, as people make them. */
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import type { Actor } from '#lib/domain/actor.ts'
import type { Block } from '#lib/domain/article.ts'
import { importAs } from '../../server/charter/import-charter.ts'
import { value, type House } from './house.ts'
import { personally } from './authors.ts'

export interface Talked {
  charterId: string
  people: Record<'secretariat' | 'chair' | 'first' | 'second' | 'third', Actor>
  /** Article numbers -> row ids. */
  articles: ReadonlyMap<string | null, string>
  /** A proposal of these words in place of a paragraph, tabled and taken up. */
  discussed(who: Actor, number: string, block: string, text: string, lang?: string): Promise<string>
}

export async function openTalked(house: House): Promise<Talked> {
  const { id: charterId } = value(await importAs(house.context, null, sample, { slug: 'talked' }))
  const people = {
    secretariat: await house.person('secretariat', ['secretariat']),
    chair: await house.person('chair', ['chair']),
    first: await house.person('first', ['head'], 'D01'),
    second: await house.person('second', ['head'], 'D02'),
    third: await house.person('third', ['head'], 'D03'),
  }
  const { items } = value(await house.app.listArticles(people.secretariat, charterId))
  const articles = new Map(items.map(({ id, number }) => [number, id]))
  const { proposals } = house.app
  const drafted = async (who: Actor, number: string, block: string, text: string, lang = 'en', more = {}) => {
    const { id } = value(await proposals.begin(who, articles.get(number)!, { lang, rationale: 'Why.', ...more }))
    value(await proposals.writeText(who, id, lang, { blocks: [{ id: block, text }] }))
    return id
  }
  const submitted = async (...[who, ...words]: Parameters<typeof drafted>) => {
    const id = await drafted(who, ...words)
    value(await proposals.submit(who, id, {}))
    return id
  }
  const tabled = async (...words: Parameters<typeof drafted>) => {
    const id = await submitted(...words)
    value(await proposals.admit(people.secretariat, id, {}))
    return id
  }
  const discussed = async (...words: Parameters<typeof drafted>) => {
    const id = await tabled(...words)
    value(await proposals.takeUp(people.chair, id, {}))
    return id
  }
  const talked: Talked = { charterId, people, articles, discussed }
  await propose(house, talked, { drafted, submitted, tabled, discussed })
  await settle(house, talked)
  await agree(house, talked)
  return talked
}

type Making = (who: Actor, number: string, block: string, text: string, lang?: string, more?: object) => Promise<string>

/** Every state that an act leads to, all in two articles whose words nobody else touches. */
async function propose(
  house: House,
  { charterId, people, articles }: Talked,
  { drafted, submitted, tabled, discussed }: Record<'drafted' | 'submitted' | 'tabled' | 'discussed', Making>,
): Promise<void> {
  const { proposals } = house.app
  const { secretariat, chair, first, second, third } = people
  const reason = { reason: 'Said in public.' }
  const group = { name: 'Friends of access', members: ['D01', 'D03'], except: ['D02'] }
  await drafted(first, '6', 'protection-civilians', 'Everybody is protected.', 'en', { group })
  await drafted(chair, '6', 'protection-medical', 'The chair’s own words.')
  value(await proposals.discard(first, await drafted(first, '6', 'protection-medical', 'Nobody reads this.'), {}))
  const asked = await drafted(second, '6', 'protection-medical', 'Medical people are spared.')
  value(await proposals.sponsor(second, asked, { party: 'D01' }))
  value(await proposals.submit(second, asked, {}))
  const returned = await submitted(first, '6', 'protection-humanitarian', 'They are.')
  value(await proposals.sendBack(secretariat, returned, { ground: 'no_wording', reason: 'Say more.' }))
  const anew = [{ id: 'protection-humanitarian', text: 'They are, always.' }]
  value(await proposals.writeText(first, returned, 'en', { blocks: anew }))
  value(await proposals.edit(first, returned, { rationale: 'Why always.', group }))
  value(await proposals.sponsor(first, returned, { party: 'D03' }))
  value(await proposals.sponsor(third, returned, { party: 'D03' }))
  const talkedOf = await tabled(first, '6', 'protection-journalists', 'Journalists are spared.', 'en', { group })
  const asked6 = { lang: 'en', anchor: null, proposalId: talkedOf }
  const thread = value(await house.app.comment(second, articles.get('6')!, { body: 'Photographers, too?', ...asked6 }))
  value(await house.app.reply(first, thread.id, { body: 'They are journalists.' }))
  const amended = await discussed(second, '8', 'dialogue-all', 'Dialogue is open to all who wish it.')
  value(await proposals.sponsor(third, amended, { party: 'D03' }))
  const amendment = value(await proposals.begin(third, articles.get('8')!, { amends: amended }))
  const amending = { blocks: [{ id: 'dialogue-all', text: 'Dialogue is open to all who ask for it.' }] }
  value(await proposals.writeText(third, amendment.id, 'en', amending))
  value(await proposals.submit(third, amendment.id, {}))
  value(await proposals.admit(secretariat, amendment.id, {}))
  value(await proposals.modify(chair, await discussed(first, '8', 'dialogue-status', 'Status is none.'), {}))
  const accepted = await discussed(first, '8', 'dialogue-law', 'The law stands, whoever speaks with whom.')
  value(await proposals.accept(chair, accepted, {}))
  const undone = await discussed(first, '8', 'dialogue-solidarity', 'Solidarity is shown by deeds.')
  value(await proposals.accept(chair, undone, {}))
  value(await proposals.undo(chair, undone, reason))
  const modified = await discussed(second, '9', 'confidentiality-evidence', 'Evidence is kept by its owner.')
  const copy = value(await proposals.modify(chair, modified, {}))
  const { documentId } = copy.texts.find(({ kind }) => kind === 'modified')!
  const words = [{ type: 'text' as const, text: 'Evidence is kept by its owners.' }]
  const edited = (block: Block): Block =>
    block.attrs.id === 'confidentiality-evidence' ? { ...block, content: words } : block
  await house.context.texts.change(
    documentId,
    (now) => ({ ...now, content: now.content.map(edited) }),
    personally(chair),
  )
  value(await proposals.acceptModified(chair, modified, {}))
  const refused = await discussed(third, '9', 'confidentiality-drafts', 'Drafts are public.')
  value(await proposals.notRetain(chair, refused, reason))
  const reworded = await tabled(first, '9', 'confidentiality-information', 'Information is shared.')
  const successor = value(await proposals.reword(first, reworded, {}))
  value(await proposals.submit(first, successor.id, {}))
  value(await proposals.admit(secretariat, successor.id, {}))
  const left = await tabled(second, '9', 'confidentiality-information', 'Information is kept.')
  value(await proposals.leave(second, left, {}))
  const option = await discussed(second, '11', 'localization-auxiliary', 'Societies help their authorities.')
  value(await proposals.bracket(chair, option, { with: [] }))
  const lost = await discussed(second, '11', 'localization-communities', 'Communities come first.')
  value(await proposals.bracket(chair, lost, { with: [] }))
  const asks = value(await proposals.begin(first, articles.get('14')!, { act: { op: 'keep', bracket: 'br-cyber-ai' } }))
  value(await proposals.submit(first, asks.id, {}))
  const wish = { op: 'choose' as const, bracket: 'br-review-cycle', option: 'br-review-cycle.1' }
  const lapsing = value(await proposals.begin(third, articles.get('18')!, { act: wish }))
  value(await proposals.submit(third, lapsing.id, {}))
  value(
    await proposals.setUntil(secretariat, charterId, {
      until: new Date(Date.parse(house.now()) + 3_600_000).toISOString(),
    }),
  )
  house.wait(7_200_000)
  await submitted(third, '15', 'sanctions-neutral', 'Sanctions spare aid.')
  const late = await submitted(third, '15', 'sanctions-diligence', 'Diligence is due.')
  value(await proposals.decline(chair, late, reason))
}

/** Brackets that people put, join, leave and settle. */
async function settle(house: House, { people, articles }: Talked): Promise<void> {
  const { brackets } = house.app
  const { chair, first, second } = people
  const access = articles.get('5')!
  value(await brackets.leaveOption(first, access, 'br-access-modal', 'br-access-modal.1'))
  value(await brackets.joinOption(first, access, 'br-access-modal', 'br-access-modal.2'))
  value(await brackets.reserveOnBracket(second, access, 'br-access-modal'))
  value(await brackets.addOption(chair, access, 'br-access-modal', { words: { en: 'may' }, by: ['D03'] }))
  const capacity = articles.get('17')!
  value(
    await brackets.setPlaceholder(chair, capacity, 'br-capacity-fund', {
      ...{ owner: { party: 'D02' }, dueAt: '2027-01-31T12:00:00.000Z', note: 'To be found.' },
    }),
  )
  const review = articles.get('18')!
  value(
    await brackets.settleBracket(chair, review, 'br-review-cycle', {
      ...{ act: 'choose', option: 'br-review-cycle.2', note: 'As D03 asked.' },
    }),
  )
  const put = value(
    await brackets.putBracket(chair, review, {
      blockId: 'review-learning',
      kind: 'optional',
      by: ['D03'],
      note: 'New.',
    }),
  )
  value(await brackets.reserveOnBracket(first, review, put.id))
  value(await brackets.releaseBracket(first, review, put.id))
  value(
    await brackets.settleBracket(chair, articles.get('4')!, 'br-civil-law', {
      act: 'delete',
      note: 'Agreed at the table.',
    }),
  )
}

/** Paragraphs agreed, confirmed, refused, reopened; and where delegations stand. */
async function agree(house: House, { charterId, people, articles }: Talked): Promise<void> {
  const { agreement } = house.app
  const { secretariat, chair, first, second } = people
  const article = articles.get('12')!
  const later = { confirmBy: '2027-03-01T12:00:00.000Z', parties: ['D01', 'D02'] }
  const adRef = { status: 'agreed_ad_referendum' as const, ...later }
  value(await agreement.setPosition(second, article, 'regional-networks', { stand: 'objects', note: 'Not yet.' }))
  value(await house.app.setCharterSettings(secretariat, charterId, { positions: 'all' }))
  value(await agreement.setPosition(second, article, 'regional-networks', { stand: 'can_accept' }))
  value(await agreement.setPosition(first, article, null, { stand: 'reserves', note: 'The capital is asked.' }))
  value(await agreement.setPartStatus(chair, article, 'regional-networks', adRef))
  value(await agreement.answerAdReferendum(first, article, 'regional-networks', { isConfirmed: true }))
  value(await agreement.answerAdReferendum(second, article, 'regional-networks', { isConfirmed: false, reason: 'No.' }))
  value(
    await agreement.setPartStatus(chair, article, 'regional-consistency', {
      ...{ status: 'agreed_in_group', group: 'Friends' },
    }),
  )
  value(await agreement.setPartStatus(chair, article, 'regional-interregional', adRef))
  const gone = { status: 'deleted' as const, reason: 'Said elsewhere.' }
  value(await agreement.setPartStatus(chair, articles.get('14')!, 'cyber-tools', gone))
  const again = { status: 'under_discussion' as const, reason: 'New facts.' }
  value(await agreement.setPartStatus(chair, article, 'regional-interregional', again))
  await sit(house, { charterId, people, article })
}

/** A sitting that is over and one that goes on, and what was agreed in them; agreed words put right, and objected to. */
async function sit(
  house: House,
  { charterId, people, article }: Pick<Talked, 'charterId' | 'people'> & { article: string },
): Promise<void> {
  const { agreement, sittings } = house.app
  const { secretariat, chair, third } = people
  const begun = value(await sittings.begin(chair, charterId, { title: 'Morning', place: 'Room 3' }))
  const fixIn = async (blockId: string, exact: string, words: string) =>
    value(await agreement.proposeFix(secretariat, article, { lang: 'en', blockId, exact, words, why: 'Better words.' }))
  value(await agreement.setPartStatus(chair, article, 'regional-interregional', { status: 'agreed_in_group' }))
  const objected = await fixIn('regional-interregional', 'one another', 'each other')
  value(await agreement.confirmFix(chair, objected.id, {}))
  value(await agreement.objectToFix(third, objected.id, { reason: 'It reads otherwise.' }))
  value(await agreement.takeFixBack(chair, objected.id, {}))
  value(await sittings.end(chair, begun.id))
  house.wait(1_000)
  const evening = value(await sittings.begin(chair, charterId, { title: 'Evening', articleId: article }))
  value(await sittings.move(chair, evening.id, { articleId: article, blockId: 'regional-consistency' }))
  await fixIn('regional-consistency', 'notified to', 'made known to')
}
