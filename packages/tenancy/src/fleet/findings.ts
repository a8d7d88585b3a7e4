/** Something of the fleet that is not as it should be. */
export interface FleetFinding {
  kind: FindingKind
  server: string
  /** The database, folder or tenant that it is about. */
  object: string
  sentence: string
  /** What was done about it. Absent where a person has to decide, or nobody asked for repairs. */
  repaired?: string
}

export type FindingKind =
  /** A tenant that was being made, and nobody is making it any more. */
  | 'unfinished_operation'
  /** A silo made ahead, and nobody is making it any more. */
  | 'unfinished_database'
  | 'record_without_database'
  | 'database_without_record'
  /** It carries the mark of another record. */
  | 'foreign_database'
  /** `datconnlimit = -2`. */
  | 'interrupted_drop'
  | 'half_made_template'
  | 'orphan_folder'
  /** What a step of the product makes is there, and the tenant is not. */
  | 'step_without_record'
  | 'folders_unseen'
  /** Its migration failed. */
  | 'set_aside'
  | 'server_not_configured'
  | 'server_unreachable'

export type Report = (finding: FleetFinding) => void
