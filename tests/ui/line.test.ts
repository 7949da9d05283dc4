// Over 250 lines: one story after another of the same part, with what they share.
/** What a page says of its line, in words: every state, what is announced of it, and the way back in. */
import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLOSE, TOO_MANY_REFUSALS, TOO_MANY_SOCKETS } from '../../src/lib/domain/sync.ts'
import type { LineState } from '../../src/lib/editor/line/connection.ts'
import LineStatus from '../../src/lib/editor/line/LineStatus.svelte'
import SignInDialog from '../../src/lib/editor/line/SignInDialog.svelte'
import UnsentWords from '../../src/lib/editor/line/UnsentWords.svelte'
import { overwriteGetLocale } from '../../src/lib/paraglide/runtime.js'
import { box } from '../support/state-box.svelte.ts'

const CALM = { unsaved: 0, isLate: false, isKept: true, mayWrite: true }
let mounted: Record<string, unknown>[] = []
beforeEach(() => {
  overwriteGetLocale(() => 'en')
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
    this.open = false
    this.dispatchEvent(new Event('close'))
  }
})
afterEach(async () => {
  for (const one of mounted) await unmount(one)
  mounted = []
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** The status line, and a way to change its state. */
function show(first: LineState): { change(next: LineState): void; words(): string; said(): string; banner(): string } {
  const props = box({ state: first, onWake: () => {}, onReload: () => {} })
  mounted.push(mount(LineStatus, { target: document.body, props }))
  flushSync()
  const textOf = (selector: string): string =>
    document.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? ''
  return {
    change(next) {
      props.state = next
      flushSync()
    },
    words: () => textOf('[data-state]'),
    said: () => textOf('[data-said]'),
    banner: () => textOf('[data-banner]'),
  }
}

const states: [LineState, string][] = [
  [{ kind: 'saved', ...CALM }, 'Saved'],
  [{ kind: 'saving', ...CALM, unsaved: 3 }, 'Saving…'],
  [{ kind: 'reconnecting', ...CALM, unsaved: 3 }, 'Reconnecting…'],
  [{ kind: 'offline', ...CALM }, 'Offline'],
  [{ kind: 'offline', ...CALM, unsaved: 1 }, 'Offline: 1 change on this device'],
  [{ kind: 'offline', ...CALM, unsaved: 12 }, 'Offline: 12 changes on this device'],
  [{ kind: 'offline', ...CALM, unsaved: 2, isKept: false }, 'Offline: 2 changes, only in this window'],
  [
    { kind: 'read-only', code: 'article-locked', ...CALM, mayWrite: false },
    'Read-only: This article is agreed and locked. The chair can reopen it.',
  ],
  [
    { kind: 'read-only', code: 'not-allowed', ...CALM, mayWrite: false },
    'Read-only: You can read this article; others are assigned to write it.',
  ],
  [
    { kind: 'read-only', code: 'already-deleted', ...CALM, mayWrite: false },
    'Read-only: This article is marked deleted. The secretariat can bring it back.',
  ],
  [
    { kind: 'read-only', code: 'not-verified', ...CALM, mayWrite: false },
    'Read-only: The secretariat has yet to confirm your credentials. Until then you read along.',
  ],
  ...(
    [
      [CLOSE.signIn, 'not-signed-in', 'Your session has ended.'],
      [CLOSE.signIn, 'other-person', 'Somebody else is signed in in this browser.'],
      [
        CLOSE.signIn,
        'account-closed',
        'Your account has been closed. What was saved stays in the text; copy what was not. The secretariat can open the account again.',
      ],
      [CLOSE.accessLost, 'not-allowed', 'You no longer have access to this text.'],
      [
        CLOSE.accessLost,
        'not-your-capacity',
        'Words that are not saved were written in a capacity that is no longer yours here. Copy them, then reload the page. Reload the page',
      ],
      [CLOSE.noSuchDocument, 'not-found', 'This text does not exist any more.'],
      [
        CLOSE.otherSchema,
        'other-schema',
        'The editor is out of date. Reload the page; what is not saved stays on this device. Reload the page',
      ],
      [
        CLOSE.refused,
        'undecodable',
        'The server did not accept the last change. Copy what is not saved, then reload the page. Reload the page',
      ],
      [
        CLOSE.refused,
        'article-too-large',
        'The article would be larger than an article may be. Copy what is not saved, then reload the page. The secretariat can divide the article. Reload the page',
      ],
    ] as const
  ).map(([close, code, words]): [LineState, string] => [
    { kind: 'ended', close, code, ...CALM, mayWrite: false },
    `Read-only: ${words}`,
  ]),
]

describe('LN1-LN4: five states in words', () => {
  it.each(states.map(([state, words]) => [words, state] as const))('%s', (words, state) => {
    expect(show(state).words()).toBe(words)
  })
  it('in Arabic, counted as Arabic counts', () => {
    overwriteGetLocale(() => 'ar')
    const line = show({ kind: 'offline', ...CALM, unsaved: 2 })
    expect(line.words()).toBe('غير متصل: تغييران على هذا الجهاز')
    line.change({ kind: 'offline', ...CALM, unsaved: 11 })
    expect(line.words()).toBe('غير متصل: 11 تغييرا على هذا الجهاز')
  })
})

describe('limits that a person meets', () => {
  it('SY6, SY16: why the page is not let in, until it is', () => {
    const line = show({ kind: 'reconnecting', ...CALM, busy: TOO_MANY_SOCKETS })
    expect(line.banner()).toContain('Too many windows are open')
    line.change({ kind: 'reconnecting', ...CALM, busy: TOO_MANY_REFUSALS })
    expect(line.banner()).toContain('refused changes of yours several times')
    line.change({ kind: 'saved', ...CALM })
    expect(line.banner()).toBe('')
  })
  it('SY17: how full the article is', () => {
    const line = show({ kind: 'saved', ...CALM, nearlyFull: 75 })
    expect(line.banner()).toContain('75%')
    line.change({ kind: 'saving', ...CALM, nearlyFull: 76 })
    expect(line.banner()).toContain('76%')
    expect(document.querySelector('[data-banner]')!.closest('[role=status]')).not.toBeNull()
  })
})

describe('what is announced', () => {
  it('nothing while all goes well, however often it is saved', () => {
    const line = show({ kind: 'reconnecting', ...CALM })
    for (let n = 1; n < 5; n++) {
      line.change({ kind: 'saving', ...CALM, unsaved: n })
      line.change({ kind: 'saved', ...CALM })
      expect(line.said()).toBe('')
    }
  })
  it('trouble once, not with every change that is counted; and its end', () => {
    const line = show({ kind: 'saved', ...CALM })
    const region = document.querySelector('[data-said]')!
    const heard: string[] = []
    const observer = new MutationObserver(() => heard.push(region.textContent))
    observer.observe(region, { characterData: true, childList: true, subtree: true })
    const take = (): void => {
      if (observer.takeRecords().length > 0) heard.push(region.textContent)
    }
    for (let n = 1; n < 9; n++) {
      line.change({ kind: 'offline', ...CALM, unsaved: n, isLate: n > 4 })
      take()
    }
    line.change({ kind: 'saved', ...CALM })
    take()
    expect(heard).toEqual(['The line is down. You can go on writing.', 'Everything is saved again.'])
  })
  it('a change of permission; not that somebody reads who always did', () => {
    const locked: LineState = { kind: 'read-only', code: 'article-locked', ...CALM, mayWrite: false }
    expect(show(locked).said()).toBe('')
    document.body.replaceChildren()
    const line = show({ kind: 'saved', ...CALM })
    line.change(locked)
    expect(line.said()).toContain('This article is agreed and locked.')
  })
})

describe('LN2: the banner', () => {
  it('is there for what is late and goes by itself, and for nothing else', () => {
    const line = show({ kind: 'saving', ...CALM, unsaved: 3 })
    expect(line.banner()).toBe('')
    line.change({ kind: 'saving', ...CALM, unsaved: 3, isLate: true })
    expect(line.banner()).toContain('3 changes are not on the server yet. They are kept on this device')
    line.change({ kind: 'saving', ...CALM, unsaved: 3, isLate: true, isKept: false })
    expect(line.banner()).toContain('Do not close this window')
    line.change({ kind: 'read-only', code: 'not-allowed', ...CALM, unsaved: 3, isLate: true, mayWrite: false })
    expect(line.banner()).toBe('')
    line.change({ kind: 'saved', ...CALM, isKept: false })
    expect(line.banner()).toContain('This browser does not keep unsaved words')
  })
})

describe('LN8: words to copy', () => {
  const discarded = vi.fn()
  const open = (passages: { label: string | null; text: string }[]): void => {
    mounted.push(
      mount(UnsentWords, {
        target: document.body,
        props: { label: 'المادة 4', lang: 'ar', passages, onDiscard: discarded },
      }),
    )
    flushSync()
  }
  const press = (name: string): void => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent === name)
    expect(button, name).toBeDefined()
    button!.click()
    flushSync()
  }
  it('by paragraph, in the direction of their language; copied whole', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
    open([
      { label: '2', text: 'كلمة' },
      { label: null, text: 'أخرى' },
    ])
    expect(document.querySelector('dl')!.dir).toBe('rtl')
    press('Copy these words')
    expect(writeText).toHaveBeenCalledWith('المادة 4\n\n2\nكلمة\n\nأخرى\n')
    await vi.waitFor(() => expect(document.querySelector('[role=status]')!.textContent).toContain('Copied.'))
  })
  it('thrown away by two deliberate acts', () => {
    open([{ label: '2', text: 'كلمة' }])
    press('Discard…')
    press('Keep them')
    press('Discard…')
    expect(discarded).not.toHaveBeenCalled()
    press('Discard for good')
    expect(discarded).toHaveBeenCalledOnce()
  })
  it('none: that is said', () => {
    open([])
    expect(document.body.textContent).toContain('deletions, moves or formats')
  })
})

