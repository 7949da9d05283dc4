/** The slider moves with a script; without one its steps are links. */
export const csr = true
