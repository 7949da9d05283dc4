// Over 250 lines: every act on a proposal that a form asks for, one after another.
/** What the forms of a proposal's pages do: each act by its name, what it asks for beside that, and where it leads. */
import { redirect } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import type { SeenText } from '#lib/domain/as-seen.ts'
import type { ModifiedText, ProposalPermissions, ProposalView } from '#lib/domain/contract-proposals.ts'
import { HATS, hatsOf, type Hat } from '#lib/domain/hat.ts'
import { TAKES } from '#lib/domain/merge-settled.ts'
import { hatsToTurn } from '#lib/domain/proposal-hats.ts'
import { RETURN_GROUNDS, type ProposalAct } from '#lib/domain/proposal.ts'
import type { Result } from '#lib/domain/result.ts'
import type { SeenWords } from '#lib/domain/words-seen.ts'
import { seenOf as seenOptions } from '../agreeing.server.ts'
import { NOTHING_SAID, type Said } from '../commenting.server.ts'
import { mustBeSignedIn, refusedForm, textOf } from '../../answer.server.ts'
import { actFormOf } from '../../request-key.server.ts'

type Proposals = App.Locals['app']['proposals']

/** What was typed, to be there again where the act is refused. */
export interface Typed extends Said {
  /** Of the page that the form stood on. */
  rev: number | undefined
  /** How many steps of the story that page told. */
  told: number
  /** The texts as that page showed them. */
  seen: SeenText[]
  /** What the options of the bracket said there that is to be settled. */
  words: SeenWords[]
  /** What they say otherwise by now. */
  since: ModifiedText[]
  as: Hat | undefined
  ground: string
  party: string
  lang: string
  rationale: string
  group: string
  /** Codes. */
  members: string[]
  except: string[]
}

const textsOf = (form: FormData, name: string): string[] => form.getAll(name).filter((one) => typeof one === 'string')

/** How a form names the texts that its page shows (PS22): each in a field of its own. */
export function seenIn(form: FormData): SeenText[] {
  return textsOf(form, 'seen').flatMap((one) => {
    const [, documentId, seq, baseSeq] = /^(\S+) (\d{1,9}) (\d{1,9})$/.exec(one) ?? []
    return documentId === undefined ? [] : [{ documentId, seq: Number(seq), baseSeq: Number(baseSeq) }]
  })
}

/** What that names of texts. */
export const seenOf = (texts: readonly SeenText[]): SeenText[] =>
  texts.map(({ documentId, seq, baseSeq }) => ({ documentId, seq, baseSeq }))

export const typedIn = (form: FormData): Typed => {
  const count = (name: string): number | undefined => {
    const value = Number(textOf(form, name) || NaN)
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  }
  return {
    ...NOTHING_SAID,
    act: textOf(form, 'act'),
    rev: count('rev'),
    told: count('told') ?? 0,
    seen: seenIn(form),
    words: seenOptions(form),
    since: [],
    as: HATS.find((hat) => hat === textOf(form, 'as')),
    reason: textOf(form, 'reason'),
    ground: textOf(form, 'ground'),
    party: textOf(form, 'party'),
    lang: textOf(form, 'lang'),
    rationale: textOf(form, 'rationale'),
    group: textOf(form, 'group'),
    members: textsOf(form, 'member'),
    except: textsOf(form, 'except'),
  }
}

interface Doing {
  proposals: Proposals
  actor: Actor | null
  id: string
  typed: Typed
  form: FormData
  /** The capacity and the state that was seen, for any act. */
  seen: { as?: Hat | undefined; rev?: number | undefined }
}

/** One act: what allows it, by which turn of a proposal's life it is done, and how. `null`: nothing that can be asked. */
interface PageAct {
  may: keyof ProposalPermissions
  turn: ProposalAct
  /** Where that does not tell in which capacities. */
  hats?(view: ProposalView): readonly Hat[]
  run(doing: Doing): Promise<Result<ProposalView>> | null
}

const step =
  (
    verb: 'askApproval' | 'discard' | 'leave' | 'admit' | 'takeUp' | 'takeOver' | 'carryOver' | 'reword',
  ): PageAct['run'] =>
  ({ proposals, actor, id, seen }) =>
    proposals[verb](actor, id, seen)

/** What decides about the words that the page shows. */
const deciding =
  (verb: 'approve' | 'submit' | 'acceptModified' | 'takeIn'): PageAct['run'] =>
  ({ proposals, actor, id, seen, typed }) =>
    proposals[verb](actor, id, { ...seen, seen: typed.seen })

