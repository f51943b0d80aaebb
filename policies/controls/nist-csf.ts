import type { Framework } from "./control.ts";

/** NIST Cybersecurity Framework 2.0; ids are those of 2.0 (PR.AC-4 of 1.1 is PR.AA-05 today). Physical access (PR.AA-06) is out of scope. */
export const nistCsf: Framework = {
  name: "NIST CSF",
  version: "2.0",
  url: "https://doi.org/10.6028/NIST.CSWP.29",
  controls: [
    {
      id: "PR.AA-01",
      title: "Identities and credentials of users, services and hardware are managed",
      provenBy: [
        "tags-require-owner",
        "tags-require-expires",
        "record-limit-lifetime",
        "record-limit-end",
        "key-limit-active",
        "key-limit-lifetime",
        "expired",
        "grant-ended",
        "unmanaged",
        "missing",
        "key-undeclared",
        "credential-undeclared",
        "leaver",
      ],
    },
    {
      id: "PR.AA-03",
      title: "Users, services and hardware are authenticated",
      provenBy: ["trust-only-exact-github", "console-no-service-accounts"],
    },
    {
      id: "PR.AA-04",
      title: "Identity assertions are protected, conveyed and verified",
      provenBy: ["trust-only-exact-github", "trust-require-external-id"],
    },
    {
      id: "PR.AA-05",
      title: "Permissions are defined in policy, managed, enforced and reviewed, with least privilege and separation of duties",
      provenBy: [
        "document-no-full-admin",
        "document-only-known-actions",
        "attachment-no-full-admin",
        "attachment-no-user-policies",
        "boundary-match-expires",
        "trust-no-wildcard-principal",
        "record-require-eligible-holder",
        "record-require-custodians",
        "session-limit-duration",
        "changed",
        "non-compliant",
        "expiry-not-enforced",
      ],
    },
    {
      id: "GV.RR-02",
      title: "Roles and authorities are set, communicated and enforced",
      provenBy: ["tags-require-owner", "record-require-living-owner", "orphaned"],
    },
    { id: "GV.RR-04", title: "Security is part of human-resources practice", provenBy: ["leaver", "record-limit-end"] },
    {
      id: "GV.SC-10",
      title: "The end of a supplier relationship is handled",
      provenBy: ["record-limit-end", "contract-ended", "trust-require-external-id"],
    },
    {
      id: "ID.AM-08",
      title: "Systems and services are managed through their life",
      provenBy: ["expired", "unmanaged", "missing", "record-limit-lifetime"],
    },
    { id: "PR.PS-01", title: "Configuration management is practised", provenBy: ["changed", "non-compliant", "tags-only-legal"] },
    {
      id: "DE.CM-09",
      title: "Computing, runtime environments and their data are monitored",
      provenBy: ["changed", "unmanaged", "missing"],
    },
  ],
};
