/** What may be asked of the server about the compilation text: a part of the application object (server/app.ts). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Compilation } from '../../src/lib/domain/contract-compilation.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { compileCharter, compileOne } from './compile.ts'

type Who = Actor | null

export interface CompilationApp {
  /** `lang`: of the text; the original where nothing is said. */
  ofArticle(actor: Who, articleId: string, lang?: string): Promise<Result<Compilation>>
  ofCharter(actor: Who, charterId: string, lang?: string): Promise<Result<Compilation>>
}

export const makeCompilation = (context: Context): CompilationApp => ({
  ofArticle: (actor, articleId, lang) => compileOne(context, actor, articleId, lang),
  ofCharter: (actor, charterId, lang) => compileCharter(context, actor, charterId, lang),
})
