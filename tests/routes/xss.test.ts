/**
 * Strings that would run, through the ways in that lead to lists and to the record: names of accounts, invitations and delegations, titles of a
 * charter, what is due, reasons. Every page that shows them is read as a browser reads it: they are words there, and no markup of theirs is.
 * (`tests/browser/xss.spec.ts` takes the other ways in, with a browser and a tripwire.)
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isLocked } from '../../src/lib/domain/article.ts'
import { askAddress, askForm, askPage, openAccessHouse, type OpenHouse } from '../support/access-asking.ts'
import type { Asker, CharterHere } from '../support/access-cast.ts'
import { XSS_CORPUS } from '../support/xss-corpus.ts'

/** Markup that only the corpus has. */
const STRANGE =
  '[onerror], [onload], [onfocus], [ontoggle], [srcdoc], iframe, object, embed, math, video, base, a[href^="javascript:" i], link[href*="evil"], img[src*="evil"], form[action*="evil"], meta[http-equiv=refresh]'

// it has no types of its own
const { JSDOM } = (await import('jsdom' as string)) as {
  JSDOM: new (html: string) => { window: { document: Document } }
}
/** As a browser takes it, and nothing of it runs. */
const read = (html: string): Document => new JSDOM(html).window.document

/** What of a page is not the page's own. What it runs itself is known to its policy; a string that broke out would be a script beside it. */
function strangeIn(document: Document): string[] {
  const scripts = [...document.querySelectorAll('script')].filter((one) => !one.hasAttribute('src') && !one.nonce)
  const styles = [...document.querySelectorAll('style')].filter((one) => one.textContent.includes('evil'))
  return [...document.querySelectorAll(STRANGE), ...scripts, ...styles].map((one) => one.outerHTML.slice(0, 120))
}

/** As much of it as a field takes. */
const cut = (words: string, longest: number): string => words.slice(0, longest)
/** Each carrier once, from each place as often as from any other. */
const SOME = XSS_CORPUS.filter((_, i) => i % 20 === Math.floor(i / 20) * 2 || i % 20 === Math.floor(i / 20) * 2 + 1)

let house: OpenHouse
let charter: CharterHere
beforeAll(async () => {
  house = await openAccessHouse()
  charter = await house.make.charter()
}, 60_000)
afterAll(() => house?.close())

const enter = async (who: Asker | string, method: string, path: string, body: Record<string, unknown>) => {
  const token = who in house.people ? house.people[who as Asker].token : who
  const answer = await askAddress({ origin: house.origin, token, path: `/api/v1${path}`, search: '' }, method, body)
  expect([method, path, answer.status, answer.status < 300 ? '' : answer.body]).toEqual([
    ...[method, path, answer.status < 300 ? answer.status : 200, ''],
  ])
  return JSON.parse(answer.body || '{}') as Record<string, string>
}
const at = (path: string, search = '') => ({
  ...{ origin: house.origin, token: house.people.secretariat.token, path, search },
})
/** Reads a page without running anything; the words that a reader finds there. */
async function look(path: string, search = '', who: Asker = 'secretariat'): Promise<string> {
  const { status, body } = await askPage({ origin: house.origin, token: house.people[who].token, path, search })
  const document = read(body)
  expect([path, search, status, strangeIn(document)]).toEqual([path, search, 200, []])
  for (const script of document.querySelectorAll('script, style')) script.remove()
  const fields = [...document.querySelectorAll('input')].map(({ value }) => value)
  return [document.body.textContent, ...fields].join('\n')
}
/** What almost every string of the corpus would run: a page that shows the string has it among its words. */
const RUN = 'window.__xss=(window.__xss||0)+1'

