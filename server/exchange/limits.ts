/** How much of anything a charter file may hold. Lengths in UTF-16 units. */
export const LIMITS = {
  /** Faults named before a reader gives up: nobody mends more at once. */
  faults: 1_000,
  articles: 500,
  /** Per article; items per list likewise. */
  blocks: 500,
  translations: 50,
  societies: 1_000,
  rounds: 200,
  contributions: 20_000,
  sources: 200,
  options: 50,
  codes: 1_000,
  /** Pieces of one text: strings, references, brackets. */
  pieces: 2_000,
  /** Brackets within brackets (practice 6.2). */
  nesting: 3,
  /** Words of one text, or of one option. */
  text: 50_000,
  heading: 300,
  title: 300,
  label: 60,
  id: 120,
  note: 10_000,
  body: 20_000,
  token: 60,
  pattern: 300,
  /** Of the talks, in all. */
  proposals: 5_000,
  brackets: 10_000,
  /** Moves in agreement, what is agreed by itself, decisions, flags. */
  acts: 50_000,
  positions: 100_000,
  sittings: 5_000,
  /** Of one proposal: texts (each language: the sponsors' own and the pen-holder's copy) and acts. */
  texts: 100,
  story: 2_000,
  /** Of one bracket, those that ended included. */
  stands: 5_000,
} as const
