/** TH6: what its author took back does not come into view again by being settled. */
import { expect, test } from 'vitest'
import sample from '../../../server/exchange/sample-charter.json' with { type: 'json' }
import { codeOf, openHouse, value } from '../../support/house.ts'

test('a retracted thread is neither resolved nor reopened, and its words stay its author’s', async () => {
  const house = await openHouse()
  try {
    const secretariat = await house.person('secretariat', ['secretariat'])
    const author = await house.person('author', ['reviewer'], 'D01')
    const charter = value(await house.app.importCharter(secretariat, sample, 'sample'))
    const [article] = value(await house.app.listArticles(author, charter.id)).items
    const said = { body: 'Words that were taken back.', lang: 'en', anchor: null }
    const thread = value(await house.app.comment(author, article!.id, said))
    await house.store.db.updateTable('comment').set({ status: 'retracted' }).where('id', '=', thread.id).execute()
    const shown = async (): Promise<string> =>
      JSON.stringify(value(await house.app.listComments(secretariat, article!.id, { limit: 500 })))
    expect(await shown()).not.toContain(said.body)
    expect(codeOf(await house.app.reply(secretariat, thread.id, { body: 'And yet.' }))).toBe('not-allowed')
    for (const who of [secretariat, author]) {
      expect(codeOf(await house.app.resolveComment(who, thread.id))).toBe('already-so')
      expect(codeOf(await house.app.reopenComment(who, thread.id))).toBe('already-so')
    }
    expect(await shown()).not.toContain(said.body)

    // a file tells it once more beside the thread
    const past = (await house.store.db.selectFrom('comment').selectAll().execute()).find(
      (one) => one.contribution_id !== null && one.thread_id === null && one.visibility === 'participants',
    )!
    const imported = async (): Promise<string> =>
      JSON.stringify(value(await house.app.listComments(secretariat, past.article_id, { limit: 500 })))
    expect(await imported()).toContain(JSON.stringify(past.body))
    await house.store.db.updateTable('comment').set({ status: 'retracted' }).where('id', '=', past.id).execute()
    expect(await imported()).not.toContain(JSON.stringify(past.body))

    // PE9: of the old delegation nothing is open, not even one's own
    const own = async (): Promise<string> => {
      const actor = (await house.app.actorOf(await house.tokenOf(author)))!
      return JSON.stringify(value(await house.app.listComments(actor, article!.id, { limit: 500 })))
    }
    expect(await own()).toContain(said.body)
    await house.person('other', ['reviewer'], 'D02')
    value(await house.app.movePerson(secretariat, author.id, { party: 'D02', roles: ['reviewer'] }))
    expect(await own()).not.toContain(said.body)
  } finally {
    await house.close()
  }
})
