/** Somebody who writes in an article over the wire, as an editor would, without a browser. */
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { readText } from '../../server/text/read.ts'
import { writeText } from '../../server/text/write.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { DEMO_PASSWORD } from './server-process.ts'

export interface CoAuthor {
  token: string
  /** What the API answers; throws where it refuses. */
  call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>
  /** Changes a text word by word; resolves when the server has it on disk. */
  write(articleId: string, lang: string, change: (doc: ArticleDoc) => ArticleDoc): Promise<void>
}

/** Signs in as `name@concord.example`. @param origin of the server */
export async function coAuthor(origin: string, name: string): Promise<CoAuthor> {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown, token?: string): Promise<T> => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const credentials = { email: `${name}@concord.example`, password: DEMO_PASSWORD }
  const { token } = await call<{ token: string }>('POST', '/sessions', credentials)
  class SignedIn extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  return {
    token,
    call: (method, path, body) => call(method, path, body, token),
    async write(articleId, lang, change) {
      type Article = { document: { id: string }; json: ArticleDoc }
      const read = () => call<Article>('GET', `/articles/${articleId}?lang=${lang}`, undefined, token)
      const { document } = await read()
      const ydoc = new Y.Doc()
      const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, document.id, ydoc, {
        WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
        disableBc: true,
        params: { client: String(ydoc.clientID) },
      })
      await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
      writeText(ydoc, change(readText(ydoc)), null)
      const wanted = JSON.stringify(readText(ydoc))
      // what is read is durable: the write is there once reading says so
      while (JSON.stringify((await read()).json) !== wanted);
      provider.destroy()
      ydoc.destroy()
    },
  }
}
