/** An invariant (by its number in the list of the documentation) that a step broke, and how. */
export interface BrokenInvariant {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I5' | 'I7' | 'I8' | 'I9' | 'I12' | 'I14' | 'I17' | 'I18' | 'I19'
  readonly what: string
}
