/** With a script the list says when there is something new (TH15); without one it is the same list. */
export const csr = true
