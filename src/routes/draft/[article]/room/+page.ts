/** Writing, following and keys need a script; the text and every act of the room do not. */
export const csr = true
