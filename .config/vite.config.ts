import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** Where the API runs while the pages are served by Vite. */
const api = process.env.GEZHI_LOOPBACK ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [sveltekit()],
  server: { proxy: { '/api': api, '/tiles': api, '/ogc': api } },
  // maplibre-gl is one file of about a megabyte, loaded after the lists.
  build: { chunkSizeWarningLimit: 1200 }
});