/** In the order in which the page offers them. */
export const ACTS = {
  submit: { may: 'submit', turn: 'submit', run: deciding('submit') },
  askApproval: { may: 'askApproval', turn: 'ask_approval', run: step('askApproval') },
  approve: { may: 'approve', turn: 'approve', run: deciding('approve') },
  join: {
    may: 'join',
    turn: 'join',
    run: ({ proposals, actor, id, seen }) =>
      actor?.party ? proposals.sponsor(actor, id, { ...seen, party: actor.party.code }) : null,
  },
  admit: { may: 'admit', turn: 'admit', run: step('admit') },
  takeUp: { may: 'takeUp', turn: 'take_up', run: step('takeUp') },
  accept: {
    may: 'decide',
    turn: 'accept',
    run: ({ proposals, actor, id, seen, typed }) =>
      proposals.accept(actor, id, { ...seen, seen: typed.seen, bracket: typed.words }),
  },
  acceptModified: { may: 'acceptModified', turn: 'accept_modified', run: deciding('acceptModified') },
  bracket: {
    may: 'bracket',
    turn: 'bracket',
    run: ({ proposals, actor, id, seen, typed, form }) =>
      proposals.bracket(actor, id, { ...seen, seen: typed.seen, with: textsOf(form, 'with') }),
  },
  takeIn: { may: 'takeIn', turn: 'take_in', run: deciding('takeIn') },
  undo: {
    may: 'undo',
    turn: 'undo',
    run: ({ proposals, actor, id, seen, typed: { reason } }) => proposals.undo(actor, id, { ...seen, reason }),
  },
  invite: {
    may: 'invite',
    turn: 'invite',
    run: ({ proposals, actor, id, seen, typed: { party } }) => proposals.sponsor(actor, id, { ...seen, party }),
  },
  edit: {
    may: 'write',
    turn: 'edit',
    run: ({ proposals, actor, id, seen, typed: { rationale, lang, group, members, except } }) =>
      proposals.edit(actor, id, {
        ...seen,
        rationale,
        ...(lang !== '' && { lang }),
        // members of what has no name are asked about, not left out
        group: group === '' && members.length + except.length === 0 ? null : { name: group, members, except },
      }),
  },
  addText: {
    may: 'write',
    turn: 'edit',
    run: ({ proposals, actor, id, typed: { lang } }) => proposals.addText(actor, id, { lang }),
  },
  settleHeld: {
    may: 'settleHeld',
    turn: 'settle_held',
    run: ({ proposals, actor, id, seen, typed: { lang }, form }) => {
      const take = TAKES.find((one) => one === textOf(form, 'take'))
      return take ? proposals.settleHeld(actor, id, { ...seen, lang, block: textOf(form, 'block'), take }) : null
    },
  },
  takeOver: { may: 'takeOver', turn: 'take_over', run: step('takeOver') },
  carryOver: { may: 'carryOver', turn: 'carry_over', run: step('carryOver') },
  reword: {
    may: 'reword',
    turn: 'supersede',
    hats: ({ isChairs }) => [isChairs ? 'chair' : 'party'],
    run: step('reword'),
  },
  amend: {
    may: 'amend',
    turn: 'begin',
    hats: () => ['chair', 'party'],
    run: async ({ proposals, actor, id, seen, typed }) => {
      const read = await proposals.read(actor, id)
      if (!read.ok) return read
      const lang = typed.lang || read.value.lang
      return proposals.begin(actor, read.value.articleId, { amends: id, lang, as: seen.as })
    },
  },
  return: {
    may: 'return',
    turn: 'return',
    run: ({ proposals, actor, id, seen, typed: { reason, ground } }) =>
      proposals.sendBack(actor, id, { ...seen, reason, ground: RETURN_GROUNDS.find((one) => one === ground) }),
  },
  decline: {
    may: 'decline',
    turn: 'decline',
    run: ({ proposals, actor, id, seen, typed: { reason } }) => proposals.decline(actor, id, { ...seen, reason }),
  },
  notRetain: {
    may: 'notRetain',
    turn: 'not_retain',
    run: ({ proposals, actor, id, seen, typed: { reason } }) => proposals.notRetain(actor, id, { ...seen, reason }),
  },
  leave: { may: 'leave', turn: 'leave', run: step('leave') },
  discard: { may: 'discard', turn: 'discard', run: step('discard') },
} as const satisfies Record<string, PageAct>
export type ActName = keyof typeof ACTS
const NAMES = Object.keys(ACTS) as ActName[]

/** What this person may do with it as it stands, and in which capacities. */
export const actsOf = (actor: Actor, view: ProposalView): { name: ActName; hats: Hat[] }[] =>
  NAMES.filter((name) => view.permissions[ACTS[name].may]).map((name) => {
    const { turn, hats }: PageAct = ACTS[name]
    const possible = hats?.(view)
    return {
      name,
      hats: possible ? hatsOf(actor).filter((hat) => possible.includes(hat)) : hatsToTurn(actor, turn, view),
    }
  })

/** Does what a form asks for, and leads back to the page of what came of it. */
export async function actOn({ locals, url, request, params }: ActEvent) {
  mustBeSignedIn(locals.actor, url)
  const form = await actFormOf({ locals, url, request })
  const typed = typedIn(form)
  const { app, actor } = locals
  const name = NAMES.find((one) => one === typed.act)
  const seen = { as: typed.as, rev: typed.rev }
  const done = name ? await ACTS[name].run({ proposals: app.proposals, actor, id: params.id, typed, form, seen }) : null
  if (done === null) return refusedForm({ ok: false, code: 'invalid', errors: [{ path: 'act', message: '' }] }, typed)
  if (!done.ok && done.code === 'text-changed') {
    const since = await app.proposals.changedSince(actor, params.id, typed.seen)
    return refusedForm(done, { ...typed, since: since.ok ? since.value.texts : [] })
  }
  if (!done.ok) return refusedForm(done, typed)
  leadTo(url, done.value.id, typed.act)
}

interface ActEvent {
  locals: App.Locals
  url: URL
  request: Request
  params: { id: string }
}

/** To the page of a proposal, which says what was done; within the charter that the address names. */
export function leadTo(url: URL, id: string, done: string): never {
  const query = new URLSearchParams({ done })
  const charter = url.searchParams.get('charter')
  if (charter !== null) query.set('charter', charter)
  redirect(303, `/draft/proposals/${id}?${query.toString()}`)
}
