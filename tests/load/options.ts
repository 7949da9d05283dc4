/** What the command line of `npm run load` asks for. */
import { parseArgs } from 'node:util'

export const STAGES = ['work', 'nodes', 'crowd', 'idle', 'page'] as const
export type Stage = (typeof STAGES)[number]

export interface Options {
  stages: Stage[]
  people: number
  articles: number
  /** Of a hundred people. */
  typing: number
  /** Keys a second of each who types. */
  keys: number
  seconds: number
  nodes: number[]
  idle: number[]
  connections: number
}

export const USAGE = `npm run load -- [options]

  --stage a,b        which of ${STAGES.join(', ')}; all where none is named
                       work   one node on SQLite: people type, comment, open, publish, read
                       nodes  the same on PostgreSQL and Redis behind nginx, with one node, two and three
                       crowd  2,000 people on 200 articles, a tenth of them typing
                       idle   what a person costs who only has a page open
                       page   the public page beside a file of the same bytes, and under 5,000 connections
  --people N         of work and nodes (200)
  --articles N       that they are spread over (20)
  --typing N         of a hundred people (10)
  --keys N           a second of each who types (5)
  --seconds N        that each thing is measured (15)
  --nodes 1,2,3      how many nodes, by turns
  --idle 100,1000    how many idle people, one after the other (100,1000,2500,5000)
  --connections N    to the public page (5000)
  --small            a quick look: fewer people, two nodes, 4 seconds; one stage of it ends in about a minute
`

/** Thrown for a command line that asks for what there is not. */
export class NotUnderstood extends Error {}

/** Reads it. Throws `NotUnderstood`. */
export function readOptions(args: string[]): Options {
  const given = parse(args)
  if (given.help === true) throw new NotUnderstood('What can be asked for:')
  const isSmall = given.small === true
  const one = (name: 'people' | 'articles' | 'typing' | 'keys' | 'seconds' | 'connections', usual: number): number =>
    numbers(given[name] ?? String(usual), name)[0]!
  const stages = (given.stage ?? STAGES.join(',')).split(',').map((name) => {
    const stage = STAGES.find((known) => known === name)
    if (stage === undefined) throw new NotUnderstood(`there is no stage ${name}`)
    return stage
  })
  return {
    stages,
    people: one('people', isSmall ? 50 : 200),
    articles: one('articles', isSmall ? 5 : 20),
    typing: one('typing', 10),
    keys: one('keys', 5),
    seconds: one('seconds', isSmall ? 4 : 15),
    nodes: numbers(given.nodes ?? (isSmall ? '1,2' : '1,2,3'), 'nodes'),
    idle: numbers(given.idle ?? (isSmall ? '100,500' : '100,1000,2500,5000'), 'idle'),
    connections: one('connections', isSmall ? 500 : 5_000),
  }
}

function numbers(text: string, name: string): number[] {
  const all = text.split(',').map(Number)
  if (!all.every((value) => Number.isInteger(value) && value > 0))
    throw new NotUnderstood(`--${name} must be a whole number above 0`)
  return all
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      options: {
        ...{ stage: text, people: text, articles: text, typing: text, keys: text, seconds: text, nodes: text },
        ...{ idle: text, connections: text, small: { type: 'boolean' }, help: { type: 'boolean' } },
      },
    }).values
  } catch (error) {
    if (error instanceof TypeError) throw new NotUnderstood(error.message)
    throw error
  }
}
