/** Writing needs a script; reading, commenting and deciding on this page do not. */
export const csr = true
