/** What is said beside an agreed paragraph: how far, since when, and who still has to confirm it, by when (practice 6.4). */
import { isLocked, type PartStatus } from '#lib/domain/article.ts'
import type { ArticleProvisions, PartView } from '#lib/domain/contract-agreement.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayWords, instantWords } from './instant.ts'
import { agreedLetters, isolated, statusName } from './names.ts'

export interface AgreedBlock {
  status: PartStatus
  /** With the first block of the part; null: the others. */
  note: string | null
}

/** `lang`: of the interface; `zone`: the reader's. */
export function agreedNote(
  { status, since, confirmBy, confirmations }: Pick<PartView, 'status' | 'since' | 'confirmBy' | 'confirmations'>,
  lang: string,
  zone: string | null,
): string {
  if (status === 'deleted') return since === null ? m.part_deleted() : m.part_deleted_on({ day: dayWords(since, lang) })
  const waits = confirmations.filter(({ state }) => state === 'open')
  const names = [...new Set(waits.map(({ party }) => party?.name ?? m.agreeing_note_others()))].map(isolated)
  const by = confirmBy === null ? null : instantWords(confirmBy, lang, zone)
  return [
    // apart: where the words are Arabic the line is theirs
    isolated(agreedLetters(status)),
    since === null
      ? statusName(status)
      : m.agreeing_agreed_on({ status: statusName(status), day: dayWords(since, lang) }),
    ...(names.length > 0 ? [m.agreeing_note_waits({ names: names.join(m.list_comma()) })] : []),
    ...(by && names.length > 0
      ? [
          m.agreeing_note_until({ instant: m.instant({ date: by.date, time: by.time }) }),
          ...(by.own ? [m.instant_own({ time: by.own })] : []),
        ]
      : []),
  ].join(' · ')
}

/** Block id -> how far it is agreed, or that it is deleted; other blocks are left out. */
export function agreedBlocks(
  { parts }: Pick<ArticleProvisions, 'parts'>,
  lang: string,
  zone: string | null,
): Map<string, AgreedBlock> {
  return new Map(
    parts.flatMap((part) =>
      isLocked(part.status) || part.status === 'deleted'
        ? part.blocks.map((id): [string, AgreedBlock] => [
            id,
            { status: part.status, note: id === part.blockId ? agreedNote(part, lang, zone) : null },
          ])
        : [],
    ),
  )
}
