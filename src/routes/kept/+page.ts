/** Only a script can read what a browser keeps. */
export const csr = true
