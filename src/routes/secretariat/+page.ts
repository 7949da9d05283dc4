/** With a script, keys go from item to item; without one every act is a form and the focus goes on just the same. */
export const csr = true
