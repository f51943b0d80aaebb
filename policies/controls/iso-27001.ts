import type { Framework } from "./control.ts";

/** ISO/IEC 27001:2022, Annex A, as far as it speaks of identities and access. */
export const iso27001: Framework = {
  name: "ISO/IEC 27001",
  version: "2022",
  url: "https://www.iso.org/standard/27001",
  controls: [
    {
      id: "5.3",
      title: "Segregation of duties",
      provenBy: ["record-require-eligible-holder"],
      gap: "That nobody approves their own change is enforced by the gate and written into each deployment.",
    },
    {
      id: "5.15",
      title: "Access control",
      provenBy: [
        "document-no-full-admin",
        "document-no-escalation",
        "document-no-whole-service",
        "attachment-no-full-admin",
        "record-match-privileged",
      ],
    },
    { id: "5.16", title: "Identity management", provenBy: ["unmanaged", "missing", "leaver", "orphaned", "record-limit-lifetime"] },
    {
      id: "5.17",
      title: "Authentication information",
      provenBy: ["key-limit-active", "key-limit-lifetime", "key-undeclared", "credential-undeclared"],
    },
    {
      id: "5.18",
      title: "Access rights",
      provenBy: ["changed", "leaver", "expired", "grant-ended", "review-overdue", "review-revoked", "review-silent"],
    },
    { id: "6.5", title: "Responsibilities after termination or change of employment", provenBy: ["leaver", "orphaned"] },
    {
      id: "8.2",
      title: "Privileged access rights",
      provenBy: ["record-match-privileged", "record-no-needless-privileged", "attachment-no-full-admin", "grant-ended"],
    },
    {
      id: "8.5",
      title: "Secure authentication",
      provenBy: ["trust-only-exact-github", "trust-only-exact-federation", "console-no-service-accounts"],
    },
    { id: "8.15", title: "Logging", provenBy: [], gap: "The trail itself is not checked." },
    { id: "8.32", title: "Change management", provenBy: ["changed", "unmanaged"] },
  ],
};
