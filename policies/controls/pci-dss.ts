import type { Framework } from "./control.ts";

/** PCI DSS 4.0.1, requirements 7 and 8 as far as they speak of accounts in AWS. */
export const pciDss: Framework = {
  name: "PCI DSS",
  version: "4.0.1",
  url: "https://www.pcisecuritystandards.org/document_library/",
  controls: [
    {
      id: "7.2.4",
      title: "User accounts are reviewed at least every six months",
      provenBy: ["review-overdue", "review-revoked", "review-silent"],
    },
    {
      id: "7.2.5",
      title: "Application and system accounts have least privilege",
      provenBy: [
        "document-no-full-admin",
        "document-no-escalation",
        "document-no-whole-service",
        "attachment-no-full-admin",
        "record-match-privileged",
        "trust-only-one-workload",
      ],
    },
    {
      id: "7.2.5.1",
      title: "Application and system accounts are reviewed periodically",
      provenBy: ["review-overdue", "review-revoked", "review-silent"],
    },
    { id: "8.2.2", title: "Shared ids are exceptions that end", provenBy: ["record-require-custodians"] },
    { id: "8.2.4", title: "Changes of ids and authentication factors are approved", provenBy: ["changed", "unmanaged", "key-undeclared"] },
    { id: "8.2.5", title: "Access of terminated users is revoked at once", provenBy: ["leaver"] },
    {
      id: "8.2.6",
      title: "Accounts that are inactive for 90 days are removed or disabled",
      provenBy: [],
      gap: "Use is observed, and no check judges it yet.",
    },
    {
      id: "8.2.7",
      title: "Remote accounts of third parties are enabled only while needed",
      provenBy: ["record-limit-end", "contract-ended", "trust-require-external-id"],
    },
    {
      id: "8.3.9",
      title: "Passwords that are the only factor change every 90 days",
      provenBy: ["key-limit-lifetime"],
      gap: "Holds for keys; passwords are not judged.",
    },
    { id: "8.6.1", title: "Interactive use of system accounts is prevented", provenBy: ["console-no-service-accounts"] },
    { id: "8.6.2", title: "Secrets of system accounts are not in code", provenBy: [], gap: "Secrets in code are not searched for." },
    { id: "8.6.3", title: "Secrets of system accounts change periodically", provenBy: ["key-limit-lifetime", "expired"] },
  ],
};
