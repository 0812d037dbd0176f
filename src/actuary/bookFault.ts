/** Something that a described book cannot be: a sentence for whoever described it. */
export class BookFault extends Error {}