describe('LN12: signing in where one is', () => {
  const answers: (() => Promise<Response>)[] = []
  const signedIn = vi.fn()
  const fetched = vi.fn((..._call: [string, RequestInit]) => answers.shift()!())
  async function tryWith(password: string, answer: () => Promise<Response>): Promise<string> {
    answers.push(answer)
    const field = document.querySelector<HTMLInputElement>('[type=password]')!
    field.value = password
    field.dispatchEvent(new Event('input'))
    document.querySelector('form')!.requestSubmit()
    await vi.waitFor(() => expect(field.value).toBe(''))
    flushSync()
    return document.querySelector('[role=alert]')!.textContent
  }
  const problem =
    (status: number, code: string, headers = {}): (() => Promise<Response>) =>
    () =>
      Promise.resolve(new Response(JSON.stringify({ code }), { status, headers }))

  it('says what is wrong, how long to wait, and goes on with the right password alone', async () => {
    vi.stubGlobal('fetch', fetched)
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const person = { id: 'p1', name: 'Delegate (Delegation 03)', email: 'drafter-03@concord.example' }
    const props = { person, isOther: false, onSignedIn: signedIn, onClose: () => {} }
    mounted.push(mount(SignInDialog, { target: document.body, props }))
    flushSync()
    expect(document.activeElement).toBe(document.querySelector('[type=password]'))
    expect(document.querySelector<HTMLInputElement>('[type=email]')).toMatchObject({
      value: 'drafter-03@concord.example',
      readOnly: true,
    })
    expect(await tryWith('a', problem(401, 'wrong-credentials'))).toContain('do not match an account')
    expect(await tryWith('b', problem(429, 'too-many-attempts', { 'retry-after': '840' }))).toContain('in 14 min.')
    expect(await tryWith('c', problem(403, 'other-person'))).toContain('another person’s account')
    expect(await tryWith('d', () => Promise.reject(new TypeError('Failed to fetch')))).toContain('cannot be reached')
    expect(signedIn).not.toHaveBeenCalled()
    expect(await tryWith('right', () => Promise.resolve(new Response(null, { status: 204 })))).toBe('')
    expect(signedIn).toHaveBeenCalledOnce()
    expect(JSON.parse(String(fetched.mock.lastCall![1].body))).toEqual({
      person: 'p1',
      email: 'drafter-03@concord.example',
      password: 'right',
    })
  })
})
