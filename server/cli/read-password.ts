/** A password from the keyboard without showing it, or the first line of what is piped in. Never from the arguments: others can read those. */
import { createInterface } from 'node:readline/promises'
import { Writable, type Readable } from 'node:stream'

export async function readPassword(input: Readable & { isTTY?: boolean }, prompt: Writable): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, next) => next() })
  const isTyped = input.isTTY === true
  const lines = createInterface({ input, output: silent, terminal: isTyped })
  try {
    if (isTyped) {
      prompt.write('Password: ')
      const typed = await lines.question('')
      prompt.write('\n')
      return typed
    }
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}
