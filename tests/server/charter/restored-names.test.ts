/** RS7: whose words are in a text that was restored. */
import { expect, test } from 'vitest'
import { textHistory } from '#server/charter/text-history.ts'
import { para } from '../../support/blocks.ts'
import { personally } from '../../support/authors.ts'
import { value } from '../../support/house.ts'
import { openTalks } from '../../support/talks.ts'

test('RS7: what comes back is of whoever restored it, what stood all along of who wrote it', async () => {
  const talks = await openTalks('sqlite')
  const { people, house } = talks
  const article = await talks.article({ a: 'They meet.', b: 'They speak.' })
  const { id } = article.documents.find(({ lang }) => lang === 'en')!
  const write = (by: keyof typeof people, ...blocks: ReturnType<typeof para>[]) =>
    house.context.texts.change(
      id,
      (now) => ({ type: 'doc', content: [now.content[0]!, ...blocks] }),
      personally(people[by]),
    )
  const names = new Map(Object.values(people).map((one) => [one.id, one.name]))
  const credits = async (): Promise<string> => {
    const history = await textHistory(house.context, id)
    return history
      .deltaAt()
      .flatMap(({ insert, seq }) =>
        typeof insert === 'string' ? [`${insert}<${names.get(history.entries[seq - 1]!.authorId ?? '') ?? '-'}>`] : [],
      )
      .join('')
  }
  await write('drafter', para('a', 'They often meet.'), para('b', 'They speak.'))
  await write('head', para('a', 'They often meet.'), para('b', 'They speak aloud.'))
  house.wait(1)
  const { seq } = await house.context.texts.readAt(id)
  await write('other', para('a', 'They meet.'), para('b', 'They speak aloud.'), para('c', 'New.'))
  house.wait(1)
  value(await house.app.restoreArticle(people.secretariat, article.id, { seq }))
  expect(await credits()).toBe('Purpose<secretariat>They <->often <secretariat>meet.<->They <->speak aloud.<head>')
  await talks.close()
})
