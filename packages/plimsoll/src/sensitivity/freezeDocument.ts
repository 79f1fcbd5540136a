/** The plain document with everything in it frozen, so that one calibration can be shared by all calculations. */
export function freezeDocument<Document extends object>(document: Document): Document {
  for (const value of Object.values(document)) {
    if (typeof value === 'object' && value !== null) freezeDocument(value)
  }
  return Object.freeze(document)
}
