/** The shapes of charters, of what is found and replaced in them and of their open matters in the JSON API. */
import * as v from 'valibot'
import { HATS } from '../../../lib/domain/hat.ts'
import { DISCLOSURES, SHOWINGS } from '../../../lib/domain/contract.ts'
import { MATTER_SINCE, MATTERS } from '../../../lib/domain/open-matters.ts'
import { POSITION_READERS } from '../../../lib/domain/position.ts'
import { id, instant, lang, someText, text } from './shapes-parts.ts'
import { party, runs } from './shapes.ts'

// what comes in

export const charterInput = v.object({
  slug: someText(80),
  title: someText(300),
  languages: v.pipe(v.array(lang), v.minLength(1), v.maxLength(30)),
})
export const charterSettingsInput = v.object({
  presence: v.exactOptional(v.picklist(DISCLOSURES)),
  authorship: v.exactOptional(v.picklist(DISCLOSURES)),
  capacities: v.exactOptional(v.picklist(SHOWINGS)),
  positions: v.exactOptional(v.picklist(POSITION_READERS)),
})
export const charterEdit = v.object({ titles: v.record(lang, text(300)) })
export const dueInput = v.object({ at: someText(40), what: text(500) })
export const languageInput = v.object({ lang, title: v.optional(text(300)) })
const ids = v.pipe(v.array(id), v.maxLength(1_000))
export const draftersInput = v.object({ people: ids, parties: ids, alsoExisting: v.optional(v.boolean()) })
export const replaceInput = v.object({
  q: text(500),
  by: text(500),
  articles: v.pipe(v.array(id), v.minLength(1), v.maxLength(1_000)),
  lang: v.optional(lang),
  matchCase: v.optional(v.boolean()),
  wholeWords: v.optional(v.boolean()),
  looseArabic: v.optional(v.boolean()),
  as: v.optional(v.picklist(HATS)),
})

// what goes out

export const charterSettings = v.strictObject({
  presence: v.picklist(DISCLOSURES),
  authorship: v.picklist(DISCLOSURES),
  capacities: v.picklist(SHOWINGS),
  positions: v.picklist(POSITION_READERS),
})
const due = v.nullable(v.strictObject({ at: instant, what: v.string() }))
export const dueSet = v.strictObject({ due })
export const charterMade = v.strictObject({ id, slug: v.string() })
export const charter = v.strictObject({
  id,
  slug: v.string(),
  title: v.string(),
  titles: v.record(v.string(), v.string()),
  languages: v.array(v.string()),
  originalLanguage: v.string(),
  notice: v.nullable(v.string()),
  due,
  numbersStand: v.boolean(),
  hasPublishedVersion: v.boolean(),
  permissions: v.strictObject({
    createArticle: v.boolean(),
    cutVersion: v.boolean(),
    export: v.boolean(),
    edit: v.boolean(),
  }),
})
export const drafters = v.strictObject({
  people: v.array(id),
  parties: v.array(id),
  possible: v.strictObject({
    people: v.array(v.strictObject({ id, name: v.string(), party: v.nullable(party) })),
    parties: v.array(v.strictObject({ id, code: v.string(), name: v.string() })),
  }),
})
const termPlace = {
  lang: v.string(),
  articleId: id,
  articleNumber: v.nullable(v.string()),
  articleLabel: v.string(),
  blockId: v.string(),
  label: v.nullable(v.string()),
}
export const definedTerms = v.strictObject({
  items: v.array(
    v.strictObject({
      id,
      definitions: v.array(v.strictObject({ ...termPlace, words: v.string(), text: v.string() })),
      useCount: v.number(),
      uses: v.array(
        v.strictObject({
          ...termPlace,
          before: v.string(),
          match: v.string(),
          after: v.string(),
          isLinked: v.boolean(),
        }),
      ),
    }),
  ),
})
const leftAlone = v.array(v.strictObject({ articleId: id, code: v.string() }))
export const counts = v.strictObject({ lang: v.string(), words: v.number(), clauses: v.number() })
export const charterHits = v.strictObject({
  lang: v.string(),
  count: v.number(),
  shownInArticle: v.number(),
  items: v.array(
    v.strictObject({
      article: v.strictObject({
        ...{ id, number: v.nullable(v.string()), label: v.string(), heading: v.string() },
        removedAt: v.optional(instant),
      }),
      isLocked: v.boolean(),
      canEdit: v.boolean(),
      count: v.number(),
      hits: v.array(
        v.strictObject({
          blockId: v.string(),
          label: v.nullable(v.string()),
          before: v.string(),
          match: v.string(),
          after: v.string(),
        }),
      ),
    }),
  ),
})
export const replacement = v.strictObject({
  id: v.nullable(id),
  count: v.number(),
  replaced: v.array(v.strictObject({ articleId: id, count: v.number() })),
  leftAlone,
})
export const replacementUndone = v.strictObject({ undone: v.array(id), leftAlone })
export const blockPlace = v.strictObject({ articleId: id, number: v.nullable(v.string()), label: v.string() })
/** What is open in a working text beside its brackets. */
export const openMatters = v.strictObject({
  items: v.array(
    v.strictObject({
      id: v.string(),
      kind: v.picklist(MATTERS),
      article: v.strictObject({ id, slug: v.string(), label: v.string(), heading: v.string() }),
      lang: v.string(),
      blockId: v.nullable(id),
      place: v.nullable(v.string()),
      words: v.string(),
      runs,
      since: v.nullable(v.picklist(MATTER_SINCE)),
      proposal: v.nullable(v.strictObject({ id, code: v.nullable(v.string()) })),
      count: v.number(),
    }),
  ),
})
