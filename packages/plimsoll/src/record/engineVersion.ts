/** Version of the mathematics: two engines of one version compute the same bits. Equal to the package's own version. */
export const engineVersion = '0.1.0'
