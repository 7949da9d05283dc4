// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { fixture, pasted } from '../../support/pasted.ts'

const WORD_ITEMS = [
  'para Access to people in need',
  'para The Societies **shall** seek access{_ftn1} to all people in need, and shall:',
  '(a) negotiate it openly with all parties, as Article 4 says;',
  '(a) report on it:',
  '(i) each year; and',
  '(i) in writing;',
  '(i) _ad hoc_, where asked.',
  'para Nothing in paragraph 1 limits Article 3 of the Geneva Conventions. See the annex.',
]
const LINK = { link: [1, 'https://charter.example.org/annex'] }

/** HTML of a clipboard in, blocks and list out (fixtures/paste/SOURCES.md says where each is from). */
const TABLE: [name: string, lang: string, blocks: string[], notes: Record<string, string[]>, findings: object][] = [
  [
    'word-charter.html',
    'en',
    [...WORD_ITEMS, 'para Done in four languages.'],
    { _ftn1: ['para Access means the approach to people and their approach to aid.'] },
    {
      deletion: [1, 'without delay'],
      comment: [1, '[R1]', 'Which of them?'],
      image: [1, 'Map of the region'],
      hidden: [1, 'not for delegations'],
      number: [7, '1.', '(a)', '(b)', '(i)', '(ii)', '2.'],
      depth: [1, 'in writing;'],
      heading: [1],
      insertion: [1, 'openly'],
      ...LINK,
    },
  ],
  [
    'word-french.html',
    'fr',
    [
      'para **Article\u00a06 Accès**',
      "para Les Sociétés s'engagent, au sens de l'article\u00a05, à\u00a0:",
      '(a) négocier cet accès, «\u00a0sans délai\u00a0»\u00a0;',
      '(a) en rendre compte aux 10\u00a0000\u00a0volontaires,',
      'tail dans le respect des principes fondamentaux.',
      'para Le délai est de dix quinze jours.',
      '(a) premier cas\u00a0;',
      '(a) second cas.',
    ],
    {},
    { number: [6, '1.', '·', '2.', '(a)', '(b)'], table: [1], struck: [1, 'dix'], invisible: [1] },
  ],
  [
    'word-arabic.html',
    'ar',
    [
      'para **المادة 6: الوصول إلى المحتاجين**',
      'para تسعى الجمعيات إلى الوصول{_ftn1} وفقا للمادة 5، وعليها أن:',
      '(a) تتفاوض علنا مع جميع الأطراف؛',
      '(a) تقدم تقريرا عن ذلك كل سنة.',
      'para لا يخل ذلك بالمـــادة 3 المشتركة بين اتفاقيات جنيف.',
    ],
    { _ftn1: ['para الوصول إلى الناس ووصولهم إلى العون.'] },
    {
      deletion: [1, 'كل شهر'],
      number: [4, '1.', 'أ)', 'ب)', '2.'],
      insertion: [1, 'كل سنة'],
      direction: [1],
      form: [4],
    },
  ],
  [
    'word-styles.html',
    'en',
    [
      'para Access to people in need',
      'para Scope',
      'para Where it holds',
      'para _The Societies, meeting in Geneva, resolve:_',
      'para **Access** is the approach of all Societies to people in need:',
      '(a) by land:',
      '(i) by road;',
      '(a) by sea.',
      'para Nothing here limits Article 3.',
      'para A list of its own.',
      'para By land',
      'para ✓',
      'para By air',
      'para –',
      'para Reports',
      'para The Societies report:',
      '(a) each year;',
      'para Depositary',
      'para It keeps the texts.',
    ],
    {},
    {
      hidden: [1, 'ask the drafters'],
      number: [12, '1.', '·', '•', '2.', '1)', 'Article 7.', '(a)', 'Article 8.'],
      heading: [3],
      table: [1],
    },
  ],
  [
    'word-arabic-page.html',
    'ar',
    ['para المادة 6', 'para على الجمعيات أن:', '(a) تتفاوض علنا؛', '(i) كتابة.', 'para لا يخل ذلك بالمادة 3.'],
    {},
    { number: [4, '1-', 'ü', '·', '2-'], heading: [1] },
  ],
  [
    'libreoffice-charter.html',
    'en',
    [
      'para Access to people in need',
      'para The Societies **shall** seek access{sdfootnote1sym} to all people in need, and shall:',
      // its HTML runs a tracked deletion into the text and says nothing of it
      '(a) negotiate it openly without delaywith all parties, as Article 4 says;',
      ...WORD_ITEMS.slice(3),
      'para Term',
      'para Meaning',
      'para Delegation',
      'para Those whom a Society has accredited.',
      'para Done in four languages.',
    ],
    { sdfootnote1sym: ['para Access means the approach to people and their approach to aid.'] },
    { comment: [1, 'Which of them?'], depth: [1, 'in writing;'], heading: [1], table: [1], ...LINK },
  ],
  [
    'libreoffice-arabic.html',
    'ar',
    [
      'para **المادة 6: الوصول إلى المحتاجين**',
      'para تسعى الجمعيات إلى الوصول وفقا للمادة 5 إلى جميع المحتاجين، وعليها أن:',
      '(a) تتفاوض علنا مع جميع الأطراف؛',
      '(a) تقدم تقريرا عن ذلك كل سنة.',
      'para لا يخل ذلك بالفقرة 2 من المادة 3 المشتركة بين اتفاقيات جنيف{sdfootnote1sym}.',
      'para حرر بأربع لغات.',
    ],
    { sdfootnote1sym: ['para اتفاقيات عام 1949.'] },
    { direction: [2], form: [1] },
  ],
  [
    'google-docs-charter.html',
    'en',
    [
      'para Access to people in need',
      'para The Societies **shall** seek “access” to all people in need, and shall:',
      ...WORD_ITEMS.slice(2),
      'para **Delegation**',
      'para Those whom a Society has accredited.',
    ],
    {},
    { image: [1, 'Map of the region'], depth: [1, 'in writing;'], heading: [1], table: [1], ...LINK },
  ],
  [
    'google-docs-part.html',
    'en',
    [
      '(i) each year; and',
      '(i) in writing.',
      '(a) keep a record.',
      'para Nothing limits Article 3:',
      '(a) in peace;',
      'tail To be settled:',
      '(a) the annex;',
      '(a) the depositary.',
      'tail Done in four languages.',
    ],
    {},
    { control: [2, 'unchecked', 'checked'] },
  ],
  [
    'word-2011.html',
    'en',
    [
      'para One _morning_, when **Gregor Samsa** woke from troubled dreams, he found himself transformed in his bed into a horrible vermin.',
      'para intermission',
      'para He lay on his **a****_rmour-lik_****e** **b****_ac_****k**, and if he lifted his head a little he could see his brown belly, slightly domed and divided by arches into stiff sections. The bedding was hardly.',
    ],
    {},
    { heading: [1], raised: [4, 'troubled', 'dreams', 'mou', 'li'] },
  ],
  [
    'google-docs-2016.html',
    'en',
    [
      'para One _morning_, when **Gregor Samsa** woke from troubled dreams, he found himself transformed in his bed into a horrible vermin.',
      'para intermission',
      'para He lay on his **a****_rmour-lik_****e** _b_**_ac_**_k_, and if he lifted his head a little he could see his brown belly, slightly domed and divided by arches into stiff sections. The bedding was hardly.',
    ],
    {},
    { heading: [1], raised: [4, 'troubled', 'dreams', 'mou', 'li'] },
  ],
  [
    'google-docs-2014.html',
    'en',
    ['para **Bold,** _italic,_ **_bold and italic_**, and a link.'],
    {},
    { link: [1, 'http://en.wikipedia.org/wiki/Link_(The_Legend_of_Zelda)'] },
  ],
  ['google-docs-words.html', 'en', ['para the right of “people in need” to _aid_'], {}, {}],
  [
    'web-charter.html',
    'en',
    [
      'para Home',
      'para Universal Charter',
      'para Article 6. Access to people in need',
      'para The Societies **shall** seek access to all people in need, and shall:',
      '(a) negotiate it openly{fn1};',
      '(a) report on it:',
      '(i) each year; and',
      '(i) in writing;',
      '(i) _ad hoc_, where asked;',
      'tail to all who have a share in it.',
      'para Nothing in paragraph 1 limits Article 3 of the Geneva Conventions. See Articles 7 to 9.',
      'para Article 7',
      'para The first line of a letter;',
      'para the second.',
      'para Term',
      'para Meaning',
      'para Delegation',
      'para Those whom a Society has accredited.',
      'para Done in “four” languages.',
    ],
    { fn1: ['para That is, in public.'] },
    {
      image: [1, 'A map'],
      control: [1, 'Share'],
      number: [2, '1.', '2.'],
      depth: [1, 'in writing;'],
      heading: [2],
      table: [1],
      link: [2, 'https://charter.example.org/', 'https://charter.example.org/charter#p1'],
    },
  ],
  [
    'web-arabic.html',
    'ar',
    [
      'para المادة 6',
      'para تسعى الجمعيات إلى الوصول وفقا للمادة ٥، وعليها أن:',
      '(a) تتفاوض علنا مع جميع الأطراف؛',
      '(a) تقدم تقريرا عن ذلك:',
      '(i) كل سنة؛',
      '(i) كتابة.',
      'para لا يخل ذلك بالمادة ٣ المشتركة بين اتفاقيات جنيف.',
      '(a) بند',
      '(a) بند **ثان**',
    ],
    {},
    { number: [6, '١-', '(أ)', '(ب)', "'1'", "'2'", '٢-'], heading: [1] },
  ],
]

describe('clipboards of other programs', () => {
  it('PA21: what is underlined, raised or lowered is plain text and listed; what links and calls of notes look like is not', () => {
    const { blocks, findings } = pasted(
      '<p>They <u>shall</u> and <span style="text-decoration:underline">must</span> reach 10<sup>2</sup> people<sup><a href="#_ftn1">1</a></sup>, <a href="https://charter.example.org/"><u>here</u></a>.</p>',
    )
    expect(blocks).toEqual(['para They shall and must reach 102 people, here.'])
    expect(findings).toMatchObject({ underlined: [2, 'shall', 'must'], raised: [1, '2'] })
  })

  it.each(TABLE)('PA1-PA8, PA20-PA24, PA26: %s', (name, lang, blocks, notes, findings) => {
    expect(pasted(fixture(name), lang)).toEqual({ blocks, notes, findings })
  })
})
