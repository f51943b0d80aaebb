import type { Framework } from "./control.ts";

/** OWASP Non-Human Identities Top 10, 2025. */
export const owaspNhi: Framework = {
  name: "OWASP NHI Top 10",
  version: "2025",
  url: "https://owasp.org/www-project-non-human-identities-top-10/2025/",
  controls: [
    {
      id: "NHI1:2025",
      title: "Improper Offboarding",
      provenBy: ["expired", "orphaned", "leaver", "application-leaver", "stale", "unmanaged", "record-require-living-owner"],
    },
    {
      id: "NHI2:2025",
      title: "Secret Leakage",
      provenBy: ["leaked", "key-undeclared", "credential-undeclared", "tags-no-personal-data", "console-only-secret-password"],
    },
    {
      id: "NHI3:2025",
      title: "Vulnerable Third-Party NHI",
      provenBy: ["trust-require-external-id", "trust-require-contract", "trust-no-wildcard-principal", "github-undeclared"],
    },
    { id: "NHI4:2025", title: "Insecure Authentication", provenBy: ["key-limit-active", "console-no-service-accounts"] },
    {
      id: "NHI5:2025",
      title: "Overprivileged NHI",
      provenBy: [
        "document-no-full-admin",
        "document-no-escalation",
        "document-no-whole-service",
        "attachment-no-full-admin",
        "attachment-no-user-policies",
      ],
    },
    {
      id: "NHI6:2025",
      title: "Insecure Cloud Deployment Configurations",
      provenBy: ["trust-only-exact-github", "trust-only-exact-federation"],
    },
    {
      id: "NHI7:2025",
      title: "Long-Lived Secrets",
      provenBy: [
        "key-limit-lifetime",
        "rotation-overdue",
        "record-limit-lifetime",
        "tags-require-expires",
        "boundary-match-expires",
        "expiry-not-enforced",
      ],
    },
    { id: "NHI8:2025", title: "Environment Isolation", provenBy: ["trust-no-other-environment"] },
    { id: "NHI9:2025", title: "NHI Reuse", provenBy: ["trust-only-one-workload"] },
    { id: "NHI10:2025", title: "Human Use of NHI", provenBy: ["console-no-service-accounts"] },
  ],
};
