/** Everything that is measured, in the order of the document. */
import { bystanders } from './s8-bystanders.ts'
import { cursors } from './s7-cursors.ts'
import { firstOpen } from './s3-first-open.ts'
import { kill } from './s5-kill.ts'
import { memory } from './s4-memory.ts'
import { comeBack } from './s6-return.ts'
import { saturation } from './s2-saturation.ts'
import { typing } from './s1-typing.ts'
import type { Scenario } from './scenario.ts'

export const SCENARIOS: readonly Scenario[] = [
  typing,
  saturation,
  firstOpen,
  memory,
  kill,
  comeBack,
  cursors,
  bystanders,
]
