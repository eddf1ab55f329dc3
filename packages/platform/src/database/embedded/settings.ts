import { totalmem } from 'node:os'

const MiB = 1024 * 1024

/**
 * The server's settings for one machine that it shares with the rest of Iris. Whatever keeps acknowledged writes safe
 * stays on. Statements and row values stay out of the server's log: they hold people's messages and numbers.
 */
export function serverSettings(memoryBytes = totalmem()): Record<string, string> {
  const sharedBuffers = Math.min(Math.max(memoryBytes / 8, 32 * MiB), 1024 * MiB)
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: megabytes(sharedBuffers),
    effective_cache_size: megabytes(Math.max(memoryBytes / 2, sharedBuffers)),
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%m [%p] ',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  }
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MiB)}MB`
}
