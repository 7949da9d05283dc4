// Over 250 lines: one house with everything in it that the matrix asks for.
/**
 * The house that the matrix of access is asked in: run as a process of its own, it serves over http, tells its parent who and what is in it, and
 * makes more on demand (`access-asking.ts` is the other end). Sessions are opened without passwords, since no test here is about them.
 */
import { seenField } from '../../src/lib/ui/seen-words.ts'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Role } from '../../src/lib/domain/actor.ts'
import { ARTICLE_STATUSES, type ArticleStatus } from '../../src/lib/domain/article.ts'
import type { ProposalStatus } from '../../src/lib/domain/proposal.ts'
import { openSession } from '../../server/auth/session.ts'
import { makePasswords } from '../../server/auth/password.ts'
import { readConfig } from '../../server/config.ts'
import { makeLog } from '../../server/log.ts'
import { serve } from '../../server/serve.ts'
import type { Concord } from '../../server/start.ts'
import { updateAttribution } from '../../server/store/charters.ts'
import { insertContributions, listContributions } from '../../server/store/contributions.ts'
import { raiseFlag } from '../../server/store/language-flags.ts'
import { putSponsor } from '../../server/store/proposal-sponsors.ts'
import { keepKey } from '../../server/store/keyed-acts.ts'
import { insertProposal } from '../../server/store/proposals.ts'
import { addMissingParties, insertParty, insertPerson, loadActor } from '../../server/store/people.ts'
import {
  ASKERS,
  PASSWORD,
  type ArticleHere,
  type Asker,
  type CharterHere,
  type Comment,
  type HouseHere,
  type Person,
  type ProposalHere,
} from './access-cast.ts'

