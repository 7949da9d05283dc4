/** Pages are HTML and forms; those that need a script say so themselves. */
export const csr = false
