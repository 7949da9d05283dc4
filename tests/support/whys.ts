/** Each act with words of why, done once to the charter of the demo over its API, by D02 and by the house (rule AT4). */

/** A call that is not refused; its answer. `who`: before the @ of their address. */
export type Done = (who: string, method: string, path: string, body?: object) => Promise<Record<string, unknown>>

export interface Whys {
  /** What was said of why, by what it was said of: `opened` for `why-opened.`. */
  said: string[]
  /** Those that D02 said, or whose affair it is. */
  own: string[]
  /** Pages that there is something to see on since. */
  pages: string[]
}

const OWN = ['not-retained', 'objected', 'position', 'refused', 'returned', 'undone']

/** What was said of why in an answer. */
export const whysIn = (all: string): string[] =>
  [...new Set([...all.matchAll(/why-([a-z-]+)\./g)].map(([, of]) => of!))].sort()

export async function sayWhys(done: Done, charter: string): Promise<Whys> {
  const said: string[] = []
  const pages = ['/draft/7', '/draft/8', '/draft/9'].flatMap((path) => [
    ...[path, `${path}/agreement`, `${path}/room`, `${path}/clean`, `${path}/compilation`, `${path}/history`],
  ])
  const lists = ['proposals', 'brackets', 'decisions', 'board', 'compilation', 'open-matters', 'history', 'comments']
  pages.push('/home', '/draft', '/party', '/party/positions', ...lists.map((list) => `/draft/${list}`))
  const why = (of: string): string => {
    said.push(of)
    return `Delegation 05 asked for it, why-${of}.`
  }
  const { items } = await done('chair', 'GET', `/charters/${charter}/articles?limit=100`)
  const at = (number: string): string => {
    const { id } = (items as { id: string; number: string | null }[]).find((one) => one.number === number)!
    return `/articles/${id}`
  }
  const proposed = async (word: string): Promise<string> => {
    const { id } = await done('drafter-02', 'POST', `${at('7')}/proposals`, {})
    const edit = { id: 'prevention-means-a', find: 'regular', place: 'behind', text: ` and ${word}` }
    await done('drafter-02', 'PUT', `/proposals/${id as string}/texts/en`, { blocks: [edit] })
    await done('drafter-02', 'POST', `/proposals/${id as string}/submit`, {})
    const path = `/draft/proposals/${id as string}`
    pages.push(path, `${path}/accept`, `${path}/write`)
    return `/proposals/${id as string}`
  }
  const discussed = async (word: string): Promise<string> => {
    const path = await proposed(word)
    await done('secretariat', 'POST', `${path}/admit`, {})
    await done('chair', 'POST', `${path}/take-up`, {})
    return path
  }
  const { id: sitting } = await done('chair', 'POST', `/charters/${charter}/sittings`, { title: 'Last' })
  pages.push('/draft/sittings', `/draft/sittings/${sitting as string}`)
  const ask = { status: 'agreed_ad_referendum', parties: ['D02'] }
  const aim = `${at('7')}/provisions/prevention-aim/status`
  await done('chair', 'POST', aim, ask)
  await done('chair', 'POST', aim, { status: 'under_discussion', reason: why('reopened') })
  const record = `${at('7')}/provisions/prevention-record/status`
  await done('chair', 'POST', record, { status: 'deleted', reason: why('part-deleted') })
  await done('head-02', 'PUT', `${at('7')}/positions`, { stand: 'reserves', note: why('position') })
  await done('chair', 'POST', `${await discussed('open')}/not-retained`, { reason: why('not-retained') })
  const accepted = await discussed('frank')
  const { texts } = await done('chair', 'GET', accepted)
  const seen = (texts as Record<'documentId' | 'seq' | 'baseSeq', unknown>[]).map(({ documentId, seq, baseSeq }) => ({
    ...{ documentId, seq, baseSeq },
  }))
  await done('chair', 'POST', `${accepted}/accept`, { seen })
  await done('chair', 'POST', `${accepted}/undo`, { reason: why('undone') })
  await done('secretariat', 'POST', `${await proposed('kind')}/return`, { reason: why('returned') })
  await done('secretariat', 'POST', `${at('7')}/brackets`, {
    ...{ blockId: 'prevention-aim', kind: 'optional', quotes: { en: { exact: 'preventive' } }, note: why('bracket') },
  })
  const open = await done('secretariat', 'POST', `${at('8')}/brackets`, {
    ...{ blockId: 'dialogue-solidarity', kind: 'optional', quotes: { en: { exact: 'contact' } } },
  })
  const settled = await done('chair', 'POST', `${at('8')}/brackets/${open['id'] as string}/settle`, {
    ...{ act: 'keep', note: why('settled') },
  })
  pages.push(`/draft/decisions/${settled['id'] as string}`)
  await done('chair', 'POST', `${at('8')}/provisions/dialogue-law/status`, ask)
  await done('head-02', 'POST', `${at('8')}/provisions/dialogue-law/refuse`, { reason: why('refused') })
  await done('chair', 'POST', `${at('8')}/provisions/dialogue-status/status`, { status: 'agreed_in_group' })
  const letter = { lang: 'en', blockId: 'dialogue-status', exact: 'effect', words: 'effects', why: 'A letter.' }
  const { id: fix } = await done('secretariat', 'POST', `${at('8')}/fixes`, letter)
  await done('chair', 'POST', `/fixes/${fix as string}/confirm`, {})
  await done('head-02', 'POST', `/fixes/${fix as string}/object`, { reason: why('objected') })
  const kind = await done('secretariat', 'POST', `${at('8')}/brackets`, {
    ...{ blockId: 'dialogue-conduct-b', kind: 'placeholder', quotes: { en: { exact: 'conditions' } } },
  })
  await done('secretariat', 'PATCH', `${at('8')}/brackets/${kind['id'] as string}`, {
    ...{ owner: { party: 'D02' }, note: why('placeholder') },
  })
  await done('chair', 'POST', `/sittings/${sitting as string}/end`, {})
  await done('secretariat', 'DELETE', at('9'), { reason: why('article-deleted') })
  return { said: said.sort(), own: OWN, pages }
}
