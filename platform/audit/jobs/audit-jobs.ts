import type { MailParts } from '#platform/identity/jobs/identity-jobs.ts'
import type { Proof } from '../proof.ts'
import { reportAudit } from './report-audit.ts'
import { scheduleReports } from './schedule-reports.ts'
import { sendReport } from './send-report.ts'
import { verifyAudit } from './verify-audit.ts'

/** What an audit is verified with, and its reports are sent. */
export interface AuditJobParts extends MailParts {
  proof: Proof
}

export function makeAuditJobs(parts: AuditJobParts) {
  return {
    'verify-audit': verifyAudit(parts),
    'report-audit': reportAudit(parts),
    'send-audit-report': sendReport(parts),
    'schedule-audit-reports': scheduleReports,
  }
}
