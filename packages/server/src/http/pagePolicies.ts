import type { FastifyHelmetOptions } from '@fastify/helmet'

type Policy = FastifyHelmetOptions & { contentSecurityPolicy: object }

const shared = {
  // The service speaks plain HTTP on loopback; who puts TLS in front of it sets this there.
  strictTransportSecurity: false,
  crossOriginEmbedderPolicy: false,
  referrerPolicy: { policy: 'no-referrer' as const },
  frameguard: { action: 'deny' as const },
}

/** Scripts and workers only from our own files; styles may also be inline because charts set them. */
export const deskPolicy: Policy = {
  ...shared,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
}

/** The API page carries its configuration in an inline script and its fonts and pictures as data. */
export const docsPolicy: Policy = {
  ...shared,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...(deskPolicy.contentSecurityPolicy as { directives: object }).directives,
      scriptSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
    },
  },
}