describe(`${XSS_CORPUS.length} strings`, () => {
  test.each(XSS_CORPUS.slice(0, 20))('where it is markup it is seen: %s', (carrier) => {
    expect(strangeIn(read(`<main>${carrier}</main>`))).not.toEqual([])
  })

  test('as names of an account: on its page, in lists and in the record', async () => {
    const { id } = await house.make.member('D01', ['drafter'])
    const token = await house.make.sessionOf(id)
    // the record has each of them, whatever the person is called in the end
    for (const words of XSS_CORPUS)
      await enter(token, 'PATCH', '/me/account', { name: cut(words, 200), officialTies: cut(words, 500) })
    for (const path of [`/admin/people/${id}`, '/admin/people', '/admin/parties/D01']) await look(path)
    const first = await look('/audit', '?act=person.declared', 'auditor')
    expect(first).toContain(RUN)
    const { body } = await askPage({ ...at('/audit', '?act=person.declared'), token: house.people.auditor.token })
    await look('/audit', `?act=person.declared&${/after=[^"&]+(?=")/.exec(body)![0]}`, 'auditor')
  }, 120_000)

  test('as names of invitations and delegations', async () => {
    let first = ''
    for (const [i, words] of XSS_CORPUS.entries()) {
      const name = cut(words, 200)
      // into the house the list of open ones is full at 200
      const invitation = { email: `xss-${i}@concord.example`, name, roles: ['drafter'], party: 'D02' }
      const { url } = await enter('secretariat', 'POST', '/invitations', invitation)
      first ||= url!
    }
    for (const [i, words] of SOME.entries())
      await enter('secretariat', 'POST', '/parties', {
        ...{ code: `X${i}`, name: cut(words, 200), names: { fr: cut(words, 200) }, region: cut(words, 100) },
      })
    await look('/admin/parties/D02')
    expect(await look('/admin/parties')).toContain(RUN)
    for (const path of ['/admin/people', '/admin/parties/X0', '/admin/parties/X11']) await look(path)
    expect(await look(first)).toContain(RUN)
    await look('/audit', '?act=party.created')
  }, 120_000)

  test('as titles of a charter and what is due', async () => {
    for (const words of SOME) {
      const title = cut(words, 300)
      await enter('secretariat', 'PATCH', `/charters/${charter.id}`, { titles: { en: title, ar: title } })
      const form = { what: cut(words, 120), day: '2099-01-01', time: '10:00' }
      const due = await askForm(at('/secretariat', `?/due&charter=${charter.slug}`), form)
      expect(due.status).toBe(303)
    }
    for (const path of ['/', '/charter', '/draft', '/secretariat', '/home', `/secretariat/charters/${charter.slug}`])
      await look(path, `?charter=${charter.slug}`)
    expect(await look('/audit', '?act=charter.edited')).toContain(RUN)
    await look('/audit', '?act=charter.due-set')
  }, 120_000)

  test('as reasons of deletion, withdrawal and reopening', async () => {
    const reason = (i: number): string => cut(XSS_CORPUS.slice(i).join('\n'), 2_000)
    const version = charter.versions.find(({ isPublished }) => isPublished)!
    const { id } = await enter('signatory', 'POST', `/versions/${version.id}/signoffs`, {
      ...{ decision: 'endorse', sha256: version.sha256 },
    })
    await enter('signatory', 'POST', `/signoffs/${id}/withdraw`, { reason: reason(0) })
    await enter('secretariat', 'POST', `/versions/${version.id}/withdraw`, { reason: reason(40) })
    for (const [i, one] of charter.articles.entries())
      if (isLocked(one.status))
        await enter('chair', 'POST', `/articles/${one.id}/status`, {
          status: 'under_discussion',
          reason: reason(i * 15),
        })
      else await enter('secretariat', 'DELETE', `/articles/${one.id}`, { reason: reason(100 + i * 10) })
    for (const path of ['/charter/v/1', '/draft', '/secretariat', '/secretariat/publish', '/signatories', '/home'])
      await look(path, `?charter=${charter.slug}`)
    for (const { slug } of charter.articles) await look(`/draft/${slug}`, `?charter=${charter.slug}`)
    expect(await look('/audit', '?act=version.withdrawn')).toContain(RUN)
    for (const act of ['article.deleted', 'article.status-set', 'signoff.withdrawn'])
      await look('/audit', `?act=${act}`)
  }, 120_000)
})
