import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the service listens while the desk is developed; in production it serves the desk itself. */
const service = process.env.PLIMSOLL_SERVICE ?? 'http://127.0.0.1:4180'

export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  worker: { format: 'es' },
  build: { outDir: 'dist', sourcemap: false },
  server: {
    proxy: {
      '/v1': { target: service, ws: true },
      '/healthz': { target: service },
    },
  },
})
