/** Keys from change to change need a script; reading and linking do not. */
export const csr = true
