/**
 * The editor beside its peers, in one run: what each weighs (JavaScript, gzipped, minified by the same bundler) and how long a key takes
 * to the next painted frame in a text of 5,000 words. BlockNote is the editor of La Suite Docs; Tiptap with its stock binding is what
 * OpenSlides' paragraph editor is made of. Each with co-editing where it is free (CKEditor's is not), without any server.
 * usage: npm run bench:peers [keys]   installs the peers into a temporary folder
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { attrsFromStart } from '../../src/lib/domain/text.ts'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { bundleEditorPage } from '../support/editor-page/serve.ts'
import { quantile } from './quantile.ts'

const KEYS = Number(process.argv[2] ?? 200)
const PARAGRAPHS = Array.from({ length: 100 }, (_, p) =>
  Array.from({ length: 50 }, (_, w) => `word${p}x${w}`).join(' '),
)

interface Peer {
  name: string
  packages: string[]
  /** The whole page script: an editor in `#place` with `texts`, one paragraph each. */
  entry: string
}
const PEERS: Peer[] = [
  {
    name: 'Tiptap StarterKit, stock Yjs binding',
    packages: [
      '@tiptap/core@3.31.3',
      '@tiptap/pm@3.31.3',
      '@tiptap/starter-kit@3.31.3',
      '@tiptap/extension-collaboration@3.31.3',
      '@tiptap/y-tiptap@3.0.1',
      'yjs@13.6.33',
      'y-protocols@1.0.7',
    ],
    entry: `
      import { Editor } from '@tiptap/core'
      import StarterKit from '@tiptap/starter-kit'
      import Collaboration from '@tiptap/extension-collaboration'
      import * as Y from 'yjs'
      const document_ = new Y.Doc()
      const editor = new Editor({ element: document.querySelector('#place'), extensions: [StarterKit.configure({ undoRedo: false }), Collaboration.configure({ document: document_ })] })
      editor.commands.setContent({ type: 'doc', content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) })
    `,
  },
  {
    name: 'BlockNote (La Suite Docs)',
    packages: [
      'react@19.2.0',
      'react-dom@19.2.0',
      '@blocknote/core@0.55.0',
      '@blocknote/react@0.55.0',
      '@blocknote/mantine@0.55.0',
      '@mantine/core@8.3.1',
      '@mantine/hooks@8.3.1',
      'yjs@13.6.33',
      'y-protocols@1.0.7',
      'y-prosemirror@1.3.7',
    ],
    entry: `
      import { createElement } from 'react'
      import { createRoot } from 'react-dom/client'
      import { BlockNoteEditor } from '@blocknote/core'
      import { BlockNoteView } from '@blocknote/mantine'
      const editor = BlockNoteEditor.create({ initialContent: texts.map((content) => ({ type: 'paragraph', content })) })
      createRoot(document.querySelector('#place')).render(createElement(BlockNoteView, { editor }))
    `,
  },
  {
    name: 'CKEditor 5 (GPL build, no co-editing)',
    packages: ['ckeditor5@48.5.2'],
    entry: `
      import { ClassicEditor, Essentials, Paragraph, Bold, Italic, List, Heading, Link, FindAndReplace, WordCount, PasteFromOffice } from 'ckeditor5'
      ClassicEditor.create(document.querySelector('#place'), {
        licenseKey: 'GPL',
        plugins: [Essentials, Paragraph, Bold, Italic, List, Heading, Link, FindAndReplace, WordCount, PasteFromOffice],
        toolbar: ['undo', 'redo', 'bold', 'italic', 'numberedList', 'heading', 'link', 'findAndReplace'],
        initialData: texts.map((text) => '<p>' + text + '</p>').join(''),
      })
    `,
  },
]

async function bundle({ name, packages, entry }: Peer): Promise<string> {
  const folder = join(tmpdir(), 'concord-peers', name.replace(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  writeFileSync(join(folder, 'entry.js'), `const texts = ${JSON.stringify(PARAGRAPHS)}\n${entry}`)
  if (!existsSync(join(folder, 'node_modules')))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--legacy-peer-deps', ...packages], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, lib: { entry: join(folder, 'entry.js'), formats: ['iife'], name: 'peer' } },
  })
  const [one] = Array.isArray(built) ? built : [built]
  if (!one || !('output' in one)) throw new Error(`${name} was not built`)
  return one.output[0].code
}

const blockOf = (id: string, kind: 'heading' | 'para', text: string): Block => ({
  type: 'block',
  attrs: attrsFromStart({ b: id }, kind === 'para' ? {} : { 'b.kind': kind }),
  content: [{ type: 'text', text }],
})
const article: ArticleDoc = {
  type: 'doc',
  content: [blockOf('h', 'heading', 'Heading'), ...PARAGRAPHS.map((text, n) => blockOf(`p${n}`, 'para', text))],
}

/** From the key to the frame in which its letter is painted, in milliseconds. */
async function typeInto(page: Page): Promise<number[]> {
  await page.locator('[contenteditable=true]').first().waitFor()
  await page.getByText('word50x0 ').first().click()
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { times })
    document.addEventListener(
      'keydown',
      () => {
        const start = performance.now()
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => times.push(performance.now() - start)
          channel.port2.postMessage(null)
        })
      },
      true,
    )
  })
  for (let n = 1; n <= KEYS; n++) {
    await page.keyboard.press('x')
    await page.waitForFunction((count) => (window as unknown as { times: number[] }).times.length >= count, n)
  }
  return page.evaluate(() => (window as unknown as { times: number[] }).times)
}

const scripts = [{ name: 'Concord', code: await bundleEditorPage(true) }]
for (const peer of PEERS) scripts.push({ name: peer.name, code: await bundle(peer) })
const server = createServer((request, response) => {
  const script = /^\/(\d+)\.js$/.exec(request.url ?? '')
  response.setHeader('content-type', script ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
  if (script) return void response.end(scripts[Number(script[1])]!.code)
  const n = /^\/(\d+)/.exec(request.url ?? '')?.[1] ?? '0'
  response.end(
    `<!doctype html><html lang="en"><title>x</title><div id="place"></div><script src="/${n}.js"></script></html>`,
  )
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })

const rows: { name: string; bytes: number; p50: number; p95: number }[] = []
for (const [n, { name, code }] of scripts.entries()) {
  const page = await browser.newPage()
  page.on('pageerror', (error) => process.stderr.write(`${name}: ${error.message}\n`))
  await page.goto(`${origin}/${n}?room=bench&name=bench#article=${encodeURIComponent(JSON.stringify(article))}`)
  const times = await typeInto(page)
  rows.push({ name, bytes: gzipSync(code).length, p50: quantile(times, 0.5), p95: quantile(times, 0.95) })
  await page.close()
}
const own = rows[0]!
for (const { name, bytes, p50, p95 } of rows)
  process.stdout.write(
    `${name.padEnd(40)} ${(bytes / 1000).toFixed(0).padStart(5)} kB gzipped (x${(bytes / own.bytes).toFixed(2)})   ` +
      `key to frame p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (x${(p50 / own.p50).toFixed(2)})\n`,
  )
await browser.close()
server.close()
