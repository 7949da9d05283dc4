/** With a script the fingerprint is computed on the reader's own device; without one the form still answers. */
export const csr = true
