/**
 * How some histories begin: with what chance comes to too seldom in a few acts. Each is played as acts are and judged after every one; what follows goes on from
 * there by chance.
 */
import type { Actor } from '#lib/domain/actor.ts'
import { textHistory } from '#server/charter/text-history.ts'
import { followSource } from '#server/proposals/follow.ts'
import type { ProposalRow } from '#server/store/proposals.ts'
import { personally } from '../authors.ts'
import { value } from '../house.ts'
import { restoreTo, settlesHeld, takesIn, type Act, type Outcome } from './acts.ts'
import type { Scene } from './scene.ts'
import { wordsOfBlock } from './words.ts'

const done = (more: Partial<Outcome> = {}): Outcome => ({ name: 'opening', code: 'ok', ...more })
const rowOf = async (scene: Scene, id: string): Promise<ProposalRow> =>
  (await scene.proposals()).find((row) => row.id === id)!

/** The first paragraph of the first article, and its nth word. */
async function placeOf(scene: Scene, n: number): Promise<{ block: string; word: string }> {
  const block = (await scene.read(scene.documentOf(scene.articleIds[0]!, 'en'))).content[1]!
  return { block: block.attrs.id, word: wordsOfBlock(block)[n]! }
}

/** A proposal that says another word there, or an amendment to one. */
async function begins(scene: Scene, by: Actor, n: number, amends?: string): Promise<{ id: string; outcome: Outcome }> {
  const { proposals } = scene.house.app
  const { block, word } = await placeOf(scene, n)
  const { id } = value(await proposals.begin(by, scene.articleIds[0]!, { lang: 'en', ...(amends && { amends }) }))
  const edit = { id: block, find: word, text: scene.fresh('en', by) }
  value(await proposals.writeText(by, id, 'en', { blocks: [edit] }))
  const [text] = await scene.textsOf([id])
  return { id, outcome: done({ goneFrom: new Map([[text!.documentId, [word]]]) }) }
}

/** In the article, in the place of a word. */
const says = (scene: Scene, blockId: string, word: string, words: string, by: Actor): Promise<unknown> =>
  scene.house.context.texts.change(
    scene.documentOf(scene.articleIds[0]!, 'en'),
    (now) => ({
      type: 'doc',
      content: now.content.map((one) =>
        one.attrs.id !== blockId
          ? one
          : {
              ...one,
              content: (one.content ?? []).map((node) =>
                node.type === 'text' ? { ...node, text: node.text.replace(word, words) } : node,
              ),
            },
      ),
    }),
    personally(by),
  )

async function tables(scene: Scene, by: Actor, id: string): Promise<Outcome> {
  value(await scene.house.app.proposals.submit(by, id, {}))
  value(await scene.house.app.proposals.admit(scene.cast.secretariat, id, {}))
  return done()
}

/** Each opening anew: what it makes is its own. */
const OPENINGS: Readonly<Record<string, () => Act[]>> = {
  /** What its last sponsor leaves, another delegation takes over. */
  'take over': () => {
    let id = ''
    return [
      async (scene) => {
        const begun = await begins(scene, scene.cast.heads[2]!, 0)
        id = begun.id
        return begun.outcome
      },
      (scene) => tables(scene, scene.cast.heads[2]!, id),
      async (scene) => {
        value(await scene.house.app.proposals.leave(scene.cast.heads[2]!, id, {}))
        return done()
      },
      async (scene) => {
        value(await scene.house.app.proposals.takeOver(scene.cast.heads[3]!, id, {}))
        return done({ name: 'take over' })
      },
    ]
  },
  /** An amendment comes into what it amends. */
  'take in': () => {
    let [amended, amendment] = ['', '']
    return [
      async (scene) => {
        const begun = await begins(scene, scene.cast.heads[2]!, 0)
        amended = begun.id
        return begun.outcome
      },
      (scene) => tables(scene, scene.cast.heads[2]!, amended),
      async (scene) => {
        const begun = await begins(scene, scene.cast.heads[3]!, 2, amended)
        amendment = begun.id
        return begun.outcome
      },
      async (scene) => {
        const outcome = await tables(scene, scene.cast.heads[3]!, amendment)
        value(await scene.house.app.proposals.takeUp(scene.cast.chair, amendment, {}))
        return outcome
      },
      async (scene) => takesIn(scene, await rowOf(scene, amendment)),
    ]
  },
  /** The article says another word where a draft does, too, and its sponsor says what becomes of both. */
  'settle held': () => {
    let id = ''
    return [
      async (scene) => {
        const begun = await begins(scene, scene.cast.heads[2]!, 0)
        id = begun.id
        return begun.outcome
      },
      async (scene) => {
        const { block, word } = await placeOf(scene, 0)
        const by = scene.cast.drafters[0]!
        const words = scene.fresh('en', by)
        await says(scene, block, word, words, by)
        return done({ gone: [word], by })
      },
      async (scene) => {
        await followSource(scene.house.context, id)
        return done()
      },
      async (scene) => settlesHeld(scene, await rowOf(scene, id)),
    ]
  },
  /** A word that somebody took out is restored. */
  restore: () => {
    let seq = 0
    return [
      async (scene) => {
        const { block, word } = await placeOf(scene, 1)
        const by = scene.cast.drafters[1]!
        seq = (await textHistory(scene.house.context, scene.documentOf(scene.articleIds[0]!, 'en'))).seq
        await says(scene, block, word, '', by)
        return done({ gone: [word], by })
      },
      (scene) => restoreTo(scene, scene.articleIds[0]!, 'en', seq),
    ]
  },
}

const NAMES = Object.keys(OPENINGS)
/** Of ten histories four begin with one, each with another. */
export const openingOf = (seed: number): readonly Act[] => OPENINGS[NAMES[seed % 10] ?? '']?.() ?? []
