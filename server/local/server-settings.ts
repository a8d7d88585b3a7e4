import { createHash } from 'node:crypto'

/** What the embedded server is started with; given on the command line, so that the code decides at each start. */
export function serverSettings(options: {
  port: number
  durable: boolean
  clusterName: string
}): Record<string, string> {
  return {
    // Stands in the title of every process of this server, so that orphans can be told from other servers' sessions.
    cluster_name: options.clusterName,
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Tenants are moved and followed by logical replication; changing this later needs a restart.
    wal_level: 'logical',
    // Values never reach the log: not in a STATEMENT line, not as parameters of a failed one.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    // Other connections of a role can read the SQL of its neighbours: leave little to be read.
    track_activity_query_size: '100',
    // Small queries only: compiling them costs more than it saves.
    jit: 'off',
    // One sync of the file system instead of one per file: 0.8 s against 25 s after a crash with 1,000 silos.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(options.durable ? {} : forTests),
  }
}

export function settingArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Nothing has to survive; and a database in which autovacuum works cannot be dropped by anybody but a superuser. */
const forTests = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

/** The same for a data folder at every start, and for no other folder. */
export function clusterNameOf(cluster: string): string {
  return `tenantry-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`
}
