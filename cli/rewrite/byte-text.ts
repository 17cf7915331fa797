// Texts with one character for each byte, as files are read here, and the same in the characters that people see.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** é becomes Ã©, which is what its two bytes are called. */
export const toByteText = (text: string): string => String.fromCharCode(...encoder.encode(text))

export const toReadable = (text: string): string =>
  decoder.decode(Uint8Array.from(text, (mark) => mark.charCodeAt(0)))
