/** The row of the websocket: every document of an article in every status. */
import { can } from '../../../src/lib/domain/permissions.ts'
import { articleFor, type Row } from './row.ts'

export const SOCKETS: Row[] = [
  {
    at: 'socket /sync/[document]',
    cases: ({ charter }) =>
      charter.articles.flatMap((article) =>
        Object.entries(article.documents).map(([lang, document]) => ({
          about: `${article.status} in ${lang}`,
          ask: { params: { document } },
          expected: (who) => {
            if (who.actor === null) return 401
            const subject = articleFor(who, article, lang)
            if (!can(who.actor, 'article.read', subject)) return 403
            return can(who.actor, 'article.edit', subject) ? 200 : 423
          },
        })),
      ),
  },
]