const PARTY_ROLES: readonly Role[] = ['drafter', 'reviewer', 'signatory', 'head', 'language_reviewer']
/** In these states it has not been before everybody. */
const BEFORE_THE_TABLE: readonly ProposalStatus[] = [
  'draft',
  'discarded',
  'submitted',
  'late',
  'returned',
  'not_considered',
]
const newId = (): string => randomBytes(16).toString('base64url')
const newToken = () => ({ id: newId(), secret: randomBytes(32).toString('base64url') })
const valueOf = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`)
  return result.value
}

/** What the parent may ask for, by name. */
export function makers(concord: Concord, people: Record<Asker, Person>, parties: HouseHere['parties']) {
  const { app, context } = concord
  const { store } = context
  const secretariat = people.secretariat.actor!
  const assign = async (articles: ArticleHere[]): Promise<void> => {
    for (const article of articles) {
      article.assignments = {
        drafter: [{ kind: 'drafter', lang: '*' }],
        language_reviewer: [{ kind: 'language_reviewer', lang: 'ar' }],
        observer: [{ kind: 'drafter', lang: '*' }], // given by mistake: whoever may only look on still only looks on
      }
      for (const [who, all] of Object.entries(article.assignments))
        for (const { kind, lang } of all)
          await store.db
            .insertInto('assignment')
            .values({ article_id: article.id, person_id: people[who as Asker].actor!.id, kind, lang })
            .execute()
    }
  }
  const articlesOf = async (charterId: string): Promise<ArticleHere[]> => {
    const { items } = valueOf(await app.listArticles(secretariat, charterId))
    return Promise.all(
      items.map(async ({ id, number, status, documents }) => ({
        id,
        slug: number ?? 'preamble',
        status,
        documents: Object.fromEntries(documents.map((one) => [one.lang, one.id])),
        blocks: valueOf(await app.readArticle(secretariat, id))
          .json.content.slice(1)
          .map(({ attrs }) => attrs.id),
        assignments: {},
      })),
    )
  }
  /** The last one made in each delegation. */
  const alternates = new Map<string, string[]>()
  const made = {
    /** A charter with an article in every status, in two languages, and two versions of which one is published. */
    async charter(): Promise<CharterHere> {
      const mark = newId()
        .replace(/[^a-z0-9]/gi, '')
        .toLowerCase()
      const article = (i: number, heading: string, words: string) => ({
        ...{ number: String(i + 1), id: `${mark}-${i}`, heading },
        paragraphs: [0, 1, 2].map((n) => ({ id: `${mark}-${i}-${n}`, text: `${words} ${n}.` })),
      })
      const file = {
        title: 'A charter',
        lang: 'en',
        version: { label: 'Rev.1', kind: 'rolling_text' },
        preamble: [],
        articles: ARTICLE_STATUSES.map((status, i) => ({ ...article(i, 'Of words', 'The words stand here'), status })),
        translations: [
          {
            ...{ title: 'ميثاق', lang: 'ar', dir: 'rtl', status: 'unrevised_translation', preamble: [] },
            articles: ARTICLE_STATUSES.map((_, i) => article(i, 'في الكلمات', 'نص')),
          },
        ],
        societies: Object.values(parties).map(({ code, name }) => ({ code, name })),
        contributions: [],
      }
      const { id, slug } = valueOf(await app.importCharter(secretariat, JSON.parse(JSON.stringify(file)), `c-${mark}`))
      const articles = await articlesOf(id)
      await assign(articles)
      await made.version(id, false)
      const { items } = valueOf(await app.listVersions(secretariat, id))
      const versions = items.map((one) => ({ ...one, isPublished: one.publishedAt !== null }))
      return { id, slug, isPublished: true, articles, versions }
    },
    /** A charter of one article without any version. */
    async unseen(): Promise<CharterHere> {
      const slug = `u-${newId()
        .replace(/[^a-z0-9]/gi, '')
        .toLowerCase()}`
      const { id } = valueOf(await app.createCharter(secretariat, { slug, title: 'Unseen', languages: ['en', 'ar'] }))
      valueOf(await app.createArticle(secretariat, id, { heading: 'Unseen', after: null }))
      const articles = await articlesOf(id)
      await assign(articles)
      return { id, slug, isPublished: false, articles, versions: [] }
    },
    async version(charterId: string, publish: boolean) {
      const { id, number, sha256 } = valueOf(
        await app.cutVersion(secretariat, charterId, { label: newId(), notes: '', publish }),
      )
      return { id, number, sha256, isPublished: publish }
    },
    /** Of the version that would be cut next. */
    async nextNumber(charterId: string): Promise<number> {
      const { items } = valueOf(await app.listVersions(secretariat, charterId, { limit: 500 }))
      return items.length + 1
    },
    async status(articleId: string, status: ArticleStatus): Promise<null> {
      await store.db.updateTable('article').set({ status }).where('id', '=', articleId).execute()
      // by itself nothing of it is agreed
      await store.db.deleteFrom('provision').where('article_id', '=', articleId).execute()
      return null
    },
    /** Of a paragraph, or (null) the article as a whole: agreed ad referendum, for D01 to confirm. */
    async askedToConfirm(articleId: string, block: string | null): Promise<null> {
      const [id, at, block_id] = [newId(), await store.now(store.db), block ?? '']
      await store.transaction(async (rows) => {
        const to = { article_id: articleId, block_id }
        await rows
          .insertInto('provision_event')
          .values({
            ...{ id, ...to, from_status: 'under_discussion', to_status: 'agreed_ad_referendum', at },
            ...{ actor_id: people.chair.actor!.id, hat: 'chair', reason: null, group_name: null, objections: '[]' },
          })
          .execute()
        await rows.deleteFrom('provision').where('article_id', '=', articleId).execute()
        await rows
          .insertInto('provision')
          .values({ ...to, status: 'agreed_ad_referendum', since: at, event_id: id, confirm_by: null, empty_in: '[]' })
          .execute()
        await rows
          .insertInto('confirmation')
          .values({
            ...{ id: newId(), event_id: id, party_id: parties.D01.id },
            ...{ confirmed_at: null, refused_at: null, reason: null, by: null },
          })
          .execute()
      })
      return null
    },
    /** An editorial fix by somebody of the secretariat who asks nothing: it would add a letter; shown or objected to, it has. */
    async fix(articleId: string, blockId: string, state: 'proposed' | 'shown' | 'objected'): Promise<{ id: string }> {
      const proposer = await made.member(null, ['secretariat'])
      const { json, document } = valueOf(await app.readArticle(secretariat, articleId, 'en'))
      const block = json.content.find(({ attrs }) => attrs.id === blockId)!
      const longer = (letter: string) => ({
        ...block,
        content: block.content!.map((one) => (one.type === 'text' ? { ...one, text: one.text + letter } : one)),
      })
      const [base, text] = state === 'proposed' ? [block, longer('x')] : [longer('y'), block]
      const [id, at] = [newId(), await store.now(store.db)]
      const isShown = state !== 'proposed'
      await made.noFixes(articleId)
      await store.db
        .insertInto('editorial_fix')
        .values({
          ...{ id, article_id: articleId, document_id: document.id, block_id: blockId, why: 'for the test' },
          ...{ base: JSON.stringify(base), text: JSON.stringify(text), proposed_by: proposer.id, proposed_at: at },
          ...{ confirmed_by: isShown ? secretariat.id : null, confirmed_at: isShown ? at : null },
          until_at: isShown ? new Date(Date.parse(at) + 60 * 60 * 1000).toISOString() : null,
          ...{ objected_by: null, objected_party: null, objected_at: state === 'objected' ? at : null },
          ...{ objection: state === 'objected' ? 'for the test' : null, withdrawn_at: null, taken_back_at: null },
        })
        .execute()
      return { id }
    },
    async noFixes(articleId: string): Promise<null> {
      await store.db.deleteFrom('editorial_fix').where('article_id', '=', articleId).execute()
      return null
    },
    async comment(
      articleId: string,
      by: Asker,
      { visibility = 'participants', isWithheld = false, status = 'open' }: Partial<Comment> & { status?: string } = {},
    ): Promise<Comment> {
      const { id: authorId, partyId, name } = people[by].actor!
      const id = newId()
      const words = `said under ${id}`
      await store.db
        .insertInto('comment')
        .values({
          id,
          article_id: articleId,
          thread_id: null,
          lang: 'en',
          author_id: authorId,
          author_name: name,
          party_id: partyId,
          body: words,
          status: isWithheld ? 'withheld' : status,
          visibility,
          anchor: null,
          contribution_id: null,
          created_at: await store.now(store.db),
        })
        .execute()
      return { id, authorId, partyId, visibility, isWithheld, words }
    },
    /** Of D01, about a bracket, so that it has no text; in this state since now. */
    async proposal(charterId: string, articleId: string, status: ProposalStatus): Promise<ProposalHere> {
      const id = newId()
      const now = await store.now(store.db)
      const author = people.drafter.actor!
      const isShown = !BEFORE_THE_TABLE.includes(status)
      const isSubmitted = status !== 'draft' && status !== 'discarded'
      await store.transaction(async (rows) => {
        await insertProposal(rows, {
          ...{ id, charterId, articleId, code: isSubmitted ? `CODE/${id}` : null, status, lang: 'en' },
          kind: 'bracket',
          act: { op: 'keep', bracket: 'b' },
          ...{ partyId: author.partyId, createdBy: author.id, createdAt: now },
          ...{ submittedBy: null, submittedAt: isSubmitted ? now : null, tabledAt: isShown ? now : null },
          ...{ approvalAskedAt: null, approvedBy: null, rationale: `wanted under ${id}`, rationaleLang: 'en' },
          ...{ groupName: null, amendsId: null, succeedsId: null, answersId: null, commentId: null },
          ...{ contributionId: null, isLate: status === 'late', isShown, settledAt: now, rev: 0 },
        })
        const isLeft = status === 'withdrawn'
        const sponsor = { proposalId: id, partyId: author.partyId!, at: now, by: author.id }
        await putSponsor(rows, { ...sponsor, kind: 'main', state: isLeft ? 'left' : 'joined' })
      })
      return { id, status, partyId: author.partyId!, isShown, words: `wanted under ${id}` }
    },
    /** As an imported file records it of earlier talks. */
    async contribution(
      charterId: string,
      target: string,
      by: Asker,
      { visibility = 'participants', isWithheld = false }: Partial<Comment> = {},
    ): Promise<Comment> {
      const { id: authorId, partyId, party } = people[by].actor!
      const id = newId()
      const words = `meant under ${id}`
      const data = {
        ...{ id, type: 'position', society: party?.code ?? null, author_role: 'delegate', lang: 'en', target },
        ...{ created_at: '2026-01-01T10:00:00Z', body: words, status: isWithheld ? 'withheld' : 'noted', visibility },
      }
      const position = (await listContributions(store.db, charterId)).length
      const row = { charterId, id, position, type: data.type, target, partyId, authorId, data }
      await store.transaction((rows) => insertContributions(rows, [row]))
      return { id, authorId, partyId, visibility, isWithheld, words }
    },
    /** Somebody new with an account: of a delegation, or (null) the house. */
    async member(party: 'D01' | 'D02' | null, roles: Role[], isVerified = true): Promise<{ id: string }> {
      // in one word: a page that is missing offers to look for the words of its address
      const id = newId().replaceAll(/[-_]/g, '0')
      const row = {
        ...{ id, email: `${id}@concord.example`.toLowerCase(), name: `Member ${id}`, password_hash: null },
        ...{ party_id: party && parties[party].id, created_at: await store.now(store.db), deactivated_at: null },
      }
      await insertPerson(store.db, row, roles, { by: null, isVerified })
      return { id }
    },
    /** By the secretariat: its id and the secret of its link. */
    async invitation(party: 'D01' | 'D02' | null, roles: Role[]): Promise<{ id: string; token: string }> {
      const made = valueOf(await app.invite(secretariat, { email: `${newId()}@concord.example`, roles, party }))
      return { id: made.id, token: made.url.split('/').at(-1)! }
    },
    async passwordLink(personId: string): Promise<{ token: string }> {
      const made = valueOf(await app.makePasswordLink(secretariat, personId))
      return { token: made.url.split('/').at(-1)! }
    },
    async alternate(party: 'D01' | 'D02', personId: string): Promise<{ id: string }> {
      const [from, until] = [Date.now(), Date.now() + 60_000].map((at) => new Date(at).toISOString()) as [
        string,
        string,
      ]
      // a delegation has at most fifty at a time; the last of them may be what other rows ask about just now
      const before = alternates.get(party) ?? []
      alternates.set(party, before)
      if (before.length >= 20) await app.dismissAlternate(secretariat, before.shift()!)
      const made = valueOf(await app.nameAlternate(secretariat, party, { personId, role: 'signatory', from, until }))
      before.push(made.id)
      return made
    },
    /** A delegation of nobody yet; its code. */
    async party(): Promise<string> {
      const code = `N${newId().replace(/[^A-Z0-9]/g, '')}`.slice(0, 16)
      return valueOf(await app.createParty(secretariat, { code, name: `Delegation ${code}` })).code
    },
    /** A session of somebody by id. */
    /** As if an act under this key (`keyed_act.key`) had been done before. */
    async doneUnder(personId: string, key: string): Promise<null> {
      const subject = { kind: 'before', id: 'before' }
      await store.transaction(async (rows) =>
        keepKey(rows, personId, { key, request: 'before' }, subject, await store.now(rows)),
      )
      return null
    },
    /** How many rows each table has. */
    async rows(): Promise<Record<string, number>> {
      const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
        store.db,
      )
      const counted: Record<string, number> = {}
      for (const { name } of rows) {
        const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(store.db)
        counted[name] = rows[0]!.n
      }
      return counted
    },
    async sessionOf(personId: string): Promise<string> {
      return (await openSession(store.db, newToken(), personId, await store.now(store.db))).token
    },
    async closed(personId: string): Promise<null> {
      const at = await store.now(store.db)
      await store.db.updateTable('person').set({ deactivated_at: at }).where('id', '=', personId).execute()
      return null
    },
    async suspended(personId: string): Promise<null> {
      await store.db
        .updateTable('membership')
        .set({ suspended_at: await store.now(store.db) })
        .where('person_id', '=', personId)
        .execute()
      return null
    },
    /** Of D01, standing; an earlier one of the same version is withdrawn. */
    async signoff(versionId: string): Promise<{ id: string; partyId: string }> {
      const now = await store.now(store.db)
      await made.unsigned(versionId)
      const { sha256, stage } = await store.db
        .selectFrom('version')
        .select(['sha256', 'stage'])
        .where('id', '=', versionId)
        .executeTakeFirstOrThrow()
      const id = newId()
      await store.db
        .insertInto('signoff')
        .values({
          ...{ id, version_id: versionId, party_id: parties.D01.id, person_id: people.signatory.actor!.id },
          ...{ signatory_name: 'A signatory', capacity: null, place: null, decision: 'endorse', statement: null },
          ...{ stage, sha256, signed_at: now, withdrawn_at: null, withdrawn_reason: null },
        })
        .execute()
      return { id, partyId: parties.D01.id }
    },
    /** So many delegations, each with a name in French and a statement on this version; their codes. */
    async signatories(versionId: string, n: number): Promise<string[]> {
      const { sha256, stage } = await store.db
        .selectFrom('version')
        .select(['sha256', 'stage'])
        .where('id', '=', versionId)
        .executeTakeFirstOrThrow()
      const signed_at = await store.now(store.db)
      const statement =
        'We endorse this version on the understanding that each Society decides what it says in public. '
      const codes = Array.from({ length: n }, (_, i) => `R${String(i).padStart(3, '0')}`)
      await store.transaction(async (rows) => {
        for (const code of codes) {
          const party = { id: newId(), code, name: `River ${code}`, names: JSON.stringify({ fr: `Fleuve ${code}` }) }
          await insertParty(rows, { ...party, region: null, contact_language: null, time_zone: null })
          await rows
            .insertInto('signoff')
            .values({
              ...{ id: newId(), version_id: versionId, party_id: party.id, person_id: people.signatory.actor!.id },
              ...{ signatory_name: `Signatory of ${code}`, capacity: 'President', place: 'Geneva' },
              ...{ decision: 'endorse_with_statement', statement: statement.repeat(4), stage, sha256, signed_at },
              ...{ withdrawn_at: null, withdrawn_reason: null },
            })
            .execute()
        }
      })
      return codes
    },
    /** No sign-off of the version stands any more. */
    async unsigned(versionId: string): Promise<null> {
      const now = await store.now(store.db)
      await store.db
        .updateTable('signoff')
        .set({ withdrawn_at: now, withdrawn_reason: 'for the test' })
        .where('version_id', '=', versionId)
        .where('withdrawn_at', 'is', null)
        .execute()
      return null
    },
    /** Words replaced by the drafter of D01 in an article that is not locked. */
    async replacement(charterId: string, articleId: string): Promise<string> {
      const by = people.drafter.actor
      // longer each time, so that there is something to replace again
      const swap = { text: 'here', by: 'there', articles: [articleId] }
      return valueOf(await app.replaceInCharter(by, charterId, swap)).id!
    },
    /** Alternatives around a block of an article that is not agreed, made anew: the bracket and its first option, behind which nobody stands, and as a page names what it says. */
    async bracket(articleId: string, blockId: string): Promise<{ id: string; option: string; seen: string }> {
      const chair = people.chair.actor!
      const { items } = valueOf(await app.brackets.listArticleBrackets(chair, articleId))
      for (const { id, options } of items.filter((one) => one.blockId === blockId))
        valueOf(await app.brackets.settleBracket(chair, articleId, id, { act: 'choose', option: options[0]!.id }))
      const input = { blockId, kind: 'alternatives' as const, alternative: { en: 'Or these words.' } }
      const made = valueOf(await app.brackets.putBracket(chair, articleId, input))
      return { id: made.id, option: made.options[0]!.id, seen: seenField(made.words[0]!) }
    },
    async noBrackets(articleId: string): Promise<null> {
      const chair = people.chair.actor!
      const { items } = valueOf(await app.brackets.listArticleBrackets(chair, articleId))
      for (const { id } of items) valueOf(await app.brackets.settleBracket(chair, articleId, id, { act: 'keep' }))
      return null
    },
    /** The decision for an option of a bracket. */
    async decision(articleId: string, { id, option }: { id: string; option: string }): Promise<string> {
      const chosen = { act: 'choose' as const, option }
      return valueOf(await app.brackets.settleBracket(people.chair.actor!, articleId, id, chosen)).id
    },
    /** A paragraph in a language that somebody has to look at. */
    async flag(documentId: string, blockId: string): Promise<{ id: string }> {
      const id = newId()
      const raisedAt = await store.now(store.db)
      await raiseFlag(store.db, { id, documentId, blockId, reason: 'grammar', decisionId: null, raisedAt })
      return { id }
    },
    /** What the charter names, as it was at first. */
    async named(charterId: string): Promise<null> {
      await updateAttribution(store.db, charterId, { attribution: 'full', asked: null })
      return null
    },
    /** A sitting that goes on, in place of any other. */
    async sitting(charterId: string): Promise<string> {
      await made.noSitting(charterId)
      return valueOf(await app.sittings.begin(secretariat, charterId, { title: 'A sitting' })).id
    },
    async noSitting(charterId: string): Promise<null> {
      const open = valueOf(await app.sittings.current(secretariat, charterId))
      if (open) valueOf(await app.sittings.end(secretariat, open.id))
      return null
    },
    /** Takes a table away, so that whatever asks it fails; and gives it back. */
    async rename(from: string, to: string): Promise<null> {
      await store.db.schema.alterTable(from).renameTo(to).execute()
      return null
    },
    /** Writes over a row of the record. */
    async meddle(seq: number): Promise<null> {
      await store.db.updateTable('audit').set({ act: 'nothing.done' }).where('seq', '=', seq).execute()
      return null
    },
    /** A new session of somebody. */
    async session(who: Asker): Promise<string> {
      const id = people[who].actor?.id
      if (id === undefined) throw new Error(`${who} has no account`)
      return (await openSession(store.db, newToken(), id, await store.now(store.db))).token
    },
  }
  return made
}
export type Makers = ReturnType<typeof makers>

async function build(concord: Concord): Promise<Omit<HouseHere, 'origin'> & { made: Makers }> {
  const { store } = concord.context
  const now = await store.now(store.db)
  const password_hash = await makePasswords().hash(PASSWORD)
  const rows = store.db
  const plain = { names: '{}', region: null, contact_language: null, time_zone: null }
  const parties = {
    D01: { id: newId(), code: 'D01', name: 'Delegation 01' },
    D02: { id: newId(), code: 'D02', name: 'Delegation 02' },
  }
  await addMissingParties(
    rows,
    Object.values(parties).map((party) => ({ ...plain, ...party })),
  )
  const people = { visitor: { actor: null, token: null } } as Record<Asker, Person>
  for (const who of ASKERS) {
    if (who === 'visitor') continue
    const isOther = who.startsWith('other ')
    const role = ({ deactivated: 'secretariat', unverified: 'head' }[who as string] ??
      who.replace('other ', '')) as Role
    const party_id = isOther ? parties.D02.id : PARTY_ROLES.includes(role) ? parties.D01.id : null
    const id = newId()
    const email = `${who.replaceAll(/[ _]/g, '-')}@concord.example`
    const person = { id, email, name: who, password_hash, party_id, created_at: now, deactivated_at: null }
    await insertPerson(rows, person, [role], { by: null, isVerified: who !== 'unverified' })
    const { token } = await openSession(rows, newToken(), id, now)
    const actor = await loadActor(rows, id, now)
    people[who] = { actor: { ...actor!, sessionId: null, confirmedAt: now }, token }
  }
  const closed = people.deactivated
  await rows.updateTable('person').set({ deactivated_at: now }).where('id', '=', closed.actor!.id).execute()
  people.deactivated = { actor: null, token: closed.token }
  const made = makers(concord, people, parties)
  return { people, parties, charter: await made.charter(), unseen: await made.unseen(), made }
}

interface Asked {
  id: number
  make: keyof Makers
  args: unknown[]
}

{
  const config = readConfig(process.env)
  let built: Awaited<ReturnType<typeof build>> | undefined
  const { address } = await serve(config, makeLog(config), async (concord) => {
    built = await build(concord)
  })
  const { made, ...house } = built!
  process.on('message', ({ id, make, args }: Asked) => {
    const making = made[make] as (...args: unknown[]) => Promise<unknown>
    making(...args).then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: String((error as Error).stack ?? error) }),
    )
  })
  process.send?.({ house: { ...house, origin: address } satisfies HouseHere })
}
