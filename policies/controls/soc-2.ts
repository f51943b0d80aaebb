import type { Framework } from "./control.ts";

/** Trust Services Criteria 2017 with the points of focus of 2022. */
export const soc2: Framework = {
  name: "SOC 2",
  version: "2017 (2022)",
  url: "https://www.aicpa-cima.com/topic/audit-assurance/audit-and-assurance-greater-than-soc-2",
  controls: [
    {
      id: "CC6.1",
      title: "Logical access is restricted to what is known and authenticated",
      provenBy: ["tags-require-owner", "record-require-living-owner", "orphaned", "unmanaged", "missing", "trust-only-exact-federation"],
    },
    {
      id: "CC6.2",
      title: "Users are authorised before credentials are issued, and removed when no longer authorised",
      provenBy: ["unmanaged", "leaver", "expired", "orphaned"],
    },
    {
      id: "CC6.3",
      title: "Access is granted, changed and removed by role, with least privilege and separation of duties",
      provenBy: [
        "document-no-full-admin",
        "document-no-escalation",
        "document-no-whole-service",
        "attachment-no-full-admin",
        "record-match-privileged",
        "grant-ended",
        "changed",
        "review-overdue",
        "review-revoked",
        "review-silent",
      ],
    },
    {
      id: "CC8.1",
      title: "Changes are authorised, tested and approved",
      provenBy: ["changed", "unmanaged"],
      gap: "Approvals are in each deployment (npm run evidence -- period).",
    },
  ],
};
