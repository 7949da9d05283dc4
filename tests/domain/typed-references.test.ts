import { describe, expect, it } from 'vitest'
import { indexBlocks } from '#lib/domain/reference.ts'
import { targetOf, typedReferences, type TypedReference } from '#lib/domain/typed-references.ts'
import type { ArticleDoc, Block, BlockKind } from '#lib/domain/article.ts'

/** `5 2 (2.1)`: article, paragraph, item; `external` where it is left by default; then how it would be written. */
const brief = ({ words, article, paragraph, item, subitem, isExternal, as, form }: TypedReference): string =>
  [
    `«${words}»`,
    `${article ?? 'here'}/${paragraph ?? '-'}/${item ?? '-'}/${subitem ?? '-'}`,
    as ?? form,
    ...(isExternal ? ['external'] : []),
  ].join(' ')
const found = (text: string, lang: string): string[] => typedReferences(text, lang).map(brief)

describe('typed references', () => {
  it.each([
    ['en', 'as Article 5 says', ['«Article 5» 5/-/-/- full']],
    ['en', 'see art. 14 bis, and arts. 3', ['«art. 14 bis» 14 bis/-/-/- full', '«arts. 3» 3/-/-/- full']],
    ['en', 'in paragraph 2 of this Article', ['«paragraph 2» here/2/-/- relative']],
    ['en', 'Article 5, paragraph 2 (a), and (b)', ['«Article 5, paragraph 2 (a)» 5/2/1/- full']],
    [
      'en',
      'paragraph 2 (a) (ii) of Article 5',
      ['«paragraph 2 (a) (ii) of Article 5» 5/2/1/2 paragraph {p} ({i}) of Article {a}'],
    ],
    ['en', 'sub-paragraph (b) applies', []],
    ['en', 'articles 4 to 6 apply', ['«articles 4» 4/-/-/- articles {a}', '«6» 6/-/-/- {a}']],
    [
      'en',
      'paragraphs 1, 2 and 3',
      ['«paragraphs 1» here/1/-/- paragraphs {p}', '«2» here/2/-/- {p}', '«3» here/3/-/- {p}'],
    ],
    ['en', 'Article 3 of the Geneva Conventions', ['«Article 3» 3/-/-/- full external']],
    ['en', 'Article 3 common to them', ['«Article 3» 3/-/-/- full external']],
    ['en', 'common Article 3', ['«Article 3» 3/-/-/- full external']],
    ['en', 'Article 3 of this Charter', ['«Article 3» 3/-/-/- full']],
    ['en', 'Article 5.2 and Particle 5 and Article V', []],
    ['fr', 'au sens de l’article\u00a05, paragraphe\u00a02', ['«article\u00a05, paragraphe\u00a02» 5/2/-/- full']],
    ['fr', 'l’article 3 de la Convention', ['«article 3» 3/-/-/- full external']],
    ['fr', 'l’article 3 de la présente Charte', ['«article 3» 3/-/-/- full']],
    ['fr', 'Les articles 4 et 6', ['«articles 4» 4/-/-/- articles {a}', '«6» 6/-/-/- {a}']],
    ['es', 'en el artículo 5', ['«artículo 5» 5/-/-/- full']],
    ['es', 'el párrafo 2 del artículo 5', ['«párrafo 2 del artículo 5» 5/2/-/- full']],
    ['es', 'apartado a) del párrafo 2 del artículo 5', ['«apartado a) del párrafo 2 del artículo 5» 5/2/1/- full']],
    ['es', 'artículo 3 de los Convenios de Ginebra', ['«artículo 3» 3/-/-/- full external']],
    ['ar', 'وفقا للمادة 5', ['«للمادة 5» 5/-/-/- للمادة {a}']],
    ['ar', 'في المادة ٥', ['«المادة ٥» 5/-/-/- full']],
    ['ar', 'الفقرة 2 من المادة 5', ['«الفقرة 2 من المادة 5» 5/2/-/- full']],
    [
      'ar',
      'بالفقرة 2 (ب) من المادة 14 مكررا',
      ['«بالفقرة 2 (ب) من المادة 14 مكررا» 14 bis/2/2/- بالفقرة {p} ({i}) من المادة {a}'],
    ],
    ['ar', 'المادة 3 المشتركة بين اتفاقيات جنيف', ['«المادة 3» 3/-/-/- full external']],
    ['ar', 'المواد 4 إلى 6', ['«المواد 4» 4/-/-/- المواد {a}', '«6» 6/-/-/- {a}']],
    ['ru', 'со статьёй 8', ['«статьёй 8» 8/-/-/- статьёй {a}']],
    ['ru', 'согласно пункту 2 статьи 5', ['«пункту 2 статьи 5» 5/2/-/- пункту {p} статьи {a}']],
    ['ru', 'подпункт b) пункта 2 статьи 5', ['«подпункт b) пункта 2 статьи 5» 5/2/2/- full']],
    ['ru', 'статья 3 Женевских конвенций', ['«статья 3» 3/-/-/- full external']],
    ['ru', 'статья 3 настоящей Хартии', ['«статья 3» 3/-/-/- full']],
    ['ru', 'статья 14 бис', ['«статья 14 бис» 14 bis/-/-/- full']],
  ])('TR1, TR4-TR6: %s: %s', (lang, text, expected) => {
    expect(found(text, lang)).toEqual(expected)
  })

  const block = (id: string, kind: BlockKind, depth = 0): Block => ({
    type: 'block',
    attrs: { id, kind, depth, bracket: null, bracketKind: null, from: null, extra: null },
  })
  const doc = (id: string, ...blocks: Block[]): ArticleDoc => ({
    type: 'doc',
    content: [block(id, 'heading'), ...blocks],
  })
  const index = indexBlocks([
    { id: 'A4', number: '4', doc: doc('h4', block('only', 'para'), block('oa', 'item', 1)), round: null },
    {
      id: 'A5',
      number: '5',
      doc: doc(
        'h5',
        block('p1', 'para'),
        block('p2', 'para'),
        block('a', 'item', 1),
        block('b', 'item', 1),
        block('b1', 'item', 2),
        block('b2', 'item', 2),
      ),
      round: null,
    },
    { id: 'A5b', number: '5 bis', doc: doc('h5b'), round: null },
  ])
  it.each([
    ['Article 5', 'h5'],
    ['Article 5 bis', 'h5b'],
    ['Article 5, paragraph 2', 'p2'],
    ['Article 5, paragraph 2 (b)', 'b'],
    ['Article 5, paragraph 2 (b) (ii)', 'b2'],
    ['paragraph 1', 'only'],
    ['Article 4 (a)', 'oa'],
    ['Article 4, paragraph 1', 'only'],
    ['Article 6', null],
    ['Article 5, paragraph 3', null],
  ])('TR2, TR3: %s, written in Article 4, is %s', (words, to) => {
    expect(targetOf(typedReferences(words, 'en')[0]!, 'A4', index)).toBe(to)
  })
})
