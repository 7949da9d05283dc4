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

/** HTML of a clipboard in, blocks and list out (fixtures/paste/README.md says where each is from). */
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
  it.each(TABLE)('PA1-PA9, PA20-PA26: %s', (name, lang, blocks, notes, findings) => {
    expect(pasted(fixture(name), lang)).toEqual({ blocks, notes, findings })
  })
})
