/** In which capacity a form's act is done (rules HW*): what `HatChoice` asks for, and what was answered. */
import type { Actor } from '#lib/domain/actor.ts'
import { HATS, hatsFor, type Hat } from '#lib/domain/hat.ts'
import { textOf } from './answer.server.ts'

/** What the page of an act needs to ask: `may`: whether an actor in one capacity may do it; `holdsPen`: of the article. */
export const hatsIn = (actor: Actor, may: (worn: Actor, hat: Hat) => boolean, holdsPen = false): Hat[] =>
  hatsFor(actor, may, holdsPen).map(({ hat }) => hat)

/** The capacity that was chosen; undefined: none was asked for. */
export const hatOf = (form: FormData): Hat | undefined => HATS.find((hat) => hat === textOf(form, 'as'))
