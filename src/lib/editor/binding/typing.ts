/** Typing: what happens many times a second, and changes nothing but words. */
import type { Transaction } from '@tiptap/pm/state'
import { ReplaceStep, type Step } from '@tiptap/pm/transform'

/** Steps that put words in and take nothing away. */
export const isTypingStep = (step: Step): step is ReplaceStep =>
  step instanceof ReplaceStep && step.from === step.to && step.slice.content.firstChild?.isText === true

/** Whether letters were put in before the caret and nothing else was done. */
export function isTyping({ steps: [step, ...more], selection }: Transaction): boolean {
  return (
    step !== undefined &&
    more.length === 0 &&
    isTypingStep(step) &&
    selection.empty &&
    selection.head === step.from + step.slice.size
  )
}
