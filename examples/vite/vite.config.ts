import { defineConfig } from 'vite'

// Relative URLs, so that the build works in any folder of a site.
export default defineConfig({ base: './', build: { target: 'es2022' } })
