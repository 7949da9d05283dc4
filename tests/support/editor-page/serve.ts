/** Bundles the editor's page as the application would, and serves it on a port of its own. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Editor</title>
<style>body { font: 18px/1.6 serif; margin: 2rem } .ProseMirror { white-space: pre-wrap }</style>
<div id="place"></div><script src="/page.js"></script></html>`

export interface EditorPage {
  origin: string
  stop: () => Promise<void>
}

/** The page's script. */
export async function bundleEditorPage(isMinified = false): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: isMinified,
      lib: { entry: fileURLToPath(new URL('./page.ts', import.meta.url)), formats: ['iife'], name: 'page' },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const [bundle] = Array.isArray(built) ? built : [built]
  if (!bundle || !('output' in bundle)) throw new Error('the page was not built')
  return bundle.output[0].code
}

export async function serveEditorPage(): Promise<EditorPage> {
  const code = await bundleEditorPage()
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? code : HTML)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
