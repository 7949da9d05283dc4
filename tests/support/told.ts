/** A child process whose lines on standard output are remembered in order; nothing that it has told is lost when it dies. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Told {
  lines: string[]
  process: ChildProcess
  /** Resolves when `isThere` holds for the lines so far. Rejects if the process ends first. */
  until(isThere: (lines: string[]) => boolean): Promise<void>
  /** Signal 9; resolves when the process is gone and its last line read. */
  kill(): Promise<void>
}

/** Runs this Node with these arguments, or `through` a program that takes Node and them as its last. */
export function runAndListen(args: string[], env: Record<string, string> = {}, through: string[] = []): Told {
  const [program, ...all] = [...through, process.execPath, ...args] as [string, ...string[]]
  const child = spawn(program, all, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const reader = createInterface({ input: child.stdout })
  const over = new Promise<void>((resolve) => reader.once('close', resolve))
  reader.on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  return {
    lines,
    process: child,
    until: (isThere) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!isThere(lines)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        void over.then(() => reject(new Error(`The process ended after: ${lines.slice(-5).join(' | ')}`)))
        look()
      }),
    async kill() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await Promise.all([gone, over])
    },
  }
}
