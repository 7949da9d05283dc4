/** What benches ask of a server through its API, as people signed in. */
import { DEMO_PASSWORD } from '../support/server-process.ts'

export type Ask = <T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown) => Promise<T>

/** Calls of one person; '' is nobody. `path` is below `/api/v1`. Rejects with what the server says where it refuses. */
export const askingAt =
  (origin: string, token: string): Ask =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

/** The token of a new session. `name`: before the @ of their address. */
export async function signIn(origin: string, name: string, password = DEMO_PASSWORD): Promise<string> {
  const email = `${name}@concord.example`
  return (await askingAt(origin, '')<{ token: string }>('POST', '/sessions', { email, password })).token
}
