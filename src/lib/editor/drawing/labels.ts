/** What references say on the screen: this article's blocks as they stand now, others as the page was told. */
import type { Node } from '@tiptap/pm/model'
import type { ArticleDoc } from '../../domain/article.ts'
import type { RoundNumbers } from '../../domain/places.ts'
import {
  indexBlocks,
  referenceLabel,
  type Reference,
  type ReferenceIndex,
  type Target,
} from '../../domain/reference.ts'
import { attrsOf, hasSameBlocks } from '../binding/nodes.ts'

export interface Here {
  articleId: string
  /** Null: the preamble. */
  number: string | null
  round: RoundNumbers | null
  lang: string
}

export class ReferenceLabels {
  private readonly here: Here
  private readonly others: Map<string, Target>
  private own: ReferenceIndex = new Map()
  private seen: Node | null = null
  private readonly askFor: (to: string) => void
  private readonly asked = new Set<string>()
  /** Asked for, and not answered yet. */
  private readonly awaited = new Set<string>()
  private readonly watchers = new Set<() => void>()

  /** `askFor`: called once for each target that nobody told of; `learn` is the answer. */
  constructor(here: Here, targets: Record<string, Target>, askFor: (to: string) => void) {
    this.here = here
    this.others = new Map(Object.entries(targets))
    this.askFor = askFor
  }

  /** The article that the references stand in. */
  get place(): Here {
    return this.here
  }

  /** Where blocks stand, as far as this page knows. */
  get index(): ReferenceIndex {
    return new Map([...this.others, ...this.own])
  }

  /** Calls back when references may say something else. */
  watch(onChange: () => void): () => void {
    this.watchers.add(onChange)
    return () => this.watchers.delete(onChange)
  }

  /** The answer to all that was asked; targets that are not in it are gone. */
  learn(targets: Record<string, Target>): void {
    this.awaited.clear()
    this.add(targets)
  }

  /** More targets, whoever tells of them. */
  add(targets: Record<string, Target>): void {
    for (const [id, target] of Object.entries(targets)) this.others.set(id, target)
    for (const changed of this.watchers) changed()
  }

  /** The article changed: its own blocks may have other numbers. */
  read(doc: Node): void {
    if (this.seen && hasSameBlocks(this.seen, doc)) return
    this.seen = doc
    const blocks = doc.children.map((block) => ({ type: 'block' as const, attrs: attrsOf(block) }))
    const article: ArticleDoc = { type: 'doc', content: blocks }
    const { articleId: id, number, round } = this.here
    this.own = indexBlocks([{ id, number, round, doc: article }])
    for (const changed of this.watchers) changed()
  }

  /** The words of a reference; null: nobody knows its target (yet). */
  labelOf(reference: Reference): string | null {
    const target = this.own.get(reference.to) ?? this.others.get(reference.to)
    if (target) return referenceLabel(reference, this.here.lang, new Map([[reference.to, target]]), this.here.articleId)
    if (!this.asked.has(reference.to)) {
      this.asked.add(reference.to)
      this.awaited.add(reference.to)
      this.askFor(reference.to)
    }
    return null
  }

  /** Where a block stands, as far as is known. */
  targetOf(to: string): Target | undefined {
    return this.own.get(to) ?? this.others.get(to)
  }

  /** Whether nobody has said yet where it points. */
  isAwaited(to: string): boolean {
    return this.awaited.has(to)
  }

  /** The words for a target that is gone, as the language marks it. */
  get dangling(): string {
    return referenceLabel({ to: '', form: 'full', as: null }, this.here.lang, new Map(), this.here.articleId)
  }
}
