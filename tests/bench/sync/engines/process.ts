/** What a process costs, as Linux counts it; and what it spends its time on, as V8 does. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** However this process ends, the server ends with it. */
export const dieTogether = (server: ChildProcess): unknown => process.once('exit', () => server.kill('SIGKILL'))

/** The environment of a server under test. `profiles`: the folder for its profile, null: none. */
export const environment = (profiles: string | null): Record<string, string> => ({
  NODE_ENV: 'production',
  ...(profiles !== null && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
})

/** Linux counts processor time in hundredths of a second, whatever the machine's clock. */
const TICKS_A_SECOND = 100
const USER_TIME = 11
const SYSTEM_TIME = 12

/** Processor seconds of a process with all its threads, those that ended included; in steps of 10 ms. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // the name of the program, in brackets, may hold anything
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_A_SECOND
}

/** Resident memory of a process in MiB. */
export function rssOf(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kibibytes) / 1024
}
