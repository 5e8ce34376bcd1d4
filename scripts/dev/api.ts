// The API alone, for `npm run dev`: restarted whenever one of its files changes, beside Vite, which serves the pages.
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';

const server = await startServer(readConfig(process.env), { web: false });
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
