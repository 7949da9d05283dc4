/** In a language that follows the original, only words are edited (ST2): a local change of structure is not taken. */
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { ArticleDoc } from '../../domain/article.ts'
import { keepsStructure } from '../../domain/structure.ts'
import { bindingKey, type BindingMeta } from './key.ts'

const asArticle = (doc: Node): ArticleDoc => doc.toJSON() as ArticleDoc

export const followingPlugin = (): Plugin =>
  new Plugin({
    filterTransaction: (tr, state) =>
      !tr.docChanged ||
      (tr.getMeta(bindingKey) as BindingMeta | undefined)?.isRemote === true ||
      keepsStructure(asArticle(state.doc), asArticle(tr.doc)),
  })
