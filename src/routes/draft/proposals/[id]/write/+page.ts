/** Writing needs a script; rationale, languages and acts on this page do not. */
export const csr = true
