import { createHash } from 'node:crypto'
import { render } from 'svelte/server'
import SingleFile from '#lib/ui/SingleFile.svelte'
import css from '#lib/ui/single-file.css?raw'
import { readReading, versionNumber } from '../../../reading.server.ts'
import type { RequestHandler } from './$types'

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** No script, and the one style that stands in it. */
const POLICY = [
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(`\n${css}`).digest('base64')}'`,
  ...['script-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'].map((name) => `${name} 'none'`),
].join('; ')

/** A version in one language (`?lang`, else the interface's) as one page to keep: everything in it, nothing loaded, no script. */
export const GET: RequestHandler = async ({ locals, params, url, setHeaders }) => {
  const { signoffs: _, ...reading } = await readReading(locals, versionNumber(params.n), url)
  const { body } = render(SingleFile, { props: { reading } })
  const { charter, version, lang, dir, title } = reading
  setHeaders({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Language': lang,
    'Content-Disposition': `attachment; filename="${charter.slug}-v${version.number}-${lang}.html"`,
    // opened here all the same, it does no more than it does from a disk
    'Content-Security-Policy': POLICY,
  })
  const page = `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escape(title)} · ${version.number} (${escape(version.label)})</title>
<style>
${css}</style>
</head>
<body>
${body.replace(/<!--[\s\S]*?-->/g, '')}
</body>
</html>
`
  return new Response(page)
}
