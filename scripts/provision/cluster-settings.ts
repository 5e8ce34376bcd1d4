import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/**
 * Settings of the private cluster. PostgreSQL's defaults are for a machine of twenty years ago.
 * @param memory bytes this process may use; a container's limit where there is one
 */
export function clusterSettings(socket: string, memory = usableMemory(), sharedMemory = sharedMemorySize()): string {
  const quarter = Math.floor(memory / 4 / MB);
  return `# Written by every start; changes here are lost.
listen_addresses = ''
unix_socket_directories = '${socket.replaceAll("'", "''")}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = ${Math.max(128, Math.min(2048, quarter))}MB
effective_cache_size = ${Math.max(256, quarter * 2)}MB
work_mem = 32MB
maintenance_work_mem = 256MB
# A container's /dev/shm of 64 MB is too small for parallel queries.
dynamic_shared_memory_type = ${sharedMemory < 512 * MB ? 'mmap' : 'posix'}
# Tile queries last milliseconds; compiling them lasts longer.
jit = off
random_page_cost = 1.1
effective_io_concurrency = 100
max_wal_size = 2GB
wal_compression = on
checkpoint_timeout = 15min
timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_directory = '../log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_min_duration_statement = 2s
log_line_prefix = '%m [%p] %d %a '
`;
}

function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function sharedMemorySize(): number {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize;
  } catch {
    return 0;
  }
}
