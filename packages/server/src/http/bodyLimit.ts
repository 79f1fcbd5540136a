/** The largest body that is read: 1 MiB. */
export const bodyBytesMax = 1_048_576
